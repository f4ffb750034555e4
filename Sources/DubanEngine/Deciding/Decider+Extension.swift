import DubanModel
import DubanTime
import DubanWorkflows

/// More time: asked for with a reason before the limit, approved by a superior, told to the applicant (domain.md, promise 4).
extension Decider {
    mutating func requestExtension(_ limit: Limit, _ reason: DataValue) throws(Refusal) {
        let member = try member("ask for more time in")
        guard let rule = definition.extensionRule else {
            throw Refusal(.notPermitted, "The rules of \(definition.name) know no extension.")
        }
        guard let clock = state.clocks.first(where: { $0.subject == .promised }) else {
            throw Refusal(.clockStanding, "The promised limit of case \(state.number) has not started; there is nothing to extend.")
        }
        try check(limit, of: clock, rule)
        guard state.answerable.last?.members.contains(member.id) == true || state.owner == member.id else {
            throw Refusal(.notPermitted, "More time for case \(state.number) is asked for by who is answerable, which \(member.id) is not.")
        }
        let superiors = environment.roster.members.values.filter {
            !$0.roles.isDisjoint(with: rule.roles) && environment.roster.stands($0.id, above: member.id)
        }.map(\.id).sorted()
        guard !superiors.isEmpty else {
            throw Refusal(
                .notPermitted,
                "Nobody above \(member.id) has the role \(rule.roles.joined(separator: " or ")), so that nobody can approve more time.")
        }
        let offer = Event.TaskOffer(
            number: TaskNumber(takeSerial(Counter.tasks)), roles: [], candidates: superiors, roster: environment.roster.hash)
        let step = StepID(emit(.stepEntered(.init(step: EngineStep.extending, scope: CaseState.rootScope, task: offer))))
        emit(.extensionRequested(.init(clock: clock.id, by: limit, member: member.id, reason: reason, step: step)))
        let title = LocalizedText(english: "Extension by \(limit)", chinese: "延期申请：\(limit.text(.chinese))")
        effect(.openTask(row(step, offer, name: EngineStep.extending, title: title, actions: [Answer.approve, Answer.refuse])))
        try startClock(.step(step), limit: rule.limit)
    }

    /// What a superior answers.
    enum Answer {
        static let approve = "approve"
        static let refuse = "refuse"
    }

    private func check(_ limit: Limit, of clock: Clock, _ rule: ExtensionRule) throws(Refusal) {
        guard state.extensionRequest == nil else {
            throw Refusal(.alreadyDone, "More time for case \(state.number) was asked for already, and is not decided yet.")
        }
        guard state.extensionsGranted < rule.times else {
            throw Refusal(
                .notPermitted, "The limit of case \(state.number) was extended already; the rules allow it \(rule.times) time(s).")
        }
        guard !clock.reached.contains(.due), clock.derived.due.map({ now < $0 }) ?? true else {
            throw Refusal(.limitPassed, "The promised limit of case \(state.number) has passed; more time is asked for before that.")
        }
        guard limit.unit == rule.most.unit, let amount = limit.amount, let most = rule.most.amount, amount <= most else {
            throw Refusal(
                .notPermitted, "The rules of \(definition.name) allow at most \(rule.most) more for a case, not \(limit).")
        }
    }

    mutating func decideExtension(_ act: Input.Act, at instance: StepInstance, by member: StaffID) throws(Refusal) {
        guard let request = state.extensionRequest, request.step == instance.id else {
            throw Refusal(.alreadyDone, "Nobody asks for more time in case \(state.number) any more.")
        }
        switch act.action {
        case Answer.approve: try grant(request, at: instance, by: member, act.comment)
        case Answer.refuse:
            guard act.comment != nil else {
                throw Refusal(.reasonRequired, "Refusing more time for case \(state.number) needs a reason; give it with --comment.")
            }
            closeRequest(instance, act.action, act.comment)
            emit(.extensionAnswered(granted: false, by: member, reason: act.comment))
        default:
            throw Refusal(
                .unknownAction, "More time is answered with \(Answer.approve) or \(Answer.refuse), not \"\(act.action)\".")
        }
    }

    private mutating func grant(_ request: ExtensionRequest, at instance: StepInstance, by member: StaffID, _ comment: DataValue?)
        throws(Refusal)
    {
        guard let clock = state[request.clock], !clock.reached.contains(.due), clock.derived.due.map({ now < $0 }) ?? true else {
            throw Refusal(.limitPassed, "The promised limit of case \(state.number) has passed meanwhile; more time comes too late.")
        }
        closeRequest(instance, Answer.approve, comment)
        emit(.extensionAnswered(granted: true, by: member, reason: comment))
        var ledger = clock.ledger
        ledger.foldExtension(request.by, ClockEntry(at: now, reason: "extension", person: member))
        let derived = try derive(ledger, clock.subject, reached: clock.reached.filter { $0 != .remind })
        emit(.clockExtended(.init(clock: clock.id, by: request.by, approver: member, derived: derived)))
        reschedule(clock.id, derived)
        if let template = definition.extensionRule?.notice { try make(template, at: EngineStep.notice) }
    }

    private mutating func closeRequest(_ instance: StepInstance, _ action: String, _ comment: DataValue?) {
        emit(.stepCompleted(.init(step: instance.id, action: action, comment: comment)))
        effect(.closeTask(step: instance.id))
        endStepClock(instance.id)
    }

    /// Nobody decided in time: the request is void.
    mutating func lapseExtension(_ instance: StepInstance) throws(Refusal) {
        try abandon(instance, because: .lapsed)
        emit(.extensionAnswered(granted: false, by: nil, reason: nil))
    }
}
