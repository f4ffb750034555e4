import DubanModel
import DubanPlugin
import DubanStore
import DubanWorkflows
import Foundation
import Logging
import Synchronization

/// The conversation with one process of a plugin: requests out, answers back in any order. Knows nothing of processes, so that it
/// can be tested with bytes alone.
final class PluginSession: Sendable {
    private struct State {
        var nextID: Int64 = 1
        var pending: [Int64: @Sendable (Result<DataValue, PluginFailure>) -> Void] = [:]
        var outgoing: [UInt8] = []
        var splitter = FrameSplitter()
        var failure: PluginFailure?
        var isIntroduced = false
    }

    private let state = Mutex(State())
    private let wake: AsyncStream<Void>.Continuation
    private let wakes: AsyncStream<Void>
    private let ending: AsyncStream<Void>
    private let ends: AsyncStream<Void>.Continuation
    private let onNotification: @Sendable (String, DataValue) -> Void

    init(onNotification: @escaping @Sendable (String, DataValue) -> Void) {
        (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (ending, ends) = AsyncStream.makeStream()
        self.onNotification = onNotification
    }

    /// Whether the conversation has ended.
    var hasEnded: Bool { state.withLock { $0.failure != nil } }

    /// Returns once the conversation has ended; one task waits for it.
    func ended() async { for await _ in ending {} }

    /// Whether the plugin said who it is.
    var isIntroduced: Bool { state.withLock { $0.isIntroduced } }

    /// Notes that the plugin said who it is.
    func noteIntroduction() { state.withLock { $0.isIntroduced = true } }

    /// Asks and waits for the answer.
    func call(_ method: String, _ parameters: DataValue) async -> Result<DataValue, PluginFailure> {
        await withCheckedContinuation { continuation in
            ask(method, parameters) { continuation.resume(returning: $0) }
        }
    }

    /// Asks; the answer comes as a call, once.
    func ask(_ method: String, _ parameters: DataValue, _ answer: @escaping @Sendable (Result<DataValue, PluginFailure>) -> Void) {
        let failure = state.withLock { state -> PluginFailure? in
            if let failure = state.failure { return failure }
            let id = state.nextID
            state.nextID += 1
            state.pending[id] = answer
            state.outgoing += PluginMessage.request(id: id, method: method, parameters: parameters).line
            return nil
        }
        if let failure { answer(.failure(failure)) } else { wake.yield() }
    }

    /// Says something that is not answered.
    func notify(_ method: String, _ parameters: DataValue) {
        state.withLock { $0.outgoing += PluginMessage.notification(method: method, parameters: parameters).line }
        wake.yield()
    }

    /// Writes what is to be written, many messages a write, until the conversation ends, or `write` takes nothing any more: that is how
    /// the end of the process shows.
    func writeAll(_ write: (ArraySlice<UInt8>) async throws -> Int) async throws {
        for await _ in wakes {
            var bytes = state.withLock { state -> ArraySlice<UInt8> in
                defer { state.outgoing = [] }
                return state.outgoing[...]
            }
            while !bytes.isEmpty {
                let count = try await write(bytes)
                if count == 0 { return }
                bytes = bytes.dropFirst(count)
            }
        }
    }

    /// Takes in what the plugin wrote.
    /// - Throws: A failure where it is nonsense: the conversation cannot go on.
    func received(_ bytes: [UInt8]) throws(PluginFailure) {
        for frame in state.withLock({ $0.splitter.push(bytes) }) {
            switch frame {
            case .oversized(let prefix): failOversized(prefix)
            case .line(let line) where line.isEmpty: continue
            case .line(let line):
                let message: PluginMessage
                do {
                    message = try PluginMessage(line: line)
                } catch {
                    throw PluginFailure(
                        code: "plugin-nonsense", message: "The plugin wrote a line that is no message: \(error).", isWorthRetrying: true)
                }
                handle(message)
            }
        }
    }

    private func handle(_ message: PluginMessage) {
        switch message {
        case .response(let id, let result): resume(id, .success(result))
        case .failure(let id?, let failure): resume(id, .failure(failure))
        case .failure(nil, let failure): onNotification("error", ["message": .text(failure.message)])
        case .notification(let method, let parameters): onNotification(method, parameters)
        case .request(let id, let method, _):
            let failure = PluginFailure(code: "unknown-method", message: "the daemon answers no \"\(method)\"", isWorthRetrying: false)
            state.withLock { $0.outgoing += PluginMessage.failure(id: id, failure).line }
            wake.yield()
        }
    }

    /// A frame that is too large fails the job whose answer it is, where its first bytes still say which.
    private func failOversized(_ prefix: [UInt8]) {
        let failure = PluginFailure(
            code: "plugin-oversized", message: "The plugin's answer is larger than \(FrameSplitter.standardLimit) bytes.",
            isWorthRetrying: false)
        if let id = PluginMessage.id(inPrefix: prefix) { resume(id, .failure(failure)) }
    }

    private func resume(_ id: Int64, _ result: Result<DataValue, PluginFailure>) {
        state.withLock { $0.pending.removeValue(forKey: id) }?(result)
    }

    /// Ends the conversation: whoever waits for an answer gets the failure.
    func end(_ failure: PluginFailure) {
        let pending = state.withLock { state in
            state.failure = state.failure ?? failure
            defer { state.pending = [:] }
            return state.pending.values.map { $0 }
        }
        stopWriting()
        ends.finish()
        for answer in pending { answer(.failure(failure)) }
    }

    /// Lets `writeAll` return once it has written what it has.
    func stopWriting() { wake.finish() }
}
