import Crypto
public import DubanModel

/// The hash chain over the decisions of one case: each hash covers every column of its row and the hash before, so that a
/// changed byte, a row that was exchanged and a row that was taken out of the middle are all found (quality.md, P20).
public enum DecisionChain {
    /// The hash of a decision after `previous` (`ContentHash.zero` for a case's first).
    public static func hash(
        previous: ContentHash, caseID: CaseID, sequence: Int, count: Int, at: Instant, actor: String, events: [UInt8]
    ) -> ContentHash {
        var hasher = SHA256()
        hasher.update(data: previous.bytes)
        hasher.update(integer: caseID.rawValue)
        hasher.update(integer: Int64(sequence))
        hasher.update(integer: Int64(count))
        hasher.update(integer: at.milliseconds)
        hasher.update(lengthPrefixed: Array(actor.utf8))
        hasher.update(lengthPrefixed: events)
        return ContentHash(bytes: hasher.finalize()) ?? .zero
    }

    /// The hash that `decision` should carry after `previous`.
    public static func hash(of decision: StoredDecision, previous: ContentHash) -> ContentHash {
        hash(
            previous: previous, caseID: decision.caseID, sequence: decision.sequence, count: decision.count, at: decision.at,
            actor: decision.actor, events: decision.events)
    }
}

extension SHA256 {
    /// Adds eight bytes, the most significant first.
    mutating func update(integer: Int64) {
        withUnsafeBytes(of: integer.bigEndian) { update(bufferPointer: $0) }
    }

    /// Adds the number of bytes, then the bytes, so that two fields cannot trade bytes.
    mutating func update(lengthPrefixed bytes: [UInt8]) {
        update(integer: Int64(bytes.count))
        update(data: bytes)
    }
}
