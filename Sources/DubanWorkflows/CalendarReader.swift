import DubanModel
import DubanTime

/// Reads the parts of a calendar with their places, so that each finding says where.
struct CalendarReader {
    let findings: Findings

    private static let keys = ["calendar", "title", "zone", "weekly", "hours", "ends_on_holiday", "occasions", "years", "variants"]
    private static let yearKeys = ["announced", "announced_otherwise", "holidays", "workdays", "half_days"]
    private static let variantKeys = ["title", "weekly", "hours", "ends_on_holiday"]

    func document(_ node: YAMLNode) -> CalendarDocument? {
        guard let map = YAMLMap(node, keys: CalendarReader.keys, findings) else { return nil }
        let id = map.text("calendar") ?? ""
        let title = title(map, node)
        let week = week(map, node, otherwise: nil)
        let years = years(map)
        let parts = CalendarParts(
            id: id, title: title, zone: zone(map), week: week.hours, exceptions: years.exceptions.map(\.exception),
            years: Set(years.nodes.keys), holidayRules: holidayRules(map))
        for problem in parts.problems {
            findings.add("DW071", problem.message, at: place(of: problem, week, years) ?? node)
        }
        return CalendarDocument(
            parts: parts, variants: (map["variants"]?.entries ?? []).compactMap { variant($0.key, $0.value, of: parts, week) })
    }

    private func title(_ map: YAMLMap, _ node: YAMLNode) -> LocalizedText {
        if map["title"] == nil { findings.add("DW004", "\"title\" is missing", at: node) }
        return map.title() ?? LocalizedText(english: "", chinese: "")
    }

    private func zone(_ map: YAMLMap) -> ZoneRules {
        guard let id = map.text("zone"), let node = map["zone"] else { return .utc }
        do {
            return try ZoneDatabase.system.rules(id)
        } catch {
            findings.add("DW070", "\(error)", at: node)
            return .utc
        }
    }

    // MARK: The weekly pattern

    /// The weekly pattern, with the places of its spans.
    private struct Week {
        var hours: [Weekday: [WorkingCalendar.Hours]] = [:]
        var nodes: [Weekday: [YAMLNode]] = [:]
        var node: YAMLNode?
    }

    private func week(_ map: YAMLMap, _ node: YAMLNode, otherwise: Week?) -> Week {
        guard let weekly = map["weekly"] else {
            if let otherwise {
                guard let hours = map["hours"] else { return otherwise }
                return week(days: Array(otherwise.hours.keys), hours, node: hours)
            }
            findings.add("DW004", "\"weekly\" is missing: the days of the week on which business is done", at: node)
            return Week()
        }
        if weekly.isMapping {
            if let hours = map["hours"] {
                findings.add("DW070", "each day under weekly has its own hours already; leave out \"hours\"", at: hours)
            }
            var week = Week(node: weekly)
            for entry in weekly.entries {
                guard let day = weekday(entry.keyNode) else { continue }
                (week.hours[day], week.nodes[day]) = spans(entry.value)
            }
            return week
        }
        let days = (weekly.items ?? []).compactMap { weekday($0) }
        guard let hours = map["hours"] else {
            findings.add(
                "DW004", "\"hours\" is missing: the hours of business of a working day, such as [\"08:30-12:00\", \"13:30-17:30\"]",
                at: node)
            return Week(node: weekly)
        }
        return week(days: days, hours, node: weekly)
    }

    private func week(days: [Weekday], _ hours: YAMLNode, node: YAMLNode) -> Week {
        let (spans, nodes) = spans(hours)
        var week = Week(node: node)
        for day in days { (week.hours[day], week.nodes[day]) = (spans, nodes) }
        return week
    }

    private func weekday(_ node: YAMLNode) -> Weekday? {
        let name = node.text ?? ""
        let day = Weekday(rawValue: name)
        if day == nil {
            let hint = nearest(to: name, among: Weekday.allCases.map(\.rawValue)).map { "; did you mean \"\($0)\"?" } ?? ""
            findings.add("DW070", "\"\(name)\" is no day of the week\(hint)", at: node)
        }
        return day
    }

    private func spans(_ node: YAMLNode) -> ([WorkingCalendar.Hours], [YAMLNode]) {
        var spans: [WorkingCalendar.Hours] = []
        var nodes: [YAMLNode] = []
        if node.items == nil {
            findings.add("DW070", "a list of hours was expected here, such as [\"08:30-12:00\", \"13:30-17:30\"]", at: node)
        }
        for item in node.items ?? [] {
            guard let span = WorkingCalendar.Hours(item.text ?? "") else {
                findings.add(
                    "DW070", "\"\(item.text ?? "")\" are no hours of business; write them like \"08:30-12:00\", to \"24:00\"", at: item)
                continue
            }
            spans.append(span)
            nodes.append(item)
        }
        return (spans, nodes)
    }

    private func holidayRules(_ map: YAMLMap) -> [Limit.Unit: HolidayRule] {
        guard let node = map["ends_on_holiday"] else { return [:] }
        let units: [Limit.Unit] = [.calendarDays, .calendarMonths, .calendarYears]
        guard let rules = YAMLMap(node, keys: units.map(\.rawValue), findings) else { return [:] }
        var found: [Limit.Unit: HolidayRule] = [:]
        for unit in units {
            guard let node = rules[unit.rawValue] else { continue }
            found[unit] = HolidayRule(rawValue: node.text ?? "")
            if found[unit] == nil {
                let known = HolidayRule.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
                findings.add(
                    "DW070", "\"\(node.text ?? "")\" is no rule for a limit that ends on a holiday; write one of \(known)", at: node)
            }
        }
        return found
    }

