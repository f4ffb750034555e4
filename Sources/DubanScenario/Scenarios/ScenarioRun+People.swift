import DubanEngine
import DubanModel
import DubanRunner

/// What people do to a case as a whole, and to each other.
extension ScenarioRun {
    func perform(_ course: Course, _ number: CaseNumber) async throws(Refusal) {
        switch course {
        case .withdraw(let by, let reason): _ = try await hall.close(request(by), case: number, cause: .withdrawn, reason: reason)
        case .cancel(let by, let reason): _ = try await hall.close(request(by), case: number, cause: .cancelled, reason: reason)
        case .suspend(let by, let reason): _ = try await hall.suspend(request(by), case: number, reason: reason)
        case .resume(let by, let reason): _ = try await hall.resume(request(by), case: number, reason: reason)
        case .recall(let by): _ = try await hall.recall(request(by), case: number)
        case .comment(let text, let by): _ = try await hall.comment(request(by), case: number, text: text)
        case .amend(let path, let value, let by, let reason):
            _ = try await hall.amend(request(by), case: number, field: path, value: value, reason: reason)
        case .attach(let name, let material, let pages, let by):
            _ = try await hall.attach(request(by), case: number, name: name, bytes: Array(name.utf8), material: material, pages: pages)
        }
    }

    func perform(_ people: People, _ number: CaseNumber) async throws(Refusal) {
        switch people {
        case .handOver(let step?, let colleague, let returns, let by):
            let task = try task(at: step, of: number, for: by)
            _ = try await hall.offerHandOver(request(by), task: task.number, to: StaffID(colleague), returns: returns)
        case .handOver(nil, let colleague, _, let by):
            _ = try await hall.offerHandOver(request(by), case: number, to: StaffID(colleague))
        case .answerHandOver(let accepts, let by): _ = try await hall.answerHandOver(request(by), case: number, accepts: accepts)
        case .ask(let step, let reviewer, let by):
            let task = try task(at: step, of: number, for: by)
            _ = try await hall.addReviewer(request(by), task: task.number, reviewer: StaffID(reviewer))
        case .stopClocks(let reason, let paper, let by):
            _ = try await hall.stopClocks(request(by), case: number, reason: reason, paper: paper)
        case .resumeClocks(let paper, let by): _ = try await hall.resumeClocks(request(by), case: number, paper: paper)
        case .extend(let limit, let reason, let by):
            _ = try await hall.requestExtension(request(by), case: number, by: limit, reason: reason)
        case .contest(let promise, let reason, let by):
            _ = try await hall.contest(request(by), case: number, entry: try entry(promise, of: number), reason: reason)
        case .settle(let promise, let isSetAside, let reason, let by):
            _ = try await hall.settle(
                request(by), case: number, entry: try entry(promise, of: number), isSetAside: isSetAside, reason: reason)
        }
    }

    /// The last entry of accountability for a promise.
    private func entry(_ promise: String, of number: CaseNumber) throws(Refusal) -> Int {
        guard let charge = try state(of: number).charges.last(where: { $0.promise == promise }) else {
            throw Refusal(.unknownField, "Case \(number) has no entry of accountability for \"\(promise)\".")
        }
        return charge.sequence
    }
}
