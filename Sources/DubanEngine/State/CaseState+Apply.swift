public import DubanModel

extension CaseState {
    /// Folds one event, which happened at `instant` and was caused by `actor`. Reads nothing else.
    public mutating func apply(_ event: Event, at instant: Instant, by actor: Actor) {
        sequence += 1
        switch event {
        case .caseOpened, .caseSuspended, .caseResumed, .closingBegan, .caseEnded, .commentAdded, .migrated, .privateRead:
            applyCase(event, at: instant, by: actor)
        case .dataChanged, .materialsReceived, .attachmentAdded:
            applyDocument(event)
        case .stepEntered, .stepCompleted, .stepAbandoned, .actRecalled, .itemsListed, .tableDecided, .occurrenceReached:
            applyStep(event, at: instant, by: actor)
        case .scopeOpened, .scopeClosed:
            applyScope(event)
        case .taskClaimed, .taskReleased, .voteCast, .taskEscalated, .handOverOffered, .handOverAnswered:
            applyPeople(event)
        case .answerableChanged, .accountabilityRecorded, .accountabilityContested, .accountabilitySettled:
            applyAnswerability(event, at: instant)
        case .clockStarted, .clockStopped, .clockResumed, .clockExtended, .clockRederived, .clockEnded, .rungReached,
            .extensionRequested, .extensionAnswered:
            applyClock(event, at: instant, by: actor)
        case .registerEntered, .balanceChanged, .noticeIssued:
            if case .noticeIssued(let issued) = event {
                notices.append(Notice(template: issued.template, named: issued.named, required: issued.required))
            }
            lastIrrevocable = sequence
        case .registerRead:
            break  // What was found stands in the document, by an event of its own.
        case .jobRequested, .jobCompleted, .jobDied, .childRequested, .childOpened, .childEnded:
            applyJob(event)
        }
    }

    private mutating func applyCase(_ event: Event, at instant: Instant, by actor: Actor) {
        switch event {
        case .caseOpened(let opened):
            number = opened.number
            workflow = opened.workflow
            definition = opened.definition
            parent = opened.parent
            openedAt = instant
            owner = actor.member
        case .caseSuspended: isSuspended = true
        case .caseResumed: isSuspended = false
        case .closingBegan(let closing):
            self.closing = closing.outcome
            handOver = nil
            lastAct = nil
        case .caseEnded(let ended):
            outcome = ended.outcome
            endedAt = instant
            steps = []
            scopes = []
            undos = []
        case .commentAdded(let comment): remarks.append(comment)
        case .migrated(let version, let names):
            definition = version
            rename(names)
        default: break  // A reading leaves its trace in the history alone.
        }
    }

    private mutating func applyDocument(_ event: Event) {
        switch event {
        case .dataChanged(let changed):
            guard changed.scope != CaseState.rootScope, let index = scopes.firstIndex(where: { $0.id == changed.scope }) else {
                for change in changed.changes { data[change.path] = change.value }
                return
            }
            for change in changed.changes { scopes[index].data[change.path] = change.value }
        case .materialsReceived(let pages): materials.merge(pages) { $1 }
        case .attachmentAdded(let attachment): attachments.append(attachment)
        default: break
        }
    }

    private mutating func applyJob(_ event: Event) {
        switch event {
        case .jobRequested(let requested): update(requested.step) { $0.job = .requested }
        case .jobCompleted(let completed):
            noteUndo(completed.undo, of: completed.step)
            steps.removeAll { $0.id == completed.step }
            documents.append(contentsOf: completed.files)
            lastIrrevocable = sequence
        case .jobDied(let died): update(died.step) { $0.job = .dead }
        case .childRequested: lastIrrevocable = sequence
        case .childOpened(let step, let number): update(step) { $0.child = number }
        case .childEnded(let ended):
            noteUndo(ended.undo, of: ended.step)
            steps.removeAll { $0.id == ended.step }
        default: break
        }
    }

    mutating func update(_ step: StepID, _ change: (inout StepInstance) -> Void) {
        guard let index = steps.firstIndex(where: { $0.id == step }) else { return }
        change(&steps[index])
    }

    /// Notes what takes a done step back.
    mutating func noteUndo(_ undo: String?, of step: StepID) {
        guard let undo, let instance = self[step] else { return }
        undos.insert(Undo(of: step, step: undo, scope: instance.scope), at: 0)
    }
}
