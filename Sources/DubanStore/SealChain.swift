import Crypto
public import DubanModel

/// The chain over commits. A seal names the last event of each case that its commit changed: so a case whose last event was
/// taken away, and a case that is gone as a whole, are found and named.
public enum SealChain {
    /// A case's last event after a commit.
    public struct Head: Sendable, Hashable {
        /// The case.
        public let caseID: CaseID
        /// The sequence number of its last event.
        public let sequence: Int
        /// The hash of its last decision.
        public let hash: ContentHash

        /// A head.
        public init(caseID: CaseID, sequence: Int, hash: ContentHash) {
            self.caseID = caseID
            self.sequence = sequence
            self.hash = hash
        }
    }

    /// The seal after `previous` over a commit.
    public static func seal(after previous: StoredSeal?, heads: [Head], position: Int64, at: Instant) -> StoredSeal {
        let number = (previous?.number ?? 0) + 1
        let bytes = encode(heads)
        let hash = hash(previous: previous?.hash ?? .zero, number: number, at: at, position: position, heads: bytes)
        return StoredSeal(number: number, at: at, position: position, heads: bytes, hash: hash)
    }

    /// The hash that a seal should carry after `previous`.
    public static func hash(previous: ContentHash, number: Int64, at: Instant, position: Int64, heads: [UInt8]) -> ContentHash {
        var hasher = SHA256()
        hasher.update(data: previous.bytes)
        hasher.update(integer: number)
        hasher.update(integer: at.milliseconds)
        hasher.update(integer: position)
        hasher.update(lengthPrefixed: heads)
        return ContentHash(bytes: hasher.finalize()) ?? .zero
    }

    /// The heads as stored: for each case eight bytes, four bytes, and the hash.
    static func encode(_ heads: [Head]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(heads.count * entryLength)
        for head in heads {
            withUnsafeBytes(of: head.caseID.rawValue.bigEndian) { bytes.append(contentsOf: $0) }
            withUnsafeBytes(of: UInt32(truncatingIfNeeded: head.sequence).bigEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: head.hash.bytes)
        }
        return bytes
    }

    /// Reads stored heads; `nil` where the bytes are no whole number of entries.
    public static func decode(_ bytes: [UInt8]) -> [Head]? {
        guard bytes.count.isMultiple(of: entryLength) else { return nil }
        return stride(from: 0, to: bytes.count, by: entryLength).compactMap { start in
            let id = bytes[start..<start + 8].reduce(Int64(0)) { $0 << 8 | Int64($1) }
            let sequence = bytes[start + 8..<start + 12].reduce(0) { $0 << 8 | Int($1) }
            return ContentHash(bytes: bytes[start + 12..<start + entryLength]).map {
                Head(caseID: CaseID(id), sequence: sequence, hash: $0)
            }
        }
    }

    private static let entryLength = 12 + ContentHash.length
}
