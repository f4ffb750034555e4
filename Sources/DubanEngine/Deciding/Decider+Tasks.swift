import DubanModel
import DubanTime
import DubanWorkflows

extension Decider {
    /// A person acts at a task, or reports what a wait waited for.
    mutating func act(_ act: Input.Act) throws(Refusal) {
        let (instance, member) = try openTask(act.step)
        try check(member, mayDo: instance)
        switch act.action {
        case Input.Act.claim: return try claim(instance, by: member.id)
        case Input.Act.release: return try release(instance)
        default: break
        }
        if instance.opinionOn != nil { return try giveOpinion(act, at: instance) }
        if instance.step == EngineStep.extending { return try decideExtension(act, at: instance, by: member.id) }
        guard !state.steps.contains(where: { $0.opinionOn == instance.id }) else {
            throw Refusal(
                .opinionPending, "Task \(taskName(instance)) waits for the opinion of a colleague who was asked; it is done after that.")
        }
        if act.action == Input.Act.sendBack { return try sendBack(act, at: instance) }
        let step = try step(named: instance.step)
        let action = try action(act, at: step)
        fill(act.changes, act.materials, scope: instance.scope)
        if action.requiresForm { try checkForm(step.form, step, scope: instance.scope) }
        if case .task(let task) = step.kind, task.quorum > 1 {
            guard try vote(act, task, step, at: instance, by: member.id) else { return }
        }
        try finish(instance, step, action, comment: act.comment)
    }

    /// The action counts: the step is left by it.
    mutating func finish(_ instance: StepInstance, _ step: Step, _ action: TaskStep.Action, comment: DataValue?) throws(Refusal) {
        // Where silence decides, nobody waits for a colleague's opinion any more.
        for opinion in state.steps where opinion.opinionOn == instance.id { try abandon(opinion, because: .notNeeded) }
        try assign(action.sets, scope: instance.scope)
        try leave(step, instance.id, scope: instance.scope, action: action.name, comment: comment)
        effect(.closeTask(step: instance.id))
        if case .wait(let wait) = step.kind { try endStop(of: wait, reason: wait.message) }
        enter(action.then, scope: instance.scope)
    }

    // MARK: Who may

    func taskName(_ instance: StepInstance) -> String {
        "\(instance.task.map { "\($0.number) " } ?? "")(\(instance.step) of case \(state.number))"
    }

    func openTask(_ id: StepID) throws(Refusal) -> (StepInstance, StaffMember) {
        guard let instance = state[id], instance.task != nil else {
            throw Refusal(
                .alreadyDone,
                "The task at step instance \(id) of case \(state.number) is done already; `duban case \(state.number)` shows by whom.")
        }
        return (instance, try member("act in"))
    }

    /// Role, four eyes, holder: checked here and nowhere else (design.md section 8).
    func check(_ member: StaffMember, mayDo instance: StepInstance) throws(Refusal) {
        guard let offer = instance.task else { return }
        let subject = "Task \(taskName(instance))"
        let isHolder = instance.holder == member.id || standsIn(member.id, for: instance.holder)
        let supervises = !isPersonal(instance) && supervises(member.id, instance.holder)
        guard isHolder || offer.isOffered(to: member) || supervises else {
            let whom =
                offer.candidates.isEmpty
                ? "the role \(offer.roles.joined(separator: " or "))" : "\(offer.candidates.map(\.name).joined(separator: ", "))"
            throw Refusal(
                .wrongRole, "\(subject) is for \(whom), which \(member.id) \(offer.candidates.isEmpty ? "does not hold" : "is not").")
        }
        guard !offer.excluded.contains(member.id) else {
            throw Refusal(
                .separationOfDuties,
                "\(subject) must be done by somebody else: \(member.id) did an earlier step that another's eyes are to check.")
        }
        guard !instance.votes.contains(where: { $0.member == member.id }) else {
            throw Refusal(.alreadyDone, "\(subject) wants several people, and \(member.id) has acted already.")
        }
        if let holder = instance.holder, !isHolder, !supervises {
            throw Refusal(.alreadyClaimed, "\(subject) was accepted by \(holder); they, or their supervisor, can do or release it.")
        }
    }

    /// Whether a task is for persons whom the definition names, such as a judge or who signs: no superior does it in their place.
    func isPersonal(_ instance: StepInstance) -> Bool {
        if case .task(let task)? = definition.steps[instance.step]?.kind { task.candidates != nil } else { false }
    }

    private func supervises(_ member: StaffID, _ holder: StaffID?) -> Bool {
        holder.flatMap { environment.roster[$0]?.supervisor } == member
    }

