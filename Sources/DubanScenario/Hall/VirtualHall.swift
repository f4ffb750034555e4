import DubanEngine
public import DubanModel
public import DubanRunner
import DubanStore
public import DubanTime
public import DubanWorkflows
import Foundation
import Logging
import Synchronization

/// A hall without a daemon: the real writer, queues, errands and engine over a store in memory, on a clock that moves when it is told to,
/// with plugins that are stubs. It does one thing after the other and the same each time.
public final class VirtualHall: Sendable {
    /// What people ask of the hall.
    public let hall: Hall
    /// Where the clock stands.
    public let clock: VirtualWallClock
    let store = MemoryStore()
    let plugins: StubPlugins
    let record = DecisionRecord()
    private let scheduler: VirtualScheduler
    private let queues: JobQueues
    private let errands: Errands

    /// What scenarios attach; it goes with the hall.
    private let folder: TemporaryFolder

    /// A hall.
    /// - Parameters:
    ///   - workflows: The workflows in force.
    ///   - stubs: What plugins answer, by plugin and action such as `documents.render`.
    ///   - start: Where the clock begins.
    public init(
        _ workflows: [WorkflowDefinition], calendar: WorkingCalendar, calendarVersion: ContentHash, roster: Roster,
        office: DataValue = .emptyRecord,
        stubs: [String: PluginStub] = [:], start: Instant
    ) throws {
        clock = VirtualWallClock(start)
        scheduler = VirtualScheduler(clock)
        plugins = StubPlugins(stubs)
        let versions = Versions(
            .init(workflows: workflows, calendar: calendar, calendarVersion: calendarVersion, roster: roster, office: office),
            reader: store.reader)
        // A key that everybody knows: nothing here is anybody's.
        let vault = try Vault(officeKey: Array(repeating: 7, count: 32))
        queues = JobQueues(
            VirtualHall.queues(of: workflows), executor: plugins,
            preparer: SecretPreparer(reader: store.reader, versions: versions, vault: vault), clock: clock, monotonic: scheduler,
            scheduler: scheduler,
            launcher: plugins)
        let writer = try Writer(
            store: store, versions: versions, clock: clock, dispatcher: queues, observer: record,
            retryDelay: { BackOff.delay(after: $0.claim.attempt, .standard, jitter: 1) }, batchSize: 64, cachedCases: 10_000,
            scheduler: scheduler, confirmer: scheduler)
        queues.connect(writer)
        let logger = Logger(label: "duban.scenario") { _ in SwiftLogNoOpLogHandler() }
        errands = Errands(writer: writer, reader: store.reader, versions: versions, vault: vault, logger: logger)
        folder = try TemporaryFolder("duban-scenario")
        hall = Hall(
            writer: writer, reader: store.reader, versions: versions, vault: vault, queues: queues, clock: clock,
            stateFolder: folder.path)
    }

    /// A queue for each plugin that the workflows ask, with slots for everybody, and a lease that no virtual time exceeds.
    private static func queues(of workflows: [WorkflowDefinition]) -> [QueueConfiguration] {
        var names: Set<String> = ["documents"]
        for step in workflows.flatMap(\.steps.values) {
            switch step.kind {
            case .job(let job): names.insert(job.queue ?? job.plugin)
            case .notice(let notice): names.insert(notice.job.queue ?? notice.job.plugin)
            default: break
            }
        }
        return names.sorted().map { QueueConfiguration(name: $0, slots: 10_000, retry: .standard, lease: .seconds(100 * 366 * 86_400)) }
    }

    // MARK: What follows

    /// Has jobs run, and what cases owe each other done, until nothing follows any more.
    func settle() async {
        while true {
            let jobs = plugins.take()
            for job in jobs { await queues.run(job) }
            let before = record.count
            await errands.settle()
            if jobs.isEmpty, record.count == before { return }
        }
    }

    /// Answers for a plugin that waits.
    func answer(_ job: StoredJob, with stub: PluginStub) async {
        plugins.set(stub, for: "\(job.row.plugin).\(job.row.action)")
        await queues.run(job)
        await settle()
    }

    /// Moves on to an instant: to each that is due on the way, in order.
    /// - Throws: A refusal where a deadline cannot be worked off.
    public func advance(to target: Instant) async throws(Refusal) {
        guard target >= clock.now() else {
            throw Refusal(.invalidRequest, "The clock stands at \(local(clock.now())) and never goes back to \(local(target)).")
        }
        await settle()
        while let due = earliest, due <= target {
            clock.advance(to: due)
            let before = record.count
            scheduler.runDue()
            try await fire()
            await settle()
            if record.count == before, let next = (try? store.reader.earliestTimer()) ?? nil, next <= due {
                throw Refusal(.internalInconsistency, "A deadline at \(local(due)) is due and cannot be worked off.")
            }
        }
        clock.advance(to: target)
    }

    private var earliest: Instant? { [(try? store.reader.earliestTimer()) ?? nil, scheduler.earliest].compactMap { $0 }.min() }

    /// Fires the rungs that are due.
    private func fire() async throws(Refusal) {
        let due = (try? store.reader.timers(dueBy: clock.now(), limit: 1_000)) ?? []
        let inputs = due.map { ($0.caseID, Input.rung(.init(clock: $0.clock, rung: $0.rung, due: $0.due))) }
        let refusals = await hall.writer.performAll(inputs, by: .clock)
        for case let refusal? in refusals where refusal.code != .staleClaim && refusal.code != .caseEnded { throw refusal }
    }

    func local(_ instant: Instant) -> String { hall.versions.inForce.calendar.local(instant) }
}

/// Keeps what was decided.
final class DecisionRecord: Writer.Observer {
    private let decisions = Mutex<[CommittedDecision]>([])

    var count: Int { decisions.withLock { $0.count } }
    var all: [CommittedDecision] { decisions.withLock { $0 } }

    func committed(_ decisions: [CommittedDecision]) { self.decisions.withLock { $0 += decisions } }
    func scheduled(_ due: Instant) {}
    var journalCursor: Int64 { 0 }
}
