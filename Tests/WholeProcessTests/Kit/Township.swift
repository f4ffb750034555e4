import DubanAPI
import DubanModel
import Foundation

/// What the staff of the shipped roster do in the shipped bundles, a command at a time.
extension HallUnderTest {
    /// Opens a case and waits for what follows.
    /// - Returns: Its number.
    @discardableResult
    func apply(_ workflow: String, _ document: String, as member: String, materials: String? = nil) throws -> String {
        let papers = materials.map { ["--materials", $0] } ?? []
        let output = try duban(["apply", workflow, "--data", "-", "--json"] + papers, as: member, input: document)
        guard output.code == 0 else { throw ChildProcess.Failure(description: "\(member) applies for \(workflow): \(output)") }
        let receipt: ReceiptBody = try output.decode()
        try settle()
        return receipt.caseNumber
    }

    /// Acts at a step, as the member sees it in their inbox; where it is not there, as anybody could who knows the task's number.
    func act(
        _ step: String, _ action: String? = nil, of number: String, as member: String, data: String? = nil, comment: String? = nil,
        key: String? = nil
    ) throws -> Output {
        let own: [TaskBody] = try ask("inbox", as: member)
        let all: [TaskBody] = try ask("inbox", "--all", as: "admin")
        guard let task = (own + all).first(where: { $0.caseNumber == number && $0.step == step }) else {
            let open = all.filter { $0.caseNumber == number }.map(\.step)
            throw ChildProcess.Failure(description: "case \(number) has no task at \(step); there are \(open)")
        }
        let words = ["act", String(task.number), action ?? task.actions.first?.name ?? "", "--json"]
        return try duban(
            words + (data == nil ? [] : ["--data", "-"]) + (comment.map { ["--comment", $0] } ?? []) + (key.map { ["--key", $0] } ?? []),
            as: member, input: data)
    }

    /// Acts, and waits for what follows.
    func does(
        _ step: String, _ action: String? = nil, of number: String, as member: String, data: String? = nil, comment: String? = nil
    ) throws {
        let output = try act(step, action, of: number, as: member, data: data, comment: comment)
        guard output.code == 0 else { throw ChildProcess.Failure(description: "\(member) at \(step) of \(number): \(output)") }
        try settle()
    }

    /// The code with which an act is refused; nothing where it was done.
    func refusal(
        _ step: String, _ action: String? = nil, of number: String, as member: String, data: String? = nil, comment: String? = nil
    ) throws -> String? {
        let output = try act(step, action, of: number, as: member, data: data, comment: comment)
        if output.code == 0 { return nil }
        return try JSONDecoder().decode(ErrorBody.self, from: Data(output.error.utf8)).code
    }

    // MARK: What is there

    /// The entries of a register; none where it has none yet.
    func register(_ name: String) throws -> [RegisterEntryBody] {
        let names: [String] = try ask("register", as: "admin")
        return names.contains(name) ? try ask("register", name, as: "admin") : []
    }

    func outcome(of number: String) throws -> String? { try detail(number).summary.outcome }

    func steps(of number: String) throws -> [String] { try detail(number).summary.steps.sorted() }

    /// The bytes of the last document of a name.
    func document(_ name: String, of number: String) throws -> Data {
        guard let document = try detail(number).documents.last(where: { $0.name == name }),
            let bytes = FileManager.default.contents(atPath: "\(state)/documents/\(document.path)")
                ?? FileManager.default.contents(atPath: document.path)
        else { throw ChildProcess.Failure(description: "case \(number) has no document \(name)") }
        return bytes
    }

    // MARK: The budget

    /// Enters an amount, in yuan, for a budget line, or more of it.
    func fund(_ line: String, _ amount: String) throws {
        let number = try apply(
            "budget-line", "{\"line\": {\"code\": \"\(line)\", \"amount\": \"\(amount)\", \"basis\": \"2026\"}}", as: "qian-jun")
        try does("approval", "approve", of: number, as: "song-yi")
    }

    /// What is left of a line, in fen: a case that adds nothing says it.
    func left(of line: String) throws -> Int64? {
        let number = try apply("budget-line", "{\"line\": {\"code\": \"\(line)\", \"amount\": \"0\", \"basis\": \"?\"}}", as: "qian-jun")
        try does("approval", "approve", of: number, as: "song-yi")
        return try detail(number).data["line"]["left"].integerValue
    }
}
