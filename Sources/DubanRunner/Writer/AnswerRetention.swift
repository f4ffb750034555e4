import DubanModel
public import DubanStore
public import DubanTime

/// Keeps the table of answered requests from growing without end. A client repeats a request under its key within minutes, or within
/// days where a network was away; after the retention the key counts as one that was never used.
public struct AnswerRetention: Sendable {
    private let store: any Store
    private let clock: any WallClock

    /// How long an answer is kept at least: 30 days.
    public static let age = Duration.seconds(30 * 86_400)
    /// Answers that stay whatever their age: a clock that jumps ahead makes none of them old (quality.md, P9).
    public static let count = 10_000
    /// Answers that one transaction forgets, so that no commit waits long for it.
    static let pieces = 500

    /// The retention of the answers in a store.
    public init(store: any Store, clock: any WallClock) {
        self.store = store
        self.clock = clock
    }

    /// Goes round once.
    /// - Returns: How many answers were forgotten.
    @discardableResult
    public func sweep() throws -> Int {
        let earliest = clock.now() - AnswerRetention.age
        var forgotten = 0
        while true {
            let count = try store.transact {
                try $0.forgetAnswers(before: earliest, keeping: AnswerRetention.count, limit: AnswerRetention.pieces)
            }
            forgotten += count
            if count < AnswerRetention.pieces { return forgotten }
        }
    }
}
