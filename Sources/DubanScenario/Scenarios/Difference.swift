import DubanModel

/// Where a value is not as it was described.
struct Difference: CustomStringConvertible {
    let path: String
    let wanted: String
    let found: String

    var description: String { "\(path): \(wanted) was expected, \(found) is there" }

    /// Where `found` differs from what was described: of records only the fields that the description has.
    static func between(_ wanted: DataValue, _ found: DataValue, at path: String = "") -> [Difference] {
        switch (wanted, found) {
        case (.record(let fields), .record(let values)):
            return fields.sorted { $0.key < $1.key }.flatMap { between($0.value, values[$0.key] ?? .null, at: "\(path).\($0.key)") }
        case (.list(let items), .list(let values)) where items.count == values.count:
            return zip(items, values).enumerated().flatMap { between($0.element.0, $0.element.1, at: "\(path)[\($0.offset + 1)]") }
        default:
            return isSame(wanted, found) ? [] : [Difference(path: path, wanted: text(wanted), found: text(found))]
        }
    }

    private static func isSame(_ wanted: DataValue, _ found: DataValue) -> Bool {
        switch (wanted, found) {
        case (.integer(let number), .text(let text)): String(number) == text
        case (.integer(let number), .double(let value)): Double(number) == value
        // An amount may be written without its fen.
        case (.text(let left), .text(let right)): left == right || left + ".00" == right || left.replacing(" ", with: "T") == right
        default: wanted == found || (wanted.items?.isEmpty == true && found.isNull) || (wanted.fields?.isEmpty == true && found.isNull)
        }
    }

    /// One name stands for a list of one, and the order of steps, names and members is of no account.
    static func sorted(_ expectation: Expectation) -> DataValue {
        switch (expectation.subject, expectation.value) {
        case (.at, .text), (.answerable, .text), (.documents, .text): .list([expectation.value])
        case (.at, .list(let items)), (.answerable, .list(let items)): .list(ordered(items))
        case (.inbox, .record(let members)):
            .record(members.mapValues { value in value.items.map { .list(ordered($0)) } ?? (value.isNull ? .list([]) : .list([value])) })
        default: expectation.value
        }
    }

    private static func ordered(_ items: [DataValue]) -> [DataValue] { items.sorted { ($0.textValue ?? "") < ($1.textValue ?? "") } }

    private static func text(_ value: DataValue) -> String {
        value.isNull ? "nothing" : value.textValue ?? String(decoding: value.json, as: UTF8.self)
    }
}
