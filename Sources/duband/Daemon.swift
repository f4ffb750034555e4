import CLinux
import DubanEngine
import DubanModel
import DubanRunner
import DubanServer
import DubanStore
import DubanStoreSQLite
import DubanSystemd
import DubanTime
import DubanWorkflows
import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// The one place where the daemon is put together: from settings to services, dependencies first.
struct Daemon {
    private let settings: Settings
    private let logger: Logger

    init(_ settings: Settings) {
        self.settings = settings
        logger = Logger(label: "duband") { JournalLogHandler(label: $0, echoes: settings.isDevelopment) }
    }

    func run() async throws {
        clinux_forbid_core_files()
        let lock = try StateFolderLock(folder: settings.stateFolder)
        defer { withExtendedLifetime(lock) {} }
        umask(0o077)
        let store = try SQLiteStore(path: settings.stateFolder + "/duban.db")
        let vault = try Vault(officeKey: try OfficeKey.load(settings.officeKey, makes: true))
        let virtual = try settings.start.map { VirtualWallClock(max($0, try storedClock(store) ?? $0)) }
        let clock: any WallClock = virtual ?? SystemWallClock()
        let monotonic = SystemMonotonicClock()
        let loader = VersionLoader(settings: settings)
        var (inForce, kept) = try loader.load(at: clock.now())
        try store.transact { session in for definition in kept { try session.save(definition) } }
        if try CalendarStart.settle(&inForce, in: store, at: clock.now()) { tellOfOtherCalendar() }
        let versions = Versions(inForce, reader: store.reader)

        let manifests = try loader.manifests()
        let folders = [
            URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path, "/usr/libexec/duban",
        ]
        let plugins = PluginHost(manifests, executableFolders: folders, stateFolder: settings.stateFolder, logger: logger)
        let queues = JobQueues(
            QueueOverride.apply(settings.configuration.queues, to: manifests.map(\.queue)), executor: plugins,
            preparer: SecretPreparer(reader: store.reader, versions: versions, vault: vault), clock: clock, reader: store.reader,
            monotonic: monotonic)
        for job in settings.configuration.periodic { try check(job, queues) }
        let journal = JournalReader(
            reader: store.reader, sink: SystemJournal(), cursor: try store.reader.meta(.journalCursor) ?? 0,
            heartbeat: Heartbeat("journal", clock: monotonic), logger: logger)
        let relay = Relay(journal: journal)
        let writer = try Writer(
            store: store, versions: versions, clock: clock, dispatcher: queues, observer: relay,
            retryDelay: {
                BackOff.delay(
                    after: $0.claim.attempt, queues.configuration(of: $0.row.queue).retry(after: $0.errorCode ?? ""),
                    jitter: Double.random(in: 0...1))
            },
            batchSize: settings.configuration.batchSize, cachedCases: settings.configuration.cachedCases
        ) { [logger] unknown in
            // What is in memory may not be what is on the disk: the next start reads what is true (quality.md, P8).
            logger.critical("duband ends: \(unknown). It is safe to start it again.")
            Foundation.exit(Refusal.Code.storeFailure.exitCode)
        }
        queues.connect(writer)
        let timers = TimerService(
            reader: store.reader, clock: clock, heartbeat: Heartbeat("timers", clock: monotonic), logger: logger,
            others: [.delayedJobs(of: writer), .periodicJobs(settings.configuration.periodic, of: writer)]
        ) { due in
            await writer.performAll(
                due.map { ($0.caseID, .rung(.init(clock: $0.clock, rung: $0.rung, due: $0.due))) }, by: .clock)
        }
        relay.connect(timers)
        let errands = Errands(writer: writer, reader: store.reader, versions: versions, vault: vault, logger: logger)
        relay.connect(errands)
        let calendars = CalendarKeeper(writer: writer, reader: store.reader, versions: versions, clock: clock, logger: logger)
        try queues.resume()

        let hall = Hall(
            writer: writer, reader: store.reader, versions: versions, vault: vault, queues: queues, clock: clock,
            stateFolder: settings.stateFolder)
        let time = virtual.map {
            VirtualTime(clock: $0, timers: timers, queues: queues, writer: writer, versions: versions, errands: errands)
        }
        let manager = ServiceManager()
        let routes = APIRoutes(
            hall: hall, calendars: calendars, time: time, isDevelopment: settings.isDevelopment, plugins: { plugins.standings }
        ) {
            var (inForce, kept) = try loader.load(at: clock.now())
            try store.transact { session in for definition in kept { try session.save(definition) } }
            if try CalendarStart.settle(&inForce, in: store, at: clock.now()) { tellOfOtherCalendar() }
            versions.replaceAllButCalendar(inForce)
        }
        let server = SocketServer(
            descriptor: try manager.inheritedSocket ?? UnixSocket.bind(settings.socket), routes: routes, logger: logger
        ) { announce(manager, store, versions) }
        let housekeeping = Housekeeping(
            store: store, writer: writer, journal: journal,
            heartbeats: virtual == nil ? [timers.heartbeat, journal.heartbeat] : [journal.heartbeat],
            writerBeat: Heartbeat("writer", clock: monotonic), calendar: { versions.inForce.calendar }, clock: clock, manager: manager,
            logger: logger, retention: JobRetention(writer: writer, queues: queues, clock: clock),
            answers: AnswerRetention(store: store, clock: clock))
        // Stopped in reverse: first no new connection is taken, last the plugins are ended.
        var services: [any Service] = [plugins, journal, queues, errands, calendars]
        if virtual == nil { services.append(timers) }
        services += [housekeeping, server]
        try await ServiceGroup(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet).run()
        await writer.flush()
        try store.checkpoint()
        try store.close()
    }

    /// The lifecycle library tells of each service's start, which is of no use here.
    private var quiet: Logger {
        var logger = logger
        logger.logLevel = .error
        return logger
    }

    /// A calendar is put in force by a command, not by editing its file (docs/decisions).
    private func tellOfOtherCalendar() {
        let file = settings.path(settings.configuration.calendar)
        logger.notice("The calendar \(file) is not the one in force, and never was; put it in force with `duban calendar load \(file)`.")
    }

    /// Where the virtual clock stood: as it was noted, or at the last decision, where the daemon was killed while it moved.
    private func storedClock(_ store: SQLiteStore) throws -> Instant? {
        let noted = try store.reader.meta(.virtualClock).map { Instant(milliseconds: $0) }
        let last = try store.reader.decisions(after: try store.reader.lastPosition() - 1, limit: 1).last?.at
        return [noted, last].compactMap { $0 }.max()
    }

    private func check(_ job: PeriodicJob, _ queues: JobQueues) throws(Refusal) {
        do { try queues.check(queue: job.queue, plugin: job.plugin, action: job.action) } catch {
            throw Refusal(.invalidDefinition, "The periodic job \(job.name) cannot run. \(error.message)")
        }
    }

    private func announce(_ manager: ServiceManager, _ store: SQLiteStore, _ versions: Versions) {
        let durability = (try? store.durability()) ?? "?"
        let workflows = versions.inForce.workflows.keys.sorted().joined(separator: ", ")
        logger.notice("duband serves on \(settings.socket): \(workflows); \(durability).")
        manager.ready("Serving")
    }
}
