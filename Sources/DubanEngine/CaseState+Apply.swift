public import DubanModel

extension CaseState {
    /// Folds one event, which happened at `instant` and was caused by `actor`. Reads nothing else.
    public mutating func apply(_ event: Event, at instant: Instant, by actor: Actor) {
        sequence += 1
        switch event {
        case .caseOpened(let opened):
            number = opened.number
            workflow = opened.workflow
            definition = opened.definition
            openedAt = instant
            owner = actor.member
        case .dataChanged(let changed):
            for change in changed.changes { data[change.path] = change.value }
        case .materialsReceived(let pages):
            materials.merge(pages) { $1 }
        case .attachmentAdded(let attachment):
            attachments.append(attachment)
        case .stepEntered(let entered):
            steps.append(
                StepInstance(
                    id: StepID(sequence), step: entered.step, scope: entered.scope, enteredAt: instant, task: entered.task))
        case .taskClaimed(let step, let member):
            update(step) { $0.holder = member }
            owner = member
        case .taskReleased(let step):
            update(step) { $0.holder = nil }
        case .stepCompleted(let completed):
            complete(completed, by: actor)
        case .jobRequested(let requested):
            update(requested.step) { $0.job = .requested }
        case .jobCompleted(let completed):
            steps.removeAll { $0.id == completed.step }
            documents.append(contentsOf: completed.files)
        case .jobDied(let step, _, _, _):
            update(step) { $0.job = .dead }
        case .noticeIssued(let issued):
            notices.append(Notice(template: issued.template, named: issued.named, required: issued.required))
        case .caseEnded(let outcome):
            self.outcome = outcome
            endedAt = instant
            steps = []
        case .clockStarted, .clockStopped, .clockResumed, .clockEnded, .rungReached:
            applyClock(event, at: instant)
        case .registerEntered, .accountabilityRecorded, .privateRead:
            break  // These concern the registers, the ledger of accountability and the trail of readings, not the state.
        }
    }

    private mutating func update(_ step: StepID, _ change: (inout StepInstance) -> Void) {
        guard let index = steps.firstIndex(where: { $0.id == step }) else { return }
        change(&steps[index])
    }

    private mutating func complete(_ completed: Event.StepCompleted, by actor: Actor) {
        guard let index = steps.firstIndex(where: { $0.id == completed.step }) else { return }
        let instance = steps.remove(at: index)
        guard let member = actor.member, instance.task != nil else { return }
        owner = member
        if completions[instance.step]?.contains(member) != true { completions[instance.step, default: []].append(member) }
        if let comment = completed.comment { comments[instance.step] = comment }
    }

    private mutating func applyClock(_ event: Event, at instant: Instant) {
        switch event {
        case .clockStarted(let started):
            clocks.append(
                Clock(
                    id: ClockID(sequence), subject: started.subject, budget: started.budget, spans: [.init(from: instant)],
                    pending: started.rungs, reached: [], due: started.due, isProvisional: started.isProvisional))
        case .clockStopped(let clock, let reason):
            update(clock) { clock in
                clock.pending = [:]
                if !clock.spans.isEmpty {
                    clock.spans[clock.spans.count - 1].to = instant
                    clock.spans[clock.spans.count - 1].reason = reason
                }
            }
        case .clockResumed(let clock, let rungs, let due, let isProvisional):
            update(clock) { clock in
                clock.spans.append(.init(from: instant))
                clock.pending = rungs
                clock.due = due
                clock.isProvisional = isProvisional
            }
        case .clockEnded(let clock):
            clocks.removeAll { $0.id == clock }
        case .rungReached(let clock, let rung, _):
            update(clock) { clock in
                clock.pending[rung] = nil
                clock.reached.append(rung)
            }
        default:
            break
        }
        light = clocks.filter { $0.subject == .promised || $0.subject == .statutory }.map(\.light).max() ?? light
    }

    private mutating func update(_ clock: ClockID, _ change: (inout Clock) -> Void) {
        guard let index = clocks.firstIndex(where: { $0.id == clock }) else { return }
        change(&clocks[index])
    }
}
