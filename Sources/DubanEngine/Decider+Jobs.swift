import DubanModel
import DubanWorkflows

extension Decider {
    /// Puts a job on its queue.
    mutating func request(_ job: JobStep, at id: StepID, extra: [String: DataValue] = [:]) throws(Interruption) {
        var arguments = extra
        for (name, argument) in job.arguments { arguments[name] = try CaseView(state, definition).value(of: argument) }
        if !job.shares.isEmpty { arguments["data"] = shared(job.shares) }
        enqueue(
            .init(
                step: id, queue: job.queue ?? job.plugin, plugin: job.plugin, action: job.action, arguments: .record(arguments)))
    }

    /// Emits the request and its row. The row's instant is the first request's, so that a revived job makes the same bytes.
    private mutating func enqueue(_ requested: Event.JobRequested) {
        emit(.jobRequested(requested))
        effect(
            .enqueue(
                JobRow(
                    caseID: state.id, caseNumber: state.number, step: requested.step, queue: requested.queue,
                    plugin: requested.plugin, action: requested.action, arguments: requested.arguments,
                    requestedAt: state[requested.step]?.enteredAt ?? now)))
    }

    /// A job was done: its output and files are kept, and the case goes on.
    mutating func complete(_ completion: Input.JobCompletion) throws(Interruption) {
        let (instance, job) = try waitingJob(completion.step)
        emit(
            .jobCompleted(
                .init(step: instance.id, attempt: completion.attempt, output: completion.output, files: completion.files)))
        effect(.finishJob(step: instance.id))
        if let path = job.into {
            emit(.dataChanged(.init(changes: [DataChange(path: path, value: completion.output)], reason: nil)))
        }
        endStepClock(instance.id)
        try enter(job.then, scope: instance.scope)
    }

    /// A job failed for good: the case goes the way that the definition has for it, or waits for the administrator.
    mutating func bury(_ death: Input.JobDeath) throws(Interruption) {
        let (instance, job) = try waitingJob(death.step)
        emit(.jobDied(step: instance.id, attempts: death.attempts, code: death.code, message: death.message))
        guard let next = job.onError else {
            effect(.buryJob(step: instance.id, code: death.code, message: death.message))
            return
        }
        effect(.finishJob(step: instance.id))
        endStepClock(instance.id)
        leave(instance.id)
        try enter(next, scope: instance.scope)
    }

    /// Has a dead job tried again, with the arguments that it had.
    mutating func revive(_ step: StepID) throws(Interruption) {
        guard let instance = state[step], instance.job == .dead else {
            throw .refused(.unknownJob, "Case \(state.number) has no dead job at step instance \(step); `duban queue dead` lists them.")
        }
        guard let member = actor.member, environment.roster[member]?.roles.contains(Decider.administrator) == true else {
            throw .refused(.wrongRole, "Dead jobs are retried by the role \(Decider.administrator), which \(actor) does not hold.")
        }
        switch try self.step(named: instance.step).kind {
        case .job(let job): try request(job, at: step)
        case .notice(let notice): try request(notice.job, at: step, extra: noticeArguments(notice))
        default: break
        }
    }

    /// The role that looks after the machine.
    static let administrator = "administrator"

    /// Issues a notice: what it names and what was required is kept, since a second request for something that the first notice
    /// could have named breaks promise 3 of domain.md and is charged to who checked the papers.
    mutating func issue(_ notice: NoticeStep, at id: StepID) throws(Interruption) {
        let view = CaseView(state, definition)
        let required = notice.namesMissing ? try view.requiredMaterials() : []
        let named = required.filter { state.materials[$0] == nil }
        let earlier = state.notices.filter { $0.template == notice.template }
        emit(.noticeIssued(.init(step: id, template: notice.template, named: named, required: required)))
        let late = named.contains { material in
            earlier.contains { $0.required.contains(material) && !$0.named.contains(material) }
        }
        if late { charge(state.owner, promise: "one-time-notice", step: id) }
        try request(notice.job, at: id, extra: noticeArguments(notice))
    }

    private func noticeArguments(_ notice: NoticeStep) -> [String: DataValue] { ["template": .text(notice.template)] }

    /// The parts of the case that a plugin is given, each named by the definition.
    private func shared(_ paths: [DataPath]) -> DataValue {
        let view = CaseView(state, definition)
        var data = DataValue.emptyRecord
        for path in paths { data[path] = view.shared(path, environment) }
        return data
    }

    private func waitingJob(_ id: StepID) throws(Interruption) -> (CaseState.StepInstance, JobStep) {
        guard let instance = state[id], instance.job != nil else {
            throw .refused(.staleClaim, "Case \(state.number) waits for no job at step instance \(id); the result changes nothing.")
        }
        switch try step(named: instance.step).kind {
        case .job(let job): return (instance, job)
        case .notice(let notice): return (instance, notice.job)
        default:
            throw .refused(.staleClaim, "Step \(instance.step) of case \(state.number) asks for no job; the result changes nothing.")
        }
    }
}
