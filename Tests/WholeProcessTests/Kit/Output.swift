import Foundation

/// What a program that ended left.
struct Output: CustomStringConvertible {
    let code: Int32
    let text: String
    let error: String

    /// Decodes its output.
    func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        } catch {
            throw ChildProcess.Failure(description: "no \(Value.self): \(self)")
        }
    }

    /// Everything, for a failure's message.
    var description: String { "exit \(code)\n\(text)\(error)" }
}

/// Runs a program to its end.
enum Program {
    static func run(
        _ executable: String, _ arguments: [String], environment: [String: String] = Place.environment, folder: String = Place.root,
        input: String? = nil, scratch: Scratch
    ) throws -> Output {
        let name = UUID().uuidString
        let (output, error) = (scratch.path("out.\(name)"), scratch.path("err.\(name)"))
        let source = try input.map { try scratch.write("in.\(name)", $0) }
        let process = try ChildProcess(
            executable, arguments, environment: environment, folder: folder, input: source, output: output, error: error)
        let ending = try process.wait()
        guard case .exited(let code) = ending else { throw ChildProcess.Failure(description: "\(executable): \(ending)") }
        return Output(
            code: code, text: try String(contentsOfFile: output, encoding: .utf8), error: try String(contentsOfFile: error, encoding: .utf8)
        )
    }
}
