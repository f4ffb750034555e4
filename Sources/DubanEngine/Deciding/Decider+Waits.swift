import CEL
import DubanModel
import DubanTime
import DubanWorkflows

extension Decider {
    mutating func begin(_ wait: WaitStep, _ id: StepID, scope: Int) throws(Refusal) {
        if let code = wait.stopsClock { try stopCaseClocks(reason: code, paper: nil) }
        switch wait.end {
        case .after(let limit): try startClock(.step(id), limit: limit)
        case .on(let argument): try startClock(.step(id), limit: try limit(until: argument, scope: scope))
        }
    }

    private func limit(until argument: Argument, scope: Int) throws(Refusal) -> Limit {
        let value = try view(scope).value(of: argument)
        guard let day = value.textValue.flatMap({ CivilDate($0.prefix(10)) }) else {
            throw Refusal(
                .invalidData, "Case \(state.number) is to wait until a date, but what the definition names is none; fill the field first.")
        }
        return Limit(until: .day(day), ending: .stays)
    }

    /// What a message from outside must carry to be this case's.
    func awaited(_ step: Step, scope: Int) throws(Refusal) -> TaskRow.Awaited? {
        guard case .wait(let wait) = step.kind, let correlation = wait.correlation else { return nil }
        return TaskRow.Awaited(message: wait.message, correlation: try view(scope).text(of: correlation))
    }

    /// What was awaited did not come, or an occurrence of a schedule did.
    mutating func lapse(_ clock: Clock, due: Instant) throws(Refusal) {
        guard case .step(let id) = clock.subject, let instance = state[id] else { return }
        if instance.step == EngineStep.extending { return try lapseExtension(instance) }
        let step = try step(named: instance.step)
        switch step.kind {
        case .wait(let wait):
            try abandon(instance, because: .lapsed)
            enter(wait.lapse, scope: instance.scope)
        case .schedule(let schedule):
            try reachOccurrence(schedule, step, instance, due)
        default: break
        }
    }

    // MARK: Schedules

    mutating func begin(_ schedule: ScheduleStep, _ step: Step, _ id: StepID, scope: Int) throws(Refusal) {
        let occurrence = try nextOccurrence(of: schedule, step, scope: scope)
        try startClock(.step(id), limit: Limit(until: .instant(occurrence), ending: .stays))
    }

    /// The next occurrence: after the last scheduled one, never after now (vapor/queues#145: what fires early would fire twice).
    private func nextOccurrence(of schedule: ScheduleStep, _ step: Step, scope: Int) throws(Refusal) -> Instant {
        let calendar = environment.calendar
        let start = try start(of: schedule, step, scope: scope) ?? now
        do throws(DeadlineError) {
            if let last = lastOccurrence(of: step, in: scope) { return try schedule.schedule.occurrence(after: last, in: calendar) }
            return try schedule.schedule.firstOccurrence(after: start, in: calendar)
        } catch {
            throw Refusal(.invalidData, "Step \(step.name) of case \(state.number) has no next occurrence: \(error.description).")
        }
    }

    /// The instant before the date from which the schedule applies.
    private func start(of schedule: ScheduleStep, _ step: Step, scope: Int) throws(Refusal) -> Instant? {
        guard let from = schedule.from else { return nil }
        guard let day = try view(scope).value(of: from).textValue.flatMap({ CivilDate($0.prefix(10)) }) else {
            throw Refusal(
                .invalidData,
                "Step \(step.name) of case \(state.number) starts from a date, but what it names is none; fill the field first.")
        }
        return Instant(milliseconds: environment.calendar.instant(of: .day(day)).milliseconds - 1)
    }

    private mutating func reachOccurrence(
        _ schedule: ScheduleStep, _ step: Step, _ instance: StepInstance, _ due: Instant
    ) throws(Refusal) {
        let scope = instance.scope
        var reached = due
        // An occurrence that is noticed late still belongs to its own day: the end is looked at as of then.
        let day = CaseView(state, definition, scope: scope, today: environment.calendar.day(of: due))
        let isLast = try schedule.until.map { until throws(Refusal) in try day.evaluate(until) == .bool(true) } ?? false
        emit(.occurrenceReached(.init(step: step.name, scope: scope, at: due, isLast: isLast)))
        if schedule.missed == .last, !isLast {
            while case let next = try nextOccurrence(of: schedule, step, scope: scope), next <= now {
                emit(.occurrenceReached(.init(step: step.name, scope: scope, at: next)))
                reached = next
            }
        }
        if let into = schedule.into {
            write([DataChange(path: into, value: .text(environment.calendar.day(of: reached).description))], scope: scope)
        }
        try leave(step, instance.id, scope: scope)
        enter(isLast ? schedule.finally : schedule.then, scope: scope)
    }

    private func lastOccurrence(of step: Step, in scope: Int) -> Instant? {
        state[scope: scope].map { $0.occurrences[step.name] } ?? state.occurrences[step.name]
    }
}
