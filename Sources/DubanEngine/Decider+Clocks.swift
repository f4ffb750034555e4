import DubanModel
import DubanTime
import DubanWorkflows

extension Decider {
    /// Starts the clocks of the case where the step is the one that the definition names, once.
    mutating func startCaseClocks(at step: String) throws(Interruption) {
        guard let limits = definition.limits, limits.starts == step,
            !state.clocks.contains(where: { $0.subject == .promised || $0.subject == .statutory })
        else { return }
        try startClock(.promised, limit: limits.promised, rungs: [.remind, .due, .criticise])
        try startClock(.statutory, limit: limits.statutory, rungs: [.due])
    }

    /// Starts a clock with those of the rungs that the definition has.
    mutating func startClock(_ subject: Clock.Subject, limit: Limit, rungs: [Rung]) throws(Interruption) {
        let due = try derive { try environment.calendar.due(from: now, limit: limit) }
        let instants = try instants(of: rungs, due: due.instant)
        let clock = ClockID(
            emit(
                .clockStarted(
                    .init(
                        subject: subject, budget: limit, calendar: environment.calendarVersion, rungs: instants, due: due.instant,
                        isProvisional: due.isProvisional))))
        schedule(instants, of: clock)
    }

    /// The instants of the rungs around the end of a limit; a reminder that would lie in the past is due at once.
    private func instants(of rungs: [Rung], due: Instant) throws(Interruption) -> [Rung: Instant] {
        var instants: [Rung: Instant] = [:]
        for rung in rungs {
            switch rung {
            case .due, .lapse: instants[rung] = due
            case .remind:
                guard let before = definition.limits?.remind else { continue }
                instants[rung] = max(now, try derive { try environment.calendar.instant(before, before: due) })
            case .criticise:
                guard let after = definition.limits?.criticise else { continue }
                instants[rung] = try derive { try environment.calendar.due(from: due, limit: after).instant }
            }
        }
        return instants
    }

    private func derive<Value>(_ body: () throws -> Value) throws(Interruption) -> Value {
        do {
            return try body()
        } catch {
            throw .refused(.internalInconsistency, "A deadline of case \(state.number) cannot be derived from the calendar: \(error)")
        }
    }

    private mutating func schedule(_ rungs: [Rung: Instant], of clock: ClockID) {
        for (rung, due) in rungs.sorted(by: { $0.key < $1.key }) {
            effect(.schedule(TimerRow(caseID: state.id, clock: clock, rung: rung, due: due)))
        }
    }

    mutating func endClock(_ clock: ClockID) {
        emit(.clockEnded(clock: clock))
        effect(.unschedule(clock: clock, rung: nil))
    }

    mutating func endStepClock(_ step: StepID) {
        for clock in state.clocks where clock.subject == .step(step) { endClock(clock.id) }
    }

    /// The case's clocks stand still, for a reason that the definition names (domain.md, promise 3).
    mutating func stopCaseClocks(reason: String) {
        for clock in state.clocks where clock.subject.isOfCase && clock.isRunning {
            emit(.clockStopped(clock: clock.id, reason: reason))
            effect(.unschedule(clock: clock.id, rung: nil))
        }
    }

    /// The case's clocks run on with the time that was left.
    mutating func resumeCaseClocks() throws(Interruption) {
        for clock in state.clocks where clock.subject.isOfCase && !clock.isRunning {
            let spans = clock.spans.map { RunSpan(from: $0.from, to: $0.to) } + [RunSpan(from: now, to: nil)]
            let due = try derive { try environment.calendar.fires(budget: clock.budget, spans: spans) }
            let wanted: [Rung] = clock.subject == .promised ? [.remind, .due, .criticise] : [.due]
            let instants = try instants(of: wanted.filter { !clock.reached.contains($0) }, due: due.instant)
            emit(.clockResumed(clock: clock.id, rungs: instants, due: due.instant, isProvisional: due.isProvisional))
            schedule(instants, of: clock.id)
        }
    }

    /// A rung is due. One that was reached, or moved, or whose clock stands still changes nothing.
    mutating func reach(_ input: Input.ClockRung) throws(Interruption) {
        guard let clock = state[input.clock], clock.pending[input.rung] == input.due, input.due <= now else {
            throw .refused(
                .staleClaim, "Rung \"\(input.rung.rawValue)\" of clock \(input.clock) of case \(state.number) is not due at \(now).")
        }
        emit(.rungReached(clock: clock.id, rung: input.rung, due: input.due))
        effect(.unschedule(clock: clock.id, rung: input.rung))
        switch input.rung {
        case .remind, .criticise: break
        case .due: chargeBreach(of: clock)
        case .lapse: try lapse(clock)
        }
    }

    /// Charges a breach to who is answerable now: who accepted the task, or who owns the matter since nobody accepted it
    /// (domain.md, promises 1 and 5). Where a job is waited for, the matter lies with the daemon and nobody is charged.
    private mutating func chargeBreach(of clock: Clock) {
        let promise: String
        var step = state.steps.last
        switch clock.subject {
        case .promised: promise = "promised-limit"
        case .statutory: promise = "statutory-limit"
        case .step(let id):
            promise = "step-limit"
            step = state[id]
        }
        let person = step?.job == nil ? step?.holder ?? state.owner : nil
        charge(person, promise: promise, step: step?.id)
    }

    mutating func charge(_ person: StaffID?, promise: String, step: StepID?) {
        let supervisor = person.flatMap { environment.roster[$0]?.supervisor }
        let entry = Event.Accountability(person: person, supervisor: supervisor, promise: promise, step: step)
        let sequence = emit(.accountabilityRecorded(entry))
        effect(
            .charge(AccountabilityRow(caseID: state.id, caseNumber: state.number, sequence: sequence, at: now, entry: entry)))
    }

    /// What was awaited did not come.
    private mutating func lapse(_ clock: Clock) throws(Interruption) {
        guard case .step(let id) = clock.subject, let instance = state[id],
            case .wait(let wait) = try step(named: instance.step).kind
        else { return }
        leave(id)
        effect(.closeTask(step: id))
        endClock(clock.id)
        if wait.stopsClock != nil { try resumeCaseClocks() }
        try enter(wait.lapse, scope: instance.scope)
    }
}

extension Clock.Subject {
    /// Whether the clock is the case's own, not a step's.
    var isOfCase: Bool { self == .promised || self == .statutory }
}
