import Foundation
import Testing

/// Each command of docs/time.md, run on the real command line.
struct DocumentationTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let command: String
        let output: String
        var testDescription: String { command }
    }

    /// The commands behind `$ ` in fenced blocks, with the lines that follow them up to the next command.
    static let examples: [Example] = {
        guard let bytes = try? Repository.bytes("docs/time.md") else { return [] }
        var examples: [Example] = []
        var command: String?
        var output: [Substring] = []
        func finish() {
            if let command {
                examples.append(Example(command: command, output: output.joined(separator: "\n").trimmingCharacters(in: .newlines)))
            }
            (command, output) = (nil, [])
        }
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                finish()
            } else if line.hasPrefix("$ ") {
                finish()
                command = String(line.dropFirst(2))
            } else if command != nil {
                output.append(line)
            }
        }
        return examples
    }()

    /// `duban`, built beside the tests; `DUBAN_EXECUTABLE` names another.
    static let executable: URL? = {
        let named = ProcessInfo.processInfo.environment["DUBAN_EXECUTABLE"].map { URL(fileURLWithPath: $0) }
        let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("duban")
        return [named, beside].compactMap { $0 }.first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }()

    @Test func document_hasExamples() { #expect(Self.examples.count >= 12) }

    @Test(.enabled(if: executable != nil, "duban is not built beside the tests"), arguments: examples)
    func example_runOnTheCommandLine_printsWhatTheDocumentSays(_ example: Example) throws {
        let executable = try #require(Self.executable)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "duban() { \"$DUBAN\" \"$@\"; }\n" + example.command]
        process.currentDirectoryURL = Repository.root
        process.environment = ["DUBAN": executable.path, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(text.trimmingCharacters(in: .newlines) == example.output)
    }
}
