import DubanModel
import DubanPlugin
import Foundation
import Synchronization

/// The conversation with one process of a plugin: requests out, answers back in any order. Knows nothing of processes, so that it
/// can be tested with bytes alone.
final class PluginSession: PluginStream {
    typealias Answer = @Sendable (Result<DataValue, PluginFailure>) -> Void

    /// A request that waits for its answer.
    private struct Pending {
        let answer: Answer
        let job: JobInFlight?
        /// Why nobody wants the answer any more; what is told in its stead, unless the job was done all the same.
        var stopped: PluginFailure?
    }

    private struct State {
        var nextID: Int64 = 1
        var pending: [Int64: Pending] = [:]
        var outgoing: [UInt8] = []
        /// What was asked for before the plugin said who it is.
        var held: [(id: Int64, line: [UInt8])] = []
        var isIntroducing = false
        var identity: DataValue?
        var splitter: FrameSplitter
        var failure: PluginFailure?
        var isRetired = false
        var outbox: String?
        var wake: (@Sendable () -> Void)?
    }

    private let state: Mutex<State>
    private let frameLimit: Int
    private let ending: AsyncStream<Void>
    private let ends: AsyncStream<Void>.Continuation
    private let onNotification: @Sendable (String, DataValue) -> Void

    /// As what an answer is told of that nobody waits for: its id is unknown, it comes twice, or after the job was given up.
    static let stray = "stray answer"

    /// A line that is too long is let go by up to so many times the limit; then the plugin is held to be out of its mind.
    static let floodFactor = 16

    /// A conversation.
    /// - Parameters:
    ///   - frameLimit: Bytes of one message at most.
    ///   - onNotification: Takes what the plugin says without being asked: `log`, `progress`, errors that belong to no request, and
    ///     stray answers.
    init(frameLimit: Int = FrameSplitter.standardLimit, onNotification: @escaping @Sendable (String, DataValue) -> Void) {
        state = Mutex(State(splitter: FrameSplitter(limit: frameLimit)))
        self.frameLimit = frameLimit
        (ending, ends) = AsyncStream.makeStream()
        self.onNotification = onNotification
    }

    /// Whether the conversation has ended.
    var hasEnded: Bool { state.withLock { $0.failure != nil } }

    /// Why it ended.
    var failure: PluginFailure? { state.withLock { $0.failure } }

    /// Whether new jobs go elsewhere: it has ended, or is to end with what is in flight.
    var isClosed: Bool { state.withLock { $0.failure != nil || $0.isRetired } }

    /// Returns once the conversation has ended; one task waits for it.
    func ended() async { for await _ in ending {} }

    /// What the plugin said of itself.
    var identity: DataValue? { state.withLock { $0.identity } }

    /// Whether the plugin said who it is.
    var isIntroduced: Bool { identity != nil }

    /// Jobs without an answer.
    var jobCount: Int { state.withLock { $0.pending.values.reduce(0) { $0 + ($1.job == nil ? 0 : 1) } } }

    /// Where the plugin leaves files; `nil` where it shares no folder with the daemon.
    var outbox: String? { state.withLock { $0.outbox } }

    /// Notes where the plugin leaves files.
    func setOutbox(_ path: String?) { state.withLock { $0.outbox = path } }

    // MARK: Asking

    /// Asks for a job to be done, and waits for the answer.
    func run(_ job: JobInFlight, _ parameters: DataValue) async -> Result<DataValue, PluginFailure> {
        await withCheckedContinuation { continuation in
            ask("run", parameters, job: job) { continuation.resume(returning: $0) }
        }
    }

    /// Asks; the answer comes as a call, once.
    func ask(_ method: String, _ parameters: DataValue, job: JobInFlight? = nil, _ answer: @escaping Answer) {
        send { state in
            if let failure = state.failure { return failure }
            let id = state.nextID
            state.nextID += 1
            state.pending[id] = Pending(answer: answer, job: job)
            let line = PluginMessage.request(id: id, method: method, parameters: parameters).line
            if state.isIntroducing { state.held.append((id, line)) } else { state.outgoing += line }
            return nil
        }.map { answer(.failure($0)) }
    }

