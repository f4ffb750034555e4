import Dispatch

/// Runs tasks on Dispatch threads of its own. Other tests block the threads that tasks share, and limits on a conversation are meant for who
/// is at its other end, not for them.
final class ThreadsApart: TaskExecutor {
    private let queue = DispatchQueue(label: "duban.tests.apart", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
