import CSystemd
import Foundation

/// The journal of this machine.
public struct Journal: Sendable {
    /// Where journald listens.
    public static let socket = "/run/systemd/journal/socket"

    /// The journal.
    public init() {}

    /// Whether journald listens. `sd_journal_sendv` says nothing where it does not.
    public var isPresent: Bool { access(Journal.socket, W_OK) == 0 }

    /// Sends one entry. Blocks while journald is busy: only the journal's own thread calls it.
    /// - Returns: False where journald is away.
    public func send(_ fields: [(name: String, value: String)]) -> Bool {
        guard isPresent else { return false }
        let buffers = fields.map { Array("\($0.name)=\($0.value)".utf8) }
        return Journal.withVectors(buffers) { sd_journal_sendv($0.baseAddress, Int32($0.count)) } == 0
    }

    private static func withVectors<Result>(_ buffers: [[UInt8]], _ body: (UnsafeBufferPointer<iovec>) -> Result) -> Result {
        // One allocation holds all fields, so that every pointer in the vectors stays valid while `body` runs.
        var joined = Array(buffers.joined())
        return joined.withUnsafeMutableBytes { bytes in
            var offset = 0
            let vectors = buffers.map { buffer in
                defer { offset += buffer.count }
                return iovec(iov_base: bytes.baseAddress.map { $0 + offset }, iov_len: buffer.count)
            }
            return vectors.withUnsafeBufferPointer(body)
        }
    }
}
