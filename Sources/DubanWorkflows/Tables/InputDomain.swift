import CEL
import DubanModel

/// The values of an input as whole numbers, so that cells are sets of them.
struct InputDomain {
    private let type: FieldType
    /// The texts that the cells of the column name; any other text counts as one further value.
    private let texts: [String]

    init(_ type: FieldType, texts: [String] = []) {
        self.type = type
        self.texts = Array(Set(texts)).sorted()
    }

    /// All values that there are.
    func all(_ bounds: DiscreteInterval) -> DiscreteSet {
        switch type {
        case .boolean: DiscreteSet([DiscreteInterval(0, 1)])
        case .choice(let ids): DiscreteSet([DiscreteInterval(0, Int64(ids.count) - 1)])
        case .number:
            DiscreteSet([
                DiscreteInterval(max(bounds.low, InputDomain.key(-.infinity)), min(bounds.high, InputDomain.key(.infinity)))
            ])
        case .integer, .money, .date: DiscreteSet([bounds])
        default: DiscreteSet([DiscreteInterval(0, Int64(texts.count))])
        }
    }

    /// Whether values have an order that cells may ask about.
    var isOrdered: Bool {
        switch type {
        case .integer, .number, .money, .date: true
        default: false
        }
    }

    /// A literal of a cell: the number of its value, and how the rule language writes it. `nil` where it is none.
    func literal(_ text: String) -> (value: Int64, source: String)? {
        switch type {
        case .integer: return Int64(text).map { ($0, String($0)) }
        case .number:
            guard let number = Double(text), number.isFinite else { return nil }
            return (InputDomain.key(number), number == number.rounded() && abs(number) < 1e15 ? "\(Int64(number)).0" : "\(number)")
        case .money: return Money(yuan: text).map { ($0.fen, String($0.fen)) }
        case .date: return CivilDate(text).map { (Int64($0.daysSinceEpoch), "timestamp(\"\($0)T00:00:00Z\")") }
        case .boolean: return text == "true" ? (1, "true") : (text == "false" ? (0, "false") : nil)
        case .choice(let ids):
            let id = InputDomain.unquoted(text)
            return ids.firstIndex(of: id).map { (Int64($0), InputDomain.quoted(id)) }
        default:
            let plain = InputDomain.unquoted(text)
            return (Int64(texts.firstIndex(of: plain) ?? texts.count), InputDomain.quoted(plain))
        }
    }

    /// A value as people read it in a finding.
    func shown(_ value: Int64) -> String {
        switch type {
        case .boolean: return value == 1 ? "true" : "false"
        case .choice(let ids): return ids.indices.contains(Int(value)) ? ids[Int(value)] : "?"
        case .number: return "\(InputDomain.number(value))"
        case .money: return Money(fen: value).description
        case .date: return CivilDate(daysSinceEpoch: Int(value)).description
        case .integer: return String(value)
        default: return texts.indices.contains(Int(value)) ? "\"\(texts[Int(value)])\"" : "any other text"
        }
    }

    /// Whole numbers in the order of doubles, one apart for neighbours.
    static func key(_ number: Double) -> Int64 {
        let bits = Int64(bitPattern: (number == 0 ? 0 : number).bitPattern)
        return bits >= 0 ? bits : .min - bits
    }

    static func number(_ key: Int64) -> Double { Double(bitPattern: UInt64(bitPattern: key >= 0 ? key : .min - key)) }

    static func unquoted(_ text: String) -> String {
        guard text.count >= 2, let first = text.first, first == "\"" || first == "'", text.last == first else { return text }
        return String(text.dropFirst().dropLast())
    }

    static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
    }
}

extension InputDomain {
    /// The number of a value of an ordered type.
    func number(of value: CELValue) -> Int64? {
        switch (type, value) {
        case (.integer, .int(let number)), (.money, .int(let number)): number
        case (.number, .double(let number)): InputDomain.key(number)
        case (.date, .timestamp(let instant)): instant.seconds / 86_400
        default: nil
        }
    }
}
