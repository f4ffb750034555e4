import DubanModel

/// What those who have a part in a case may do outside its steps.
extension Decider {
    /// Corrects a field.
    mutating func amend(_ amendment: Input.Amendment) throws(Refusal) {
        try checkInvolved("amend")
        emit(.dataChanged(.init([amendment.change], reason: amendment.reason)))
    }

    mutating func attach(_ attachment: Attachment) throws(Refusal) {
        try checkInvolved("attach to")
        emit(.attachmentAdded(attachment))
        if let material = attachment.material { emit(.materialsReceived([material: attachment.pages])) }
    }

    mutating func comment(_ comment: DataValue) throws(Refusal) {
        try checkInvolved("comment on")
        emit(.commentAdded(comment))
    }

    /// Shows private values: only to those involved, and never without a trace (domain.md, last paragraph).
    mutating func readPrivate(_ reading: Input.PrivateReading) throws(Refusal) {
        try checkInvolved("read the private fields of")
        emit(.privateRead(paths: reading.paths, reason: reading.reason))
    }

    private func checkInvolved(_ verb: String) throws(Refusal) {
        let member = try member(verb)
        let id = member.id
        var involved = Set(state.completions.values.joined()).union(state.steps.compactMap(\.holder))
        for scope in state.scopes { involved.formUnion(scope.completions.values.joined()) }
        if let owner = state.owner { involved.insert(owner) }
        involved.formUnion(state.charges.compactMap(\.person))
        let supervises = involved.contains { environment.roster[$0]?.supervisor == id }
        let mayAct = state.steps.contains { $0.task?.isFor(member) == true } || state.handOver?.to == id
        // Who settles a contested entry must be able to read why it is contested.
        let settles = state.charges.contains { charge in
            charge.standing == .contested && charge.person.map { environment.roster.stands(id, above: $0) } == true
        }
        guard involved.contains(id) || supervises || mayAct || settles else {
            throw Refusal(
                .notPermitted,
                "\(id) cannot \(verb) case \(state.number): only those who have a part in it, and their supervisors, may.")
        }
    }
}
