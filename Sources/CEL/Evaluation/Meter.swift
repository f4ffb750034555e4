/// Counts what an evaluation costs, so that a rule that would take for ever is an error.
struct Meter {
    /// Steps that are left.
    var remaining: Int
    /// What a value may be.
    let limits: CELLimits

    init(_ limits: CELLimits) {
        remaining = limits.steps
        self.limits = limits
    }

    private init(remaining: Int) {
        self.remaining = remaining
        limits = CELLimits()
    }

    /// For equality outside an evaluation.
    static var unlimited: Meter { Meter(remaining: .max) }

    /// Takes steps; an error where there are not as many.
    @inline(__always)
    mutating func spend(_ steps: Int) throws(CELFailure) {
        remaining -= steps
        if remaining < 0 { throw exceeded }
    }

    /// Takes a step for each piece of text or octets of this length.
    @inline(__always)
    mutating func spend(forText bytes: Int) throws(CELFailure) { try spend(1 + bytes / Meter.bytesPerStep) }

    /// Takes what handling a value costs: its length, not the lengths of its parts.
    mutating func spend(for value: CELValue) throws(CELFailure) {
        switch value {
        case .string(let text): try spend(forText: text.utf8.count)
        case .bytes(let bytes): try spend(forText: bytes.count)
        case .list(let items): try spend(1 + items.count)
        case .map(let map): try spend(1 + map.count)
        default: try spend(1)
        }
    }

    /// Text or octets so long may be made.
    func admit(textBytes count: Int) throws(CELFailure) {
        guard count <= limits.textBytes else {
            throw CELFailure(.limit, "a text longer than \(limits.textBytes) bytes would be made")
        }
    }

    /// A list so long may be made.
    func admit(listItems count: Int) throws(CELFailure) {
        guard count <= limits.listItems else {
            throw CELFailure(.limit, "a list longer than \(limits.listItems) items would be made")
        }
    }

    private var exceeded: CELFailure { CELFailure(.limit, "the evaluation takes more than \(limits.steps) steps") }

    private static let bytesPerStep = 64
}
