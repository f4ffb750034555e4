import DubanEngine
public import DubanModel
public import DubanTime

/// Who does what: hand-overs, opinions, entries of accountability; and the clocks that people stop, resume and extend.
extension Hall {
    /// Offers a task to a colleague.
    /// - Parameter returns: Whether it comes back once the colleague gives it back: a delegation.
    public func offerHandOver(
        _ request: Request, task number: TaskNumber, to colleague: StaffID, returns: Bool
    ) async throws(Refusal) -> Receipt {
        let body: DataValue = ["hand-over": .integer(number.rawValue), "to": .text(colleague.name), "returns": .bool(returns)]
        if let receipt = try earlier(request, body) { return receipt }
        let task = try self.task(number)
        return try await perform(
            .decide(task.caseID, .offerHandOver(step: task.step, to: colleague, returns: returns)), request, body, .init())
    }

    /// Offers the matter as a whole to a colleague.
    public func offerHandOver(_ request: Request, case number: CaseNumber, to colleague: StaffID) async throws(Refusal) -> Receipt {
        try await plain(
            request, number, ["hand-over": .text(number.text), "to": .text(colleague.name)],
            .offerHandOver(step: nil, to: colleague, returns: false))
    }

    /// Accepts or declines what was offered.
    public func answerHandOver(_ request: Request, case number: CaseNumber, accepts: Bool) async throws(Refusal) -> Receipt {
        try await plain(request, number, ["answer": .text(number.text), "accepts": .bool(accepts)], .answerHandOver(accepts: accepts))
    }

    /// Asks a colleague for an opinion before a task is done (加签).
    public func addReviewer(_ request: Request, task number: TaskNumber, reviewer: StaffID) async throws(Refusal) -> Receipt {
        let body: DataValue = ["reviewer": .integer(number.rawValue), "who": .text(reviewer.name)]
        if let receipt = try earlier(request, body) { return receipt }
        let task = try self.task(number)
        return try await perform(.decide(task.caseID, .addReviewer(step: task.step, reviewer: reviewer)), request, body, .init())
    }

    /// Contests an entry of accountability.
    public func contest(_ request: Request, case number: CaseNumber, entry: Int, reason: String) async throws(Refusal) -> Receipt {
        try await withReason(request, number, "contest", reason, more: ["entry": .integer(Int64(entry))]) {
            .contest(entry: entry, reason: $0)
        }
    }

    /// Upholds a contested entry of accountability, or sets it aside.
    public func settle(
        _ request: Request, case number: CaseNumber, entry: Int, isSetAside: Bool, reason: String
    ) async throws(Refusal) -> Receipt {
        try await withReason(
            request, number, "settle", reason, more: ["entry": .integer(Int64(entry)), "set_aside": .bool(isSetAside)]
        ) { .settle(entry: entry, isSetAside: isSetAside, reason: $0) }
    }

    // MARK: Clocks

    /// Has the clocks of a case stand still.
    /// - Parameters:
    ///   - reason: One of the codes that the definition lists.
    ///   - paper: The paper that says so, such as the number of a notice.
    public func stopClocks(
        _ request: Request, case number: CaseNumber, reason: String, paper: String?
    ) async throws(Refusal) -> Receipt {
        try require(reason, "Stopping the clocks of case \(number)")
        return try await plain(
            request, number, ["stop": .text(number.text), "reason": .text(reason), "paper": paper.map { .text($0) } ?? .null],
            .stopClocks(reason: reason, paper: paper))
    }

    /// Has the clocks of a case run on.
    public func resumeClocks(_ request: Request, case number: CaseNumber, paper: String?) async throws(Refusal) -> Receipt {
        try await plain(
            request, number, ["run-on": .text(number.text), "paper": paper.map { .text($0) } ?? .null], .resumeClocks(paper: paper))
    }

    /// Asks for more time.
    public func requestExtension(
        _ request: Request, case number: CaseNumber, by limit: Limit, reason: String
    ) async throws(Refusal) -> Receipt {
        try await withReason(request, number, "extend", reason, more: ["by": .text(limit.description)]) {
            .requestExtension(by: limit, reason: $0)
        }
    }
}
