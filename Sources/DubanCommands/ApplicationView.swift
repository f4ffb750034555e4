import DubanAPI
import DubanModel
import Foundation

/// Shows what came of each line of a campaign, as it comes: a line for people, or an object a line with --json.
struct ApplicationView {
    private let options: GlobalOptions
    private let width: Int

    /// - Parameter last: The number of the last line, by which the others are aligned.
    init(_ options: GlobalOptions, last: Int) {
        self.options = options
        width = String(last).count
    }

    func show(_ receipt: ReceiptBody, at line: Int) throws {
        if options.json { return try object(["line": .integer(Int64(line)), "case": .text(receipt.caseNumber)]) }
        say(line, "✓", ReceiptView.text(receipt, options))
    }

    func show(_ refusal: Refusal, at line: Int) throws {
        if options.json {
            let problems = refusal.problems.map { DataValue.record(["path": .text($0.path), "message": .text($0.message)]) }
            return try object([
                "line": .integer(Int64(line)), "refused": .text(refusal.code.rawValue), "message": .text(refusal.message),
                "problems": .list(problems),
            ])
        }
        let parts = [refusal.message] + refusal.problems.map { "\($0.path): \($0.message)" }
        say(line, "✗", "[\(refusal.code.rawValue)] \(parts.joined(separator: "; "))")
    }

    /// How many were done, at the end.
    func sum(_ done: Int, of all: Int) {
        if !options.json { print(options.say(.applied(done, of: all))) }
    }

    private func say(_ line: Int, _ sign: String, _ text: String) {
        let number = String(line)
        write("\(sign) \(String(repeating: " ", count: width - number.count))\(number)  \(text)")
    }

    private func object(_ fields: [String: DataValue]) throws { write(String(decoding: DataValue.record(fields).json, as: UTF8.self)) }

    /// At once: a campaign takes a while, and who watches it wants to see it go on.
    private func write(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }
}
