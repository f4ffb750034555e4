public import DubanEngine
public import DubanModel
import DubanStore

/// A decision that is durable, as those who tell of it see it.
public struct CommittedDecision: Sendable {
    /// Where it stands in the log.
    public let position: Int64
    /// What people call the case.
    public let number: CaseNumber
    /// The workflow's name.
    public let workflow: String
    /// The sequence number of its first event.
    public let sequence: Int
    /// When it was made.
    public let at: Instant
    /// Who caused it.
    public let actor: Actor
    /// Its events.
    public let events: [Event]

    /// A decision.
    public init(
        position: Int64, number: CaseNumber, workflow: String, sequence: Int, at: Instant, actor: Actor, events: [Event]
    ) {
        self.position = position
        self.number = number
        self.workflow = workflow
        self.sequence = sequence
        self.at = at
        self.actor = actor
        self.events = events
    }

    /// A decision that was kept at a position.
    init(_ chained: ChainedDecision, at position: Int64) {
        self.init(
            position: position, number: chained.next.state.number, workflow: chained.next.state.workflow, sequence: chained.stored.sequence,
            at: chained.stored.at, actor: chained.decision.actor, events: chained.decision.events)
    }
}
