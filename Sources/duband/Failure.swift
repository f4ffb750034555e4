import ArgumentParser
import DubanModel
import Foundation

/// Tells why the process ends, with the exit code of the refusal.
enum Failure {
    static func end(with error: any Error, in command: any ParsableCommand.Type) -> Never {
        guard let refusal = error as? Refusal else { command.exit(withError: error) }
        FileHandle.standardError.write(Data("duband: \(refusal.description) [\(refusal.code.rawValue)]\n".utf8))
        Foundation.exit(refusal.code.exitCode)
    }
}
