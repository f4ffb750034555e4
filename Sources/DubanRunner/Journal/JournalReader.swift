import CLinux
import DubanEngine
import DubanModel
public import DubanStore
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
        var lastOffered: Int64
        var isStopping = false
    }

    private let reader: any StoreReader
    private let sink: any JournalSink
    private let logger: Logger
    private let state: Mutex<State>
    private let sent: Atomic<Int64>
    private let signal = DispatchSemaphore(value: 0)
    /// When the loop last went round, for the watchdog.
    public let heartbeat: Heartbeat

    /// Decisions that the backlog holds; more are read from the log.
    static let backlogLimit = 10_000
    /// How far the thread stands behind those that decide and run jobs, where processors are scarce.
    static let niceness: Int32 = 10
    /// Decisions that are read from the log at once.
    static let window = 500

    /// A reader that begins after the position `cursor`.
    public init(reader: any StoreReader, sink: any JournalSink, cursor: Int64, heartbeat: Heartbeat, logger: Logger) {
        self.reader = reader
        self.sink = sink
        self.logger = logger
        self.heartbeat = heartbeat
        state = Mutex(State(lastOffered: 0))
        sent = Atomic(cursor)
    }

    /// The position up to which the journal has every event.
    public var cursor: Int64 { sent.load(ordering: .acquiring) }

    /// Takes committed decisions over; never blocks.
    public func offer(_ decisions: [CommittedDecision]) {
        state.withLock { state in
            if state.backlog.count + decisions.count <= JournalReader.backlogLimit {
                state.backlog += decisions
            } else {
                state.backlog = []  // Too far behind: the log has it all.
            }
        }
        signal.signal()
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
        while true {
            heartbeat.beat()
            let (batch, isStopping) = state.withLock { state in
                defer { state.backlog = [] }
                return (state.backlog, state.isStopping)
            }
            let isThrough = batch.allSatisfy { send($0) } && catchUp()
            if isStopping { return }
            _ = signal.wait(timeout: .now() + (isThrough ? 5 : 1))
        }
    }

    /// Sends a decision that follows the cursor; one that is ahead of it is left to the log, one behind it was sent already.
    private func send(_ decision: CommittedDecision) -> Bool {
        let cursor = self.cursor
        if decision.position <= cursor { return true }
        guard decision.position == cursor + 1 else { return true }
        for index in decision.events.indices where !sink.send(JournalEntry(decision, index).fields) { return false }
        sent.store(decision.position, ordering: .releasing)
        return true
    }

    /// Sends what the log has after the cursor.
    private func catchUp() -> Bool {
        do {
            while try reader.lastPosition() > cursor {
                let decisions = try reader.log(after: cursor, limit: JournalReader.window)
                if decisions.isEmpty { return true }
                for logged in decisions {
                    let stored = logged.decision
                    let decision = CommittedDecision(
                        position: stored.position, number: logged.number, workflow: logged.workflow, sequence: stored.sequence,
                        at: stored.at, actor: Actor(stored.actor) ?? .system, events: try Event.decode(stored.events))
                    for index in decision.events.indices where !sink.send(JournalEntry(decision, index).fields) { return false }
                    sent.store(stored.position, ordering: .releasing)
                }
                heartbeat.beat()
            }
            return true
        } catch {
            logger.error("The log cannot be read for the journal: \(error)")
            return false
        }
    }

    /// How many decisions the journal lacks.
    public func lag() throws -> Int64 { max(0, try reader.lastPosition() - cursor) }
}
