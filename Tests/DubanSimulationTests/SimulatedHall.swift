import DubanEngine
import DubanModel
import DubanRunner
import DubanScenario
import DubanStore
import DubanTestKit
import DubanTime
import DubanWorkflows
import Synchronization

/// What outlives every crash: the disk, the clients, the plugins, and the ledger of what they saw.
final class World: Sendable {
    struct Ledger {
        /// The answers that clients got, by the key of their request.
        var acknowledged: [String: [Receipt]] = [:]
        /// The attempts that plugins began: key, epoch, attempt.
        var began: [String] = []
        /// What is wrong already.
        var findings: [String] = []
    }

    let time: SimulatedTime
    let store: SimulatedStore
    let definition: WorkflowDefinition
    let calendar: (calendar: WorkingCalendar, version: ContentHash)
    let roster: Roster
    let ledger = Mutex(Ledger())
    private let process = Mutex<SimulatedDaemon?>(nil)

    static let workflow = """
        duban: 1
        workflow: simulated
        title: {en: Simulated, zh: 模拟}
        code: SIM
        steps:
          one: {title: {en: One, zh: 环节}, job: sim.note, with: {step: 1}, limit: 1 working day, then: two, on_error: gave-up}
          two: {title: {en: Two, zh: 环节}, job: sim.note, with: {step: 2}, then: number, on_error: gave-up}
          number: {title: {en: Number, zh: 环节}, record: numbers, serial: "N-{0000}", key: = case.number, fields: {case: = case.number}, then: three}
          three: {title: {en: Three, zh: 环节}, job: sim.note, with: {step: 3}, then: done, on_error: gave-up}
          done: {title: {en: Done, zh: 环节}, end: done}
          gave-up: {title: {en: Gave-up, zh: 环节}, end: gave-up}
        """

    init(seed: UInt64, lie: SimulatedStore.Lie?) throws {
        time = SimulatedTime(seed: seed)
        store = SimulatedStore(time, lie: lie)
        definition = try Fixture.workflow("simulated", World.workflow)
        calendar = try Fixture.calendar()
        roster = try Fixture.roster()
    }

    /// The process that runs now.
    var daemon: SimulatedDaemon? { process.withLock { $0 } }

    /// Starts a process; where the disk fails at that, another is started a little later.
    func start() {
        do {
            let daemon = try SimulatedDaemon(self)
            process.withLock { $0 = daemon }
            daemon.begin()
        } catch {
            crash()
        }
    }

    /// Ends the process where it stands, at times the whole machine, and starts another a little later.
    func crash() {
        process.withLock { $0 = nil }
        time.crash()
        if time.chance(0.5) { store.losePower() }
        time.after(time.duration(100...2_000)) { self.start() }
    }

    // MARK: Clients

    /// A client asks for a case until it has its answer, always under the same key.
    func ask(_ number: Int) {
        let key = "request-\(number)"
        if ledger.withLock({ $0.acknowledged[key] != nil }), !time.chance(0.2) { return }
        daemon?.writer.submit(
            WriterItem(
                .open(workflow: definition.hash) { .open(.init(id: $0, changes: [], materials: [:], submits: false)) },
                by: .staff(StaffID("li-na")), request: (RequestKey(caller: "li-na", key: key), [UInt8(number % 256)])
            ) { answer in
                guard case .success(.decided(let receipt)) = answer else { return }
                self.ledger.withLock { $0.acknowledged[key, default: []].append(receipt) }
            })
        time.after(time.duration(500...20_000)) { self.ask(number) }
    }

    // MARK: Plugins

    /// A plugin runs an attempt; it may fail, hang, answer late or twice.
    func run(_ job: StoredJob, for daemon: SimulatedDaemon) {
        let attempt = "\(job.row.key) \(job.claim.epoch) \(job.claim.attempt)"
        ledger.withLock { $0.began.append(attempt) }
        let fate = store.works ? 0 : time.number(0...99)
        let report: JobReport =
            switch fate {
            case 80..<92: .failed(code: "plugin-busy", message: "The plugin was busy.", isWorthRetrying: true)
            case 92..<94: .failed(code: "bad-arguments", message: "The plugin did not like it.", isWorthRetrying: false)
            default: .done(output: .emptyRecord, files: [])
            }
        if fate >= 98 { return }  // It hangs for ever; the lease ends it.
        let delay = fate >= 96 ? Duration.seconds(90) : time.duration(1...800)
        time.after(delay) { daemon.queues.ended(job, report) }
        if fate >= 94 { time.after(delay + time.duration(0...5_000)) { daemon.queues.ended(job, .done(output: .emptyRecord, files: [])) } }
    }
}

