import Dispatch
import Synchronization

/// Runs Swift tasks on a Dispatch queue. It says where code runs and bounds nothing but threads: how many jobs run at once is the slot
/// count of `JobQueues`.
///
/// Tasks that come together share a few blocks, each of which goes on until nothing is left: a block a task would cost more than most
/// tasks do, and a hundred queues would make threads without end.
final class DispatchTaskExecutor: TaskExecutor {
    private struct State {
        var tasks: [UnownedJob] = []
        /// The place of the next task in `tasks`.
        var next = 0
        var blocks = 0

        /// The next task; `nil` ends a block.
        mutating func take() -> UnownedJob? {
            guard next < tasks.count else {
                (tasks, next) = ([], 0)
                blocks -= 1
                return nil
            }
            defer { next += 1 }
            return tasks[next]
        }
    }

    /// Blocks that run at once: more than processors, so that a task that waits for the disk holds up nobody.
    static let maximumBlocks = 4

    private let queue: DispatchQueue
    private let state = Mutex(State())

    init(label: String) { queue = DispatchQueue(label: label, qos: .utility, attributes: .concurrent) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let wantsBlock = state.withLock { state in
            state.tasks.append(job)
            guard state.blocks < DispatchTaskExecutor.maximumBlocks else { return false }
            state.blocks += 1
            return true
        }
        if wantsBlock { queue.async { self.drain() } }
    }

    private func drain() {
        while let job = state.withLock({ $0.take() }) { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
