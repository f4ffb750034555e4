import DubanModel
import DubanPlugin
import DubanWorkflows

/// One plugin, however its program comes to run.
protocol PluginWorker: AnyObject, Sendable {
    /// What its manifest says.
    var manifest: PluginManifest { get }
    /// Does a job.
    func run(_ request: PluginRequest) async -> Result<PluginAnswer, PluginFailure>
    /// An attempt is not wanted any more.
    func cancel(key: String, attempt: Int)
    /// Starts nothing any more, and ends what runs once it had its grace.
    func drain()
    /// How it stands.
    var standing: PluginStanding { get }
}

/// What a plugin is asked for.
struct PluginRequest: Sendable {
    let job: ExecutableJob
    let heartbeat: @Sendable () -> Void

    /// As `run` says it, and as a program that is run once a job reads it.
    var parameters: [String: DataValue] {
        [
            "job": .text(job.key), "attempt": .integer(Int64(job.attempt)), "action": .text(job.action), "at": .text(job.at.description),
            "arguments": job.arguments,
        ]
    }
}

/// What a plugin answered: its result, and where the files are that the result names.
struct PluginAnswer: Sendable {
    let result: DataValue
    let outbox: String?
    let sent: @Sendable (String) -> [UInt8]?
    /// To be called once the files are taken.
    var onLanded: @Sendable () -> Void = {}
}
