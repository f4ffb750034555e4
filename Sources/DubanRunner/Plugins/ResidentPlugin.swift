import Dispatch
import DubanModel
import DubanPlugin
import DubanTime
import DubanWorkflows
import Foundation
import Logging
import Synchronization

/// A plugin whose process, or service, serves many jobs: started when it is first needed, and again after it ended, but not in a hot loop.
final class ResidentPlugin: PluginWorker {
    private struct State {
        var session: PluginSession?
        var supervision = Supervision()
        var isStopping = false
        var isWatching = false
        /// Those who wait for the process that is being started.
        var isStarting = false
        var expecting: [CheckedContinuation<Void, Never>] = []
    }

    let manifest: PluginManifest
    private let surroundings: PluginSurroundings
    private let launches: AsyncStream<PluginLaunch>.Continuation
    private let slots: PluginSlots
    private let log: PluginLog
    private let state = Mutex(State())

    /// How long a plugin may take to say who it is.
    static let introductionLimit = Duration.seconds(20)
    /// A job waits so long for a plugin that is not to be started yet; beyond that its attempt fails.
    static let patience = Duration.seconds(10)

    /// - Parameter launches: Takes processes that are to be run.
    init(_ manifest: PluginManifest, _ surroundings: PluginSurroundings, launches: AsyncStream<PluginLaunch>.Continuation) {
        self.manifest = manifest
        self.surroundings = surroundings
        self.launches = launches
        slots = PluginSlots(manifest.concurrency)
        log = surroundings.log(of: manifest)
    }

    // MARK: Jobs

    func run(_ request: PluginRequest) async -> Result<PluginAnswer, PluginFailure> {
        await slots.take()
        defer { slots.give() }
        let session: PluginSession
        do { session = try await self.session() } catch { return .failure(error) }
        let job = JobInFlight(
            key: request.job.key, attempt: request.job.attempt, startedAt: surroundings.monotonic.elapsed(),
            fileLimit: manifest.limits.file,
            onBeat: request.heartbeat)
        watchTime()
        let result = await session.run(job, .record(request.parameters))
        if case .success = result { state.withLock { if $0.session === session { $0.supervision.wasUseful() } } }
        return result.map { PluginAnswer(result: $0, outbox: session.outbox, sent: { job.file($0) }) }
    }

    func cancel(key: String, attempt: Int) {
        for session in sessions {
            for id in session.requests(key: key, attempt: attempt) { session.stop(id, because: .cancelled, grace: manifest.limits.grace) }
        }
    }

    /// Ends jobs that took longer than the manifest allows, and sleeps until the next one may.
    private func watchTime(isWoken: Bool = false) {
        let mine = state.withLock { state in
            if state.isWatching, !isWoken { return false }
            state.isWatching = true
            return true
        }
        guard mine else { return }
        let limit = manifest.limits.time
        let now = surroundings.monotonic.elapsed()
        var next: Duration?
        for session in sessions {
            let (late, later) = session.overdue(before: now - limit)
            for id in late {
                let failure = PluginFailure.transient("plugin-timeout", "Plugin \(manifest.name) did not answer within \(limit).")
                session.stop(id, because: failure, grace: manifest.limits.grace)
            }
            if let later { next = min(next ?? later, later) }
        }
        // A job that comes now is not seen above, and needs no earlier look than its own limit.
        let wait = next.map { $0 + limit - now } ?? limit
        let isIdle = slots.load.taken == 0
        state.withLock { $0.isWatching = !isIdle }
        guard !isIdle else { return }
        DispatchQueue.global().asyncAfter(deadline: .now() + max(wait, .milliseconds(1)).interval) { [weak self] in
            self?.watchTime(isWoken: true)
        }
    }

    // MARK: The process

    /// The conversation that new jobs go to, and retired ones that still have some.
    private let retired = Mutex<[PluginSession]>([])

    private var sessions: [PluginSession] {
        retired.withLock { retired in
            retired.removeAll { $0.hasEnded }
            return retired
        } + (state.withLock { $0.session }.map { [$0] } ?? [])
    }

    /// The conversation with the plugin; a new process where none runs.
    private func session() async throws(PluginFailure) -> PluginSession {
        while true {
            if let session = state.withLock({ $0.session }), !session.isClosed { return session }
            if await beginStart() {
                defer { endStart() }
                return try await start()
            }
        }
    }

