public import DubanModel
import Foundation
import Synchronization

/// What clients were told and what jobs did, kept outside the daemon's process and database: each line is durable before anybody goes on
/// (quality.md: the oracle for P1 to P6).
public final class ExternalLedger: Sendable {
    /// A line.
    public enum Entry: Sendable, Hashable {
        /// A client got this answer to its request.
        case acknowledged(key: String, case: CaseNumber, sequence: Int)
        /// A job began to run under a token.
        case began(job: String, attempt: Int)
        /// A job was done.
        case ended(job: String, attempt: Int)
    }

    private let file: Mutex<FileHandle>
    private let path: String

    /// A ledger in a file, which is made where it is missing.
    public init(path: String) throws {
        self.path = path
        if !FileManager.default.fileExists(atPath: path), !FileManager.default.createFile(atPath: path, contents: nil) {
            throw CocoaError(.fileWriteUnknown)
        }
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.seekToEnd()
        file = Mutex(handle)
    }

    /// Adds a line and returns once it is durable.
    public func append(_ entry: Entry) throws {
        try file.withLock { file in
            try file.write(contentsOf: Data(ExternalLedger.data(entry).json + [0x0A]))
            try file.synchronize()
        }
    }

    /// Every line, in order; one that was cut short by a crash is left out.
    public func entries() throws -> [Entry] {
        let lines = (FileManager.default.contents(atPath: path) ?? Data()).split(separator: 0x0A)
        return lines.compactMap { (try? JSONReader.read(Array($0))).flatMap { ExternalLedger.entry($0) } }
    }

    private static func data(_ entry: Entry) -> DataValue {
        switch entry {
        case .acknowledged(let key, let number, let sequence):
            ["kind": "acknowledged", "key": .text(key), "case": .text(number.text), "sequence": .integer(Int64(sequence))]
        case .began(let job, let attempt): ["kind": "began", "job": .text(job), "attempt": .integer(Int64(attempt))]
        case .ended(let job, let attempt): ["kind": "ended", "job": .text(job), "attempt": .integer(Int64(attempt))]
        }
    }

    private static func entry(_ data: DataValue) -> Entry? {
        let (job, attempt) = (data["job"].textValue ?? "", Int(data["attempt"].integerValue ?? 0))
        switch data["kind"].textValue {
        case "acknowledged":
            return .acknowledged(
                key: data["key"].textValue ?? "", case: CaseNumber(data["case"].textValue ?? ""),
                sequence: Int(data["sequence"].integerValue ?? 0))
        case "began": return .began(job: job, attempt: attempt)
        case "ended": return .ended(job: job, attempt: attempt)
        default: return nil
        }
    }
}
