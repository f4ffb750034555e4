import Crypto
public import DubanModel
public import DubanTime

/// Reads a calendar such as `config/calendars/cn.yaml`.
public enum CalendarLoader {
    private static let keys = ["calendar", "title", "zone", "weekly", "hours", "occasions", "years"]

    /// Loads a calendar.
    /// - Returns: The calendar and the hash of its content.
    /// - Throws: A refusal with all findings.
    public static func load(_ bytes: [UInt8], file: String) throws(Refusal) -> (calendar: WorkingCalendar, version: ContentHash) {
        let findings = Findings()
        let parts = YAMLNode.read(bytes, file: file, findings).flatMap { read($0, findings) }
        guard let parts, findings.list.isEmpty else { throw Refusal("Calendar \(file)", findings: findings.sorted) }
        let calendar = try WorkingCalendar(
            id: parts.id, title: parts.title, zone: parts.zone, weekly: parts.weekly, hours: parts.hours, exceptions: parts.exceptions,
            lastPublishedYear: parts.lastYear)
        return (calendar, ContentHash(bytes: SHA256.hash(data: bytes)) ?? .zero)
    }

    private struct Parts {
        let id: String
        let title: LocalizedText
        let zone: String
        let weekly: Set<Weekday>
        let hours: [WorkingCalendar.Hours]
        let exceptions: [WorkingCalendar.Exception]
        let lastYear: Int
    }

    private static func read(_ node: YAMLNode, _ findings: Findings) -> Parts? {
        guard let map = YAMLMap(node, keys: keys, findings), let id = map.text("calendar"), let zone = map.text("zone"),
            let title = map.title()
        else { return nil }
        let weekly = map.texts("weekly").compactMap { name -> Weekday? in
            let day = Weekday(rawValue: name)
            if day == nil { findings.add("DW070", "\"\(name)\" is no day of the week", at: map["weekly"] ?? node) }
            return day
        }
        let hours = (map["hours"]?.items ?? []).compactMap { span($0, findings) }
        var occasions: [String: LocalizedText] = [:]
        for entry in map["occasions"]?.entries ?? [] { occasions[entry.key] = YAMLMap.title(entry.value, findings) }
        var exceptions: [WorkingCalendar.Exception] = []
        var lastYear = 0
        for entry in map["years"]?.entries ?? [] {
            guard let year = Int(entry.key), let kinds = YAMLMap(entry.value, keys: ["holidays", "workdays"], findings) else {
                findings.add("DW070", "a year was expected here", at: entry.keyNode)
                continue
            }
            lastYear = max(lastYear, year)
            for (kind, isWorking) in [("holidays", false), ("workdays", true)] {
                for days in kinds[kind]?.entries ?? [] {
                    exceptions += self.days(days.value, year, isWorking, occasions[days.key], days.keyNode, findings)
                }
            }
        }
        return Parts(
            id: id, title: title, zone: zone, weekly: Set(weekly), hours: hours, exceptions: exceptions, lastYear: lastYear)
    }

    private static func days(
        _ node: YAMLNode, _ year: Int, _ isWorking: Bool, _ occasion: LocalizedText?, _ key: YAMLNode, _ findings: Findings
    ) -> [WorkingCalendar.Exception] {
        guard let occasion else {
            findings.add("DW070", "\"\(key.text ?? "")\" is not listed under occasions", at: key)
            return []
        }
        return (node.items ?? []).compactMap { item in
            guard let day = CivilDate("\(year.padded(to: 4))-\(item.text ?? "")") else {
                findings.add("DW070", "\"\(item.text ?? "")\" is no day of \(year); write \"MM-DD\"", at: item)
                return nil
            }
            return WorkingCalendar.Exception(day: day, isWorking: isWorking, occasion: occasion)
        }
    }

    private static func span(_ node: YAMLNode, _ findings: Findings) -> WorkingCalendar.Hours? {
        let minutes = (node.text ?? "").split(separator: "-").map { part -> Int? in
            let clock = part.split(separator: ":").compactMap { Int($0) }
            return clock.count == 2 && (0...24).contains(clock[0]) && (0...59).contains(clock[1]) ? clock[0] * 60 + clock[1] : nil
        }
        guard minutes.count == 2, let from = minutes[0], let to = minutes[1] else {
            findings.add("DW070", "hours are written like \"08:30-12:00\"", at: node)
            return nil
        }
        return .init(from: from, to: to)
    }
}
