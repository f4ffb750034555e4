import CLinux
public import DubanEngine
public import DubanModel
public import DubanStore
public import DubanTime
import Foundation
public import Logging
public import ServiceLifecycle
import Synchronization

/// Fires rungs that are due: one `timerfd` for the earliest row, cancelled where the system clock is set, so that a set clock
/// re-plans. Pending rows cost nothing while they wait.
public final class TimerService: Service {
    private let reader: any StoreReader
    private let clock: any WallClock
    private let logger: Logger
    private let descriptor: Int32
    private let state = Mutex(State())
    private let fire: Fire
    private let others: [DueWork]
    /// When the loop last went round, for the watchdog.
    public let heartbeat: Heartbeat

    /// Has rungs decided, in order, and returns when that is durable: for each why it was refused, where it was.
    public typealias Fire = @Sendable ([TimerRow]) async -> [Refusal?]

    /// Rungs that are read and fired at once: a bounded piece of work between which requests have their turn.
    static let window = 1_000
    /// Deadlines that cannot be worked off are told one by one up to so many at once.
    static let toldFailures = 20
    /// The loop goes round at least this often, so that the watchdog sees it.
    static let longestWait = Duration.seconds(10)
    /// What is still due when the loop has gone round is tried again after this.
    static let shortestWait = Duration.milliseconds(100)

    private struct State {
        /// When the timer fires.
        var armed: Instant?
        /// The earliest that was scheduled since the loop last began to look for the next.
        var scheduled: Instant?
        /// Rungs that are due and cannot be worked off.
        var stuck: Set<TimerRow> = []
        var isStopping = false
    }

    /// Something besides rungs that is due at instants: delayed jobs, periodic ones.
    public struct DueWork: Sendable {
        let earliest: @Sendable () throws -> Instant?
        let fire: @Sendable () async throws -> Bool

        /// Work.
        /// - Parameters:
        ///   - earliest: When the next of it is due.
        ///   - fire: Does what is due now and returns when that is durable; whether there may be more.
        public init(earliest: @escaping @Sendable () throws -> Instant?, fire: @escaping @Sendable () async throws -> Bool) {
            self.earliest = earliest
            self.fire = fire
        }
    }

    /// A service.
    /// - Parameters:
    ///   - others: What else is due at instants.
    ///   - fire: Has rungs decided.
    public init(
        reader: any StoreReader, clock: any WallClock, heartbeat: Heartbeat, logger: Logger, others: [DueWork] = [], fire: @escaping Fire
    ) {
        self.reader = reader
        self.clock = clock
        self.heartbeat = heartbeat
        self.logger = logger
        self.fire = fire
        self.others = others
        descriptor = clinux_timerfd_create()
    }

    deinit { close(descriptor) }

    /// Fires what is due, waits for the next, until the daemon stops.
    public func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            while !state.withLock({ $0.isStopping }) {
                heartbeat.beat()
                do {
                    try await fireDue()
                    try plan()
                } catch {
                    logger.error("Timers cannot be read: \(error)")
                }
                await wait()
            }
        } onCancelOrGracefulShutdown: {
            self.state.withLock { state in
                state.isStopping = true
                clinux_timerfd_set(self.descriptor, 1)
            }
        }
    }

    /// Fires every rung that is due now, in order, and does what else is due. What cannot be worked off stays, is told of, and is tried
    /// again later.
    /// - Returns: Why rungs could not be worked off.
    @discardableResult
    public func fireDue() async throws -> [Refusal] {
        let stuck = try await fireRungs()
        for work in others { while try await work.fire() {} }
        return stuck
    }

    /// Goes through what is due once, a window at a time; and again, where that made more due. Those that cannot be worked off are
    /// passed over, however many there are, so that they hold nobody else's deadline up; they wait for the next round.
    private func fireRungs() async throws -> [Refusal] {
        while true {
            var stuck: Set<TimerRow> = []
            var refusals: [Refusal] = []
            var fired = 0
            var last: TimerRow?
            while case let due = try reader.timers(dueBy: clock.now(), after: last, limit: TimerService.window), !due.isEmpty {
                heartbeat.beat()
                for (timer, refusal) in zip(due, await fire(due)) {
                    guard let refusal else {
                        fired += 1
                        continue
                    }
                    stuck.insert(timer)
                    // A rung that was reached meanwhile is refused as stale and is gone, which is as good as fired.
                    if refusal.code != .staleClaim, refusal.code != .caseEnded { refusals.append(refusal) }
                }
                last = due.last
            }
            guard fired == 0 else { continue }
            for refusal in refusals.prefix(TimerService.toldFailures) {
                logger.error("A deadline cannot be worked off: \(refusal.message)")
            }
            if refusals.count > TimerService.toldFailures { logger.error("In all \(refusals.count) deadlines cannot be worked off.") }
            state.withLock { $0.stuck = stuck }
            return refusals
        }
    }

    /// When something is due next, apart from rungs that are due and cannot be worked off.
    public func earliest() throws -> Instant? {
        let stuck = state.withLock { $0.stuck }
        let rung =
            stuck.isEmpty
            ? try reader.earliestTimer()
            : try reader.timers(dueBy: Instant(milliseconds: .max), after: nil, limit: stuck.count + 1).first { !stuck.contains($0) }?.due
        return try ([rung] + others.map { try $0.earliest() }).compactMap { $0 }.min()
    }

    /// Notes that a rung was scheduled, which may be earlier than what is waited for.
    public func scheduled(_ due: Instant) {
        state.withLock { state in
            state.scheduled = min(state.scheduled ?? due, due)
            guard due < state.armed ?? Instant(milliseconds: .max), !state.isStopping else { return }
            state.armed = due
            clinux_timerfd_set(descriptor, max(1, due.milliseconds))
        }
    }

    /// Sets the timer. What is scheduled while the store is being read may not be among what was read, and counts as well.
    func plan() throws {
        state.withLock { $0.scheduled = nil }
        let earliest = try earliest()
        let now = clock.now()
        let latest = now + TimerService.longestWait
        state.withLock { state in
            let next = max([earliest, state.scheduled, latest].compactMap { $0 }.min() ?? latest, now + TimerService.shortestWait)
            state.armed = next
            clinux_timerfd_set(descriptor, state.isStopping ? 1 : max(1, next.milliseconds))
        }
    }

    /// When the timer fires.
    var armed: Instant? { state.withLock { $0.armed } }

    /// Waits for the timer on a thread that may block.
    private func wait() async {
        let descriptor = self.descriptor
        await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .utility).async {
                if clinux_timerfd_wait(descriptor) == 2 { self.logger.notice("The system clock was set; deadlines are planned anew.") }
                continuation.resume()
            }
        }
    }
}
