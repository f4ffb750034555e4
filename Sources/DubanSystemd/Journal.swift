import CLinux
import CSystemd
import Foundation
import Synchronization

/// The journal of this machine, by its native protocol: one datagram an entry, many a system call, over one connected socket.
public final class Journal: Sendable {
    /// A field of an entry.
    public typealias Field = (name: String, value: String)

    /// Where journald listens.
    public static let socket = "/run/systemd/journal/socket"

    private let descriptor = Mutex<Int32>(-1)

    /// The journal.
    public init() {}

    deinit { descriptor.withLock { if $0 >= 0 { close($0) } } }

    /// Sends one entry. Blocks while journald is busy.
    /// - Returns: False where journald is away.
    public func send(_ fields: [Field]) -> Bool { send([fields]) == 1 }

    /// Sends entries in their order. Blocks while journald is busy: only the journal's own thread sends many.
    /// - Returns: How many were sent; the first that was not met a journald that is away.
    public func send(_ entries: [[Field]]) -> Int {
        let datagrams = JournalDatagrams(entries)
        return descriptor.withLock { descriptor in
            var (sent, mayConnect) = (0, true)
            while sent < entries.count {
                if descriptor < 0 {
                    guard mayConnect else { return sent }
                    mayConnect = false
                    descriptor = clinux_connect_datagrams(Journal.socket)
                    if descriptor < 0 { return sent }
                }
                let count = datagrams.send(from: sent, to: descriptor)
                if count > 0 {
                    sent += count
                } else if errno == EMSGSIZE || errno == ENOBUFS {
                    guard Journal.sendLarge(entries[sent]) else { return sent }
                    sent += 1
                } else if errno != EINTR {
                    // This journald is gone; another may listen by now.
                    close(descriptor)
                    descriptor = -1
                }
            }
            return sent
        }
    }

    /// Sends an entry that no datagram holds: systemd's library hands it over as a sealed file.
    private static func sendLarge(_ fields: [Field]) -> Bool {
        let buffers = fields.map { Array("\($0.name)=\($0.value)".utf8) }
        // One allocation holds all fields, so that every pointer in the vectors stays valid during the call.
        var joined = Array(buffers.joined())
        return joined.withUnsafeMutableBytes { bytes in
            var offset = 0
            let vectors = buffers.map { buffer in
                defer { offset += buffer.count }
                return iovec(iov_base: bytes.baseAddress.map { $0 + offset }, iov_len: buffer.count)
            }
            return vectors.withUnsafeBufferPointer { sd_journal_sendv($0.baseAddress, Int32($0.count)) } == 0
        }
    }
}
