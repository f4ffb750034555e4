import CEL
import DubanModel

/// Whether the steps that write and read a register agree about what stands in it.
struct RegisterCheck {
    private let subject: CheckSubject

    init(_ subject: CheckSubject) { self.subject = subject }

    func check() {
        let entries = RegisterEntry.all(of: subject)
        RegisterCheck.compare(entries, subject.findings)
        RegisterCheck.compareSerials(entries.filter { $0.serial != nil }, subject.findings)
        for step in subject.steps {
            guard case .lookup(let lookup) = step.kind else { continue }
            let own = entries.filter { $0.register == lookup.register }
            if !own.isEmpty { RegisterCheck.check(lookup, step.name, subject, own) }
        }
    }

    /// Entries of one register have the same fields.
    static func compare(_ entries: [RegisterEntry], _ findings: Findings) {
        for (register, same) in Dictionary(grouping: entries, by: \.register) {
            guard let first = same.first else { continue }
            for other in same.dropFirst() {
                if let difference = first.difference(from: other) {
                    findings.add(
                        "DW120", "register \"\(register)\": \(difference); \(first.origin) has entered it first", at: other.fieldsNode)
                }
            }
        }
    }

    /// Entries of one register are numbered alike.
    static func compareSerials(_ numbered: [RegisterEntry], _ findings: Findings) {
        for (register, same) in Dictionary(grouping: numbered, by: \.register) {
            for other in same.dropFirst() where other.serial != same[0].serial {
                findings.add(
                    "DW121",
                    "register \"\(register)\" is numbered \(same[0].serial?.source ?? "") by \(same[0].origin); one register has one gapless count, so write the same here",
                    at: other.serialNode)
            }
        }
    }

    /// A look-up asks for fields that entries have, and adds up numbers.
    static func check(_ lookup: LookupStep, _ step: String, _ subject: CheckSubject, _ entries: [RegisterEntry]) {
        let known = entries.reduce(into: [String: RegisterEntry.Content]()) { $0.merge($1.fields) { first, _ in first } }
        func told(_ name: String, _ keys: String...) {
            subject.findings.add(
                "DW122",
                "entries of register \"\(lookup.register)\" have no field \"\(name)\"\(subject.hint(name, among: known.keys.sorted()))",
                at: subject.place(["steps", step] + keys))
        }
        if case .fields(let wanted) = lookup.selection {
            for name in wanted.keys.sorted() where known[name] == nil { told(name, "where", name) }
        }
        if case .sum(let field) = lookup.yield {
            guard let content = known[field] else { return told(field, "sum") }
            if ![.whole, .any].contains(content) {
                subject.tell(
                    "DW123", "\"\(field)\" of register \"\(lookup.register)\" is no whole number or amount and cannot be added up", step,
                    "sum")
            }
        }
        if case .number = lookup.selection, entries.allSatisfy({ $0.serial == nil }) {
            subject.tell(
                "DW122", "entries of register \"\(lookup.register)\" have no number by which one could be looked up", step, "number")
        }
        if case .key = lookup.selection, entries.allSatisfy({ !$0.hasKey }) {
            subject.tell("DW122", "entries of register \"\(lookup.register)\" have no key by which one could be looked up", step, "key")
        }
    }
}

/// What a step enters in a register.
struct RegisterEntry {
    /// What a field of an entry holds, as far as entries must agree about it.
    enum Content: String { case text, whole = "a whole number", number, flag = "a truth value", list = "a list", record = "a record", any }

    let register: String
    let fields: [String: Content]
    let serial: SerialPattern?
    let hasKey: Bool
    /// The step, as findings name it.
    let origin: String
    let fieldsNode: YAMLNode
    let serialNode: YAMLNode

    /// What the steps of a workflow enter, in the order of the file.
    static func all(of subject: CheckSubject, named workflow: String? = nil) -> [RegisterEntry] {
        let fields = DataFlow(subject).fields
        return subject.steps.compactMap { step in
            guard case .record(let record) = step.kind else { return nil }
            let visible = fields[subject.definition.region(of: step.name)] ?? VisibleFields([])
            return RegisterEntry(
                register: record.register, fields: record.fields.mapValues { visible.type(of: $0).content }, serial: record.serial,
                hasKey: record.key != nil, origin: "step \"\(step.name)\"" + (workflow.map { " of \($0)" } ?? ""),
                fieldsNode: subject.place(step.name, "fields"), serialNode: subject.place(step.name, "serial"))
        }
    }

    func difference(from other: RegisterEntry) -> String? {
        let (own, others) = (Set(fields.keys), Set(other.fields.keys))
        if let lacking = own.subtracting(others).min() { return "the field \"\(lacking)\" is missing here" }
        if let more = others.subtracting(own).min() { return "the field \"\(more)\" is here only" }
        for (name, content) in fields.sorted(by: { $0.key < $1.key }) {
            guard let otherContent = other.fields[name], otherContent != content, content != .any, otherContent != .any else { continue }
            return "the field \"\(name)\" is \(otherContent.rawValue) here, and \(content.rawValue) there"
        }
        return nil
    }
}

extension ValueType {
    fileprivate var content: RegisterEntry.Content {
        switch self {
        case .literal(let value): RegisterEntry.Content(value)
        case .field(let field): RegisterEntry.Content(field.type)
        case .rule(let type): RegisterEntry.Content(type)
        case .record: .record
        case .list: .list
        }
    }
}

extension RegisterEntry.Content {
    fileprivate init(_ value: DataValue) {
        switch value {
        case .text: self = .text
        case .integer: self = .whole
        case .double: self = .number
        case .bool: self = .flag
        case .list: self = .list
        case .record: self = .record
        case .null, .sealed: self = .any
        }
    }

    fileprivate init(_ type: FieldType) {
        switch type {
        case .text, .date, .residentID, .telephone, .choice: self = .text
        case .integer, .money: self = .whole
        case .number: self = .number
        case .boolean: self = .flag
        case .list: self = .list
        case .record: self = .record
        }
    }

    fileprivate init(_ type: CELType) {
        switch type {
        case .string, .timestamp: self = .text
        case .int: self = .whole
        case .double: self = .number
        case .bool: self = .flag
        case .list: self = .list
        case .map, .record: self = .record
        default: self = .any
        }
    }
}
