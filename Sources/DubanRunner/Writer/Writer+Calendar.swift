import DubanEngine
import DubanModel
import DubanStore
import DubanTime
import DubanWorkflows

/// A calendar that is put in force, and the clocks that are derived anew from it.
///
/// The calendar is in force for the first decision after its own transaction. Then the open cases are gone through in order, a bounded
/// number in each transaction, which also keeps how far it has come: whatever ends the daemon meanwhile, the next one goes on there.
extension Writer {
    /// Open cases whose clocks one transaction derives anew.
    static let rederivationWindow = 1_000

    func putInForce(
        _ change: CalendarChange, _ item: WriterItem, _ session: any StoreSession, _ batch: inout Batch
    ) throws -> Result<WriterAnswer, Refusal> {
        let before = try session.calendarInForce()
        guard before?.hash != change.version else {
            return .failure(Refusal(.alreadyDone, "The calendar \(change.calendar.id) with this content is in force already."))
        }
        try session.save(change.definition(at: clock.now()))
        let next = CalendarInForce(
            number: (before?.number ?? 0) + 1, hash: change.version, at: clock.now(), actor: item.actor.description)
        try session.putInForce(next)
        batch.calendar = change
        return .success(.none)
    }

    /// Derives the clocks of the next open cases anew.
    func rederive(
        _ item: WriterItem, _ session: any StoreSession, _ batch: inout Batch
    ) throws -> Result<WriterAnswer, Refusal> {
        guard let inForce = try session.calendarInForce(), !inForce.progress.isDone else {
            return .success(.rederived(CalendarInForce.Progress.finished))
        }
        guard versions.inForce.calendarVersion == inForce.hash else {
            return .failure(Refusal(.staleClaim, "The calendar is put in force in this very commit; its clocks are derived after it."))
        }
        var progress = inForce.progress
        let actor = Actor(inForce.actor) ?? .system
        let ids = try session.openCases(after: progress.through, limit: Writer.rederivationWindow)
        var moves: [CalendarMove] = []
        for id in ids {
            progress.through = id
            progress.cases += 1
            let cached = try load(id, session, batch)
            let environment = versions.environment(try versions.workflow(cached.state.definition), at: clock.now())
            switch DubanEngine.decide(cached.state, .rederive, by: actor, in: environment) {
            case .events(let decision):
                try write(ChainedDecision(decision, after: cached), WriterItem(item.work, by: actor), session, &batch)
                moves += progress.note(from: cached.state, to: decision.state)
            case .refused(let refusal) where refusal.code == .alreadyDone || refusal.code == .caseEnded: break
            case .refused, .needs: progress.refused += 1
            }
        }
        progress.isDone = ids.count < Writer.rederivationWindow
        try session.note(progress, of: inForce.number)
        try session.note(moves, of: inForce.number)
        return .success(.rederived(progress))
    }

    /// Puts a calendar in force, and waits until that is durable.
    func putInForce(_ change: CalendarChange, by actor: Actor) async throws(Refusal) {
        _ = try await answer(.putInForce(change), by: actor, privacy: .init(), request: nil)
    }

    /// Derives the clocks of the next open cases anew, and waits until that is durable.
    func rederive() async throws(Refusal) -> CalendarInForce.Progress {
        guard case .rederived(let progress) = try await answer(.rederive, by: .system, privacy: .init(), request: nil) else {
            return .finished
        }
        return progress
    }
}

extension CalendarInForce.Progress {
    static var finished: CalendarInForce.Progress {
        var progress = CalendarInForce.Progress()
        progress.isDone = true
        return progress
    }

    /// Notes what moved in a case.
    mutating func note(from before: CaseState, to after: CaseState) -> [CalendarMove] {
        let moves = after.clocks.compactMap { clock -> CalendarMove? in
            guard let earlier = before[clock.id], earlier.derived != clock.derived else { return nil }
            return CalendarMove(
                caseID: after.id, caseNumber: after.number, clock: clock.id, subject: clock.subject.text, before: earlier.derived.due,
                after: clock.derived.due, isProvisional: clock.derived.isProvisional)
        }
        for clock in after.clocks {
            guard let due = clock.derived.due, let earlier = before[clock.id]?.derived.due else { continue }
            let shift = due.milliseconds - earlier.milliseconds
            self.earlier = min(self.earlier, shift)
            later = max(later, shift)
            if clock.reached.contains(.due), shift > 0 { passedTooEarly += 1 }
        }
        movedCases += moves.isEmpty ? 0 : 1
        movedClocks += moves.count
        return moves
    }
}
