import DubanEngine
import DubanModel
import DubanStore
import DubanTestKit

/// Rows for the conformance suite: each field holds something of its own, so that two that are mixed up are seen.
enum Samples {
    static let one = CaseID(1)
    static let two = CaseID(2)

    static func at(_ seconds: Int64) -> Instant { Fixture.monday + .seconds(seconds) }

    static func hash(_ byte: UInt8) -> ContentHash { ContentHash(bytes: [UInt8](repeating: byte, count: 32)) ?? .zero }

    static func number(_ id: CaseID) -> CaseNumber { CaseNumber(code: "CERT", year: 2_026, serial: id.rawValue) }

    static func decision(_ id: CaseID = one, _ sequence: Int = 1, count: Int = 1, text: String = "x") -> StoredDecision {
        StoredDecision(
            caseID: id, sequence: sequence, count: count, at: at(Int64(sequence)), actor: "staff:li-na",
            events: Array("[\"\(text)\"]".utf8),
            hash: hash(UInt8(sequence)))
    }

    static func task(_ number: Int64, of id: CaseID = one, step: Int = 2, holder: StaffID? = nil) -> TaskRow {
        TaskRow(
            number: TaskNumber(number), caseID: id, caseNumber: self.number(id), step: StepID(step), name: "review",
            title: LocalizedText(english: "Review \"it\"", chinese: "审核"), workflow: "certificate", roles: ["reviewer", "clerk"],
            excluded: [StaffID("li-na"), StaffID("o'neil")], holder: holder, actions: ["approve", "refuse"], openedAt: at(number))
    }

    static func job(_ id: CaseID = one, step: Int = 3, queue: String = "documents", at second: Int64 = 0) -> JobRow {
        JobRow(
            caseID: id, caseNumber: number(id), step: StepID(step), queue: queue, plugin: "renderer", action: "render",
            arguments: ["template": "receipt", "name": .sealed(SealedReference(digest: hash(9))), "list": [1, .null]],
            requestedAt: at(second))
    }

    static func reference(_ id: CaseID = one, step: Int = 3) -> JobReference { JobReference(caseID: id, step: StepID(step)) }

    static func timer(_ id: CaseID = one, clock: Int = 4, _ rung: Rung = .due, at second: Int64) -> TimerRow {
        TimerRow(caseID: id, clock: ClockID(clock), rung: rung, due: at(second))
    }

    static func entry(
        _ id: CaseID = one, register: String = "certificates", key: String? = nil, label: String? = nil, sequence: Int = 5
    ) -> RegisterRow {
        RegisterRow(
            register: register, key: key, label: label, caseID: id, caseNumber: number(id), sequence: sequence, at: at(Int64(sequence)),
            fields: ["kind": "departure", "holder": .sealed(SealedReference(digest: hash(7)))])
    }

    static func charge(_ id: CaseID = one, sequence: Int, person: StaffID? = StaffID("li-na"), at second: Int64) -> AccountabilityRow {
        AccountabilityRow(
            caseID: id, caseNumber: number(id), sequence: sequence, at: at(second),
            entry: .init(
                person: person, supervisor: person.map { _ in StaffID("zhao-min") }, promise: "promised-limit",
                step: person.map { _ in StepID(2) }))
    }

    static func summary(
        _ id: CaseID = one, workflow: String = "certificate", light: Light = .green, outcome: String? = nil
    ) -> CaseSummary {
        CaseSummary(
            id: id, number: number(id), workflow: workflow, definition: hash(3), openedAt: at(id.rawValue),
            steps: outcome == nil ? ["review", "hand-over"] : [], owner: StaffID("li-na"), light: light, due: at(100), outcome: outcome,
            endedAt: outcome.map { _ in at(200) })
    }
}

extension StoreSession {
    /// Performs an effect without a claim.
    func perform(_ effect: Effect, of caseID: CaseID = Samples.one) throws { try perform(effect, of: caseID, claim: nil) }
}

extension Store {
    /// One transaction after the other performs these effects.
    func perform(_ effects: [Effect], of caseID: CaseID = Samples.one, claim: JobClaim? = nil) throws {
        try transact { session in for effect in effects { try session.perform(effect, of: caseID, claim: claim) } }
    }
}

/// An error of the test's own, to roll a transaction back.
struct Rollback: Error, Equatable {}
