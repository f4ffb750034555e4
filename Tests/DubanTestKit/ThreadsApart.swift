import Dispatch

/// Runs tasks on Dispatch threads apart from the few that all tasks share: for tests that block theirs while a process works, and for those
/// whose time limits are meant for who is at the other end, not for tests that block.
public final class ThreadsApart: TaskExecutor {
    private let queue = DispatchQueue(label: "duban.tests.apart", attributes: .concurrent)

    /// Threads that are made when they are needed.
    public init() {}

    /// Runs a part of a task on one of them.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
