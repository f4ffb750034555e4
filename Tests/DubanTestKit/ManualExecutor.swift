import DubanEngine
public import DubanModel
public import DubanRunner
public import DubanStore
import Synchronization

/// Plugins that the test plays: an attempt runs until the test says how it ended.
public final class ManualExecutor: JobExecutor {
    /// The attempts that began, in order.
    public let started = Collected<ExecutableJob>()
    /// The attempts that were called off: key and attempt.
    public let cancelled = Collected<String>()
    private let waiting = Mutex<[String: CheckedContinuation<JobReport, Never>]>([:])
    private let answer: (@Sendable (ExecutableJob) -> JobReport)?

    /// Plugins that wait for `finish`, or answer at once with what `answer` says.
    public init(answering answer: (@Sendable (ExecutableJob) -> JobReport)? = nil) { self.answer = answer }

    /// Runs until the test says how it ended.
    public func execute(_ job: ExecutableJob) async -> JobReport {
        if let answer {
            started.append(job)
            return answer(job)
        }
        return await withCheckedContinuation { continuation in
            waiting.withLock { $0["\(job.key)#\(job.attempt)"] = continuation }
            started.append(job)
        }
    }

    /// Keeps that an attempt was called off; it goes on all the same, as some plugins do.
    public func cancel(key: String, attempt: Int) { cancelled.append("\(key)#\(attempt)") }

    /// Ends an attempt that runs.
    public func finish(_ job: ExecutableJob, _ report: JobReport = .done(output: [:], files: [])) {
        waiting.withLock { $0.removeValue(forKey: "\(job.key)#\(job.attempt)") }?.resume(returning: report)
    }

    /// How many attempts run.
    public var running: Int { waiting.withLock { $0.count } }
}

/// Gives plugins what is stored, as it is.
public struct PlainPreparer: JobPreparer {
    /// A preparer.
    public init() {}

    /// The job with its arguments.
    public func prepare(_ job: StoredJob) async throws -> ExecutableJob {
        ExecutableJob(
            key: job.row.key, attempt: job.claim.attempt, plugin: job.row.plugin, action: job.row.action, at: job.row.requestedAt,
            arguments: job.row.arguments)
    }
}