    /// One starts; the others wait until it has.
    /// - Returns: Whether the caller is the one.
    private func beginStart() async -> Bool {
        let isFirst = state.withLock { state in
            defer { state.isStarting = true }
            return !state.isStarting
        }
        if isFirst { return true }
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.isStarting { state.expecting.append(continuation) }
                return !state.isStarting
            }
            if isOver { continuation.resume() }
        }
        return false
    }

    private func endStart() {
        let expecting = state.withLock { state in
            state.isStarting = false
            defer { state.expecting = [] }
            return state.expecting
        }
        for continuation in expecting { continuation.resume() }
    }

    private func start() async throws(PluginFailure) -> PluginSession {
        try await awaitTurn()
        try await surroundings.checkConfinement(manifest)
        let number = state.withLock { $0.supervision.starts + 1 }
        let launch = try PluginLaunch.prepare(manifest, surroundings, number: number, log: log)
        let session = PluginSession(frameLimit: manifest.limits.output) { [log] method, parameters in log.note(method, parameters) }
        session.setOutbox(launch.outbox)
        session.introduce(
            PluginSession.greeting(
                manifest, folder: launch.outbox, documents: manifest.grants.documents ? surroundings.documentsFolder : nil),
            within: ResidentPlugin.introductionLimit, plugin: manifest.name)
        let now = surroundings.monotonic.elapsed()
        let old = try state.withLock { state throws(PluginFailure) in
            if state.isStopping { throw PluginHost.stopping }
            state.supervision.started(now: now)
            defer { state.session = session }
            return state.session
        }
        if let old, !old.hasEnded { retired.withLock { $0.append(old) } }
        launches.yield(launch.running(session) { [weak self] failure in self?.ended(session, failure) })
        return session
    }

    /// Waits until the plugin may be started again.
    private func awaitTurn() async throws(PluginFailure) {
        let (wait, last) = state.withLock { ($0.supervision.wait(now: surroundings.monotonic.elapsed()), $0.supervision.lastEnd) }
        guard wait > .zero else { return }
        guard wait <= ResidentPlugin.patience else {
            throw .transient(
                "plugin-unavailable", "Plugin \(manifest.name) dies at its start, and is tried again in \(wait): \(last?.message ?? "").")
        }
        try? await Task.sleep(for: wait)
    }

    private func ended(_ session: PluginSession, _ failure: PluginFailure) {
        let end = session.failure ?? failure
        defer { session.end(failure) }  // After the supervision has counted it: whoever hears of the end finds it there.
        let (isAlarm, isStopping) = state.withLock { state -> (Bool, Bool) in
            guard state.session === session else { return (false, true) }  // Retired, or replaced already.
            return (state.supervision.ended(end, now: surroundings.monotonic.elapsed()), state.isStopping)
        }
        if isStopping { return }
        log.tell(.warning, "The plugin's process is gone (\(end.code)): \(end.message)")
        if isAlarm {
            log.tell(
                .error,
                "Plugin \(manifest.name) died \(Supervision.alarm) times in a row; it is tried again from time to time. See duban plugin check \(manifest.name)."
            )
        }
    }

    // MARK: Stopping

    func drain() {
        state.withLock { $0.isStopping = true }
        for session in sessions {
            session.ask("shutdown", ["grace_ms": .integer(manifest.limits.grace.milliseconds)]) { _ in session.end(PluginHost.stopping) }
            DispatchQueue.global().asyncAfter(deadline: .now() + manifest.limits.grace.interval) { session.end(PluginHost.stopping) }
        }
    }

    // MARK: Standing

    var standing: PluginStanding {
        let now = surroundings.monotonic.elapsed()
        let (session, supervision) = state.withLock { ($0.session, $0.supervision) }
        let live = session.flatMap { $0.isClosed ? nil : $0 }
        let kind: PluginStanding.State =
            supervision.isFailing
            ? .failing
            : live.map { $0.isIntroduced ? .running : .starting } ?? (supervision.wait(now: now) > .zero ? .waiting : .idle)
        let (isUnit, load) = (manifest.kind != .resident, slots.load)
        return PluginStanding(
            name: manifest.name, kind: isUnit ? "unit" : "run", state: kind, version: session?.identity?["version"].textValue,
            actions: manifest.actions.sorted(), inFlight: sessions.reduce(0) { $0 + $1.jobCount }, waiting: load.waiting,
            concurrency: manifest.concurrency, restarts: max(0, supervision.starts - 1), lastCode: supervision.lastEnd?.code,
            lastMessage: supervision.lastEnd?.message, confinement: isUnit ? "systemd" : manifest.confinement.rawValue)
    }
}
