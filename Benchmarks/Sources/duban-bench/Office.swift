import DubanEngine
import DubanModel
import DubanRunner
import DubanStore
import DubanStoreSQLite
import DubanSystemd
import DubanTime
import DubanWorkflows
import Foundation
import Logging
import Synchronization

/// The daemon's parts, put together as `duband` does it (Sources/duband/Daemon.swift), without the API and without plugins' processes.
struct Office {
    let store: SQLiteStore
    let versions: Versions
    let queues: JobQueues
    let writer: Writer
    let journal: JournalReader
    let sink: CountingSink
    let watcher: Watcher
    let timers: TimerService

    /// The member of staff who opens cases here.
    static let clerk = StaffID("clerk")

    /// Follows the writer as duband's relay does, and tells the work besides.
    final class Watcher: Writer.Observer {
        private let journal: JournalReader
        private let batches = Mutex<[Double]>([])
        private let onCommit: @Sendable ([CommittedDecision]) -> Void

        init(_ journal: JournalReader, _ onCommit: @escaping @Sendable ([CommittedDecision]) -> Void) {
            self.journal = journal
            self.onCommit = onCommit
        }

        func committed(_ decisions: [CommittedDecision]) {
            batches.withLock { $0.append(Double(decisions.count)) }
            journal.offer(decisions)
            onCommit(decisions)
        }

        func scheduled(_ due: Instant) {}

        var journalCursor: Int64 { journal.cursor }

        /// Decisions in each commit so far.
        var sizes: [Double] { batches.withLock { $0 } }
    }

    /// - Parameters:
    ///   - folder: Where the database is made, or opened again.
    ///   - bundle: The folder of the workflow's files under `Benchmarks/Bundles`.
    ///   - slots: Jobs of the queue `bench` that run at once.
    ///   - clock: The wall clock; a virtual one where deadlines are to come due.
    ///   - onCommit: Called with each commit's decisions, once they are durable and before the jobs that follow start.
    init(
        folder: String, bundle: String = "five-steps", slots: Int, batchSize: Int = DaemonConfiguration.standardBatchSize,
        keepsEnded: Int = 0, executor: any JobExecutor, clock: any WallClock = SystemWallClock(),
        onCommit: @escaping @Sendable ([CommittedDecision]) -> Void = { _ in }
    ) throws {
        let store = try SQLiteStore(path: folder + "/duban.db")
        let inForce = try Office.versions(bundle, store, at: clock.now())
        let versions = Versions(inForce, reader: store.reader)
        let vault = try Vault(officeKey: try OfficeKey.load(folder + "/office.key", makes: true))
        let logger = Logger(label: "duban-bench")
        let queues = JobQueues(
            [
                QueueConfiguration(
                    name: "bench", slots: slots, retry: .standard, retention: .init(age: .seconds(86_400), count: keepsEnded))
            ], executor: executor,
            preparer: SecretPreparer(reader: store.reader, versions: versions, vault: vault), clock: clock, reader: store.reader)
        let sink = CountingSink()
        let journal = JournalReader(
            reader: store.reader, sink: sink, cursor: try store.reader.meta(.journalCursor) ?? 0,
            heartbeat: Heartbeat("journal", clock: SystemMonotonicClock()), logger: logger)
        let watcher = Watcher(journal, onCommit)
        let writer = try Writer(
            store: store, versions: versions, clock: clock, dispatcher: queues, observer: watcher,
            retryDelay: {
                BackOff.delay(
                    after: $0.claim.attempt, queues.configuration(of: $0.row.queue).retry(after: $0.errorCode ?? ""),
                    jitter: Double.random(in: 0...1))
            },
            batchSize: batchSize, cachedCases: 20_000)
        queues.connect(writer)
        try queues.resume()
        (self.store, self.versions, self.queues, self.writer) = (store, versions, queues, writer)
        (self.journal, self.sink, self.watcher) = (journal, sink, watcher)
        timers = TimerService(
            reader: store.reader, clock: clock, heartbeat: Heartbeat("timers", clock: SystemMonotonicClock()), logger: logger,
            others: [.delayedJobs(of: writer)]
        ) { due in
            await writer.performAll(
                due.map { ($0.caseID, .rung(.init(clock: $0.clock, rung: $0.rung, due: $0.due))) }, by: .clock)
        }
    }

    /// Loads bundle, calendar and roster as the daemon does, and keeps them by their content.
    private static func versions(_ bundle: String, _ store: SQLiteStore, at instant: Instant) throws -> Versions.InForce {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..").standardized.path
        let roster = Roster(
            hash: .zero,
            members: [
                StaffMember(
                    id: clerk, name: LocalizedText(english: "Clerk", chinese: "办事员"), systemUser: nil, roles: ["clerk"], office: "hall",
                    supervisor: nil)
            ])
        let calendarFile = root + "/../config/calendars/cn.yaml"
        guard let calendarBytes = FileManager.default.contents(atPath: calendarFile) else {
            throw BenchFailure("\(calendarFile) is missing")
        }
        let (calendar, version) = try CalendarLoader.load(Array(calendarBytes), file: calendarFile)
        let files = try BundleFolder.read("\(root)/Bundles/\(bundle)")
        let (definition, findings) = WorkflowLoader.load(bundle, files, roster: roster)
        guard let definition else { throw BenchFailure("the bundle \(bundle): \(findings)") }
        try store.transact { session in
            try session.save(
                StoredDefinition(hash: definition.hash, kind: .workflow, name: bundle, content: files.encoded, at: instant))
        }
        return Versions.InForce(workflows: [definition], calendar: calendar, calendarVersion: version, roster: roster, office: .emptyRecord)
    }

    /// Opens a case of the bundle.
    func open(_ workflow: ContentHash) {
        writer.submit(
            WriterItem(
                .open(workflow: workflow) { .open(.init(id: $0, changes: [], materials: [:], submits: false)) }, by: .staff(Office.clerk)))
    }
}

/// The journal of this machine where it runs, else a sink that only counts; entries are made in full either way.
final class CountingSink: JournalSink {
    private let journal = Journal()
    private let isReal: Bool
    private let count = Atomic(0)

    init() {
        // The socket may have been left behind by a journal that is gone.
        isReal = journal.send([("MESSAGE", "duban-bench begins"), ("SYSLOG_IDENTIFIER", "duban-bench"), ("PRIORITY", "7")])
    }

    func send(_ fields: [(name: String, value: String)]) -> Bool {
        count.wrappingAdd(1, ordering: .relaxed)
        return isReal ? journal.send(fields) : true
    }

    func send(_ entries: [JournalEntry]) -> Int {
        let sent = isReal ? journal.send(entries.map { $0.fields }) : entries.count
        count.wrappingAdd(sent, ordering: .relaxed)
        return sent
    }

    /// Where the entries go: `journald`, or `counted`.
    var description: String { isReal ? "journald" : "counted" }
    /// Entries sent.
    var entries: Int { count.load(ordering: .relaxed) }
}
