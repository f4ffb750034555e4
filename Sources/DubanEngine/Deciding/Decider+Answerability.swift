import DubanModel
import DubanWorkflows

/// Who is answerable: the ledger of it, hand-overs, and what becomes of entries of accountability (domain.md, promises 1 and 5).
extension Decider {
    /// Notes who is answerable after this decision, where that changed: who accepted an open task or is named by it, or the owner where
    /// nobody is. While only the applicant or the daemon is waited for, nobody is.
    mutating func noteAnswerable() {
        guard state.sequence > 0 else { return }
        var members: Set<StaffID> = []
        if state.outcome == nil, !state.isSuspended {
            for instance in state.steps where instance.task != nil && instance.opinionOn == nil {
                guard case .task? = definition.steps[instance.step]?.kind, let member = instance.responsible ?? state.owner else {
                    continue
                }
                members.insert(member)
            }
        }
        let sorted = members.sorted()
        if sorted != state.answerable.last?.members ?? [] { emit(.answerableChanged(sorted)) }
    }

    // MARK: Hand-overs

    /// Offers a task, or the matter as a whole, to a colleague. The owner stays answerable until it is accepted.
    mutating func offerHandOver(_ step: StepID?, to colleague: StaffID, returns: Bool) throws(Refusal) {
        let member = try member("hand over")
        guard let other = environment.roster[colleague] else {
            throw Refusal(.unknownCaller, "\"\(colleague)\" is not on the roster; case \(state.number) cannot be handed over to them.")
        }
        guard colleague != member.id else {
            throw Refusal(.notPermitted, "\(member.id) cannot hand case \(state.number) over to themselves.")
        }
        if let step {
            let (instance, _) = try openTask(step)
            guard (instance.responsible ?? state.owner) == member.id else {
                throw Refusal(
                    .notPermitted,
                    "Task \(taskName(instance)) is \(instance.responsible ?? state.owner ?? StaffID("nobody"))'s; only they can hand it over."
                )
            }
            guard instance.task?.isFor(other) == true else {
                let isExcluded = instance.task?.excluded.contains(colleague) == true
                throw Refusal(
                    isExcluded ? .separationOfDuties : .wrongRole,
                    "Task \(taskName(instance)) cannot be handed over to \(colleague), who \(isExcluded ? "did a step that another's eyes are to check" : "does not have its role")."
                )
            }
        } else if state.owner != member.id {
            throw Refusal(
                .notPermitted, "Case \(state.number) is owned by \(state.owner.map(\.name) ?? "nobody"); only they can hand it over.")
        }
        emit(.handOverOffered(HandOver(step: step, from: member.id, to: colleague, returns: returns)))
    }

    mutating func answerHandOver(_ accepts: Bool) throws(Refusal) {
        let member = try member("accept a hand-over of")
        guard let offer = state.handOver, offer.to == member.id else {
            throw Refusal(.alreadyDone, "Nothing of case \(state.number) is offered to \(member.id).")
        }
        if let step = offer.step, state[step] == nil {
            throw Refusal(.alreadyDone, "The task of case \(state.number) that was offered to \(member.id) is done already.")
        }
        emit(.handOverAnswered(accepted: accepts, by: member.id))
        if accepts, let step = offer.step { effect(.holdTask(step: step, holder: member.id)) }
    }

    // MARK: Entries of accountability

    mutating func contest(_ entry: Int, _ reason: DataValue) throws(Refusal) {
        let member = try member("contest an entry of")
        let charge = try charge(numbered: entry)
        guard charge.person == member.id else {
            throw Refusal(
                .notPermitted,
                "Entry \(entry) of case \(state.number) is charged to \(charge.person.map(\.name) ?? "nobody"); only they can contest it.")
        }
        guard charge.standing == .standing else {
            throw Refusal(.alreadyDone, "Entry \(entry) of case \(state.number) is \(charge.standing.rawValue) already.")
        }
        emit(.accountabilityContested(entry: entry, reason: reason))
        effect(.settleCharge(sequence: entry, standing: .contested))
    }

    mutating func settle(_ entry: Int, _ isSetAside: Bool, _ reason: DataValue) throws(Refusal) {
        let member = try member("settle an entry of")
        let charge = try charge(numbered: entry)
        guard charge.standing == .contested else {
            throw Refusal(.alreadyDone, "Entry \(entry) of case \(state.number) is not contested; it is \(charge.standing.rawValue).")
        }
        guard let person = charge.person, environment.roster.stands(member.id, above: person) else {
            throw Refusal(
                .notPermitted,
                "Entry \(entry) of case \(state.number) is settled by a superior of the person charged, which \(member.id) is not.")
        }
        emit(.accountabilitySettled(entry: entry, isSetAside: isSetAside, reason: reason))
        effect(.settleCharge(sequence: entry, standing: isSetAside ? .setAside : .upheld))
    }

    private func charge(numbered entry: Int) throws(Refusal) -> Charge {
        guard let charge = state.charges.first(where: { $0.sequence == entry }) else {
            let known = state.charges.map { String($0.sequence) }
            throw Refusal(
                .unknownField,
                "Case \(state.number) has no entry of accountability \(entry); it has \(known.isEmpty ? "none" : known.joined(separator: ", "))."
            )
        }
        return charge
    }
}
