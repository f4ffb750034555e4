import DubanPlugin
import Synchronization

/// What goes to a program that is run once a job, and what it wrote.
final class ExecRun: PluginStream {
    private struct State {
        var input: [UInt8]
        var output: [UInt8] = []
        var failure: PluginFailure?
    }

    private let state: Mutex<State>
    private let limit: Int
    private let ending: AsyncStream<Void>
    private let ends: AsyncStream<Void>.Continuation

    init(input: [UInt8], limit: Int) {
        state = Mutex(State(input: input))
        self.limit = limit
        (ending, ends) = AsyncStream.makeStream()
    }

    /// What it wrote.
    var output: [UInt8] { state.withLock { $0.output } }

    /// Why it was ended.
    var failure: PluginFailure? { state.withLock { $0.failure } }

    /// Returns once it is to be ended.
    func ended() async { for await _ in ending {} }

    /// It is to be ended.
    func end(_ failure: PluginFailure) {
        state.withLock { $0.failure = $0.failure ?? failure }
        ends.finish()
    }

    func connect(_ wake: @escaping @Sendable () -> Void) { wake() }

    func takeOutgoing() -> [UInt8] {
        state.withLock { state in
            defer { state.input = [] }
            return state.input
        }
    }

    var isOutgoingComplete: Bool { true }

    func received(_ bytes: UnsafeRawBufferPointer) throws(PluginFailure) {
        let isTooMuch = state.withLock { state in
            state.output.append(contentsOf: bytes)
            return state.output.count > limit
        }
        if isTooMuch { throw .permanent("plugin-oversized", "The program wrote more than \(limit) bytes.") }
    }
}
