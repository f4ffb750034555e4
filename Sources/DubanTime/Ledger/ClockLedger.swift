import DubanModel

/// The ledger of a deadline: a budget of time, and each stop, resumption and extension with its reason, person and paper.
///
/// Nothing derived is stored. When the clock fires, what is used up and what is left follow from the ledger and a calendar, to the
/// millisecond, today and after a corrected calendar. A change that cannot be is refused, and leaves the ledger as it was.
///
///     started ──▶ runs ──stop──▶ stands still ──resume──▶ runs on, or anew ──▶ fires
///                  ▲ extend                     └ maximum of the reason ┘
public struct ClockLedger: Sendable, Hashable {
    /// How much time there is, without extensions.
    public let budget: Limit
    /// When it began to run, and why.
    public let start: ClockEntry
    /// The times in which it stood still, in order.
    public internal(set) var stops: [ClockStop] = []
    /// What was added to the budget, in order.
    public internal(set) var extensions: [ClockExtension] = []

    /// A clock that begins to run.
    public init(budget: Limit, start: ClockEntry) {
        self.budget = budget
        self.start = start
    }

    /// The budget and its extensions; neighbours in the same unit are one limit.
    var parts: [Limit] {
        extensions.reduce(into: [budget]) { parts, addition in
            if let sum = parts.last?.adding(addition.by) { parts[parts.count - 1] = sum } else { parts.append(addition.by) }
        }
    }

    /// The instant of the last entry.
    var lastEntry: Instant {
        let stop = stops.last.map { $0.to?.at ?? $0.from.at }
        return [start.at, stop, extensions.last?.entry.at].compactMap { $0 }.max() ?? start.at
    }
}
