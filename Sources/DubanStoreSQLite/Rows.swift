import DubanEngine
import DubanModel
import DubanStore
import Foundation
import GRDB

extension Row {
    func bytes(_ column: String) -> [UInt8] { (self[column] as Data?).map { Array($0) } ?? [] }

    func instant(_ column: String) -> Instant { Instant(milliseconds: self[column]) }

    func optionalInstant(_ column: String) -> Instant? { (self[column] as Int64?).map { Instant(milliseconds: $0) } }

    func hash(_ column: String) -> ContentHash { ContentHash(bytes: bytes(column)) ?? .zero }

    func staff(_ column: String) -> StaffID? { (self[column] as String?).map { StaffID($0) } }

    var decision: StoredDecision {
        StoredDecision(
            position: self["position"], caseID: CaseID(self["case_id"]), sequence: self["sequence"], count: self["count"],
            at: instant("at"), actor: self["actor"], events: bytes("events"), hash: hash("hash"))
    }

    var snapshot: StoredSnapshot {
        StoredSnapshot(caseID: CaseID(self["case_id"]), sequence: self["sequence"], head: hash("head"), state: bytes("state"))
    }

    var seal: StoredSeal {
        StoredSeal(
            number: self["number"], at: instant("at"), position: self["position"], heads: bytes("heads"), hash: hash("hash"))
    }

    var summary: CaseSummary {
        CaseSummary(
            id: CaseID(self["id"]), number: CaseNumber(self["number"]), workflow: self["workflow"], definition: hash("definition"),
            openedAt: instant("opened_at"), steps: NameList.names(self["steps"]), owner: staff("owner"),
            light: Light(rawValue: self["light"]) ?? .green, due: optionalInstant("due"), isProvisional: self["provisional"],
            offeredTo: staff("offered_to"), outcome: self["outcome"], endedAt: optionalInstant("ended_at"))
    }

    var task: TaskRow {
        TaskRow(
            number: TaskNumber(self["number"]), caseID: CaseID(self["case_id"]), caseNumber: CaseNumber(self["case_number"]),
            step: StepID(self["step"]), name: self["name"],
            title: LocalizedText(english: self["title_en"], chinese: self["title_zh"]), workflow: self["workflow"],
            roles: NameList.names(self["roles"]), candidates: NameList.names(self["candidates"]).map { StaffID($0) },
            excluded: NameList.names(self["excluded"]).map { StaffID($0) }, holder: staff("holder"),
            actions: NameList.names(self["actions"]), openedAt: instant("opened_at"),
            awaits: (self["message"] as String?).map { TaskRow.Awaited(message: $0, correlation: self["correlation"]) })
    }

    var timer: TimerRow {
        TimerRow(
            caseID: CaseID(self["case_id"]), clock: ClockID(self["clock"]), rung: Rung(rawValue: self["rung"]) ?? .due,
            due: instant("due"))
    }

    /// A job, its columns in the order of `JobColumns`: names would be compared for each of many rows.
    func job() throws -> StoredJob {
        let row = try JobRow(
            caseID: CaseID(self[0]), step: StepID(self[1]), queue: self[2], payload: (self[7] as Data?).map { Array($0) } ?? [])
        return StoredJob(
            row: row, state: JobState(code: self[3]) ?? .dead, claim: JobClaim(epoch: self[4], attempt: self[5]),
            readyAt: Instant(milliseconds: self[6]), errorCode: self[9], errorMessage: self[10], priority: self[8])
    }

    var entry: RegisterRow {
        RegisterRow(
            register: self["register"], key: self["key"], label: self["label"], caseID: CaseID(self["case_id"]),
            caseNumber: CaseNumber(self["case_number"]), sequence: self["sequence"], at: instant("at"),
            fields: (try? JSONReader.read(bytes("fields"), admitsSealed: true)) ?? .null)
    }

    var accountability: AccountabilityRow {
        AccountabilityRow(
            caseID: CaseID(self["case_id"]), caseNumber: CaseNumber(self["case_number"]), sequence: self["sequence"],
            at: instant("at"),
            entry: .init(
                person: staff("person"), supervisor: staff("supervisor"), promise: self["promise"],
                step: (self["step"] as Int?).map { StepID($0) }, shares: ShareList.shares(self["shares"])),
            standing: Charge.Standing(rawValue: self["standing"]) ?? .standing)
    }

    func definition() -> StoredDefinition? {
        StoredDefinition.Kind(rawValue: self["kind"]).map {
            StoredDefinition(hash: hash("hash"), kind: $0, name: self["name"], content: bytes("content"), at: instant("at"))
        }
    }
}

/// The columns of a job as it is read.
enum JobColumns {
    static let text = "case_id, step, queue, state, epoch, attempt, ready_at, payload, priority, error_code, error_message"
}

/// Reads of a case that the writer's transaction and the readers share.
enum CaseRows {
    static func snapshot(_ id: CaseID, _ database: Database) throws -> StoredSnapshot? {
        let statement = try database.cachedStatement(sql: "SELECT * FROM snapshots WHERE case_id = ?")
        return try Row.fetchOne(statement, arguments: [id.rawValue]).map { $0.snapshot }
    }

    static func decisions(_ id: CaseID, after sequence: Int, _ database: Database) throws -> [StoredDecision] {
        let statement = try database.cachedStatement(sql: "SELECT * FROM decisions WHERE case_id = ? AND sequence > ? ORDER BY sequence")
        return try Row.fetchAll(statement, arguments: [id.rawValue, sequence]).map { $0.decision }
    }

    static func answer(to key: RequestKey, _ database: Database) throws -> StoredAnswer? {
        let statement = try database.cachedStatement(sql: "SELECT fingerprint, body, at FROM request_keys WHERE caller = ? AND key = ?")
        return try Row.fetchOne(statement, arguments: [key.caller, key.key]).map {
            StoredAnswer(fingerprint: $0.bytes("fingerprint"), body: $0.bytes("body"), at: $0.instant("at"))
        }
    }

    static func load(_ id: CaseID, _ database: Database) throws -> StoredCase? {
        let snapshot = try snapshot(id, database)
        let tail = try decisions(id, after: snapshot?.sequence ?? 0, database)
        return snapshot == nil && tail.isEmpty ? nil : StoredCase(snapshot: snapshot, tail: tail)
    }
}
