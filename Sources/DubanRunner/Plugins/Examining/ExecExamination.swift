import Dispatch
import DubanModel
import DubanPlugin
import DubanWorkflows
import Subprocess

/// The questions for a program that is run once a job.
struct ExecExamination {
    let manifest: PluginManifest
    let surroundings: PluginSurroundings

    init(_ manifest: PluginManifest, _ surroundings: PluginSurroundings) {
        self.manifest = manifest
        self.surroundings = surroundings
    }

    /// Asks them all.
    func findings() async throws(PluginFailure) -> [PluginFinding] {
        [
            try await ask("unknown action", number: 1, input: PluginExaminer.noAction) { code in
                code == 64
                    ? PluginFinding("unknown action", .passed, "ends with 64 (EX_USAGE)")
                    : PluginFinding("unknown action", .remark, "ends with \(code); 64 (EX_USAGE) would say that it is not to be tried again")
            },
            try await ask("malformed input", number: 2, input: nil) { code in
                code == 65
                    ? PluginFinding("malformed input", .passed, "ends with 65 (EX_DATAERR)")
                    : PluginFinding("malformed input", .remark, "ends with \(code); 65 (EX_DATAERR) would say that it is not to be tried again")
            },
        ]
    }

    private func ask(
        _ name: String, number: Int, input action: String?, _ judge: (Int32) -> PluginFinding
    ) async throws(PluginFailure) -> PluginFinding {
        let place = try PluginPlace(manifest, stateFolder: surroundings.stateFolder, number: number)
        defer { place.clear() }
        let process = try surroundings.process(
            manifest, place, surroundings.log(of: manifest),
            ["DUBAN_ACTION": action ?? "", "DUBAN_JOB": "CHECK/1", "DUBAN_ATTEMPT": "1", "DUBAN_FOLDER": place.outbox])
        let job: DataValue = [
            "job": "CHECK/1", "attempt": 1, "action": .text(action ?? ""), "at": "2026-01-01T00:00:00Z", "arguments": .emptyRecord,
            "folder": .text(place.outbox),
        ]
        let run = ExecRun(input: action == nil ? Array("this is no JSON".utf8) : job.json + [0x0A], limit: manifest.limits.output)
        DispatchQueue.global().asyncAfter(deadline: .now() + PluginExaminer.patience.interval) {
            run.end(.transient("plugin-timeout", "does not end within \(PluginExaminer.patience)"))
        }
        let (status, failure) = await process.run(run)
        if let failure = run.failure ?? failure { return PluginFinding(name, .failed, failure.message) }
        switch status {
        case .exited(0)?: return PluginFinding(name, .failed, "ends with 0, as if it were done")
        case .exited(let code)? where code < 128: return judge(code)
        default: return PluginFinding(name, .failed, "was ended: \(status.map { "\($0)" } ?? "not started")")
        }
    }
}
