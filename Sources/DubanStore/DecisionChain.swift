import Crypto
public import DubanModel

/// The hash chain over the decisions of one case: each hash covers every column of its row and the hash before, so that a
/// changed byte, a row that was exchanged and a row that was taken out of the middle are all found (quality.md, P20).
public enum DecisionChain {
    /// The hash of a decision after `previous` (`ContentHash.zero` for a case's first).
    public static func hash(
        previous: ContentHash, caseID: CaseID, sequence: Int, count: Int, at: Instant, actor: String, events: [UInt8]
    ) -> ContentHash {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(previous.bytes.count + 48 + actor.utf8.count + events.count)
        bytes.append(contentsOf: previous.bytes)
        bytes.append(integer: caseID.rawValue)
        bytes.append(integer: Int64(sequence))
        bytes.append(integer: Int64(count))
        bytes.append(integer: at.milliseconds)
        bytes.append(integer: Int64(actor.utf8.count))
        bytes.append(contentsOf: actor.utf8)
        bytes.append(integer: Int64(events.count))
        bytes.append(contentsOf: events)
        // One call: what it costs lies in the calls, not in the bytes.
        return SHA256.hash(data: bytes).withUnsafeBytes { ContentHash(bytes: Array($0)) ?? .zero }
    }

    /// The hash that `decision` should carry after `previous`.
    public static func hash(of decision: StoredDecision, previous: ContentHash) -> ContentHash {
        hash(
            previous: previous, caseID: decision.caseID, sequence: decision.sequence, count: decision.count, at: decision.at,
            actor: decision.actor, events: decision.events)
    }
}

extension [UInt8] {
    /// Adds eight bytes, the most significant first.
    fileprivate mutating func append(integer: Int64) {
        Swift.withUnsafeBytes(of: integer.bigEndian) { append(contentsOf: $0) }
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
