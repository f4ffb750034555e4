import CEL
import DubanModel

/// Whether a value of one type may stand where a field wants another. What cannot be known before it is there (whether a text is one of a
/// choice's values) is let through where a rule makes it, and told where a field is copied.
extension FieldType {
    /// Why a field of this type cannot be put into one of another; nothing where it can.
    func fault(into other: FieldType) -> String? {
        let mismatch = "\(other.expectation) is wanted, this is \(expectation)"
        switch (self, other) {
        case (.text, .text), (.residentID, .text), (.telephone, .text), (.choice, .text), (.date, .text): return nil
        case (.integer, .integer), (.integer, .number), (.number, .number), (.boolean, .boolean), (.date, .date), (.money, .money):
            return nil
        case (.residentID, .residentID), (.telephone, .telephone): return nil
        case (.choice(let values), .choice(let wanted)):
            let unknown = values.filter { !wanted.contains($0) }
            return unknown.isEmpty ? nil : "\(unknown.joined(separator: ", ")) may come, which is none of \(wanted.joined(separator: ", "))"
        case (.list(let element), .list(let wanted)): return element.fault(into: wanted).map { "of the items: \($0)" }
        case (.record(let fields), .record(let wanted)): return FieldType.fault(of: fields, into: wanted)
        default: return mismatch
        }
    }

    private static func fault(of fields: [Field], into wanted: [Field]) -> String? {
        for field in fields {
            guard let target = wanted.first(where: { $0.name == field.name }) else {
                return "it has a field \"\(field.name)\", which is not declared there"
            }
            if let fault = field.type.fault(into: target.type) { return "\(field.name): \(fault)" }
        }
        let lacking = wanted.first { target in target.isRequired && !fields.contains { $0.name == target.name } }
        return lacking.map { "it lacks the required field \"\($0.name)\"" }
    }

    /// Why the value of a rule cannot be put into a field of this type; nothing where it can.
    func fault(of type: CELType) -> String? {
        switch (type, self) {
        case (.dynamic, _), (.null, _), (.string, .text), (.string, .choice), (.string, .residentID), (.string, .telephone): nil
        case (.int, .integer), (.int, .money), (.int, .number), (.double, .number), (.bool, .boolean), (.timestamp, .date),
            (.timestamp, .text):
            nil
        case (.list(let element), .list(let wanted)): wanted.fault(of: element).map { "of the items: \($0)" }
        case (.map(_, let element), .record(let fields)): fields.lazy.compactMap { $0.type.fault(of: element) }.first
        case (.record(let given), .record(let fields)):
            fields.lazy.compactMap { field in given[field.name].flatMap { field.type.fault(of: $0) } }.first
        default: "\(expectation) is wanted, the rule gives \(type)"
        }
    }
}

/// What an argument is, as far as it is known before a case runs.
enum ValueType {
    /// As written; checked where it was read.
    case literal(DataValue)
    /// A field of the document.
    case field(Field)
    /// The value of a rule.
    case rule(CELType)
    /// Named values.
    case record([String: ValueType])
    /// Values in order.
    case list([ValueType])

    /// Why it cannot be put into a field; nothing where it can.
    func fault(into target: FieldType) -> String? {
        switch (self, target) {
        case (.literal(let value), _): value.isNull ? nil : DataAdmission.fault(of: value, as: target)
        case (.field(let field), _): field.type.fault(into: target)
        case (.rule(let type), _): target.fault(of: type)
        case (.record(let values), .record(let fields)): ValueType.fault(of: values, into: fields)
        case (.list(let values), .list(let element)): values.lazy.compactMap { $0.fault(into: element) }.first
        case (.record, _): "\(target.expectation) is wanted, this is an object"
        case (.list, _): "\(target.expectation) is wanted, this is a list"
        }
    }

    private static func fault(of values: [String: ValueType], into fields: [Field]) -> String? {
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            guard let field = fields.first(where: { $0.name == name }) else {
                return "it has a field \"\(name)\", which is not declared there"
            }
            if let fault = value.fault(into: field.type) { return "\(name): \(fault)" }
        }
        let lacking = fields.first { $0.isRequired && values[$0.name] == nil }
        return lacking.map { "it lacks the required field \"\($0.name)\"" }
    }

    /// As people read it.
    var description: String {
        switch self {
        case .literal: "a value that does not fit"
        case .field(let field): field.type.expectation
        case .rule(let type): "a rule that gives \(type)"
        case .record: "an object"
        case .list: "a list"
        }
    }

    /// Whether private values are in it.
    var isPrivate: Bool {
        switch self {
        case .literal, .rule: false
        case .field(let field): field.holdsPrivate
        case .record(let values): values.values.contains(where: \.isPrivate)
        case .list(let values): values.contains(where: \.isPrivate)
        }
    }
}

extension Field {
    /// Whether it, or a part of it, is private.
    var holdsPrivate: Bool { isPrivate || type.holdsPrivate }
}

extension FieldType {
    /// Whether a part of it is private.
    var holdsPrivate: Bool {
        switch self {
        case .record(let fields): fields.contains(where: \.holdsPrivate)
        case .list(let element): element.holdsPrivate
        default: false
        }
    }

    /// Whether it is a whole number: a count, or an amount in fen.
    var isWhole: Bool { self == .integer || self == .money }
}

extension VisibleFields {
    /// What an argument is.
    func type(of argument: Argument) -> ValueType {
        switch argument {
        case .literal(let value): return .literal(value)
        case .expression(let condition): return .rule(condition.program.resultType)
        case .path(let path): return field(of: path).map { .field($0.field) } ?? .rule(.dynamic)
        case .record(let arguments): return .record(arguments.mapValues { type(of: $0) })
        case .list(let arguments): return .list(arguments.map { type(of: $0) })
        }
    }
}
