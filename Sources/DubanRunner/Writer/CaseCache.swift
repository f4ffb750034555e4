import DubanEngine
import DubanModel
import DubanStore

/// A case as the writer has it decoded. It is a class since a state is large, is handed on often, and is replaced as a whole.
final class CachedCase: Sendable {
    let state: CaseState
    /// The hash of its last decision.
    let head: ContentHash
    /// Decisions since the snapshot.
    let sinceSnapshot: Int

    init(state: CaseState, head: ContentHash, sinceSnapshot: Int) {
        self.state = state
        self.head = head
        self.sinceSnapshot = sinceSnapshot
    }
}

/// Open cases, decoded, up to a limit. Valid only at the sequence that the store has; the writer is the only one who appends.
struct CaseCache {
    private var cases: [CaseID: CachedCase] = [:]
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    subscript(id: CaseID) -> CachedCase? { cases[id] }

    mutating func keep(_ cached: CachedCase, _ id: CaseID) {
        cases[id] = cached.state.outcome == nil ? cached : nil
        guard cases.count > limit else { return }
        // Cases that rest with a person will not be asked for soon, and have a fresh snapshot.
        cases = cases.filter { !$0.value.state.isAtRest }
        if cases.count > limit { cases.removeAll() }
    }

    mutating func forget(_ ids: some Sequence<CaseID>) { for id in ids { cases[id] = nil } }

    /// Folds a case from its snapshot and the decisions after it.
    static func fold(_ stored: StoredCase, id: CaseID) throws(Refusal) -> CachedCase {
        var state = CaseState(id: id)
        var head = ContentHash.zero
        if let snapshot = stored.snapshot {
            state = try CaseState(decoding: snapshot.state)
            head = snapshot.head
        }
        for decision in stored.tail {
            guard decision.sequence == state.sequence + 1 else {
                throw Refusal(
                    .internalInconsistency, "Case \(id.rawValue) lacks events before \(decision.sequence); run `duban audit verify`.")
            }
            let actor = Actor(decision.actor) ?? .system
            for event in try Event.decode(decision.events) { state.apply(event, at: decision.at, by: actor) }
            head = decision.hash
        }
        return CachedCase(state: state, head: head, sinceSnapshot: stored.tail.count)
    }
}
