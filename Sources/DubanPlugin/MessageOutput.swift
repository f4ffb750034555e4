import Foundation
import Synchronization

/// Writes messages whole. Whoever finds nobody writing writes; what others add meanwhile goes out with the next write, so that many
/// answers share one system call.
final class MessageOutput: Sendable {
    private struct State {
        var pending: [UInt8] = []
        var isWriting = false
        var isBroken = false
    }

    private let descriptor: Int32
    private let state = Mutex(State())

    init(descriptor: Int32) { self.descriptor = descriptor }

    func write(_ message: PluginMessage) {
        let line = message.line
        let isMine = state.withLock { state in
            guard !state.isBroken else { return false }
            state.pending += line
            defer { state.isWriting = true }
            return !state.isWriting
        }
        guard isMine else { return }
        while let bytes = next() {
            guard send(bytes) else { return state.withLock { $0.isBroken = true } }
        }
    }

    private func next() -> [UInt8]? {
        state.withLock { state in
            guard !state.pending.isEmpty else {
                state.isWriting = false
                return nil
            }
            defer { state.pending = [] }
            return state.pending
        }
    }

    /// False where the daemon is gone; the end of the input follows.
    private func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}

/// What one job says while it runs.
final class JobChannel: Sendable {
    let id: Int64
    let output: MessageOutput
    private let files = Mutex(0)

    init(id: Int64, output: MessageOutput) {
        self.id = id
        self.output = output
    }

    /// A number for each file of the job.
    func nextFile() -> Int {
        files.withLock { count in
            count += 1
            return count
        }
    }
}
