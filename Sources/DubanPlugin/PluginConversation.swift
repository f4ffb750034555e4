import DubanModel
import Foundation
import Synchronization

/// One conversation with the daemon, from `initialize` to the end of the stream.
final class PluginConversation: Sendable {
    private struct State {
        var folder = ""
        var documents = ""
        /// Jobs in flight, by the id of their request. They are tasks of their own, since a task group cannot cancel one of its children
        /// alone; `finish` waits for each, so that none outlives the conversation.
        var running: [Int64: Task<Void, Never>] = [:]
    }

    private let server: PluginServer
    private let output: MessageOutput
    private let state = Mutex(State())

    init(server: PluginServer, output: MessageOutput) {
        self.server = server
        self.output = output
    }

    /// Answers what comes in, until the daemon says `shutdown` or the stream ends; jobs whose daemon is gone are cancelled.
    func serve(_ frames: some AsyncSequence<[FrameSplitter.Frame], Never> & Sendable) async {
        for await batch in frames {
            for frame in batch {
                guard let message = message(in: frame) else { continue }
                if case .request(let id, "shutdown", _) = message {
                    await finish()
                    return output.write(.response(id: id, result: .emptyRecord))
                }
                take(message)
            }
        }
        for task in state.withLock({ Array($0.running.values) }) { task.cancel() }
        await finish()
    }

    private func finish() async {
        while let task = state.withLock({ $0.running.values.first }) { await task.value }
    }

    private func take(_ message: PluginMessage) {
        switch message {
        case .request(let id, "initialize", let parameters): introduce(id, parameters)
        case .request(let id, "run", let parameters): run(id, parameters)
        case .request(let id, let method, _):
            output.write(.failure(id: id, .permanent("unknown-method", "there is no method \"\(method)\"")))
        case .notification("cancel", let parameters): cancel(parameters["id"].integerValue)
        case .notification, .response, .failure: break  // A later version's word that needs no answer.
        }
    }

    private func introduce(_ id: Int64, _ parameters: DataValue) {
        do {
            let identity = try server.identity(for: parameters["protocol"])
            state.withLock { state in
                state.folder = parameters["folder"].textValue ?? ""
                state.documents = parameters["documents"].textValue ?? ""
            }
            output.write(.response(id: id, result: identity))
        } catch {
            output.write(.failure(id: id, error))
        }
    }

    private func run(_ id: Int64, _ parameters: DataValue) {
        let (folder, documents) = state.withLock { ($0.folder, $0.documents) }
        let job = PluginJob(
            key: parameters["job"].textValue ?? "", attempt: Int(parameters["attempt"].integerValue ?? 1),
            at: parameters["at"].textValue.flatMap { Instant($0) } ?? Instant(milliseconds: 0),
            action: parameters["action"].textValue ?? "", arguments: parameters["arguments"], folder: folder, documents: documents,
            channel: JobChannel(id: id, output: output))
        state.withLock { state in
            state.running[id] = Task {
                self.output.write(await self.answer(id, job))
                self.state.withLock { $0.running[id] = nil }
            }
        }
    }

    private func cancel(_ id: Int64?) {
        guard let id else { return }
        state.withLock { $0.running[id] }?.cancel()
    }

    private func answer(_ id: Int64, _ job: PluginJob) async -> PluginMessage {
        guard let handler = server.handlers[job.action] else {
            let known = server.handlers.keys.sorted().joined(separator: ", ")
            return .failure(id: id, .permanent("unknown-action", "\(server.name) has no action \"\(job.action)\"; it has \(known)"))
        }
        do {
            return .response(id: id, result: try await handler(job).data)
        } catch let failure as PluginFailure {
            return .failure(id: id, failure)
        } catch is CancellationError {
            return .failure(id: id, .cancelled)
        } catch {
            return .failure(id: id, .transient("plugin-error", "\(error)"))
        }
    }

    /// The message in a frame; one that is none is answered with what is wrong with it, so that nobody waits for its answer in vain.
    private func message(in frame: FrameSplitter.Frame) -> PluginMessage? {
        switch frame {
        case .line(let line) where line.isEmpty: return nil
        case .line(let line):
            do {
                return try PluginMessage(line: line)
            } catch {
                output.write(.failure(id: nil, .permanent("no-message", error.description)))
                return nil
            }
        case .oversized(let prefix):
            let failure = PluginFailure.permanent(
                "oversized-request", "the request is larger than \(FrameSplitter.standardLimit) bytes")
            output.write(.failure(id: PluginMessage.id(inPrefix: prefix), failure))
            return nil
        }
    }
}
