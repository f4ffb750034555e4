import DubanModel
import DubanTime
import DubanWorkflows

/// Clocks: they are started, stopped, resumed and ended here; every instant follows from the ledger, and is kept as an index only.
extension Decider {
    /// Starts the clocks of the case where the step is the one that the definition names, once.
    mutating func startCaseClocks(at step: String) throws(Refusal) {
        guard let limits = definition.limits, limits.starts == step, state.closing == nil,
            !state.clocks.contains(where: { $0.subject.isOfCase })
        else { return }
        try startClock(.promised, limit: limits.promised)
        try startClock(.statutory, limit: limits.statutory)
    }

    /// Starts the clock of a step that has a limit.
    mutating func startStepClock(_ step: Step, _ id: StepID) throws(Refusal) {
        guard let limit = step.limit, state.closing == nil else { return }
        try startClock(.step(id), limit: limit.time)
    }

    mutating func startClock(_ subject: Clock.Subject, limit: Limit) throws(Refusal) {
        let since = subject.isOfCase ? backdated : nil
        let ledger = ClockLedger(budget: limit, start: ClockEntry(at: since ?? now, reason: "started", person: actor.member))
        let derived = try derive(ledger, subject, reached: [])
        let clock = ClockID(emit(.clockStarted(.init(subject: subject, budget: limit, since: since, derived: derived))))
        schedule(derived, of: clock)
        if state.isSuspended, let started = state[clock] { try stop(started, reason: Decider.suspension, paper: nil, rule: .init()) }
    }

    mutating func endClock(_ clock: ClockID) {
        emit(.clockEnded(clock: clock))
        effect(.unschedule(clock: clock, rung: nil))
    }

    mutating func endStepClock(_ step: StepID) {
        for clock in state.clocks where clock.subject == .step(step) { endClock(clock.id) }
    }

    // MARK: Stopping

    /// The clocks of the case stand still for a reason that the definition names (domain.md, promise 3).
    mutating func stopCaseClocks(reason: String, paper: String?) throws(Refusal) {
        let rule = definition.stops.first { $0.code == reason }?.rule ?? ClockStop.Rule()
        for clock in state.clocks where clock.subject.isOfCase && !clock.isStopped {
            try stop(clock, reason: reason, paper: paper, rule: rule)
        }
    }

    /// The clocks of the case run on with the time that was left, or anew where the reason's rule says so.
    mutating func resumeCaseClocks(reason: String, paper: String?) throws(Refusal) {
        for clock in state.clocks where clock.subject.isOfCase && clock.isStopped { try resume(clock, reason: reason, paper: paper) }
    }

    /// A wait for which the clocks of the case stood still is over. They run on unless another wait still holds them, or they stand
    /// still for something else.
    mutating func endStop(of wait: WaitStep, reason: String) throws(Refusal) {
        guard let code = wait.stopsClock else { return }
        let holding = heldByWaits
        guard !holding.contains(code) else { return }
        for clock in state.clocks where clock.subject.isOfCase && clock.isStopped && clock.ledger.stops.last?.from.reason == code {
            try resume(clock, reason: reason, paper: nil)
        }
        try stopForWaits()
    }

    /// The reasons for which open waits hold the clocks of the case.
    private var heldByWaits: [String] {
        state.steps.compactMap { if case .wait(let wait)? = definition.steps[$0.step]?.kind { wait.stopsClock } else { nil } }
    }

    /// The clocks of the case stand still as long as a wait holds them, whatever else they stood still for before.
    mutating func stopForWaits() throws(Refusal) {
        if let code = heldByWaits.first { try stopCaseClocks(reason: code, paper: nil) }
    }

    mutating func stop(_ clock: Clock, reason: String, paper: String?, rule: ClockStop.Rule) throws(Refusal) {
        var ledger = clock.ledger
        ledger.foldStop(ClockEntry(at: now, reason: reason, person: actor.member, paper: paper), rule: rule)
        let derived = try derive(ledger, clock.subject, reached: clock.reached)
        emit(.clockStopped(.init(clock: clock.id, reason: reason, paper: paper, rule: rule, derived: derived)))
        reschedule(clock.id, derived)
    }

    /// - Parameter since: When the clock ran on, where that was before now: its stop had lasted its maximum.
    mutating func resume(_ clock: Clock, reason: String, paper: String?, since: Instant? = nil) throws(Refusal) {
        var ledger = clock.ledger
        // A stop cannot end before it began, whatever the system clock was set to meanwhile.
        let began = ledger.stops.last?.from.at ?? now
        let since = since ?? (now < began ? began : nil)
        ledger.foldResume(ClockEntry(at: since ?? now, reason: reason, person: actor.member, paper: paper))
        let isAnew = ledger.stops.last?.rule.afterwards == .restarts
        let derived = try derive(ledger, clock.subject, reached: isAnew ? [] : clock.reached)
        emit(
            .clockResumed(
                .init(clock: clock.id, reason: reason, paper: paper, since: since, isAnew: isAnew, derived: derived)))
        reschedule(clock.id, derived)
    }

