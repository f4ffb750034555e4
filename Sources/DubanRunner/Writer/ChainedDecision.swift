import DubanEngine
import DubanModel
import DubanStore

/// A decision as it is kept: the row of the log, with its events encoded and its hash chained to the case's last one, and the case after
/// it. A class, since it is large, may be made on one thread for another, and never changes.
final class ChainedDecision: Sendable {
    let decision: Decision
    let stored: StoredDecision
    /// The case after it, as the cache will have it.
    let next: CachedCase

    /// Chains what was decided about a case as it is cached.
    init(_ decision: Decision, after cached: CachedCase) {
        let (id, sequence, count) = (cached.state.id, cached.state.sequence + 1, decision.events.count)
        let (events, actor) = (Event.encode(decision.events), decision.actor.description)
        let hash = DecisionChain.hash(
            previous: cached.head, caseID: id, sequence: sequence, count: count, at: decision.at, actor: actor, events: events)
        self.decision = decision
        stored = StoredDecision(
            caseID: id, sequence: sequence, count: count, at: decision.at, actor: actor, events: events, hash: hash)
        next = CachedCase(state: decision.state, head: hash, sinceSnapshot: cached.sinceSnapshot + 1)
    }
}
