import ArgumentParser
import DubanModel
import Foundation

/// Reads JSON that a verb is given: a file's, or standard input's for `-`.
enum DocumentFile {
    /// Everything on standard input as text, the end of its last line left out.
    static func standardInput() -> String {
        let text = String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    /// All of a file, or of standard input for `-`.
    static func bytes(_ path: String) throws -> [UInt8] {
        if path == "-" { return Array(FileHandle.standardInput.readDataToEndOfFile()) }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Refusal(.invalidRequest, "The file \(path) cannot be read.")
        }
        return Array(data)
    }

    static func read(_ path: String) throws -> DataValue {
        let bytes = try bytes(path)
        do {
            return try JSONReader.read(bytes)
        } catch {
            throw Refusal(.invalidRequest, "\(path == "-" ? "Standard input" : path) is no JSON: \(error)")
        }
    }

    /// Reads papers such as `id-card=2,photo`: pages by material, one where no number is given.
    static func materials(_ text: String) throws -> DataValue {
        var pages: [String: DataValue] = [:]
        for part in text.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1)
            let id = pair[0].trimmingCharacters(in: .whitespaces)
            guard pair.count == 1 || Int64(pair[1]) != nil else {
                throw ValidationError("--materials wants pages by material, such as id-card=2,photo=1")
            }
            pages[id] = .integer(pair.count == 2 ? Int64(pair[1]) ?? 1 : 1)
        }
        return .record(pages)
    }
}