    /// A person stops the clocks of the case by hand, on a paper that says so.
    mutating func stopClocks(_ code: String, _ paper: String?) throws(Refusal) {
        let member = try member("stop the clocks of")
        let byHand = definition.stops.filter { !$0.roles.isEmpty }
        guard let reason = byHand.first(where: { $0.code == code }) else {
            throw Refusal(
                .reasonRequired,
                "The clocks of case \(state.number) cannot be stopped for \"\(code)\"; reasons are: \(byHand.map(\.code).joined(separator: ", "))."
            )
        }
        guard !member.roles.isDisjoint(with: reason.roles) else {
            throw Refusal(
                .wrongRole,
                "The clocks of case \(state.number) are stopped for \"\(code)\" by the role \(reason.roles.joined(separator: " or ")), which \(member.id) does not hold."
            )
        }
        let clocks = state.clocks.filter(\.subject.isOfCase)
        guard !clocks.isEmpty else { throw Refusal(.clockStanding, "The clocks of case \(state.number) have not started.") }
        guard !clocks.contains(where: \.isStopped) else {
            throw Refusal(.clockStanding, "The clocks of case \(state.number) stand still already; resume them first.")
        }
        try stopCaseClocks(reason: code, paper: paper)
    }

    mutating func resumeClocks(_ paper: String?) throws(Refusal) {
        let member = try member("resume the clocks of")
        guard let clock = state.clocks.first(where: { $0.subject.isOfCase && $0.isStopped }), let stop = clock.ledger.stops.last else {
            throw Refusal(.clockStanding, "The clocks of case \(state.number) run; there is nothing to resume.")
        }
        guard let reason = definition.stops.first(where: { $0.code == stop.from.reason }), !member.roles.isDisjoint(with: reason.roles)
        else {
            throw Refusal(
                .wrongRole, "The clocks of case \(state.number) stand still for \"\(stop.from.reason)\"; \(member.id) cannot resume them.")
        }
        try resumeCaseClocks(reason: stop.from.reason, paper: paper)
        try stopForWaits()
    }

    // MARK: Deriving

    /// What follows from a ledger: the limit's end, and the rungs around it that were not reached yet.
    func derive(_ ledger: ClockLedger, _ subject: Clock.Subject, reached: [Rung]) throws(Refusal) -> Clock.Derived {
        do throws(DeadlineError) {
            let calendar = environment.calendar
            if let stop = ledger.stops.last, stop.to == nil {
                let end = try stop.latestEnd(in: calendar)
                return Clock.Derived(
                    calendar: environment.calendarVersion, rungs: end.map { [.resume: $0] } ?? [:], due: nil, isProvisional: false)
            }
            let end = try ledger.fires(in: calendar)
            var offsets = rungs(of: subject)
            for rung in reached { offsets[rung] = nil }
            return Clock.Derived(
                calendar: environment.calendarVersion, rungs: try ledger.rungs(offsets, in: calendar), due: end?.instant,
                isProvisional: end?.isProvisional ?? false)
        } catch {
            throw Refusal(.invalidData, "A deadline of case \(state.number) cannot be derived from the calendar: \(error.description).")
        }
    }

    /// Where the rungs of a clock stand, as the definition says.
    private func rungs(of subject: Clock.Subject) -> [Rung: RungOffset] {
        switch subject {
        case .statutory: return [.due: .atEnd]
        case .promised: return definition.limits.map { offsets(of: $0.ladder) } ?? [:]
        case .step(let id):
            guard let instance = state[id], let step = definition.steps[instance.step] else { return [.lapse: .atEnd] }
            switch step.kind {
            case .wait, .schedule: return [.lapse: .atEnd]
            default: return step.limit.map { offsets(of: $0.ladder) } ?? [:]
            }
        }
    }

    private func offsets(of ladder: Ladder) -> [Rung: RungOffset] {
        var offsets: [Rung: RungOffset] = [.due: .atEnd]
        offsets[.remind] = ladder.remind.map { .before($0) }
        offsets[.letter] = ladder.letter.map { Decider.morning(after: $0) }
        offsets[.escalate] = ladder.escalate.map { Decider.morning(after: $0) }
        offsets[.criticise] = ladder.criticise.map { .after($0) }
        return offsets
    }

    /// What people do in the morning of a working day.
    private static func morning(after limit: Limit) -> RungOffset {
        if limit.unit == .workingDays, let amount = limit.amount { .opening(workingDaysAfter: amount) } else { .after(limit) }
    }

    private mutating func schedule(_ derived: Clock.Derived, of clock: ClockID) {
        for (rung, due) in derived.rungs.sorted(by: { $0.key < $1.key }) {
            effect(.schedule(TimerRow(caseID: state.id, clock: clock, rung: rung, due: due)))
        }
    }

    mutating func reschedule(_ clock: ClockID, _ derived: Clock.Derived) {
        effect(.unschedule(clock: clock, rung: nil))
        schedule(derived, of: clock)
    }

    /// The calendar changed: what follows from it is derived anew, with an event for each clock whose instants moved.
    mutating func rederive() throws(Refusal) {
        var hasMoved = false
        for clock in state.clocks {
            let derived = try derive(clock.ledger, clock.subject, reached: clock.reached)
            guard
                derived.rungs != clock.derived.rungs || derived.due != clock.derived.due
                    || derived.isProvisional != clock.derived.isProvisional
            else { continue }
            hasMoved = true
            emit(.clockRederived(clock: clock.id, derived: derived))
            reschedule(clock.id, derived)
        }
        if !hasMoved {
            throw Refusal(.alreadyDone, "No clock of case \(state.number) moves under calendar \(environment.calendarVersion).")
        }
    }
}
