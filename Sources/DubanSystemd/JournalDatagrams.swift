import CLinux

/// Entries as journald takes them (systemd, "Native Journal Protocol"): a line `NAME=value` a field; where a value has a line break, the
/// name alone, then eight bytes of length, the least significant first, and the value.
struct JournalDatagrams {
    private(set) var bytes: [UInt8] = []
    /// Where each datagram ends.
    private(set) var ends: [Int] = []

    init(_ entries: [[Journal.Field]]) {
        bytes.reserveCapacity(entries.count * JournalDatagrams.usualBytes)
        ends.reserveCapacity(entries.count)
        for fields in entries {
            for field in fields { append(field) }
            ends.append(bytes.count)
        }
    }

    private static let usualBytes = 512

    private mutating func append(_ field: Journal.Field) {
        bytes.append(contentsOf: field.name.utf8)
        if field.value.utf8.contains(0x0A) {
            bytes.append(0x0A)
            withUnsafeBytes(of: UInt64(field.value.utf8.count).littleEndian) { bytes.append(contentsOf: $0) }
        } else {
            bytes.append(0x3D)
        }
        bytes.append(contentsOf: field.value.utf8)
        bytes.append(0x0A)
    }

    /// Sends datagrams from the one with this index on.
    /// - Returns: How many were sent; -1 with `errno` where none was.
    func send(from index: Int, to descriptor: Int32) -> Int {
        let start = index == 0 ? 0 : ends[index - 1]
        return ends[index...].withUnsafeBufferPointer { ends in
            bytes.withUnsafeBufferPointer {
                Int(clinux_send_datagrams(descriptor, $0.baseAddress, start, ends.baseAddress, Int32(ends.count)))
            }
        }
    }
}
