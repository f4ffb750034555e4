import DubanModel
import DubanTime
import DubanWorkflows

extension Decider {
    /// Opens a case, and does its first task at once where the opener says so.
    mutating func open(_ opening: Input.Opening) throws(Interruption) {
        guard let member = actor.member, environment.roster[member] != nil else {
            throw .refused(.unknownCaller, "A case is opened by a member of staff; \"\(actor)\" is not on the roster.")
        }
        let counter = Counter.cases(code: definition.code, year: year)
        try prefetch(serials: [counter, Counter.tasks])
        let number = CaseNumber(code: definition.code, year: year, serial: try takeSerial(counter))
        emit(.caseOpened(.init(number: number, workflow: definition.name, definition: definition.hash)))
        fill(opening.changes, opening.materials)
        try enter(definition.start)
        guard opening.submits, let first = state.steps.first, case .task(let task) = try step(named: first.step).kind,
            let action = task.actions.first
        else { return }
        try act(.init(step: first.id, action: action.name))
    }

    /// A person acts at a task, or reports what a wait waited for.
    mutating func act(_ act: Input.Act) throws(Interruption) {
        let (instance, member) = try openTask(act.step)
        try check(member, mayDo: instance)
        if act.action == Input.Act.claim { return claim(instance, by: member.id) }
        if act.action == Input.Act.release { return try release(instance, by: member.id) }
        let step = try step(named: instance.step)
        let route = try route(of: act, at: step)
        fill(act.changes, act.materials)
        try checkForm(route.form, step)
        emit(.stepCompleted(.init(step: instance.id, action: act.action, comment: act.comment, because: nil)))
        effect(.closeTask(step: instance.id))
        endStepClock(instance.id)
        if case .wait(let wait) = step.kind, wait.stopsClock != nil { try resumeCaseClocks() }
        try enter(route.then, scope: instance.scope)
    }

    private func openTask(_ id: StepID) throws(Interruption) -> (CaseState.StepInstance, StaffMember) {
        guard let instance = state[id], instance.task != nil else {
            throw .refused(
                .alreadyDone,
                "The task at step instance \(id) of case \(state.number) is done already; `duban case \(state.number)` shows by whom.")
        }
        guard let id = actor.member, let member = environment.roster[id] else {
            throw .refused(.unknownCaller, "Only a member of staff can act in case \(state.number); \"\(actor)\" is not on the roster.")
        }
        return (instance, member)
    }

    /// Role, four eyes, holder: checked here and nowhere else (design.md section 8).
    private func check(_ member: StaffMember, mayDo instance: CaseState.StepInstance) throws(Interruption) {
        guard let offer = instance.task else { return }
        let subject = "Task \(offer.number) (\(instance.step) of case \(state.number))"
        guard !member.roles.isDisjoint(with: offer.roles) else {
            throw .refused(
                .wrongRole, "\(subject) is for the role \(offer.roles.joined(separator: " or ")), which \(member.id) does not hold.")
        }
        guard !offer.excluded.contains(member.id) else {
            throw .refused(
                .separationOfDuties,
                "\(subject) must be done by somebody else: \(member.id) did an earlier step that another's eyes are to check.")
        }
        if let holder = instance.holder, holder != member.id, environment.roster[holder]?.supervisor != member.id {
            throw .refused(.alreadyClaimed, "\(subject) was accepted by \(holder); they, or their supervisor, can do or release it.")
        }
    }

    private mutating func claim(_ instance: CaseState.StepInstance, by member: StaffID) {
        guard instance.holder != member else { return }
        emit(.taskClaimed(step: instance.id, by: member))
        effect(.holdTask(step: instance.id, holder: member))
    }

    private mutating func release(_ instance: CaseState.StepInstance, by member: StaffID) throws(Interruption) {
        guard instance.holder != nil else {
            throw .refused(
                .alreadyDone, "Nobody has accepted the task at \(instance.step) of case \(state.number); there is nothing to release.")
        }
        emit(.taskReleased(step: instance.id))
        effect(.holdTask(step: instance.id, holder: nil))
    }

