public import DubanModel

/// A value that was admitted to the document.
public struct AdmittedValue: Sendable, Hashable {
    /// Its field.
    public let path: DataPath
    /// The value in its stored form.
    public let value: DataValue
    /// What the workflow declares of it.
    public let field: Field
}

/// Checks what comes from outside against the document that a workflow declares. All problems are told at once, with their
/// paths, and never with a value: it may be personal.
public struct DataAdmission {
    private let definition: WorkflowDefinition
    private var admitted: [AdmittedValue] = []
    private var problems: [Refusal.Problem] = []

    /// Bytes of a text.
    public static let maximumTextBytes = 4_096
    /// Items of a list.
    public static let maximumItems = 1_000

    private init(_ definition: WorkflowDefinition) { self.definition = definition }

    /// Admits a document.
    /// - Parameters:
    ///   - data: What came, as JSON.
    ///   - step: The step at which it came: fields of its branch may be filled too.
    ///   - form: The parts that may be filled now.
    ///   - required: The parts whose required fields must be there; nothing for a draft.
    /// - Throws: A refusal with code `invalid-data` and every problem.
    public static func admit(
        _ data: DataValue, to definition: WorkflowDefinition, at step: String? = nil, form: [DataPath], required: [DataPath] = []
    ) throws(Refusal) -> [AdmittedValue] {
        var admission = DataAdmission(definition)
        guard let fields = data.fields else {
            throw Refusal(.invalidData, "The data for \(definition.name) must be a JSON object.")
        }
        admission.record(fields, (step.map { definition.schema(at: $0) } ?? definition.data).fields, at: [], form, required)
        return try admission.result()
    }

    /// Admits one field.
    public static func admit(_ value: DataValue, at path: DataPath, of definition: WorkflowDefinition) throws(Refusal) -> AdmittedValue {
        guard let field = definition.data[path] else {
            let known = definition.data.fields.flatMap { DataAdmission.leaves($0, at: []) }
            let hint = nearest(to: path.description, among: known).map { " The nearest is \($0)." } ?? ""
            throw Refusal(.unknownField, "\(definition.name) has no field \(path).\(hint)")
        }
        if case .record = field.type { throw Refusal(.invalidData, "\(path) is a record; amend its fields one by one.") }
        var admission = DataAdmission(definition)
        admission.leaf(value, field, at: path)
        guard let admitted = try admission.result().first else { throw Refusal(.invalidData, "\(path) needs a value.") }
        return admitted
    }

    /// Admits papers: `{"id-card": 2}` with pages, or `["id-card"]` with one page each.
    public static func materials(_ data: DataValue, of definition: WorkflowDefinition) throws(Refusal) -> [String: Int] {
        var pages: [String: Int] = [:]
        var problems: [Refusal.Problem] = []
        let entries: [(String, DataValue)]
        switch data {
        case .null: return [:]
        case .record(let fields): entries = fields.sorted { $0.key < $1.key }
        case .list(let items): entries = items.map { ($0.textValue ?? "?", 1) }
        default: throw Refusal(.invalidData, "The materials must be an object of pages by id, or a list of ids.")
        }
        let known = definition.materials.map(\.id)
        for (id, count) in entries {
            if !known.contains(id) {
                let hint =
                    nearest(to: id, among: known).map { "; did you mean \"\($0)\"?" } ?? "; known are \(known.joined(separator: ", "))"
                problems.append(.init(path: "materials.\(id)", message: "is no material of \(definition.name)\(hint)"))
            } else if let number = count.integerValue, (1...10_000).contains(number) {
                pages[id] = Int(number)
            } else {
                problems.append(.init(path: "materials.\(id)", message: "must be a number of pages from 1 to 10000"))
            }
        }
        guard problems.isEmpty else {
            throw Refusal(.invalidData, "The materials for \(definition.name) have \(problems.count) problems.", problems: problems)
        }
        return pages
    }

    private func result() throws(Refusal) -> [AdmittedValue] {
        guard problems.isEmpty else {
            let count = problems.count == 1 ? "1 problem" : "\(problems.count) problems"
            throw Refusal(.invalidData, "The data for \(definition.name) have \(count); nothing was changed.", problems: problems)
        }
        return admitted
    }

    private mutating func fail(_ path: [String], _ message: String) {
        problems.append(.init(path: path.joined(separator: "."), message: message))
    }

    private mutating func record(
        _ values: [String: DataValue], _ fields: [Field], at path: [String], _ form: [DataPath], _ required: [DataPath]
    ) {
        for name in values.keys.sorted() where !fields.contains(where: { $0.name == name }) {
            let hint = nearest(to: name, among: fields.map(\.name)).map { "; did you mean \"\($0)\"?" } ?? ""
            fail(path + [name], "is no field of \(definition.name)\(hint)")
        }
        for field in fields {
            let here = path + [field.name]
            let value = values[field.name] ?? .null
            if case .record(let inner) = field.type {
                if let fields = value.fields {
                    record(fields, inner, at: here, form, required)
                } else if value.isNull {
                    record([:], inner, at: here, form, required)
                } else {
                    fail(here, "must be an object")
                }
            } else if value.isNull {
                if field.isRequired, DataAdmission.contains(required, here) { fail(here, "is required") }
            } else if !DataAdmission.contains(form, here) {
                fail(here, "is not filled at this step")
            } else {
                leaf(value, field, at: DataPath(here))
            }
        }
    }

