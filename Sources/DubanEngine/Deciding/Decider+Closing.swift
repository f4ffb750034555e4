import DubanModel
import DubanTime
import DubanWorkflows

/// What happens to a case as a whole, from outside its steps.
extension Decider {
    /// The applicant withdraws, or the office cancels: what was done is taken back, the last first, then the case ends.
    mutating func close(_ cause: Event.ClosingBegan.Cause, _ reason: DataValue) throws(Refusal) {
        let outcome: String
        switch cause {
        case .withdrawn: outcome = try checkMay(close: definition.withdrawal, "withdrawn").outcome
        case .cancelled: outcome = try checkMay(close: definition.cancellation, "cancelled").outcome
        case .parentClosed: outcome = definition.cancellation.outcome
        }
        if state.isSuspended { emit(.caseResumed(reason: reason)) }
        emit(.closingBegan(.init(outcome: outcome, cause: cause, reason: reason.isNull ? nil : reason)))
        for instance in state.steps where instance.scope == CaseState.rootScope && instance.opinionOn == nil {
            if state[instance.id] != nil { try abandon(instance, because: .closing) }
        }
        for clock in state.clocks { endClock(clock.id) }
        takeBackNext()
    }

    private func checkMay(close rule: ClosingRule, _ verb: String) throws(Refusal) -> ClosingRule {
        let member = try member("end")
        guard !member.roles.isDisjoint(with: rule.roles) else {
            throw Refusal(
                .wrongRole,
                "Case \(state.number) is \(verb) by the role \(rule.roles.joined(separator: " or ")), which \(member.id) does not hold.")
        }
        return rule
    }

    /// Takes back what was done last and is not taken back yet; when nothing is left, the case ends.
    mutating func takeBackNext() {
        guard let undo = state.undos.first else { return enter(Decider.endOfClosing) }
        enter(undo.step, scope: undo.scope, undoes: undo.of)
    }

    /// The case is suspended: every clock stands still, and nobody acts.
    mutating func suspend(_ reason: DataValue) throws(Refusal) {
        try checkLeads("suspend")
        emit(.caseSuspended(reason: reason))
        for clock in state.clocks where !clock.isStopped { try stop(clock, reason: Decider.suspension, paper: nil, rule: .init()) }
    }

    /// The case goes on: the clocks that stood still for the suspension run on.
    mutating func resume(_ reason: DataValue) throws(Refusal) {
        try checkLeads("resume")
        guard state.isSuspended else { throw Refusal(.alreadyDone, "Case \(state.number) is not suspended.") }
        emit(.caseResumed(reason: reason))
        for clock in state.clocks where clock.isStopped && clock.ledger.stops.last?.from.reason == Decider.suspension {
            try resume(clock, reason: Decider.suspension, paper: nil)
        }
        try stopForWaits()
    }

    /// The reason's code of a suspension.
    static let suspension = "suspension"

    private func checkLeads(_ verb: String) throws(Refusal) {
        let member = try member(verb)
        guard !member.roles.isDisjoint(with: definition.cancellation.roles) else {
            throw Refusal(
                .wrongRole,
                "Case \(state.number) can be \(verb)d only by the role \(definition.cancellation.roles.joined(separator: " or ")), which \(member.id) does not hold."
            )
        }
    }
}
