import DubanModel
import DubanTime
import DubanWorkflows

extension Decider {
    /// Puts a job on its queue.
    mutating func request(_ job: JobStep, at id: StepID, scope: Int, extra: [String: DataValue] = [:]) throws(Refusal) {
        var arguments = extra
        let view = view(scope)
        for (name, argument) in job.arguments { arguments[name] = try view.value(of: argument) }
        if !job.shares.isEmpty { arguments["data"] = view.shared(job.shares, environment) }
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
    mutating func complete(_ completion: Input.JobCompletion) throws(Refusal) {
        let (instance, job) = try waitingJob(completion.step)
        let step = definition.steps[instance.step]
        if let path = job?.into { write([DataChange(path: path, value: completion.output)], scope: instance.scope) }
        if let step { try assign(step.sets, scope: instance.scope) }
        emit(
            .jobCompleted(
                .init(
                    step: instance.id, attempt: completion.attempt, output: completion.output, files: completion.files, undo: step?.undo)))
        effect(.finishJob(step: instance.id))
        endStepClock(instance.id)
        guard let job else { return }  // Made beside the way of the case.
        enter(job.then, scope: instance.scope)
    }

    /// A job failed for good: the case goes the way that the definition has for it, or waits for the administrator.
    mutating func bury(_ death: Input.JobDeath) throws(Refusal) {
        let (instance, job) = try waitingJob(death.step)
        emit(.jobDied(.init(step: instance.id, attempts: death.attempts, code: death.code, message: death.message)))
        guard let next = job?.onError else {
            effect(.buryJob(step: instance.id, code: death.code, message: death.message))
            return
        }
        try abandon(instance, because: .failed)
        enter(next, scope: instance.scope)
    }

    /// Has a dead job tried again, with the arguments that it had.
    mutating func revive(_ step: StepID) throws(Refusal) {
        guard let instance = state[step], instance.job == .dead else {
            throw Refusal(.unknownJob, "Case \(state.number) has no dead job at step instance \(step); `duban queue dead` lists them.")
        }
        guard let member = actor.member, environment.roster[member]?.roles.contains(Decider.administrator) == true else {
            throw Refusal(.wrongRole, "Dead jobs are retried by the role \(Decider.administrator), which \(actor) does not hold.")
        }
        switch definition.steps[instance.step]?.kind {
        case .job(let job): try request(job, at: step, scope: instance.scope)
        case .notice(let notice): try request(notice.job, at: step, scope: instance.scope, extra: ["template": .text(notice.template)])
        default:
            guard let template = instance.template else {
                throw Refusal(.unknownJob, "Step \(instance.step) of case \(state.number) asks for no document; there is nothing to retry.")
            }
            try request(engineDocument(template), at: step, scope: CaseState.rootScope)
        }
    }

    /// The role that looks after the machine.
    static let administrator = "administrator"

    /// Issues a notice: what it names and what was required is kept, since a second request for something that the first notice
    /// could have named breaks promise 3 of domain.md and is charged to who checked the papers.
    mutating func issue(_ notice: NoticeStep, at id: StepID, scope: Int) throws(Refusal) {
        let required = notice.namesMissing ? try view(scope).requiredMaterials() : []
        let named = required.filter { state.materials[$0] == nil }
        let earlier = state.notices.filter { $0.template == notice.template }
        emit(.noticeIssued(.init(step: id, template: notice.template, named: named, required: required)))
        let late = named.contains { material in
            earlier.contains { $0.required.contains(material) && !$0.named.contains(material) }
        }
        if late { charge(state.owner, promise: Promise.oneTimeNotice, step: id) }
        try request(notice.job, at: id, scope: scope, extra: ["template": .text(notice.template)])
    }

    // MARK: Documents beside the way of the case

    /// Has a document made that no step of the definition asks for: a written reminder, a notice of an extension.
    mutating func make(_ template: String, at step: String) throws(Refusal) {
        let id = StepID(emit(.stepEntered(.init(step: step, scope: CaseState.rootScope, task: nil, template: template))))
        if step == EngineStep.notice { emit(.noticeIssued(.init(step: id, template: template, named: [], required: []))) }
        try request(engineDocument(template), at: id, scope: CaseState.rootScope)
    }

    private func engineDocument(_ template: String) -> JobStep {
        let shares = ["case", "office", "handler", "supervisor"].map { DataPath($0) } + definition.data.fields.map { DataPath([$0.name]) }
        return JobStep(plugin: "documents", action: "render", arguments: ["template": .literal(.text(template))], shares: shares, then: "")
    }

    private func waitingJob(_ id: StepID) throws(Refusal) -> (StepInstance, JobStep?) {
        guard let instance = state[id], instance.job != nil else {
            throw Refusal(.staleClaim, "Case \(state.number) waits for no job at step instance \(id); the result changes nothing.")
        }
        switch definition.steps[instance.step]?.kind {
        case .job(let job): return (instance, job)
        case .notice(let notice): return (instance, notice.job)
        case nil: return (instance, nil)
        default:
            throw Refusal(.staleClaim, "Step \(instance.step) of case \(state.number) asks for no job; the result changes nothing.")
        }
    }
}
