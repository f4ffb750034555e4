import DubanEngine
import DubanModel
import DubanWorkflows

/// Fills forms as applicants and clerks might: every field of the form, with a value of its type.
struct FormFiller {
    let definition: WorkflowDefinition

    /// Values for the parts of the document that a form has, in the form in which the document stores them.
    func fill(
        _ form: [DataPath], at step: String, _ given: [(path: DataPath, values: [DataValue])], _ random: inout SeededRandom
    ) -> [DataChange] {
        let schema = definition.schema(at: step)
        var changes: [DataChange] = []
        for path in form {
            guard let field = schema[path] else { continue }
            fill(field, at: path, given, &changes, &random)
        }
        return changes
    }

    private func fill(
        _ field: Field, at path: DataPath, _ given: [(path: DataPath, values: [DataValue])], _ changes: inout [DataChange],
        _ random: inout SeededRandom
    ) {
        if let own = given.first(where: { $0.path == path }), let value = own.values.randomElement(using: &random) {
            changes.append(DataChange(path: path, value: DataAdmission.literal(value, as: field.type) ?? value))
        } else if case .record(let inner) = field.type {
            for field in inner { fill(field, at: path.appending(field.name), given, &changes, &random) }
        } else {
            changes.append(DataChange(path: path, value: FormFiller.value(of: field.type, &random)))
        }
    }

    /// A record that an applicant of a kind brings, as changes; what does not fit is left as it stands.
    func changes(_ data: DataValue, _ fields: [Field]? = nil, at path: [String] = []) -> [DataChange] {
        (data.fields ?? [:]).sorted { $0.key < $1.key }.flatMap { name, value -> [DataChange] in
            let field = (fields ?? definition.data.fields).first { $0.name == name }
            if case .record(let inner)? = field?.type { return changes(value, inner, at: path + [name]) }
            return [DataChange(path: DataPath(path + [name]), value: field.flatMap { DataAdmission.literal(value, as: $0.type) } ?? value)]
        }
    }

    private static func value(of type: FieldType, _ random: inout SeededRandom) -> DataValue {
        switch type {
        case .text: .text("text \(Int.random(in: 1...9_999, using: &random))")
        case .integer: .integer(Int64.random(in: 1...100, using: &random))
        case .number: .double(Double(Int.random(in: 1...1_000, using: &random)) / 10)
        case .boolean: .bool(Bool.random(using: &random))
        case .date: .text("2026-\(Int.random(in: 10...12, using: &random))-\(Int.random(in: 10...28, using: &random))")
        case .money: .integer(Int64.random(in: 1...100_000, using: &random) * 10)
        case .residentID: .text("37040219900101018X")
        case .telephone: .text("1\(Int.random(in: 3_000_000_000...9_999_999_999, using: &random))")
        case .choice(let choices): choices.randomElement(using: &random).map { .text($0) } ?? .null
        case .list(let element): .list((0..<Int.random(in: 1...4, using: &random)).map { _ in value(of: element, &random) })
        case .record(let fields):
            .record(Dictionary(fields.map { ($0.name, value(of: $0.type, &random)) }, uniquingKeysWith: { first, _ in first }))
        }
    }
}
