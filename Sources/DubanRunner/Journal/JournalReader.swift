import CLinux
import DubanEngine
import DubanModel
public import DubanStore
public import DubanTime
import Foundation
public import Logging
public import ServiceLifecycle
import Synchronization

/// Tells the journal each committed event, on a thread of its own, in the order of the log. A bounded backlog is handed over by the
/// writer; what does not fit, and what an earlier daemon did not get to send, is read from the log by position. The writer is never
/// held up: where journald is away, the reader falls behind, says how far, and catches up later.
public final class JournalReader: Service {
    private struct State {
        var backlog: [CommittedDecision] = []
        /// The last decision that the writer told of, whether it fitted or not.
        var lastOffered: Int64 = 0
        var isStopping = false
        /// Whether the thread was woken since it last looked.
        var isWoken = false
    }

    private let reader: any StoreReader
    private let sink: any JournalSink
    private let logger: Logger
    private let monotonic: any MonotonicClock
    private let sleep: @Sendable (Duration) -> Void
    private let state: Mutex<State>
    private let sent: Atomic<Int64>
    private let signal = DispatchSemaphore(value: 0)
    /// When the loop last went round, for the watchdog.
    public let heartbeat: Heartbeat

    /// Decisions that the backlog holds; more are read from the log.
    static let backlogLimit = 10_000
    /// How far the thread stands behind those that decide and run jobs, where processors are scarce.
    static let niceness: Int32 = 19
    /// Decisions that are read from the log at once.
    static let window = 500
    /// Decisions whose entries are sent at once.
    static let sending = 64

    /// A reader that begins after the position `cursor`.
    /// - Parameters:
    ///   - monotonic: Measures how long journald takes.
    ///   - sleep: Lets the thread rest, instead of its own way of doing so.
    public init(
        reader: any StoreReader, sink: any JournalSink, cursor: Int64, heartbeat: Heartbeat, logger: Logger,
        monotonic: any MonotonicClock = SystemMonotonicClock(),
        sleep: (@Sendable (Duration) -> Void)? = nil
    ) {
        self.reader = reader
        self.monotonic = monotonic
        self.sleep = sleep ?? { Thread.sleep(forTimeInterval: $0 / .seconds(1)) }
        self.sink = sink
        self.logger = logger
        self.heartbeat = heartbeat
        state = Mutex(State())
        sent = Atomic(cursor)
    }

    /// The position up to which the journal has every event.
    public var cursor: Int64 { sent.load(ordering: .acquiring) }

    /// Takes committed decisions over; never blocks.
    public func offer(_ decisions: [CommittedDecision]) {
        let wakes = state.withLock { state in
            if state.backlog.count + decisions.count <= JournalReader.backlogLimit {
                state.backlog += decisions
            } else {
                state.backlog = []  // Too far behind: the log has it all.
            }
            for decision in decisions { state.lastOffered = max(state.lastOffered, decision.position) }
            defer { state.isWoken = true }
            return !state.isWoken
        }
        if wakes { signal.signal() }
    }

    /// Sends until the daemon stops, and what is left then.
    public func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            await withCheckedContinuation { continuation in
                Thread.detachNewThread {
                    _ = clinux_lower_thread_priority(JournalReader.niceness)
                    self.loop()
                    continuation.resume()
                }
            }
        } onCancelOrGracefulShutdown: {
            self.state.withLock { $0.isStopping = true }
            self.signal.signal()
        }
    }

    private func loop() {
        var hasRead = false
        while true {
            heartbeat.beat()
            let (batch, lastOffered, isStopping) = state.withLock { state in
                defer { (state.backlog, state.isWoken) = ([], false) }
                return (state.backlog, state.lastOffered, state.isStopping)
            }
            // The log is read for what an earlier daemon left, and for what did not fit.
            let isThrough = send(following(batch)) && ((hasRead && cursor == lastOffered) || catchUp())
            hasRead = hasRead || isThrough
            if isStopping { return }
            _ = signal.wait(timeout: .now() + (isThrough ? 5 : 1))
        }
    }

    /// What follows the cursor without a gap; what is ahead of it is left to the log, what is behind it was sent already.
    private func following(_ decisions: [CommittedDecision]) -> [CommittedDecision] {
        var next = cursor + 1
        return decisions.filter { decision in
            defer { if decision.position == next { next += 1 } }
            return decision.position == next
        }
    }

    private func send(_ decisions: [CommittedDecision]) -> Bool {
        var rest = decisions[...]
        while !rest.isEmpty {
            let window = rest.prefix(JournalReader.sending)
            rest = rest.dropFirst(JournalReader.sending)
            let (begin, offered) = (monotonic.elapsed(), lastOffered)
            var left = sink.send(window.flatMap { JournalEntry.entries(of: $0) })
            for decision in window {
                left -= decision.events.count
                guard left >= 0 else { return false }
                sent.store(decision.position, ordering: .releasing)
            }
            pause(JournalRest.after(monotonic.elapsed() - begin, sent: window.count, committed: lastOffered - offered))
        }
        return true
    }

    /// The last decision that the writer told of.
    private var lastOffered: Int64 { state.withLock { $0.lastOffered } }

    /// Rests, unless the daemon stops.
    private func pause(_ rest: Duration) {
        guard rest > .zero, !state.withLock({ $0.isStopping }) else { return }
        heartbeat.beat()
        sleep(rest)
    }

    /// Sends what the log has after the cursor.
    private func catchUp() -> Bool {
        do {
            while true {
                let decisions = try reader.log(after: cursor, limit: JournalReader.window)
                if decisions.isEmpty { return true }
                guard send(try decisions.map { try CommittedDecision($0) }) else { return false }
                heartbeat.beat()
            }
        } catch {
            logger.error("The log cannot be read for the journal: \(error)")
            return false
        }
    }

    /// How many decisions the journal lacks.
    public func lag() throws -> Int64 { max(0, try reader.lastPosition() - cursor) }
}

extension CommittedDecision {
    /// A decision as the log has it.
    fileprivate init(_ logged: LoggedDecision) throws {
        let stored = logged.decision
        self.init(
            position: stored.position, number: logged.number, workflow: logged.workflow, sequence: stored.sequence, at: stored.at,
            actor: Actor(stored.actor) ?? .system, events: try Event.decode(stored.events))
    }
}
