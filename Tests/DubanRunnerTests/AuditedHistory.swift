import Crypto
import DubanEngine
import DubanModel
import DubanRunner
import DubanStore
import DubanStoreSQLite
import DubanTestKit
import DubanTime
import DubanWorkflows
import Foundation
import GRDB

/// A database with a whole history in it, which a test tampers with: three cases, one of which broke a promise, and a register.
final class AuditedHistory {
    private let folder: ScratchFolder
    private var path: String { folder.path("duban.db") }

    init() async throws {
        folder = try ScratchFolder("audit")
        let store = try SQLiteStore(path: folder.path("duban.db"))
        let workflow = try Fixture.permit()
        let hall = try HallFixture([workflow], store: store)
        let bundle = Fixture.bundle(Fixture.permitText)
        try store.transact { session in
            try session.save(StoredDefinition(hash: workflow.hash, kind: .workflow, name: "permit", content: bundle, at: Fixture.monday))
        }
        let vault = try Vault(officeKey: [UInt8](repeating: 1, count: 32))
        for number in 1...3 { try await play(hall, workflow, vault, number) }
        try store.close()
    }

    /// Opens a case with a private name; the first one is handed over, too late.
    private func play(_ hall: HallFixture, _ workflow: WorkflowDefinition, _ vault: Vault, _ number: Int) async throws {
        let key = try vault.newCaseKey()
        let name = try vault.seal(.text("Applicant \(number)"), under: key)
        var privacy = WriterItem.Privacy()
        privacy.caseKey = key.wrapped
        privacy.sealed = [name]
        privacy.tokens = [vault.token(for: "Applicant \(number)")]
        let changes = [
            DataChange(path: DataPath("applicant.name"), value: .sealed(name.reference)),
            DataChange(path: DataPath("purpose"), value: "travel"),
        ]
        let opened = try await hall.writer.perform(
            HallFixture.opening(workflow, changes), by: .staff(StaffID("li-na")), privacy: privacy)
        guard number == 1, let job = hall.dispatcher.started.first else { return }
        var receipt = try await hall.writer.perform(
            .report(job, .done(output: [:], files: [])), by: .plugin("documents"), request: (RequestKey(caller: "p", key: "k"), []))
        hall.clock.advance(to: Fixture.monday + .seconds(8 * 86_400))
        for timer in try hall.store.reader.timers(dueBy: hall.clock.now(), limit: 10) where timer.caseID == CaseID(1) {
            _ = try await hall.writer.perform(
                .decide(timer.caseID, .rung(.init(clock: timer.clock, rung: timer.rung, due: timer.due))), by: .clock)
        }
        // Enough decisions for a snapshot, and one after it.
        for _ in 0..<5 {
            receipt = try await hall.act(receipt, at: "hand-over", "claim")
            receipt = try await hall.act(receipt, at: "hand-over", "release")
        }
        _ = opened
    }

    /// What the auditor finds.
    func findings(anchor: ContentHash? = nil) throws -> [String] { try report(anchor: anchor).findings }

    /// What the auditor says.
    func report(anchor: ContentHash? = nil) throws -> Auditor.Report {
        let store = try SQLiteStore(path: path)
        defer { try? store.close() }
        var auditor = Auditor(store.reader)
        return try auditor.verify(anchor: anchor)
    }

    /// Changes the database behind the daemon's back.
    func tamper(_ sql: String, _ arguments: StatementArguments = []) throws {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        try queue.write { database in
            try database.execute(sql: sql, arguments: arguments)
            guard database.changesCount > 0 else { throw Fixture.Fault(description: "\(sql) changed nothing") }
        }
    }

    /// Flips the lowest bit of the first byte of text or blob, or of a number, in the row that `condition` names.
    func flip(_ table: String, _ column: String, where condition: String) throws {
        let queue = try DatabaseQueue(path: path)
        let value = try queue.read { try DatabaseValue.fetchOne($0, sql: "SELECT \(column) FROM \(table) WHERE \(condition)") }
        try queue.close()
        let flipped: (any DatabaseValueConvertible)?
        switch value?.storage {
        case .int64(let number): flipped = number ^ 1
        case .string(let text): flipped = String(decoding: AuditedHistory.flipped(Array(text.utf8)), as: UTF8.self)
        case .blob(let data): flipped = Data(AuditedHistory.flipped(Array(data)))
        default: throw Fixture.Fault(description: "\(table).\(column) holds nothing to flip where \(condition)")
        }
        try tamper("UPDATE \(table) SET \(column) = ? WHERE \(condition)", [flipped])
    }

    private static func flipped(_ bytes: [UInt8]) -> [UInt8] {
        guard let first = bytes.first else { return [1] }
        return [first ^ 1] + bytes.dropFirst()
    }

    /// Rewrites the whole history from the first decision, as somebody would who knows how hashes are made.
    func rewriteChain() throws {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        try queue.write { database in
            try database.execute(
                sql: "UPDATE decisions SET events = CAST(replace(CAST(events AS TEXT), 'travel', 'trade!') AS BLOB) WHERE case_id = 2")
            try AuditedHistory.rehash(database)
        }
    }

    private static func rehash(_ database: Database) throws {
        var heads: [Int64: ContentHash] = [:]
        for row in try Row.fetchAll(database, sql: "SELECT * FROM decisions ORDER BY position") {
            let id: Int64 = row["case_id"]
            let hash = DecisionChain.hash(
                previous: heads[id] ?? .zero, caseID: CaseID(id), sequence: row["sequence"], count: row["count"],
                at: Instant(milliseconds: row["at"]), actor: row["actor"], events: Array(row["events"] as Data))
            heads[id] = hash
            try database.execute(
                sql: "UPDATE decisions SET hash = ? WHERE position = ?", arguments: [Data(hash.bytes), row["position"] as Int64])
        }
        var previous: StoredSeal?
        for row in try Row.fetchAll(database, sql: "SELECT * FROM seals ORDER BY number") {
            let position: Int64 = row["position"]
            let sealed = try (SealChain.decode(Array(row["heads"] as Data)) ?? []).map { head in
                let hash = try Data.fetchOne(
                    database, sql: "SELECT hash FROM decisions WHERE case_id = ? AND position <= ? ORDER BY position DESC LIMIT 1",
                    arguments: [head.caseID.rawValue, position])
                return SealChain.Head(caseID: head.caseID, sequence: head.sequence, hash: ContentHash(bytes: hash ?? Data()) ?? .zero)
            }
            let seal = SealChain.seal(after: previous, heads: sealed, position: position, at: Instant(milliseconds: row["at"]))
            try database.execute(
                sql: "UPDATE seals SET heads = ?, hash = ? WHERE number = ?",
                arguments: [Data(seal.heads), Data(seal.hash.bytes), seal.number])
            previous = seal
        }
    }
}