    /// Whether a member stands in for a holder who is away today.
    private func standsIn(_ member: StaffID, for holder: StaffID?) -> Bool {
        holder.flatMap { environment.roster.absence(of: $0, on: today)?.substitute } == member
    }

    // MARK: Accepting

    private mutating func claim(_ instance: StepInstance, by member: StaffID) throws(Refusal) {
        guard instance.holder != member else { return try refuseNothing("Task \(taskName(instance)) is \(member)'s already.") }
        if case .task(let task)? = definition.steps[instance.step]?.kind, task.quorum > 1 {
            throw Refusal(.notPermitted, "Task \(taskName(instance)) wants \(task.quorum) people; nobody can accept it for all.")
        }
        emit(.taskClaimed(step: instance.id, by: member))
        effect(.holdTask(step: instance.id, holder: member))
    }

    private mutating func release(_ instance: StepInstance) throws(Refusal) {
        guard instance.holder != nil else {
            throw Refusal(
                .alreadyDone, "Nobody has accepted the task at \(instance.step) of case \(state.number); there is nothing to release.")
        }
        emit(.taskReleased(step: instance.id))
        effect(.holdTask(step: instance.id, holder: state[instance.id]?.holder))
    }

    private func refuseNothing(_ message: String) throws(Refusal) { throw Refusal(.alreadyDone, message) }

    // MARK: What may be done

    /// The action that a person takes, where the step has it.
    private func action(_ act: Input.Act, at step: Step) throws(Refusal) -> TaskStep.Action {
        guard let action = step.actions.first(where: { $0.name == act.action }) else {
            let choices = (step.actions.map(\.name) + [Input.Act.claim, Input.Act.release, Input.Act.sendBack]).joined(separator: ", ")
            throw Refusal(.unknownAction, "Step \(step.name) of case \(state.number) has no action \"\(act.action)\"; it has \(choices).")
        }
        if action.requiresComment, act.comment == nil {
            throw Refusal(
                .reasonRequired, "\"\(action.name)\" at \(step.name) of case \(state.number) needs a reason; give it with --comment.")
        }
        return action
    }

    /// One of several who must act does so (会签).
    /// - Returns: Whether the action counts now.
    private mutating func vote(_ act: Input.Act, _ task: TaskStep, _ step: Step, at instance: StepInstance, by member: StaffID)
        throws(Refusal) -> Bool
    {
        emit(.voteCast(.init(step: instance.id, by: member, action: act.action, comment: act.comment)))
        let votes = state[instance.id]?.votes ?? []
        if task.decisive.contains(act.action) || votes.count(where: { $0.action == act.action }) >= task.quorum { return true }
        if let offer = instance.task {
            effect(
                .openTask(
                    row(
                        instance.id, offer, name: step.name, title: step.title, actions: step.actions.map(\.name),
                        excluded: votes.map(\.member))))
        }
        return false
    }

    /// All required fields of the form that are still empty, at once.
    private func checkForm(_ form: [DataPath], _ step: Step, scope: Int) throws(Refusal) {
        let schema = definition.schema(at: step.name)
        var problems: [Refusal.Problem] = []
        for path in form {
            guard let field = schema[path] else { continue }
            collectMissing(field, at: path, scope, into: &problems)
        }
        guard problems.isEmpty else {
            throw Refusal(
                .invalidData, "Step \(step.name) of \(definition.name) cannot be done: \(problems.count) required fields are empty.",
                problems: problems)
        }
    }

    private func collectMissing(_ field: Field, at path: DataPath, _ scope: Int, into problems: inout [Refusal.Problem]) {
        if case .record(let inner) = field.type {
            for field in inner { collectMissing(field, at: path.appending(field.name), scope, into: &problems) }
        } else if field.isRequired, state.value(at: path, in: scope).isNull {
            problems.append(.init(path: path.description, message: "is required"))
        }
    }

    // MARK: From outside

    /// What a wait waited for comes from outside.
    mutating func receive(_ message: Input.Message) throws(Refusal) {
        guard let instance = state[message.step], case .wait(let wait)? = definition.steps[instance.step]?.kind, wait.correlation != nil
        else {
            throw Refusal(.staleClaim, "Case \(state.number) waits for no message at step instance \(message.step).")
        }
        let step = try step(named: instance.step)
        let action = try action(Input.Act(step: instance.id, action: message.action, comment: .null), at: step)
        fill(message.changes, [:], scope: instance.scope)
        try checkForm(step.form, step, scope: instance.scope)
        try finish(instance, step, action, comment: nil)
    }
}
