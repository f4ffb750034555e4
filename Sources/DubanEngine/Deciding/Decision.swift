public import DubanModel
public import DubanTime
public import DubanWorkflows

/// What a decision may look at besides the case: the instant, and what is in force at it.
public struct DecisionEnvironment: Sendable {
    /// The instant of the decision.
    public let now: Instant
    /// The workflow's version to which the case is pinned; for a migration, the one to which it goes.
    public let definition: WorkflowDefinition
    /// What is in force at the decision, whatever the workflow.
    public let inForce: InForce
    /// What the store answered so far.
    public var facts: Facts

    /// What is in force at a decision. A class, since it is handed on at each one and changes with a reload alone.
    public final class InForce: Sendable {
        /// The calendar.
        public let calendar: WorkingCalendar
        /// Names the calendar's content; events record it.
        public let calendarVersion: ContentHash
        /// The roster.
        public let roster: Roster
        /// The office's names and address, as documents print them.
        public let office: DataValue

        /// What is in force.
        public init(calendar: WorkingCalendar, calendarVersion: ContentHash, roster: Roster, office: DataValue) {
            self.calendar = calendar
            self.calendarVersion = calendarVersion
            self.roster = roster
            self.office = office
        }
    }

    /// An environment.
    public init(now: Instant, definition: WorkflowDefinition, inForce: InForce, facts: Facts = Facts()) {
        self.now = now
        self.definition = definition
        self.inForce = inForce
        self.facts = facts
    }

    /// An environment of its own parts.
    public init(
        now: Instant, definition: WorkflowDefinition, calendar: WorkingCalendar, calendarVersion: ContentHash, roster: Roster,
        office: DataValue, facts: Facts = Facts()
    ) {
        self.init(
            now: now, definition: definition,
            inForce: InForce(calendar: calendar, calendarVersion: calendarVersion, roster: roster, office: office), facts: facts)
    }

    /// The calendar in force.
    public var calendar: WorkingCalendar { inForce.calendar }
    /// Names the calendar's content.
    public var calendarVersion: ContentHash { inForce.calendarVersion }
    /// The roster in force.
    public var roster: Roster { inForce.roster }
    /// The office's names and address.
    public var office: DataValue { inForce.office }
}

/// The answer of `decide`.
public enum Outcome: Sendable {
    /// These facts are wanted first.
    case needs([Fact])
    /// Nothing changes.
    case refused(Refusal)
    /// The case goes on.
    case events(Decision)
}

/// What was decided: it is stored and kept, or not at all.
public struct Decision: Sendable {
    /// The events; the first has the sequence number after the state's last.
    public internal(set) var events: [Event] = []
    /// What they mean for the tables.
    public internal(set) var effects: [Effect] = []
    /// The case after them.
    public internal(set) var state: CaseState
    /// Who caused them.
    public let actor: Actor
    /// When.
    public let at: Instant
}

/// Decides what `input` does to the case.
/// - Parameters:
///   - state: The case as it is; for an opening, a state before its first event.
///   - input: What happens.
///   - actor: Who causes it.
///   - environment: The instant, the versions in force, and the facts that were asked for before.
/// - Returns: The facts that are wanted, a refusal that changes nothing, or the events.
public func decide(_ state: CaseState, _ input: Input, by actor: Actor, in environment: DecisionEnvironment) -> Outcome {
    var decider = Decider(state: state, actor: actor, environment: environment)
    do {
        try decider.decide(input)
    } catch {
        // What was worked out on placeholders counts for nothing but the facts that it asked for.
        return decider.missing.isEmpty ? .refused(error) : .needs(decider.missing)
    }
    return decider.missing.isEmpty ? .events(decider.finish()) : .needs(decider.missing)
}
