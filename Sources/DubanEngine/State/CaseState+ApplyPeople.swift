import DubanModel

extension CaseState {
    mutating func applyPeople(_ event: Event) {
        switch event {
        case .taskClaimed(let step, let member):
            update(step) { $0.holder = member }
            owner = member
            lastAct = nil
        case .taskReleased(let step):
            update(step) { step in
                step.holder = step.delegator
                step.delegator = nil
            }
        case .voteCast(let vote):
            update(vote.step) { $0.votes.append(.init(member: vote.by, action: vote.action)) }
            lastAct = nil
        case .taskEscalated(let step, let superior): update(step) { $0.holder = superior }
        case .handOverOffered(let offer): handOver = offer
        case .handOverAnswered(let accepted, let member):
            guard let offer = handOver else { return }
            handOver = nil
            guard accepted else { return }
            if let step = offer.step {
                update(step) { step in
                    step.holder = member
                    step.delegator = offer.returns ? offer.from : nil
                }
            }
            owner = member
        default: break
        }
    }

    mutating func applyAnswerability(_ event: Event, at instant: Instant) {
        switch event {
        case .answerableChanged(let members): answerable.append(Tenure(members: members, from: instant))
        case .accountabilityRecorded(let entry):
            charges.append(Charge(sequence: sequence, person: entry.person, promise: entry.promise))
        case .accountabilityContested(let entry, _): settle(entry, .contested)
        case .accountabilitySettled(let entry, let isSetAside, _): settle(entry, isSetAside ? .setAside : .upheld)
        default: break
        }
    }

    private mutating func settle(_ entry: Int, _ standing: Charge.Standing) {
        guard let index = charges.firstIndex(where: { $0.sequence == entry }) else { return }
        charges[index].standing = standing
    }
}
