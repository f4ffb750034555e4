import DubanModel
import Synchronization

/// What a plugin said in an examination without being asked: errors that belong to no request, and answers to what is not open.
final class ExaminedSpeech: Sendable {
    private struct Said {
        var complaints = 0
        var strays: [Int64] = []
    }

    private let said = Mutex(Said())

    /// Errors with the id null: what a line that is no message is answered with.
    var complaints: Int { said.withLock { $0.complaints } }

    /// The ids of answers that nobody waited for.
    var strays: [Int64] { said.withLock { $0.strays } }

    /// Takes what a session was told.
    func note(_ method: String, _ parameters: DataValue) {
        said.withLock { said in
            switch method {
            case "error": said.complaints += 1
            case PluginSession.stray: if let id = parameters["id"].integerValue { said.strays.append(id) }
            default: break
            }
        }
    }
}
