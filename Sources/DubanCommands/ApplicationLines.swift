import Crypto
import DubanModel

/// A campaign of applications: a document a line (NDJSON), each with an idempotency key of its own, so that the same file again opens only
/// the cases that are not there yet.
struct ApplicationLines {
    /// One application.
    struct Line {
        /// The line of the file, from 1.
        let number: Int
        /// The document with its papers, or why the line has none.
        let document: Result<DataValue, Refusal>
        /// Names the application among all: the same for the same line, wherever it stands in the file.
        let key: String
    }

    /// Lines of one file; more are to be split.
    static let maximumLines = 10_000
    /// Bytes of one line.
    static let maximumLineBytes = 1 << 20

    /// The applications, empty lines left out.
    let lines: [Line]

    /// Reads a campaign.
    /// - Parameters:
    ///   - campaign: What names the campaign: the file's name, or the key that the caller gives it. A line that stands in another campaign
    ///     is another application.
    /// - Throws: A refusal where there are more lines than `maximumLines`.
    init(_ bytes: [UInt8], workflow: String, campaign: String) throws(Refusal) {
        var lines: [Line] = []
        var seen: [ContentHash: Int] = [:]
        for (index, part) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let text = part.last == 0x0D ? part.dropLast() : part
            guard text.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
            guard lines.count < ApplicationLines.maximumLines else {
                throw Refusal(
                    .invalidRequest,
                    "The file has more than \(ApplicationLines.maximumLines) applications; split it, and apply with each part. Nothing was done."
                )
            }
            let content = ContentHash(bytes: SHA256.hash(data: Array(text))) ?? .zero
            seen[content, default: 0] += 1
            lines.append(
                Line(
                    number: index + 1, document: ApplicationLines.document(Array(text)),
                    key: ApplicationLines.key([workflow, campaign, content.description, String(seen[content] ?? 1)])))
        }
        self.lines = lines
    }

    private static func document(_ line: [UInt8]) -> Result<DataValue, Refusal> {
        guard line.count <= maximumLineBytes else {
            return .failure(Refusal(.invalidRequest, "The line has more than \(maximumLineBytes) bytes."))
        }
        do {
            let document = try JSONReader.read(line)
            guard document.fields != nil else { return .failure(Refusal(.invalidRequest, "The line is no JSON object.")) }
            return .success(document)
        } catch {
            return .failure(Refusal(.invalidRequest, "The line is no JSON: \(error)"))
        }
    }

    /// 128 bits of a digest over all that makes the application what it is, as hexadecimal digits.
    private static func key(_ parts: [String]) -> String {
        let digest = ContentHash(bytes: SHA256.hash(data: Array(parts.joined(separator: "\n").utf8))) ?? .zero
        return String(digest.description.prefix(32))
    }
}