    /// Asks who the plugin is, before anything else; what is asked for meanwhile waits until it has said so.
    func askIdentity(_ parameters: DataValue, _ answer: @escaping Answer) {
        ask("initialize", parameters, answer)
        state.withLock { $0.isIntroducing = true }
    }

    /// Notes what the plugin said of itself, and sends what waited for it.
    func noteIntroduction(_ identity: DataValue) {
        _ = send { state in
            state.identity = identity
            state.isIntroducing = false
            for request in state.held { state.outgoing += request.line }
            state.held = []
            return nil
        }
    }

    /// Says something that is not answered.
    func notify(_ method: String, _ parameters: DataValue) {
        _ = send { state in
            state.outgoing += PluginMessage.notification(method: method, parameters: parameters).line
            return nil
        }
    }

    /// Sends bytes as they are: what an examiner says to see how a plugin takes it.
    func say(_ bytes: [UInt8]) {
        _ = send { state in
            state.outgoing += bytes
            return nil
        }
    }

    /// Changes what is to go out, and has it sent.
    private func send(_ change: (inout State) -> PluginFailure?) -> PluginFailure? {
        let (failure, wake) = state.withLock { state in
            let wasEmpty = state.outgoing.isEmpty
            let failure = change(&state)
            return (failure, wasEmpty && !state.outgoing.isEmpty ? state.wake : nil)
        }
        wake?()
        return failure
    }

    // MARK: Stopping jobs

    /// The requests of one attempt at a job.
    func requests(key: String, attempt: Int) -> [Int64] {
        state.withLock { state in state.pending.filter { $0.value.job?.key == key && $0.value.job?.attempt == attempt }.map(\.key) }
    }

    /// Requests that were asked for before an instant of the monotonic clock, and when the oldest of the others was.
    func overdue(before instant: Duration) -> (late: [Int64], next: Duration?) {
        state.withLock { state in
            var (late, next): ([Int64], Duration?) = ([], nil)
            for (id, pending) in state.pending where pending.stopped == nil {
                guard let job = pending.job else { continue }
                if job.startedAt <= instant { late.append(id) } else { next = min(next ?? job.startedAt, job.startedAt) }
            }
            return (late, next)
        }
    }

    /// Asks the plugin to stop a job; without an answer within the grace the job is given up. What the plugin has not been asked for yet, since
    /// it has not said who it is, it never is.
    func stop(_ id: Int64, because failure: PluginFailure, grace: Duration) {
        let unsent = state.withLock { state -> Pending? in
            guard let index = state.held.firstIndex(where: { $0.id == id }) else { return nil }
            state.held.remove(at: index)
            return state.pending.removeValue(forKey: id)
        }
        if let unsent { return unsent.answer(.failure(failure)) }
        let isNew = state.withLock { state in
            guard let pending = state.pending[id], pending.stopped == nil else { return false }
            state.pending[id]?.stopped = failure
            return true
        }
        guard isNew else { return }
        notify("cancel", ["id": .integer(id)])
        DispatchQueue.global().asyncAfter(deadline: .now() + grace.interval) { [weak self] in self?.giveUp(id) }
    }

    /// A plugin that did not stop what it was asked to stop gets nothing more to do, and is ended with its last other job.
    private func giveUp(_ id: Int64) {
        let pending = state.withLock { state -> Pending? in
            guard let pending = state.pending.removeValue(forKey: id) else { return nil }
            state.isRetired = true
            return pending
        }
        guard let pending else { return }
        pending.answer(.failure(pending.stopped ?? .cancelled))
        endIfIdle()
    }

    /// Gives the plugin nothing more to do; it is ended with its last job.
    func retire() {
        state.withLock { $0.isRetired = true }
        endIfIdle()
    }

    private func endIfIdle() {
        let isIdle = state.withLock { state in state.isRetired && !state.pending.values.contains { $0.job != nil } }
        if isIdle { end(.transient("plugin-retired", "The plugin did not stop a job in time, and is started anew.")) }
    }

    // MARK: The stream

