public import DubanModel
import DubanStore
public import DubanTime

/// Moves a virtual clock: to each due instant in order, waiting each time until the jobs that follow have settled, so that yellow,
/// red and criticism carry three different instants.
public struct VirtualTime: Sendable {
    private let clock: VirtualWallClock
    private let timers: TimerService
    private let queues: JobQueues
    private let writer: Writer
    private let versions: Versions
    private let errands: Errands

    /// The time of a daemon on a virtual clock.
    public init(clock: VirtualWallClock, timers: TimerService, queues: JobQueues, writer: Writer, versions: Versions, errands: Errands) {
        self.clock = clock
        self.timers = timers
        self.queues = queues
        self.writer = writer
        self.versions = versions
        self.errands = errands
    }

    /// Moves on by a limit: whole days to the same time of the day, hours of business exactly.
    /// - Returns: Where the clock stands then.
    public func advance(_ limit: Limit) async throws(Refusal) -> Instant {
        let target: Instant
        do {
            target = try versions.inForce.calendar.instant(limit, after: clock.now())
        } catch {
            throw Refusal(.invalidRequest, "The clock cannot move on by \(limit): \(error).")
        }
        return try await advance(to: target)
    }

    /// Moves on to an instant.
    /// - Returns: Where the clock stands then.
    public func advance(to target: Instant) async throws(Refusal) -> Instant {
        guard target >= clock.now() else {
            let calendar = versions.inForce.calendar
            throw Refusal(
                .invalidRequest, "The clock stands at \(calendar.local(clock.now())) and never goes back to \(calendar.local(target)).")
        }
        await settle()
        while let due = try Refusal.wrapping({ try timers.earliest() }), due <= target {
            clock.advance(to: due)
            let stuck: [Refusal]
            do { stuck = try await timers.fireDue() } catch { throw Refusal(.storeFailure, "\(error)") }
            await settle()
            if let refusal = stuck.first, try Refusal.wrapping({ try writer.store.reader.earliestTimer() }) == due { throw refusal }
        }
        clock.advance(to: target)
        let now = clock.now()
        try Refusal.wrapping { try writer.store.transact { try $0.setMeta(.virtualClock, now.milliseconds) } }
        return now
    }

    /// Waits until no job runs, no case owes another anything, and nothing waits for the writer. A job's slot is free before its result is
    /// committed, and the commit may start the next job, so this goes round until a commit leaves nothing that runs.
    private func settle() async {
        repeat {
            await writer.flush()
            await queues.settled()
            await errands.settle()
            await writer.flush()
        } while !queues.isSettled
    }
}
