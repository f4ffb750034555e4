import DubanModel
import DubanTime

/// Reads the fields of a stored JSON object. Our own bytes are read, so a field that is missing means damage.
struct FieldReader {
    let object: DataValue
    let subject: String

    func damage(_ name: String) -> Refusal {
        Refusal(
            .internalInconsistency,
            "The stored \(subject) cannot be read: its field \"\(name)\" is missing or of another type. Run `duban audit verify`.")
    }

    func text(_ name: String) throws(Refusal) -> String {
        guard let text = object[name].textValue else { throw damage(name) }
        return text
    }

    func number(_ name: String) throws(Refusal) -> Int64 {
        guard let number = object[name].integerValue else { throw damage(name) }
        return number
    }

    func count(_ name: String) throws(Refusal) -> Int { Int(try number(name)) }

    func step(_ name: String = "step") throws(Refusal) -> StepID { StepID(try count(name)) }

    func optionalStep(_ name: String) -> StepID? { object[name].integerValue.map { StepID(Int($0)) } }

    func member(_ name: String) throws(Refusal) -> StaffID { StaffID(try text(name)) }

    func optionalMember(_ name: String) -> StaffID? { object[name].textValue.map { StaffID($0) } }

    func members(_ name: String) throws(Refusal) -> [StaffID] { try names(name).map { StaffID($0) } }

    func flag(_ name: String) -> Bool { object[name] == .bool(true) }

    func value(_ name: String) -> DataValue? { object[name].isNull ? nil : object[name] }

    /// A value that is one of an enumeration's.
    func one<Value: RawRepresentable<String>>(_ name: String) throws(Refusal) -> Value {
        guard let value = Value(rawValue: try text(name)) else { throw damage(name) }
        return value
    }

    func record(_ name: String) throws(Refusal) -> FieldReader { FieldReader(object: object[name], subject: subject) }

    func changes(_ name: String) throws(Refusal) -> [DataChange] {
        guard let fields = object[name].fields else { throw damage(name) }
        return fields.sorted { $0.key < $1.key }.map { DataChange(path: DataPath($0.key), value: $0.value) }
    }

    func clock() throws(Refusal) -> ClockID { ClockID(try count("clock")) }

    func hash(_ name: String) throws(Refusal) -> ContentHash {
        guard let hash = ContentHash(hex: try text(name)) else { throw damage(name) }
        return hash
    }

    func instant(_ name: String) throws(Refusal) -> Instant {
        guard let instant = Instant(try text(name)) else { throw damage(name) }
        return instant
    }

    func optionalInstant(_ name: String) throws(Refusal) -> Instant? { object[name].isNull ? nil : try instant(name) }

    func limit(_ name: String) throws(Refusal) -> Limit {
        guard let limit = try? Limit(try text(name)) else { throw damage(name) }
        return limit
    }

    func names(_ name: String) throws(Refusal) -> [String] { try list(name) { $0.textValue } }

    func list<Item>(_ name: String, _ read: (DataValue) throws(Refusal) -> Item?) throws(Refusal) -> [Item] {
        if object[name].isNull { return [] }
        guard let items = object[name].items else { throw damage(name) }
        var result: [Item] = []
        result.reserveCapacity(items.count)
        for item in items {
            guard let value = try read(item) else { throw damage(name) }
            result.append(value)
        }
        return result
    }

    func pages(_ name: String) throws(Refusal) -> [String: Int] {
        guard let fields = object[name].fields else { throw damage(name) }
        return fields.compactMapValues { $0.integerValue.map(Int.init) }
    }

    func derived() throws(Refusal) -> Clock.Derived {
        guard let fields = object["rungs"].fields else { throw damage("rungs") }
        var rungs: [Rung: Instant] = [:]
        for (key, value) in fields {
            guard let rung = Rung(rawValue: key), let instant = value.textValue.flatMap({ Instant($0) }) else { throw damage("rungs") }
            rungs[rung] = instant
        }
        return Clock.Derived(
            calendar: try hash("calendar"), rungs: rungs, due: try optionalInstant("due"), isProvisional: flag("provisional"))
    }

    func rule() throws(Refusal) -> ClockStop.Rule {
        ClockStop.Rule(
            maximum: object["at_most"].isNull ? nil : try limit("at_most"),
            afterwards: object["afterwards"].textValue.flatMap { ClockStop.Rule.Afterwards(rawValue: $0) } ?? .resumes)
    }

    func documents(_ name: String) throws(Refusal) -> [Document] {
        try list(name) { item throws(Refusal) in
            let file = FieldReader(object: item, subject: subject)
            return Document(
                name: try file.text("name"), hash: try file.hash("hash"), path: try file.text("path"),
                bytes: try file.count("bytes"), mediaType: try file.text("type"))
        }
    }

    func attachment() throws(Refusal) -> Attachment {
        Attachment(
            name: object["name"], hash: try hash("hash"), bytes: try count("bytes"), material: object["material"].textValue,
            pages: try count("pages"))
    }

    func taskOffer(_ name: String) throws(Refusal) -> Event.TaskOffer? {
        guard !object[name].isNull else { return nil }
        let task = try record(name)
        return Event.TaskOffer(
            number: TaskNumber(try task.number("number")), roles: try task.names("roles"), candidates: try task.members("candidates"),
            excluded: try task.members("excluded"), roster: try task.hash("roster"))
    }

    func parent(_ name: String) throws(Refusal) -> ParentLink? {
        guard !object[name].isNull else { return nil }
        let link = try record(name)
        return ParentLink(caseID: CaseID(try link.number("id")), number: CaseNumber(try link.text("number")), step: try link.step())
    }

    func handOver() throws(Refusal) -> HandOver {
        HandOver(step: optionalStep("step"), from: try member("from"), to: try member("to"), returns: flag("returns"))
    }

    func extensionRequest() throws(Refusal) -> ExtensionRequest {
        ExtensionRequest(
            clock: try clock(), by: try limit("by"), member: try member("member"), reason: object["reason"], step: try step())
    }
}
