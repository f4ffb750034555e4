import Dispatch
import DubanPlugin
import Foundation
import Synchronization

/// Moves bytes between a stream and two descriptors (those of a process's standard input and output, or a socket twice), many messages a
/// system call, on one serial queue. Blocks nobody; the kernel's buffers are the back-pressure in both directions.
final class PluginLink: Sendable {
    private struct State {
        var pending: ArraySlice<UInt8> = []
        /// Reads and writes no more.
        var isClosed = false
        /// Watches by descriptor; one that is watched is open.
        var watches: [Int32: UInt64] = [:]
    }

    private let input: Int32
    private let output: Int32
    private let stream: any PluginStream
    private let queue: DispatchQueue
    private let state = Mutex(State())
    private let onEnd: @Sendable (PluginFailure?) -> Void

    /// Bytes of one read.
    private static let readLength = 64 << 10
    /// Reads before others have their turn.
    private static let readsATurn = 64

    /// A link.
    /// - Parameters:
    ///   - input: What is read from; the link closes it.
    ///   - output: What is written to; the link closes it.
    ///   - onEnd: Called when there is nothing more to read, with a failure where what was read is nonsense.
    init(input: Int32, output: Int32, stream: any PluginStream, label: String, onEnd: @escaping @Sendable (PluginFailure?) -> Void) {
        self.input = input
        self.output = output
        self.stream = stream
        self.onEnd = onEnd
        queue = DispatchQueue(label: label, qos: .utility)
        for descriptor in [input, output] { _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) }
    }

    /// Begins to read, and to write what there is.
    func start() {
        queue.async {
            self.watch(self.input) { self.drain() }
            if self.output != self.input { self.watch(self.output) { self.flush() } }
            self.stream.connect { self.queue.async { self.flush() } }
        }
    }

    /// Reads and writes nothing more, and closes the descriptors.
    func stop() {
        state.withLock { $0.isClosed = true }
        queue.async { self.close() }
    }

    /// Reads what is still there, then stops: for the last words of a process that has ended. Returns once they are read.
    func finish() async {
        await withCheckedContinuation { continuation in
            queue.async {
                for _ in 0..<PluginLink.readsATurn where self.read() <= 0 { break }
                self.stop()
                continuation.resume()
            }
        }
    }

    private func watch(_ descriptor: Int32, _ handler: @escaping @Sendable () -> Void) {
        let token = DescriptorPoll.shared.watch(descriptor, on: queue, handler)
        state.withLock { $0.watches[descriptor] = token ?? 0 }
    }

    private func close() {
        close(input)
        close(output)
    }

    /// Closes a descriptor where it is open.
    private func close(_ descriptor: Int32) {
        guard let token = state.withLock({ $0.watches.removeValue(forKey: descriptor) }) else { return }
        DescriptorPoll.shared.end(token, descriptor)
        Foundation.close(descriptor)
    }

    /// Reads all that is there, and writes where the same descriptor has room again. What writes without end lets others have their turn.
    private func drain() {
        if output == input { flush() }
        for _ in 0..<PluginLink.readsATurn where read() <= 0 { return }
        queue.async { self.drain() }
    }

    private func read() -> Int {
        guard state.withLock({ !$0.isClosed }) else { return 0 }
        var failure: PluginFailure?
        let count = withUnsafeTemporaryAllocation(byteCount: PluginLink.readLength, alignment: 16) { buffer in
            let count = Foundation.read(input, buffer.baseAddress, buffer.count)
            if count > 0 {
                let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                do throws(PluginFailure) { try stream.received(bytes) } catch { failure = error }
            }
            return count
        }
        if count < 0, errno == EAGAIN || errno == EINTR { return errno == EINTR ? 1 : 0 }
        if count <= 0 || failure != nil {
            state.withLock { $0.isClosed = true }
            close()
            onEnd(failure)
            return 0
        }
        return count
    }

    private func flush() {
        while let bytes = next() {
            let count = bytes.withUnsafeBytes { Foundation.write(output, $0.baseAddress, $0.count) }
            if count > 0 {
                state.withLock { $0.pending = bytes.dropFirst(count) }
            } else if errno != EINTR {
                return  // No room, and we are told when there is; or a dead reader, whose end shows where we read.
            }
        }
        if stream.isOutgoingComplete, output != input { close(output) }
    }

    /// What is to be written now.
    private func next() -> ArraySlice<UInt8>? {
        state.withLock { state in
            guard !state.isClosed, state.watches[output] != nil else { return nil }
            if state.pending.isEmpty { state.pending = stream.takeOutgoing()[...] }
            return state.pending.isEmpty ? nil : state.pending
        }
    }
}
