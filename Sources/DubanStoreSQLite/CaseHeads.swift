/// Where cases stand, as far as this connection appended to them: the state folder's lock makes it the only one that writes, so that
/// what it wrote need not be read again. A transaction that comes to nothing forgets all of it.
// SAFETY: @unchecked since it is a class that changes; like `StatementCache` it is used only inside the pool's writing queue.
final class CaseHeads: @unchecked Sendable {
    private var next: [Int64: Int] = [:]
    private var last: Int64?

    /// Cases that are remembered at most; beyond, all are forgotten and read again when they are needed.
    private static let limit = 100_000

    /// The sequence number after a case's last event.
    func next(after id: Int64, _ read: () throws -> Int) rethrows -> Int {
        if let known = next[id] { return known }
        return try read()
    }

    /// The last case.
    func lastCase(_ read: () throws -> Int64) rethrows -> Int64 {
        if let last { return last }
        let found = try read()
        last = found
        return found
    }

    /// A decision was appended.
    func appended(_ id: Int64, next sequence: Int) {
        if next.count >= CaseHeads.limit { next.removeAll(keepingCapacity: true) }
        next[id] = sequence
        if let known = last, id > known { last = id }
    }

    /// Nothing of it is certain any more.
    func forget() {
        next.removeAll()
        last = nil
    }
}
