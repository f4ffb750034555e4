import ArgumentParser
import DubanModel
import Foundation

/// Tells why the process ends, with the exit code of the refusal.
enum Failure {
    static func end(with error: any Error, in command: any ParsableCommand.Type) -> Never {
        guard let refusal = error as? Refusal else {
            // The parser's code for usage is 64; ours is 2, as for `duban`.
            guard command.exitCode(for: error) == .validationFailure else { command.exit(withError: error) }
            FileHandle.standardError.write(Data((command.fullMessage(for: error) + "\n").utf8))
            Foundation.exit(Refusal.Code.invalidRequest.exitCode)
        }
        FileHandle.standardError.write(Data("duband: \(refusal.description) [\(refusal.code.rawValue)]\n".utf8))
        Foundation.exit(refusal.code.exitCode)
    }
}
