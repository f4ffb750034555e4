import DubanModel
import DubanStore
import Foundation
import Synchronization

/// How far the disk has confirmed the write-ahead log. COMMIT leaves its pages with the kernel, and others see them from then on; whoever
/// answers, or has read, asks here for the disk's confirmation. So the next transaction is decided while the disk is busy with the last.
///
/// The log is one file, written from its start to its end: what is confirmed is always all that was committed up to some commit.
final class LogConfirmation: Sendable {
    private let descriptor: Int32
    /// Commits that are written; held while one is being written.
    private let written = Mutex(0)
    /// Held while the disk is asked.
    private let confirmed = Mutex(Confirmed())

    private struct Confirmed {
        var commits = 0
        var failure: Int32?
    }

    /// Watches the log of the database at `path`, which must be open.
    init(of path: String) throws(Refusal) {
        descriptor = open(path + "-wal", O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Refusal(.storeFailure, "The write-ahead log \(path)-wal cannot be opened: \(String(cString: strerror(errno))).")
        }
    }

    deinit { close(descriptor) }

    /// Whether the disk has confirmed all that was committed.
    var isConfirmed: Bool {
        let commits = written.withLock { $0 }
        return confirmed.withLock { $0.commits == commits }
    }

    /// Writes one commit. Whoever reads meanwhile and may have seen it waits until it is counted.
    func commit(_ body: () throws -> Void) rethrows {
        try written.withLock { commits in
            try body()
            commits += 1
        }
    }

    /// Returns once the disk has confirmed what was committed before; at once, where it has.
    /// - Throws: `OutcomeUnknown`. After a failure the kernel may hold pages for written that never were, and would confirm them when it is
    ///   asked again; so it is not, and everybody is told the same from then on.
    func harden() throws {
        let commits = written.withLock { $0 }
        try confirmed.withLock { confirmed in
            guard confirmed.commits < commits else { return }
            if confirmed.failure == nil, fdatasync(descriptor) != 0 { confirmed.failure = errno }
            if let failure = confirmed.failure {
                throw OutcomeUnknown(
                    "the disk did not confirm the write-ahead log (\(String(cString: strerror(failure)))); what was written may be durable or not"
                )
            }
            confirmed.commits = commits
        }
    }
}