    /// Where an action leads, and which part of the document must be filled for it.
    private func route(of act: Input.Act, at step: Step) throws(Interruption) -> (then: String, form: [DataPath]) {
        switch step.kind {
        case .task(let task):
            guard let action = task.actions.first(where: { $0.name == act.action }) else {
                throw unknown(act.action, at: step, known: task.actions.map(\.name))
            }
            if action.requiresComment, act.comment == nil {
                throw .refused(
                    .reasonRequired, "\"\(action.name)\" at \(step.name) of case \(state.number) needs a reason; give it with --comment.")
            }
            return (action.then, task.form)
        case .wait(let wait):
            guard wait.message == act.action else { throw unknown(act.action, at: step, known: [wait.message]) }
            return (wait.then, [])
        default:
            throw unknown(act.action, at: step, known: [])
        }
    }

    private func unknown(_ action: String, at step: Step, known: [String]) -> Interruption {
        let choices = (known + [Input.Act.claim, Input.Act.release]).joined(separator: ", ")
        return .refused(.unknownAction, "Step \(step.name) of case \(state.number) has no action \"\(action)\"; it has \(choices).")
    }

    /// All required fields of the form that are still empty, at once.
    private func checkForm(_ form: [DataPath], _ step: Step) throws(Interruption) {
        var problems: [Refusal.Problem] = []
        for path in form {
            guard let field = definition.data[path] else { continue }
            collectMissing(field, at: path, into: &problems)
        }
        guard problems.isEmpty else {
            throw .refused(
                .invalidData, "Step \(step.name) of \(definition.name) cannot be done: \(problems.count) required fields are empty.",
                problems: problems)
        }
    }

    private func collectMissing(_ field: Field, at path: DataPath, into problems: inout [Refusal.Problem]) {
        if case .record(let inner) = field.type {
            for field in inner { collectMissing(field, at: path.appending(field.name), into: &problems) }
        } else if field.isRequired, state.data[path].isNull {
            problems.append(.init(path: path.description, message: "is required"))
        }
    }

    /// Takes values and papers over.
    private mutating func fill(_ changes: [DataChange], _ materials: [String: Int]) {
        let real = changes.filter { state.data[$0.path] != $0.value }
        if !real.isEmpty { emit(.dataChanged(.init(changes: real, reason: nil))) }
        if !materials.isEmpty { emit(.materialsReceived(materials)) }
    }

    /// Corrects a field. The owner of the matter, who holds a task of the case, and their supervisors may.
    mutating func amend(_ amendment: Input.Amendment) throws(Interruption) {
        try checkInvolved("amend")
        emit(.dataChanged(.init(changes: [amendment.change], reason: amendment.reason)))
    }

    mutating func attach(_ attachment: Attachment) throws(Interruption) {
        try checkInvolved("attach to")
        emit(.attachmentAdded(attachment))
        if let material = attachment.material { emit(.materialsReceived([material: attachment.pages])) }
    }

    /// Shows private values: only to those involved, and never without a trace (domain.md, last paragraph).
    mutating func readPrivate(_ reading: Input.PrivateReading) throws(Interruption) {
        try checkInvolved("read the private fields of")
        emit(.privateRead(paths: reading.paths, reason: reading.reason))
    }

    private func checkInvolved(_ verb: String) throws(Interruption) {
        guard let id = actor.member, let member = environment.roster[id] else {
            throw .refused(.unknownCaller, "\"\(actor)\" is not on the roster and cannot \(verb) case \(state.number).")
        }
        var involved = Set(state.completions.values.joined()).union(state.steps.compactMap(\.holder))
        if let owner = state.owner { involved.insert(owner) }
        let supervises = involved.contains { environment.roster[$0]?.supervisor == id }
        let mayAct = state.steps.contains { step in
            step.task.map { !member.roles.isDisjoint(with: $0.roles) && !$0.excluded.contains(id) } ?? false
        }
        guard involved.contains(id) || supervises || mayAct else {
            throw .refused(
                .notPermitted,
                "\(id) cannot \(verb) case \(state.number): only those who have a part in it, and their supervisors, may.")
        }
    }
}
