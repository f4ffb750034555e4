import DubanEngine
public import DubanModel
import DubanRunner
import DubanStore
import Synchronization

/// What a plugin answers where there is none.
public struct PluginStub: Sendable, Hashable {
    /// The output.
    public var output: DataValue = .emptyRecord
    /// The names of the files that it makes; the template's name for a document where none is given.
    public var files: [String]?
    /// The code with which it fails; nothing where it does what it is asked for.
    public var failure: String?
    /// How often it fails before it does what it is asked for; always without a number.
    public var failures: Int?
    /// Whether it waits until the scenario answers for it.
    public var waits = false

    /// A plugin that does what it is asked for, and gives nothing back.
    public init() {}
}

/// Answers jobs as stubs say, and keeps those that wait.
final class StubPlugins: JobExecutor, JobLauncher {
    private struct State {
        var stubs: [String: PluginStub] = [:]
        var launched: [StoredJob] = []
        var held: [StoredJob] = []
        var asked: [String: Int] = [:]
    }

    private let state = Mutex(State())

    init(_ stubs: [String: PluginStub]) { state.withLock { $0.stubs = stubs } }

    /// Has jobs of a plugin's action answered otherwise from now on.
    func set(_ stub: PluginStub, for action: String) { state.withLock { $0.stubs[action] = stub } }

    func launch(_ jobs: [StoredJob]) { state.withLock { $0.launched += jobs } }

    /// The jobs that are to be run now; those that wait are put aside.
    func take() -> [StoredJob] {
        state.withLock { state in
            let jobs = state.launched
            state.launched = []
            let waiting = jobs.filter { state.stubs["\($0.row.plugin).\($0.row.action)"]?.waits == true }
            state.held += waiting
            return jobs.filter { job in !waiting.contains { $0.reference == job.reference } }
        }
    }

    /// The job that waits at a step instance of a case.
    func release(_ caseID: CaseID, _ step: StepID) -> StoredJob? {
        state.withLock { state in
            guard let index = state.held.firstIndex(where: { $0.row.caseID == caseID && $0.row.step == step }) else { return nil }
            return state.held.remove(at: index)
        }
    }

    func execute(_ job: ExecutableJob) async -> JobReport {
        let name = "\(job.plugin).\(job.action)"
        let (stub, count) = state.withLock { state in
            state.asked[job.key, default: 0] += 1
            return (state.stubs[name] ?? PluginStub(), state.asked[job.key] ?? 1)
        }
        if let failure = stub.failure, stub.failures.map({ count <= $0 }) ?? true {
            return .failed(code: failure, message: "The stub of \(name) says so.", isWorthRetrying: stub.failures != nil)
        }
        return StubPlugins.report(stub, job)
    }

    private static func report(_ stub: PluginStub, _ job: ExecutableJob) -> JobReport {
        let template = job.plugin == "documents" ? job.arguments["template"].textValue : nil
        let files = (stub.files ?? [template].compactMap { $0 }).map { name in
            Document(name: name, hash: .zero, path: "stub/\(name).pdf", bytes: 1, mediaType: "application/pdf")
        }
        return .done(output: stub.output, files: files)
    }
}