    // MARK: The years

    /// The exceptions with their places, and the places of the years.
    private struct Years {
        var exceptions: [(exception: WorkingCalendar.Exception, node: YAMLNode, hours: [YAMLNode])] = []
        var nodes: [Int: YAMLNode] = [:]
    }

    private func years(_ map: YAMLMap) -> Years {
        var occasions: [String: LocalizedText] = [:]
        for entry in map["occasions"]?.entries ?? [] {
            // One without both titles is a finding already; its days shall not be findings too.
            occasions[entry.key] = YAMLMap.title(entry.value, findings) ?? LocalizedText(english: entry.key, chinese: entry.key)
        }
        var years = Years()
        if let node = map["years"], !node.isMapping { findings.add("DW070", "a mapping of years was expected here", at: node) }
        for entry in map["years"]?.entries ?? [] {
            guard let year = Int(entry.key), entry.key.utf8.count == 4,
                let kinds = YAMLMap(entry.value, keys: CalendarReader.yearKeys, findings)
            else {
                findings.add("DW070", "\"\(entry.key)\" is no year with holidays and workdays", at: entry.keyNode)
                continue
            }
            years.nodes[year] = entry.keyNode
            let start = years.exceptions.count
            read(year, kinds, occasions, into: &years)
            if years.exceptions.count == start {
                findings.add("DW070", "the year \(year) lists no holidays; leave it out until they are published", at: entry.keyNode)
            }
        }
        return years
    }

    private func read(_ year: Int, _ kinds: YAMLMap, _ occasions: [String: LocalizedText], into years: inout Years) {
        let announced = kinds.optionalText("announced")
        var otherwise: [String: String] = [:]
        for entry in kinds["announced_otherwise"]?.entries ?? [] {
            let isDay = CivilDate("\(year.padded(to: 4))-\(entry.key)") != nil
            if !isDay, occasions[entry.key] == nil { unknownOccasion(entry.keyNode, occasions) }
            otherwise[entry.key] = entry.value.text
        }
        for kind in ["holidays", "workdays", "half_days"] {
            for group in kinds[kind]?.entries ?? [] {
                guard let occasion = occasions[group.key] else {
                    unknownOccasion(group.keyNode, occasions)
                    continue
                }
                func add(_ node: YAMLNode, hours: (spans: [WorkingCalendar.Hours], nodes: [YAMLNode])?) {
                    guard let day = day(node, year) else { return }
                    let paper = otherwise[node.text ?? ""] ?? otherwise[group.key] ?? announced
                    let exception = WorkingCalendar.Exception(
                        day: day, isWorking: kind != "holidays", occasion: occasion, announcement: paper, hours: hours?.spans)
                    years.exceptions.append((exception, node, hours?.nodes ?? []))
                }
                if kind == "half_days" {
                    if !group.value.isMapping {
                        findings.add(
                            "DW070", "half days are written with their hours, like {\"02-13\": [\"08:30-12:00\"]}", at: group.value)
                    }
                    for entry in group.value.entries { add(entry.keyNode, hours: spans(entry.value)) }
                } else {
                    for item in group.value.items ?? [] { add(item, hours: nil) }
                }
            }
        }
    }

    private func unknownOccasion(_ node: YAMLNode, _ occasions: [String: LocalizedText]) {
        let name = node.text ?? ""
        let hint = nearest(to: name, among: occasions.keys.sorted()).map { "did you mean \"\($0)\"?" } ?? "add it there with its titles"
        findings.add("DW070", "\"\(name)\" is not listed under occasions; \(hint)", at: node)
    }

    private func day(_ node: YAMLNode, _ year: Int) -> CivilDate? {
        let day = CivilDate("\(year.padded(to: 4))-\(node.text ?? "")")
        if day == nil { findings.add("DW070", "\"\(node.text ?? "")\" is no day of \(year); write \"MM-DD\"", at: node) }
        return day
    }

    private func place(of problem: CalendarProblem, _ week: Week, _ years: Years) -> YAMLNode? {
        switch problem.place {
        case .week: week.node
        case .hours(let weekday, let index): week.nodes[weekday].flatMap { $0.indices.contains(index) ? $0[index] : nil }
        case .exception(let index, _): years.exceptions[index].node
        case .exceptionHours(let index, _, let span): years.exceptions[index].hours[span]
        case .year(let year): years.nodes[year]
        }
    }

    // MARK: Variants

    /// An office that keeps the same holidays at other hours.
    private func variant(_ name: String, _ node: YAMLNode, of base: CalendarParts, _ usual: Week) -> (name: String, parts: CalendarParts)? {
        guard let map = YAMLMap(node, keys: CalendarReader.variantKeys, findings) else { return nil }
        var parts = base
        parts.id = "\(base.id)/\(name)"
        parts.title = title(map, node)
        let week = week(map, node, otherwise: usual)
        parts.week = week.hours
        parts.holidayRules.merge(holidayRules(map)) { $1 }
        // What its own week says already is left out: the list of holidays is made for the usual week. A half day has the hours of
        // the office that announced it.
        parts.exceptions = base.exceptions.filter { exception in
            exception.isWorking == (week.hours[exception.day.weekday] ?? []).isEmpty
                || exception.hours.map { $0 != week.hours[exception.day.weekday] } ?? false
        }
        for problem in parts.problems where problem.place.isOfWeek {
            findings.add("DW071", problem.message, at: place(of: problem, week, Years()) ?? node)
        }
        return (name, parts)
    }
}

extension CalendarProblem.Place {
    fileprivate var isOfWeek: Bool {
        switch self {
        case .week, .hours: true
        case .exception, .exceptionHours, .year: false
        }
    }
}