    private static func contains(_ form: [DataPath], _ path: [String]) -> Bool { form.contains { path.starts(with: $0.names) } }

    private static func leaves(_ field: Field, at path: [String]) -> [String] {
        if case .record(let inner) = field.type { return inner.flatMap { leaves($0, at: path + [field.name]) } }
        return [(path + [field.name]).joined(separator: ".")]
    }

    private mutating func leaf(_ value: DataValue, _ field: Field, at path: DataPath) {
        switch DataAdmission.stored(value, as: field.type) {
        case .success(let stored): admitted.append(AdmittedValue(path: path, value: stored, field: field))
        case .failure(let fault): fail(path.names, fault.message)
        }
    }

    /// A value that stands in a definition, as the document stores it.
    /// - Returns: Nothing where it does not fit; `fault` says why.
    package static func literal(_ value: DataValue, as type: FieldType) -> DataValue? { try? stored(value, as: type).get() }

    /// Why a value that stands in a definition cannot be put into a field; nothing where it can.
    static func fault(of value: DataValue, as type: FieldType) -> String? {
        if case .failure(let fault) = stored(value, as: type) { fault.message } else { nil }
    }

    /// An amount that a calling workflow's file gives as text, as the document stores it: whole fen. Any other value as it is.
    public static func amount(_ value: DataValue, as type: FieldType) -> DataValue {
        guard type == .money, case .text(let text) = value, let amount = Money(yuan: text) else { return value }
        return .integer(amount.fen)
    }

    /// Why a value is none of its type: "must be …".
    struct Fault: Error { let message: String }

    /// The stored form of a value that came from outside or stands in a file.
    static func stored(_ value: DataValue, as type: FieldType) -> Result<DataValue, Fault> {
        func fail(_ message: String) -> Result<DataValue, Fault> { .failure(Fault(message: message)) }
        switch (type, value) {
        case (.text, .text(let text)):
            return text.utf8.count <= maximumTextBytes ? .success(value) : fail("is longer than \(maximumTextBytes) bytes")
        case (.integer, .integer), (.number, .double), (.boolean, .bool): return .success(value)
        case (.number, .integer(let number)): return .success(.double(Double(number)))
        case (.date, .text(let text)): return CivilDate(text) == nil ? fail("must be a date such as 2026-03-01") : .success(value)
        case (.money, .text(let text)):
            return Money(yuan: text).map { .success(.integer($0.fen)) } ?? fail("must be an amount in yuan such as \"960.50\"")
        case (.money, .integer(let yuan)):
            let (fen, overflow) = yuan.multipliedReportingOverflow(by: 100)
            return overflow ? fail("is too large") : .success(.integer(fen))
        case (.residentID, .text(let text)):
            let number = text.uppercased()
            return ResidentIdentityNumber.fault(in: number).map { fail($0) } ?? .success(.text(number))
        case (.telephone, .text(let text)):
            let isNumber =
                (5...24).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+- ()".utf8.contains($0) }
            return isNumber ? .success(value) : fail("must be a telephone number of digits, spaces, +, - and brackets")
        case (.choice(let choices), .text(let text)):
            return choices.contains(text) ? .success(value) : fail("must be one of \(choices.joined(separator: ", "))")
        case (.record(let fields), .record(let values)):
            var stored: [String: DataValue] = [:]
            for name in values.keys where !fields.contains(where: { $0.name == name }) { return fail("has an unknown field \(name)") }
            for field in fields {
                guard let value = values[field.name], !value.isNull else {
                    if field.isRequired { return fail("needs \(field.name)") }
                    continue
                }
                switch self.stored(value, as: field.type) {
                case .success(let value): stored[field.name] = value
                case .failure(let fault): return fail("\(field.name) \(fault.message)")
                }
            }
            return .success(.record(stored))
        case (.list(let element), .list(let items)):
            guard items.count <= maximumItems else { return fail("has more than \(maximumItems) items") }
            var stored: [DataValue] = []
            for (index, item) in items.enumerated() {
                switch self.stored(item, as: element) {
                case .success(let value): stored.append(value)
                case .failure(let fault): return fail("item \(index + 1) \(fault.message)")
                }
            }
            return .success(.list(stored))
        default: return fail("must be \(type.expectation)")
        }
    }
}

extension FieldType {
    /// What is expected, in words.
    var expectation: String {
        switch self {
        case .text: "a text"
        case .integer: "a whole number"
        case .number: "a number"
        case .boolean: "true or false"
        case .date: "a date such as \"2026-03-01\""
        case .money: "an amount in yuan such as \"960.50\""
        case .residentID: "a resident identity number, as text"
        case .telephone: "a telephone number, as text"
        case .choice(let choices): "one of \(choices.joined(separator: ", "))"
        case .list: "a list"
        case .record: "an object"
        }
    }
}
