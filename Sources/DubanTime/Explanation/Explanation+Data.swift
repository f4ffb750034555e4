public import DubanModel

extension Explanation {
    /// The explanation for programs; instants carry the offset of the office.
    public var data: DataValue {
        var fields: [String: DataValue] = [
            "calendar": .text(calendar.id), "zone": .text(calendar.zone.id),
            "limit": .list(parts.map { .text($0.description) }), "start": data(start), "entries": .list(entries.map { data($0) }),
        ]
        if let due {
            fields["due"] = .text(calendar.local(due.instant))
            fields["day"] = .text(due.day.description)
            fields["provisional"] = .bool(due.isProvisional)
        }
        return .record(fields)
    }

    private func data(_ entry: Entry) -> DataValue {
        switch entry {
        case .day(let day): return data(day)
        case .days(let from, let through, let used):
            return [
                "kind": "days", "from": .text(from.description), "through": .text(through.description), "used": .integer(used.amount),
                "unit": .text(used.unit.rawValue),
            ]
        case .stopped(let stop): return data("stopped", stop.from, ["maximum": stop.rule.maximum.map { .text($0.description) } ?? .null])
        case .resumed(let stop, let at):
            let entry = stop.to.flatMap { $0.at == at ? $0 : nil } ?? ClockEntry(at: at, reason: "maximum")
            return data("resumed", entry, ["restarts": .bool(stop.rule.afterwards == .restarts)])
        case .extended(let addition): return data("extended", addition.entry, ["by": .text(addition.by.description)])
        }
    }

    private func data(_ day: Day) -> DataValue {
        var fields: [String: DataValue] = ["kind": "day", "day": .text(day.day.description)]
        switch day.verdict {
        case .start: fields["verdict"] = "start"
        case .counted(let number, let part):
            fields["verdict"] = "counted"
            fields["number"] = .integer(Int64(number))
            fields["of"] = .text(part.description)
        case .dayOff: fields["verdict"] = "day off"
        case .stopped(let entry):
            fields["verdict"] = "stopped"
            fields["reason"] = .text(entry.reason)
        case .business(let milliseconds):
            fields["verdict"] = "business"
            fields["milliseconds"] = .integer(milliseconds)
        case .moved: fields["verdict"] = "moved"
        }
        if let exception = day.exception {
            fields["occasion"] = ["en": .text(exception.occasion.english), "zh": .text(exception.occasion.chinese)]
            fields["announcement"] = exception.announcement.map { .text($0) }
        }
        return .record(fields)
    }

    private func data(_ kind: String, _ entry: ClockEntry, _ more: [String: DataValue]) -> DataValue {
        let fields = (data(entry).fields ?? [:]).merging(more) { first, _ in first }.filter { !$0.value.isNull }
        return .record(fields.merging(["kind": .text(kind)]) { first, _ in first })
    }

    private func data(_ entry: ClockEntry) -> DataValue {
        var fields: [String: DataValue] = ["at": .text(calendar.local(entry.at)), "reason": .text(entry.reason)]
        fields["person"] = entry.person.map { .text($0.name) }
        fields["paper"] = entry.paper.map { .text($0) }
        return .record(fields)
    }
}
