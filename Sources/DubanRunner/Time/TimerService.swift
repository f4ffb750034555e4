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
    private let fire: Fire
    /// When the loop last went round, for the watchdog.
    public let heartbeat: Heartbeat

    /// Has rungs decided, in order, and returns when that is durable: for each why it was refused, where it was.
    public typealias Fire = @Sendable ([TimerRow]) async -> [Refusal?]

    /// Rungs that are read and fired at once: a bounded piece of work between which requests have their turn.
    static let window = 1_000
    /// The loop goes round at least this often, so that the watchdog sees it.
    static let longestWait = Duration.seconds(10)

    /// A service.
    public init(
        reader: any StoreReader, clock: any WallClock, heartbeat: Heartbeat, logger: Logger, fire: @escaping Fire
    ) {
        self.reader = reader
        self.clock = clock
        self.heartbeat = heartbeat
        self.logger = logger
        self.fire = fire
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

    /// Fires every rung that is due now, in order. One that cannot be worked off stays, is told of, and is tried again later.
    /// - Returns: Why rungs could not be worked off.
    @discardableResult
    public func fireDue() async throws -> [Refusal] {
        while true {
            let due = try reader.timers(dueBy: clock.now(), limit: TimerService.window)
            if due.isEmpty { return [] }
            heartbeat.beat()
            let refusals = await fire(due).compactMap { $0 }
            // A rung that was reached meanwhile is refused as stale and is gone, which is as good as fired.
            let stuck = refusals.filter { $0.code != .staleClaim && $0.code != .caseEnded }
            for refusal in stuck { logger.error("A deadline cannot be worked off: \(refusal.message)") }
            if refusals.count == due.count { return stuck }
        }
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
        let earliest = try reader.earliestTimer()
        let latest = clock.now() + TimerService.longestWait
        armed.withLock { armed in
            // What is due and could not be worked off must not turn the loop as fast as it can.
            let next = min(earliest.flatMap { $0 <= clock.now() ? nil : $0 } ?? latest, latest)
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
