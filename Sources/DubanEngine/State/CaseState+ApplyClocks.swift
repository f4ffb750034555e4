import DubanModel
import DubanTime

extension CaseState {
    mutating func applyClock(_ event: Event, at instant: Instant, by actor: Actor) {
        switch event {
        case .clockStarted(let started):
            let entry = ClockEntry(at: started.since ?? instant, reason: "started", person: actor.member)
            clocks.append(
                Clock(
                    id: ClockID(sequence), subject: started.subject, ledger: ClockLedger(budget: started.budget, start: entry),
                    derived: started.derived))
        case .clockStopped(let stopped):
            let entry = ClockEntry(at: instant, reason: stopped.reason, person: actor.member, paper: stopped.paper)
            update(stopped.clock, stopped.derived) { $0.ledger.foldStop(entry, rule: stopped.rule) }
        case .clockResumed(let resumed):
            let entry = ClockEntry(at: resumed.since ?? instant, reason: resumed.reason, person: actor.member, paper: resumed.paper)
            update(resumed.clock, resumed.derived) { clock in
                clock.ledger.foldResume(entry)
                if resumed.isAnew { clock.reached = [] }
            }
        case .clockExtended(let extended):
            let entry = ClockEntry(at: instant, reason: "extension", person: extended.approver)
            update(extended.clock, extended.derived) { clock in
                clock.ledger.foldExtension(extended.by, entry)
                clock.reached.removeAll { $0 == .remind }  // The light is green again, and turns yellow before the new end.
            }
        case .clockRederived(let clock, let derived): update(clock, derived) { _ in }
        case .clockEnded(let clock):
            // The case keeps the light that it ended with.
            clocks.removeAll { $0.id == clock }
            return
        case .rungReached(let clock, let rung, _):
            guard let index = clocks.firstIndex(where: { $0.id == clock }) else { break }
            clocks[index].derived.rungs[rung] = nil
            if rung != .resume { clocks[index].reached.append(rung) }
        case .extensionRequested(let request): extensionRequest = request
        case .extensionAnswered(let granted, _, _):
            extensionRequest = nil
            if granted { extensionsGranted += 1 }
        default: break
        }
        light = clocks.filter(\.subject.isOfCase).map(\.light).max() ?? light
    }

    private mutating func update(_ clock: ClockID, _ derived: Clock.Derived, _ change: (inout Clock) -> Void) {
        guard let index = clocks.firstIndex(where: { $0.id == clock }) else { return }
        change(&clocks[index])
        clocks[index].derived = derived
    }
}
