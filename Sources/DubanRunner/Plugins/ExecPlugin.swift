import Dispatch
import DubanModel
import DubanPlugin
import DubanWorkflows
import Foundation
import Subprocess
import Synchronization

/// A plugin whose program is run once a job: the job as JSON on standard input, its result as JSON on standard output, an exit code of
/// sysexits(3); standard error is its log.
final class ExecPlugin: PluginWorker {
    private struct State {
        var runs: [Int: (key: String, attempt: Int, run: ExecRun)] = [:]
        var starts = 0
        var lastEnd: PluginFailure?
        var isStopping = false
    }

    let manifest: PluginManifest
    private let surroundings: PluginSurroundings
    private let slots: PluginSlots
    private let state = Mutex(State())

    init(_ manifest: PluginManifest, _ surroundings: PluginSurroundings) {
        self.manifest = manifest
        self.surroundings = surroundings
        slots = PluginSlots(manifest.concurrency)
    }

    func run(_ request: PluginRequest) async -> Result<PluginAnswer, PluginFailure> {
        await slots.take()
        defer { slots.give() }
        let result: Result<PluginAnswer, PluginFailure>
        do { result = .success(try await attempt(request)) } catch { result = .failure(error) }
        if case .failure(let failure) = result { state.withLock { $0.lastEnd = failure } }
        return result
    }

    private func attempt(_ request: PluginRequest) async throws(PluginFailure) -> PluginAnswer {
        try await surroundings.checkConfinement(manifest)
        let number = try state.withLock { state throws(PluginFailure) in
            if state.isStopping { throw PluginHost.stopping }
            state.starts += 1
            return state.starts
        }
        let log = surroundings.log(of: manifest)
        let place = try PluginPlace(manifest, stateFolder: surroundings.stateFolder, number: number)
        let process = try surroundings.process(manifest, place, log, environment(request, place))
        var input = request.parameters
        input["folder"] = .text(place.outbox)
        if manifest.grants.documents { input["documents"] = .text(surroundings.documentsFolder) }
        let run = ExecRun(input: DataValue.record(input).json + [0x0A], limit: manifest.limits.output)
        state.withLock { $0.runs[number] = (request.job.key, request.job.attempt, run) }
        defer { state.withLock { $0.runs[number] = nil } }
        let limit = manifest.limits.time
        DispatchQueue.global().asyncAfter(deadline: .now() + limit.interval) { [name = manifest.name, weak run] in
            run?.end(.transient("plugin-timeout", "Plugin \(name) did not end within \(limit)."))
        }
        let (status, failure) = await process.run(run)
        log.finish()
        let output: DataValue
        do throws(PluginFailure) {
            if let failure = run.failure ?? failure { throw failure }
            output = try ExecExit.result(status, run.output, plugin: manifest.name, lastLine: log.lastLine)
        } catch {
            place.clear()
            throw error
        }
        // What it left is taken before its folder goes.
        return PluginAnswer(result: output, outbox: place.outbox, sent: { _ in nil }, onLanded: { place.clear() })
    }

    /// What a shell script needs without a reader of JSON.
    private func environment(_ request: PluginRequest, _ place: PluginPlace) -> [String: String] {
        [
            "DUBAN_JOB": request.job.key, "DUBAN_ATTEMPT": String(request.job.attempt), "DUBAN_ACTION": request.job.action,
            "DUBAN_AT": request.job.at.description, "DUBAN_FOLDER": place.outbox,
        ]
    }

    func cancel(key: String, attempt: Int) {
        let runs = state.withLock { $0.runs.values.filter { $0.key == key && $0.attempt == attempt }.map(\.run) }
        for run in runs { run.end(.cancelled) }
    }

    func drain() {
        let runs = state.withLock { state in
            state.isStopping = true
            return state.runs.values.map(\.run)
        }
        DispatchQueue.global().asyncAfter(deadline: .now() + manifest.limits.grace.interval) {
            for run in runs { run.end(PluginHost.stopping) }
        }
    }

    var standing: PluginStanding {
        let (load, state) = (slots.load, state.withLock { ($0.runs.count, $0.lastEnd) })
        return PluginStanding(
            name: manifest.name, kind: "exec", state: state.0 > 0 ? .running : .idle, version: nil, actions: manifest.actions.sorted(),
            inFlight: state.0, waiting: load.waiting, concurrency: manifest.concurrency, restarts: 0, lastCode: state.1?.code,
            lastMessage: state.1?.message, confinement: manifest.confinement.rawValue)
    }
}
