public import DubanModel
public import DubanRunner
import Synchronization

/// Keeps what the writer tells of its commits.
public final class RecordingObserver: Writer.Observer {
    private let state = Mutex<(decisions: [CommittedDecision], scheduled: [Instant], cursor: Int64)>(([], [], 0))

    /// Nothing yet.
    public init() {}

    /// What was committed, in order.
    public var decisions: [CommittedDecision] { state.withLock { $0.decisions } }
    /// The rungs that were scheduled: the earliest of each commit.
    public var scheduledRungs: [Instant] { state.withLock { $0.scheduled } }

    /// Keeps decisions.
    public func committed(_ decisions: [CommittedDecision]) { state.withLock { $0.decisions += decisions } }
    /// Keeps a rung.
    public func scheduled(_ due: Instant) { state.withLock { $0.scheduled.append(due) } }

    /// Where the journal is said to stand.
    public var journalCursor: Int64 {
        get { state.withLock { $0.cursor } }
        set { state.withLock { $0.cursor = newValue } }
    }
}
