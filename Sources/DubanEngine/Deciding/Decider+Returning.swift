import DubanModel
import DubanTime
import DubanWorkflows

/// Going back: sending a case back to an earlier step, taking back one's own act, a colleague's opinion.
extension Decider {
    /// Sends the case back to an earlier step of the same branch (退回).
    mutating func sendBack(_ act: Input.Act, at instance: StepInstance) throws(Refusal) {
        let step = try step(named: instance.step)
        guard case .task(let task) = step.kind, task.sendsBack else {
            throw Refusal(.unknownAction, "From step \(step.name) of case \(state.number) nothing can be sent back.")
        }
        guard act.comment != nil else {
            throw Refusal(.reasonRequired, "Sending case \(state.number) back needs a reason; give it with --comment.")
        }
        let earlier = earlierTasks(of: step.name, scope: instance.scope)
        guard let target = act.target ?? (earlier.count == 1 ? earlier.first : nil), earlier.contains(target) else {
            let choices = earlier.isEmpty ? "none" : earlier.joined(separator: ", ")
            throw Refusal(
                .unknownAction,
                "Case \(state.number) cannot be sent back from \(step.name) to \"\(act.target ?? "")\"; earlier steps are: \(choices). Name one with --to."
            )
        }
        fill(act.changes, act.materials, scope: instance.scope)
        emit(
            .stepCompleted(
                .init(
                    step: instance.id, action: Input.Act.sendBack, comment: act.comment, isSecret: state.isSecret(scope: instance.scope))))
        endStepClock(instance.id)
        effect(.closeTask(step: instance.id))
        enter(target, scope: instance.scope)
    }

    /// The tasks of the same branch that were done before, in the order of the file.
    private func earlierTasks(of name: String, scope: Int) -> [String] {
        let done = state[scope: scope].map(\.completions) ?? state.completions
        return definition.stepOrder.filter { step in
            guard step != name, done[step] != nil, case .task? = definition.steps[step]?.kind else { return false }
            return definition.region(of: step) == definition.region(of: name)
        }
    }

    /// A person takes back what they did last, before the next person took it up (撤回).
    mutating func recall() throws(Refusal) {
        let member = try member("take anything back in").id
        guard let act = state.lastAct, act.member == member else {
            throw Refusal(
                .tooLate, "\(member) has nothing to take back in case \(state.number): somebody else acted last, or the task was taken up.")
        }
        guard state.lastIrrevocable < act.sequence else {
            throw Refusal(
                .tooLate,
                "What \(member) did in case \(state.number) cannot be taken back: a document, a register or another case has it already.")
        }
        let opened = state.steps.filter { $0.id.sequence > act.sequence }
        guard opened.allSatisfy({ $0.holder == nil && $0.votes.isEmpty && $0.job == nil && $0.scope == act.scope }), !opened.isEmpty else {
            throw Refusal(.tooLate, "What \(member) did in case \(state.number) cannot be taken back: the next step is under way.")
        }
        for instance in opened { try abandon(instance, because: .recalled) }
        emit(.actRecalled(step: act.step, by: member))
        enter(act.step, scope: act.scope)
        try runAgenda()
        guard let again = state.steps.last(where: { $0.step == act.step && $0.task != nil }) else { return }
        emit(.taskClaimed(step: again.id, by: member))
        effect(.holdTask(step: again.id, holder: member))
    }

    /// A colleague's opinion is wanted before a task is done (加签).
    mutating func addReviewer(_ reviewer: StaffID, at id: StepID) throws(Refusal) {
        let (instance, member) = try openTask(id)
        try check(member, mayDo: instance)
        guard instance.opinionOn == nil, !EngineStep.isOne(instance.step), case .task? = definition.steps[instance.step]?.kind else {
            throw Refusal(.notPermitted, "Only a task of the workflow can wait for a colleague's opinion.")
        }
        guard let colleague = environment.roster[reviewer] else {
            throw Refusal(.unknownCaller, "\"\(reviewer)\" is not on the roster and cannot be asked for an opinion.")
        }
        guard reviewer != member.id, instance.task?.excluded.contains(reviewer) != true else {
            throw Refusal(
                .separationOfDuties, "\(reviewer) cannot be asked for an opinion on task \(taskName(instance)): another's eyes are wanted.")
        }
        guard !state.steps.contains(where: { $0.opinionOn == id && $0.task?.candidates == [reviewer] }) else {
            throw Refusal(.alreadyDone, "\(reviewer) was asked for an opinion on task \(taskName(instance)) already.")
        }
        let offer = Event.TaskOffer(
            number: TaskNumber(takeSerial(Counter.tasks)), roles: [], candidates: [colleague.id], roster: environment.roster.hash)
        let opinion = StepID(
            emit(.stepEntered(.init(step: EngineStep.opinion, scope: instance.scope, task: offer, opinionOn: id))))
        let title = LocalizedText(english: "Opinion wanted", chinese: "加签意见")
        effect(
            .openTask(row(opinion, offer, name: EngineStep.opinion, title: title, actions: [Input.Act.agree, Input.Act.disagree])))
    }

    mutating func giveOpinion(_ act: Input.Act, at instance: StepInstance) throws(Refusal) {
        guard [Input.Act.agree, Input.Act.disagree].contains(act.action) else {
            throw Refusal(.unknownAction, "An opinion is \(Input.Act.agree) or \(Input.Act.disagree), not \"\(act.action)\".")
        }
        guard act.comment != nil else {
            throw Refusal(.reasonRequired, "An opinion in case \(state.number) needs its reason; give it with --comment.")
        }
        emit(
            .stepCompleted(
                .init(step: instance.id, action: act.action, comment: act.comment, isSecret: state.isSecret(scope: instance.scope))))
        effect(.closeTask(step: instance.id))
    }
}
