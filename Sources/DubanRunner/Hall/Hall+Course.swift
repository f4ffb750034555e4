public import DubanEngine
public import DubanModel
import DubanStore
import DubanWorkflows

/// What people do to a case as a whole.
extension Hall {
    /// Says something about a case outside its steps.
    public func comment(_ request: Request, case number: CaseNumber, text: String) async throws(Refusal) -> Receipt {
        try await withReason(request, number, "comment", text) { .comment($0) }
    }

    /// Takes back what the caller did last (撤回).
    public func recall(_ request: Request, case number: CaseNumber) async throws(Refusal) -> Receipt {
        try await plain(request, number, ["recall": .text(number.text)], .recall)
    }

    /// Ends a case: the applicant withdraws, or the office cancels.
    public func close(
        _ request: Request, case number: CaseNumber, cause: Event.ClosingBegan.Cause, reason: String
    ) async throws(Refusal) -> Receipt {
        try await withReason(request, number, cause.rawValue, reason) { .close(cause, reason: $0) }
    }

    /// Has everything stand still.
    public func suspend(_ request: Request, case number: CaseNumber, reason: String) async throws(Refusal) -> Receipt {
        try await withReason(request, number, "suspend", reason) { .suspend(reason: $0) }
    }

    /// Has a suspended case go on.
    public func resume(_ request: Request, case number: CaseNumber, reason: String) async throws(Refusal) -> Receipt {
        try await withReason(request, number, "resume", reason) { .resume(reason: $0) }
    }

    /// Has a case go on under another version of its workflow.
    /// - Parameter steps: Steps by their names before and after; others keep their names.
    public func migrate(
        _ request: Request, case number: CaseNumber, to version: ContentHash, steps: [String: String]
    ) async throws(Refusal) -> Receipt {
        let body: DataValue = [
            "migrate": .text(number.text), "to": .text(version.description), "steps": .record(steps.mapValues { .text($0) }),
        ]
        if let receipt = try earlier(request, body) { return receipt }
        return try await perform(.migrate(try caseID(of: number), to: version, steps: steps), request, body, .init())
    }

    /// Who may bring messages from outside: a program's own entry on the roster, or who looks after the machine.
    public static let messengers: Set<String> = ["integration", "administrator"]

    /// Brings a message from outside to the case that waits for it. Its sender is the caller, who holds one of the roles `messengers`.
    /// - Parameters:
    ///   - correlation: What tells the case from others that wait for the same message.
    ///   - action: Which of the wait's actions it reports; the first where none is named.
    public func deliver(
        _ request: Request, message: String, correlation: String, action: String?, data: DataValue
    ) async throws(Refusal) -> Receipt {
        let body: DataValue = [
            "message": .text(message), "key": .text(correlation), "action": action.map { .text($0) } ?? .null, "data": data,
        ]
        if let receipt = try earlier(request, body) { return receipt }
        guard let member = versions.inForce.roster[request.caller], !member.roles.isDisjoint(with: Hall.messengers) else {
            throw Refusal(
                .wrongRole,
                "Messages from outside are brought by the role \(Hall.messengers.sorted().joined(separator: " or ")), which \(request.caller) does not hold."
            )
        }
        let waiting = try Refusal.wrapping { try reader.tasks(awaiting: .init(message: message, correlation: correlation)) }
        guard let task = waiting.first else {
            throw Refusal(.unknownTask, "No case waits for the message \"\(message)\" with the key \"\(correlation)\".")
        }
        let definition = try self.definition(of: task.caseID)
        var privacy = WriterItem.Privacy()
        var changes: [DataChange] = []
        if !data.isNull {
            let form = definition.steps[task.name]?.form ?? []
            let admitted = try DataAdmission.admit(data, to: definition, at: task.name, form: form)
            changes = try seal(admitted, under: try caseKey(of: task.caseID), &privacy)
        }
        let input = Input.Message(step: task.step, action: action ?? task.actions.first ?? message, changes: changes)
        return try await perform(.decide(task.caseID, .message(input)), request, body, privacy, by: .outside(request.caller.name))
    }

    // MARK: Parts

    /// An input that says nothing private.
    func plain(_ request: Request, _ number: CaseNumber, _ body: DataValue, _ input: Input) async throws(Refusal) -> Receipt {
        if let receipt = try earlier(request, body) { return receipt }
        return try await perform(.decide(try caseID(of: number), input), request, body, .init())
    }

    /// An input that says why: the reason is sealed.
    func withReason(
        _ request: Request, _ number: CaseNumber, _ verb: String, _ reason: String, more: [String: DataValue] = [:],
        _ input: (DataValue) -> Input
    ) async throws(Refusal) -> Receipt {
        let body = DataValue.record(more.merging([verb: .text(number.text), "reason": .text(reason)]) { $1 })
        if let receipt = try earlier(request, body) { return receipt }
        let id = try caseID(of: number)
        try require(reason, "The request to \(verb) in case \(number)")
        var privacy = WriterItem.Privacy()
        let sealedReason = try sealed(.text(reason), under: try caseKey(of: id), &privacy)
        return try await perform(.decide(id, input(sealedReason)), request, body, privacy)
    }
}
