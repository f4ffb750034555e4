import Dispatch
import DubanPlugin
import Foundation
import Synchronization

/// Moves bytes between a stream and two descriptors (those of a process's standard input and output, or a socket twice), many messages a
/// system call, on one serial queue. Blocks nobody; the kernel's buffers are the back-pressure in both directions.
final class PluginLink: Sendable {
    private struct State {
        var pending: ArraySlice<UInt8> = []
        var isClosed = false
        var isOutputClosed = false
    }

    private let input: Int32
    private let output: Int32
    private let stream: any PluginStream
    private let queue: DispatchQueue
    private let state = Mutex(State())
    // SAFETY: Dispatch's sources are no Sendable types; these are read and written on `queue` alone, which is serial.
    nonisolated(unsafe) private var reading: (any DispatchSourceRead)?
    nonisolated(unsafe) private var writing: (any DispatchSourceWrite)?
    /// Sources that are not cancelled to the end yet: only then may their descriptors be closed.
    nonisolated(unsafe) private var live = 0
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
            let source = DispatchSource.makeReadSource(fileDescriptor: self.input, queue: self.queue)
            source.setEventHandler { self.drain() }
            source.setCancelHandler { self.cancelled() }
            self.live += 1
            self.reading = source
            source.resume()
            self.stream.connect { self.queue.async { self.flush() } }
        }
    }

    /// Reads and writes nothing more, and closes the descriptors.
    func stop() {
        state.withLock { $0.isClosed = true }
        queue.async { self.cancel() }
    }

    /// Reads what is still there, then stops: for the last words of a process that has ended.
    func finish() {
        queue.async {
            for _ in 0..<PluginLink.readsATurn where self.read() <= 0 { break }
            self.stop()
        }
    }

    private func cancel() {
        writing?.cancel()
        writing = nil
        reading?.cancel()
        reading = nil
    }

    private func cancelled() {
        live -= 1
        guard live == 0, state.withLock({ $0.isClosed }) else { return }
        close(input)
        if output != input { closeOutput() }
    }

    private func closeOutput() {
        let isOpen = state.withLock { state in
            defer { state.isOutputClosed = true }
            return !state.isOutputClosed
        }
        if isOpen { close(output) }
    }

    /// Reads all that is there. Where data and the writer's end come together, Dispatch tells of it once and never again. What writes
    /// without end lets others have their turn.
    private func drain() {
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
            cancel()
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
            } else if count < 0, errno == EAGAIN {
                return awaitRoom()
            } else if errno != EINTR {
                return  // A dead reader; its end shows where we read.
            }
        }
        if stream.isOutgoingComplete, output != input, live == 1 { closeOutput() }
    }

    /// What is to be written now; `nil` where there is nothing, or somebody waits for room already.
    private func next() -> ArraySlice<UInt8>? {
        guard writing == nil else { return nil }
        return state.withLock { state in
            guard !state.isClosed, !state.isOutputClosed else { return nil }
            if state.pending.isEmpty { state.pending = stream.takeOutgoing()[...] }
            return state.pending.isEmpty ? nil : state.pending
        }
    }

    private func awaitRoom() {
        let source = DispatchSource.makeWriteSource(fileDescriptor: output, queue: queue)
        source.setEventHandler {
            self.writing?.cancel()
            self.writing = nil
            self.flush()
        }
        source.setCancelHandler {
            self.cancelled()
            if self.live > 0 { self.flush() }
        }
        live += 1
        writing = source
        source.resume()
    }
}
