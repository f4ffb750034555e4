import ArgumentParser
import Foundation
import Testing

@testable import DubanCommands

/// The commands of docs/workflow-language.md are commands that there are, with options that they have.
struct ReferenceCommandTests {
    private static var lines: [String] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../docs/workflow-language.md")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init).filter { $0.hasPrefix("duban ") }
    }

    @Test func reference_hasCommands() { #expect(ReferenceCommandTests.lines.count > 12) }

    @Test(arguments: lines)
    func command_ofTheReference_isUnderstood(_ line: String) throws {
        _ = try DubanCommand.parseAsRoot(words(line))
    }

    /// The words of a line as a shell has them: quoted ones are one.
    private func words(_ line: String) -> [String] {
        var words: [String] = []
        var word = ""
        var quote: Character?
        for character in line.dropFirst("duban ".count) {
            switch character {
            case "'", "\"":
                if quote == nil { quote = character } else if quote == character { quote = nil } else { word.append(character) }
            case " " where quote == nil:
                if !word.isEmpty { words.append(word) }
                word = ""
            default: word.append(character)
            }
        }
        return words + (word.isEmpty ? [] : [word])
    }
}