    func connect(_ wake: @escaping @Sendable () -> Void) {
        let isWaiting = state.withLock { state in
            state.wake = wake
            return !state.outgoing.isEmpty
        }
        if isWaiting { wake() }
    }

    func takeOutgoing() -> [UInt8] {
        state.withLock { state in
            defer { state.outgoing = [] }
            return state.outgoing
        }
    }

    /// Takes in what the plugin wrote.
    /// - Throws: A failure where it is nonsense: the conversation cannot go on.
    func received(_ bytes: UnsafeRawBufferPointer) throws(PluginFailure) {
        let (frames, skipped) = state.withLock { state in (state.splitter.push(bytes), state.splitter.skipped) }
        for frame in frames {
            switch frame {
            case .oversized(let prefix): failOversized(prefix)
            case .line(let line) where line.isEmpty: continue
            case .line(let line):
                let message: PluginMessage
                do {
                    message = try PluginMessage(line: line)
                } catch {
                    throw .transient("plugin-nonsense", "The plugin wrote a line that is no message: \(error).")
                }
                handle(message)
            }
        }
        if skipped > frameLimit * PluginSession.floodFactor {
            throw .transient("plugin-flood", "The plugin wrote a line of more than \(frameLimit * PluginSession.floodFactor) bytes.")
        }
    }

    /// Takes in what the plugin wrote.
    func received(_ bytes: [UInt8]) throws(PluginFailure) {
        let result = bytes.withUnsafeBytes { bytes -> Result<Void, PluginFailure> in
            do throws(PluginFailure) { return .success(try received(bytes)) } catch { return .failure(error) }
        }
        try result.get()
    }

    private func handle(_ message: PluginMessage) {
        switch message {
        case .response(let id, let result): resume(id, .success(result))
        case .failure(let id?, let failure): resume(id, .failure(failure.bounded))
        case .failure(nil, let failure): onNotification("error", ["message": .text(failure.message)])
        case .notification(let method, let parameters): note(method, parameters)
        case .request(let id, let method, _):
            _ = send { state in
                state.outgoing += PluginMessage.failure(id: id, .permanent("unknown-method", "the daemon answers no \"\(method)\"")).line
                return nil
            }
        }
    }

    /// What belongs to a job in flight is its own; the rest is told.
    private func note(_ method: String, _ parameters: DataValue) {
        let job = parameters["id"].integerValue.flatMap { id in state.withLock { $0.pending[id]?.job } }
        switch method {
        case "file":
            guard let job, let id = parameters["id"].integerValue, !job.append(parameters) else { return }
            stop(id, because: .permanent("plugin-oversized", "The job's files are larger than \(job.fileLimit) bytes."), grace: .zero)
        default:
            job?.beat()
            var fields = parameters.fields ?? [:]
            fields["job"] = job.map { .text($0.key) } ?? fields["job"]
            onNotification(method, .record(fields))
        }
    }

    /// A frame that is too large fails the job whose answer it is, where its first bytes still say which.
    private func failOversized(_ prefix: [UInt8]) {
        let failure = PluginFailure.permanent("plugin-oversized", "The plugin's answer is larger than \(frameLimit) bytes.")
        if let id = PluginMessage.id(inPrefix: prefix) { resume(id, .failure(failure)) }
    }

    private func resume(_ id: Int64, _ result: Result<DataValue, PluginFailure>) {
        guard let pending = state.withLock({ $0.pending.removeValue(forKey: id) }) else {
            return onNotification(PluginSession.stray, ["id": .integer(id)])
        }
        if case .failure = result, let stopped = pending.stopped {
            pending.answer(.failure(stopped))
        } else {
            pending.answer(result)
        }
        endIfIdle()
    }

    /// Ends the conversation: whoever waits for an answer gets the failure.
    func end(_ failure: PluginFailure) {
        let pending = state.withLock { state in
            state.failure = state.failure ?? failure
            defer { state.pending = [:] }
            return state.pending.values.map { $0 }
        }
        ends.finish()
        for request in pending { request.answer(.failure(request.stopped ?? failure)) }
    }
}
