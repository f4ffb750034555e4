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
    private let armed = Mutex<Instant?>(nil)
    private let isStopping = Atomic(false)
    private let fire: @Sendable (TimerRow) async -> Void
    private let others: [DueWork]
    /// When the loop last went round, for the watchdog.
    public let heartbeat: Heartbeat

    /// Rungs that are read at once.
    static let window = 1_000
    /// The loop goes round at least this often, so that the watchdog sees it.
    static let longestWait = Duration.seconds(10)

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
    ///   - fire: Has a rung decided and returns when that is durable.
    public init(
        reader: any StoreReader, clock: any WallClock, heartbeat: Heartbeat, logger: Logger, others: [DueWork] = [],
        fire: @escaping @Sendable (TimerRow) async -> Void
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
            while !isStopping.load(ordering: .acquiring) {
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
            self.isStopping.store(true, ordering: .releasing)
            clinux_timerfd_set(self.descriptor, 1)
        }
    }

    /// Fires every rung that is due now, in order, and does what else is due.
    public func fireDue() async throws {
        while true {
            let due = try reader.timers(dueBy: clock.now(), limit: TimerService.window)
            for timer in due { await fire(timer) }
            if due.count < TimerService.window { break }
        }
        for work in others { while try await work.fire() {} }
    }

    /// When something is due next.
    public func earliest() throws -> Instant? {
        try ([reader.earliestTimer()] + others.map { try $0.earliest() }).compactMap { $0 }.min()
    }

    /// Notes that a rung was scheduled, which may be earlier than what is waited for.
    public func scheduled(_ due: Instant) {
        armed.withLock { armed in
            guard due < armed ?? Instant(milliseconds: .max) else { return }
            armed = due
            clinux_timerfd_set(descriptor, max(1, due.milliseconds))
        }
    }

    private func plan() throws {
        let earliest = try earliest()
        let latest = clock.now() + TimerService.longestWait
        armed.withLock { armed in
            let next = min(earliest ?? latest, latest)
            armed = next
            clinux_timerfd_set(descriptor, max(1, next.milliseconds))
        }
    }

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
