import DubanModel
import DubanTime
import DubanWorkflows

/// What happens when a clock comes to a rung.
extension Decider {
    /// A rung is due. One that was reached, or moved, or whose clock stands still changes nothing.
    mutating func reach(_ input: Input.ClockRung) throws(Refusal) {
        guard let clock = state[input.clock], clock.derived.rungs[input.rung] == input.due, input.due <= now else {
            throw Refusal(
                .staleClaim, "Rung \"\(input.rung.rawValue)\" of clock \(input.clock) of case \(state.number) is not due at \(now).")
        }
        emit(.rungReached(clock: clock.id, rung: input.rung, due: input.due))
        effect(.unschedule(clock: clock.id, rung: input.rung))
        switch input.rung {
        case .remind, .criticise: break
        case .due: try breach(clock, due: input.due)
        case .lapse: try lapse(clock, due: input.due)
        case .letter: try writeLetter(clock)
        case .escalate: try escalate(clock)
        case .resume: try resume(clock, reason: "maximum", paper: nil, since: input.due)
        }
    }

    /// The steps at which a clock's limit weighs on people.
    private func tasks(of clock: Clock) -> [StepInstance] {
        let open = state.steps.filter { $0.task != nil && $0.opinionOn == nil && !EngineStep.isOne($0.step) }
        if case .step(let id) = clock.subject { return open.filter { $0.id == id } }
        return open.filter { if case .task? = definition.steps[$0.step]?.kind { true } else { false } }
    }

    /// A limit is passed: who was answerable then is charged, and what the definition says of the step happens.
    private mutating func breach(_ clock: Clock, due: Instant) throws(Refusal) {
        switch clock.subject {
        case .promised: charge(for: clock, promise: Promise.promisedLimit, step: tasks(of: clock).last?.id, due: due)
        case .statutory: charge(for: clock, promise: Promise.statutoryLimit, step: tasks(of: clock).last?.id, due: due)
        case .step(let id):
            charge(for: clock, promise: Promise.stepLimit, step: id, due: due)
            guard let instance = state[id], let step = definition.steps[instance.step], let limit = step.limit else { return }
            switch limit.breach {
            case .none: break
            case .go(let elsewhere):
                try abandon(instance, because: .breached)
                enter(elsewhere, scope: instance.scope)
            case .deemed(let name):
                guard let action = step.actions.first(where: { $0.name == name }) else { return }
                if limit.isBackdated { backdated = instance.enteredAt }
                try finish(instance, step, action, comment: nil)
            }
        }
    }

    /// The handler is reminded in writing, with a copy to the supervisor (催办).
    private mutating func writeLetter(_ clock: Clock) throws(Refusal) {
        guard let template = ladder(of: clock)?.letterTemplate else { return }
        try make(template, at: EngineStep.letter)
    }

    /// The work moves to the supervisor's inbox; what one person alone can do stays where it is.
    private mutating func escalate(_ clock: Clock) throws(Refusal) {
        for instance in tasks(of: clock) where !isPersonal(instance) {
            guard let person = instance.responsible ?? state.owner, let superior = environment.roster[person]?.supervisor,
                instance.holder != superior
            else { continue }
            emit(.taskEscalated(step: instance.id, to: superior))
            effect(.holdTask(step: instance.id, holder: superior))
        }
    }

    private func ladder(of clock: Clock) -> Ladder? {
        switch clock.subject {
        case .promised: definition.limits?.ladder
        case .statutory: nil
        case .step(let id): state[id].flatMap { definition.steps[$0.step]?.limit?.ladder }
        }
    }

    // MARK: Accountability

    /// Charges a passed limit to who was answerable when it passed, and only for the time that was theirs (domain.md, promises 1 and 5);
    /// when that is noticed makes no difference. While the matter lies with the applicant or the daemon nobody is charged, nor is who
    /// is away.
    private mutating func charge(for clock: Clock, promise: String, step: StepID?, due: Instant) {
        var answerable = (state.answerable.last { $0.from <= due } ?? state.answerable.last)?.members ?? []
        if case .step(let id) = clock.subject, let instance = state[id] {
            let holder = instance.responsible ?? state.owner
            // Who took the task up only after its limit had passed is not charged for it, but who had it then.
            let others = Set(state.steps.filter { $0.id != id }.compactMap(\.responsible))
            let before = answerable.filter { !others.contains($0) }
            let isLate = holder.map { !answerable.contains($0) } ?? false
            answerable = instance.task == nil ? [] : isLate && !before.isEmpty ? before : [holder].compactMap { $0 }
        }
        let shares = shares(of: clock, until: due)
        let charged = answerable.compactMap { present($0, at: due) }
        for person in charged { charge(person, promise: promise, step: step, shares: shares) }
        if charged.isEmpty { charge(nil, promise: promise, step: step, shares: shares) }
    }

    /// The member, or who stood in for them while they were away; nobody where nobody did.
    private func present(_ member: StaffID, at instant: Instant) -> StaffID? {
        guard let absence = environment.roster.absence(of: member, on: environment.calendar.day(closedBy: instant)) else { return member }
        return absence.substitute
    }

    mutating func charge(_ person: StaffID?, promise: String, step: StepID?, shares: [Event.Accountability.Share] = []) {
        let supervisor = person.flatMap { environment.roster[$0]?.supervisor }
        let entry = Event.Accountability(person: person, supervisor: supervisor, promise: promise, step: step, shares: shares)
        let sequence = emit(.accountabilityRecorded(entry))
        effect(
            .charge(AccountabilityRow(caseID: state.id, caseNumber: state.number, sequence: sequence, at: now, entry: entry)))
    }

    /// For how many minutes of business each was answerable while the clock ran, until its limit passed.
    private func shares(of clock: Clock, until due: Instant) -> [Event.Accountability.Share] {
        guard let spans = try? clock.ledger.spans(in: environment.calendar) else { return [] }
        var minutes: [StaffID: Int64] = [:]
        for (index, tenure) in state.answerable.enumerated() {
            let end = index + 1 < state.answerable.count ? min(state.answerable[index + 1].from, due) : due
            for span in spans where span.kind == .run {
                let (from, to) = (max(tenure.from, span.from), min(end, span.to ?? due))
                guard from < to else { continue }
                let time = environment.calendar.workingMilliseconds(from: from, to: to) / 60_000
                for member in tenure.members { minutes[member, default: 0] += time }
            }
        }
        return minutes.sorted { $0.key < $1.key }.filter { $0.value > 0 }.map { .init(person: $0.key, minutes: Int($0.value)) }
    }
}

/// The promises whose breach is charged, as entries of accountability name them.
public enum Promise {
    /// The promised limit of the case (promise 4).
    public static let promisedLimit = "promised-limit"
    /// The statutory limit of the case (promise 4).
    public static let statutoryLimit = "statutory-limit"
    /// The limit of a step (promise 4).
    public static let stepLimit = "step-limit"
    /// Everything missing is told at once (promise 3).
    public static let oneTimeNotice = "one-time-notice"
}
