import DubanEngine
import DubanModel
import DubanStore
public import DubanTime
import DubanWorkflows

/// Keeps the database from growing without end: ended jobs that belong to no case go after their queue's age or beyond its count, a few
/// at a time, and the pages that become free go back to the file system. The history of cases stays for ever.
public struct JobRetention: Sendable {
    private let writer: Writer
    private let queues: JobQueues
    private let clock: any WallClock

    /// Jobs that one transaction deletes.
    static let pieces = 500
    /// Pages of the database that are given back at once.
    static let pages = 1_000

    /// The retention of these queues.
    public init(writer: Writer, queues: JobQueues, clock: any WallClock) {
        self.writer = writer
        self.queues = queues
        self.clock = clock
    }

    /// Goes round once.
    /// - Returns: How many jobs were deleted.
    @discardableResult
    public func sweep() async throws -> Int {
        var swept = 0
        for queue in queues.names {
            let keep = queues.configuration(of: queue).retention
            while true {
                let operation = JobOperation.sweep(
                    queue: queue, endedBefore: clock.now() - keep.age, keeping: keep.count, limit: JobRetention.pieces)
                let count = try await writer.operate(operation, by: .system).entries.count
                swept += count
                if count < JobRetention.pieces { break }
            }
        }
        _ = try writer.store.vacuum(pages: JobRetention.pages)
        return swept
    }
}
