import DubanEngine
import DubanModel
import DubanStore
import DubanTime
import Synchronization

/// A decision that was made before its turn came: a decision is a function of the case, the input and what is in force, so whoever
/// reports a job's end may work it out on their own thread, while the writer waits for the disk. The writer takes it only where nothing
/// that it rests on has changed since; otherwise it decides anew, and nobody notices.
final class DecisionAhead: Sendable {
    let decision: ChainedDecision
    private let basis: CachedCase
    private let inForce: DecisionEnvironment.InForce

    /// Decides; `nil` where the input is refused or needs facts, which the writer alone can ask for.
    init?(_ input: Input, _ cached: CachedCase, by actor: Actor, in environment: DecisionEnvironment) {
        guard case .events(let decision) = DubanEngine.decide(cached.state, input, by: actor, in: environment) else { return nil }
        self.decision = ChainedDecision(decision, after: cached)
        basis = cached
        inForce = environment.inForce
    }

    /// Whether it would be decided the same now: the case is the very one that was looked at, and so is what is in force.
    func holds(for cached: CachedCase, _ versions: Versions) -> Bool { cached === basis && versions.areInForce(inForce) }
}

extension Writer {
    /// Decides about the end of an attempt, on the thread of whoever reports it.
    func decideAhead(_ job: StoredJob, _ report: JobReport, by actor: Actor) -> DecisionAhead? {
        guard case .done(let output, let files) = report, !job.reference.isFree, let cached = cache.withLock({ $0[job.row.caseID] }),
            let definition = try? versions.workflow(cached.state.definition)
        else { return nil }
        return DecisionAhead(job.completed(output, files), cached, by: actor, in: versions.environment(definition, at: clock.now()))
    }
}