/// One process of the daemon: writer and queues as `duband` puts them together, on simulated time.
final class SimulatedDaemon: Sendable {
    let world: World
    let queues: JobQueues
    let writer: Writer
    private let watcher: Watcher

    private final class Watcher: Writer.Observer {
        let due = Mutex<(@Sendable (Instant) -> Void)?>(nil)
        func committed(_ decisions: [CommittedDecision]) {}
        func scheduled(_ instant: Instant) { due.withLock { $0 }?(instant) }
        var journalCursor: Int64 { 0 }
    }

    private struct Nobody: JobExecutor, JobPreparer {
        func execute(_ job: ExecutableJob) async -> JobReport {
            .failed(code: "nobody", message: "Nobody runs jobs here.", isWorthRetrying: false)
        }
        func prepare(_ job: StoredJob) async throws -> ExecutableJob { throw Refusal(.internalInconsistency, "Nobody prepares jobs here.") }
    }

    init(_ world: World) throws {
        self.world = world
        let clocks = SimulatedClocks(time: world.time)
        let scheduler = SimulatedScheduler(world.time)
        let relay = LaunchRelay()
        queues = JobQueues(
            [
                QueueConfiguration(
                    name: "sim", slots: 3, retry: .init(attempts: 4, first: .seconds(1), factor: 2, maximum: .seconds(8)),
                    lease: .seconds(30))
            ],
            executor: Nobody(), preparer: Nobody(), clock: clocks, reader: world.store.reader, monotonic: clocks, scheduler: scheduler,
            launcher: relay)
        let versions = Versions(
            .init(
                workflows: [world.definition], calendar: world.calendar.calendar, calendarVersion: world.calendar.version,
                roster: world.roster, office: .emptyRecord), reader: world.store.reader)
        let queues = self.queues
        let observer = Watcher()
        watcher = observer
        writer = try Writer(
            store: world.store, versions: versions, clock: clocks, dispatcher: queues, observer: observer,
            retryDelay: { BackOff.delay(after: $0.claim.attempt, queues.retryPolicy(of: $0.row.queue), jitter: 1) }, batchSize: 8,
            cachedCases: 10, scheduler: SimulatedScheduler(world.time), confirmer: SimulatedScheduler(world.time),
            onUnknownOutcome: { _ in world.time.after(.zero) { world.crash() } })
        queues.connect(writer)
        relay.connect { [weak self] job in
            guard let self else { return }
            self.world.run(job, for: self)
        }
        observer.due.withLock { $0 = { [weak self] instant in self?.wake(at: instant) } }
    }

    /// Goes on where the last process stopped.
    func begin() {
        try? queues.resume()
        fireDue()
    }

    private func wake(at instant: Instant) {
        let generation = world.time.generation
        world.time.after(max(.milliseconds(1), instant - world.time.wall), generation: generation) { [weak self] in self?.fireDue() }
    }

    /// What the timer service does, without its thread.
    func fireDue() {
        let now = world.time.wall
        for timer in (try? world.store.reader.timers(dueBy: now, limit: 100)) ?? [] {
            writer.submit(
                WriterItem(.decide(timer.caseID, .rung(.init(clock: timer.clock, rung: timer.rung, due: timer.due))), by: .clock))
        }
        writer.submit(WriterItem(.releaseDue(limit: 16), by: .clock))
        let next = [try? world.store.reader.earliestTimer(), try? world.store.reader.earliestDelayedJob()].compactMap { $0 ?? nil }.min()
        if let next { wake(at: max(next, now + .milliseconds(200))) }
    }
}

/// Hands started jobs to whoever runs them.
final class LaunchRelay: JobLauncher {
    private let run = Mutex<(@Sendable (StoredJob) -> Void)?>(nil)

    func connect(_ body: @escaping @Sendable (StoredJob) -> Void) { run.withLock { $0 = body } }

    func launch(_ jobs: [StoredJob]) {
        let body = run.withLock { $0 }
        for job in jobs { body?(job) }
    }
}
