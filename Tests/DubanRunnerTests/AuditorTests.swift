import DubanModel
import DubanRunner
import DubanStore
import DubanTestKit
import GRDB
import Testing

/// quality.md, P20: the auditor names what was changed.
@Suite struct AuditorTests {
    @Test func history_thatIsWhole_hasNoFinding() async throws {
        let history = try await AuditedHistory()
        let report = try history.report()
        #expect(report.findings == [])
        #expect(report.cases == 3)
        #expect(report.events > 20)
        let seal = try #require(report.lastSeal)
        #expect(seal.number > 10)
        #expect(try history.findings(anchor: seal.hash) == [])
    }

    @Test func database_thatIsEmpty_hasNoFinding() throws {
        var auditor = Auditor(try HallFixture([Fixture.permit()]).store.reader)
        let report = try auditor.verify()
        #expect(report.findings == [] && report.cases == 0 && report.lastSeal == nil)
    }

    // MARK: A flipped byte

    @Test(arguments: ["position", "case_id", "sequence", "count", "at", "actor", "events", "hash"], ["3", "6"])
    func decision_withAFlippedByte_isFound(column: String, position: String) async throws {
        let history = try await AuditedHistory()
        // A number that is taken already cannot be had by flipping its lowest bit.
        if ["position", "case_id", "sequence"].contains(column) {
            try history.tamper("UPDATE decisions SET \(column) = \(column) + 1000 WHERE position = \(position)")
        } else {
            try history.flip("decisions", column, where: "position = \(position)")
        }
        #expect(try history.findings() != [])
    }

    @Test func decision_atAPositionBeforeTheFirst_isFound() async throws {
        let history = try await AuditedHistory()
        try history.tamper("UPDATE decisions SET position = -2 WHERE position = 2")
        #expect(try history.findings() != [])
    }

    @Test(arguments: ["case_id", "sequence", "head", "state"])
    func snapshot_withAFlippedByte_isFound(column: String) async throws {
        let history = try await AuditedHistory()
        if column == "case_id" {
            try history.tamper("UPDATE snapshots SET case_id = 3 WHERE case_id = 1")
        } else {
            try history.flip("snapshots", column, where: "case_id = 1")
        }
        #expect(try history.findings().contains { $0.contains("snapshot") })
    }

    @Test(arguments: ["number", "at", "position", "heads", "hash"], ["2", "(SELECT max(number) FROM seals)"])
    func seal_withAFlippedByte_isFound(column: String, number: String) async throws {
        let history = try await AuditedHistory()
        if column == "number" {
            try history.tamper("UPDATE seals SET number = number + 1000 WHERE number = \(number)")
        } else {
            try history.flip("seals", column, where: "number = \(number)")
        }
        #expect(try history.findings().contains { $0.contains("seal") })
    }

    @Test(arguments: ["register", "label", "case_number", "sequence", "at", "fields"])
    func registerEntry_withAFlippedByte_isFound(column: String) async throws {
        let history = try await AuditedHistory()
        try history.flip("registers", column, where: "id = 2")
        #expect(try history.findings().contains { $0.contains("register") })
    }

    @Test(arguments: ["case_number", "at", "person", "supervisor", "promise", "step", "shares", "standing", "sequence"])
    func accountabilityEntry_withAFlippedByte_isFound(column: String) async throws {
        let history = try await AuditedHistory()
        let first = "case_id = 1 AND sequence = (SELECT min(sequence) FROM accountability)"
        if column == "standing" {
            try history.tamper("UPDATE accountability SET standing = 'set-aside' WHERE \(first)")
        } else {
            try history.flip("accountability", column, where: first)
        }
        #expect(try history.findings().contains { $0.contains("accountability") })
    }

    @Test(arguments: ["number", "workflow", "definition", "opened_at", "steps", "owner", "light", "due"])
    func listOfCases_withAFlippedByte_isFound(column: String) async throws {
        let history = try await AuditedHistory()
        try history.flip("cases", column, where: "id = 1")
        #expect(try history.findings().contains { $0.contains("listed") })
    }

    @Test func sealedValue_withAFlippedByte_isFound() async throws {
        let history = try await AuditedHistory()
        try history.flip("sealed_fields", "ciphertext", where: "case_id = 2")
        #expect(try history.findings() == ["case PRM-2026-0002 has a sealed value that was changed"])
    }

    @Test func workflow_withAFlippedByte_isFound() async throws {
        let history = try await AuditedHistory()
        try history.flip("definitions", "content", where: "kind = 'workflow'")
        #expect(try history.findings().count == 1)
    }

    @Test(arguments: ["cases/PRM/2026", "tasks", "register/permits/2026"], [1, -1])
    func count_thatWasMoved_isFound(name: String, by: Int) async throws {
        let history = try await AuditedHistory()
        try history.tamper("UPDATE serials SET next = next + ? WHERE name = ?", [by, name])
        #expect(try history.findings().contains { $0.contains("count \(name)") })
    }

    // MARK: Something that is gone

    @Test func case_withoutItsLastEvents_isNamed() async throws {
        let history = try await AuditedHistory()
        try history.tamper("DELETE FROM decisions WHERE position = (SELECT max(position) FROM decisions WHERE case_id = 2)")
        #expect(try history.findings().contains { $0.contains("PRM-2026-0002") || $0.contains("internal number 2") })
    }

    @Test func case_withoutItsLastEventInAnOtherwiseWholeLog_lacksThem() async throws {
        let history = try await AuditedHistory()
        try history.tamper("DELETE FROM decisions WHERE position = (SELECT max(position) FROM decisions WHERE case_id = 1)")
        #expect(try history.findings().contains { $0.contains("PRM-2026-0001 lacks its last events") })
    }

    @Test func case_withoutAnEventInTheMiddle_isNamed() async throws {
        let history = try await AuditedHistory()
        try history.tamper("DELETE FROM decisions WHERE case_id = 1 AND position = 4")
        #expect(try history.findings().contains { $0.contains("PRM-2026-0001 lacks the events") })
    }

    /// Everything that belongs to it, from every table.
    @Test func case_thatIsGoneAsAWhole_isNamed() async throws {
        let history = try await AuditedHistory()
        for table in ["decisions", "registers", "tasks", "jobs", "timers", "sealed_fields", "case_keys", "blind_index"] {
            try? history.tamper("DELETE FROM \(table) WHERE case_id = 2")
        }
        try history.tamper("DELETE FROM cases WHERE id = 2")
        #expect(try history.findings().contains { $0.contains("internal number 2 is missing") })
    }

    @Test(arguments: [
        ("registers", "id = 1", "register"), ("accountability", "case_id = 1", "accountability"), ("cases", "id = 2", "list of cases"),
        ("tasks", "case_id = 1", "inbox"), ("jobs", "case_id = 2", "queue"), ("sealed_fields", "case_id = 3", "lacks a sealed value"),
        ("seals", "number = 3", "seal 3 is missing"), ("seals", "number = (SELECT max(number) FROM seals)", "no seal covers"),
    ])
    func row_thatIsGone_isFound(table: String, condition: String, part: String) async throws {
        let history = try await AuditedHistory()
        try history.tamper("DELETE FROM \(table) WHERE \(condition)")
        #expect(try history.findings().contains { $0.contains(part) })
    }

    // MARK: Something that was added

    @Test func registerEntry_ofACaseThatDoesNotExist_isFound() async throws {
        let history = try await AuditedHistory()
        try history.tamper(
            """
            INSERT INTO registers (register, key, label, case_id, case_number, sequence, at, fields)
            SELECT register, key, 'PRM-2026-0009', 99, 'PRM-2026-0099', sequence, at, fields FROM registers LIMIT 1
            """)
        #expect(try history.findings() == ["register permits has entries that no case made"])
    }

    @Test func balance_thatNothingMade_isFound() async throws {
        let history = try await AuditedHistory()
        try history.tamper("INSERT INTO balances (register, account, value) VALUES ('permits', 'budget', 100)")
        #expect(try history.findings() == ["register permits has balances that are not the sums of its changes"])
    }

    @Test func accountabilityEntry_ofACaseThatDoesNotExist_isFound() async throws {
        let history = try await AuditedHistory()
        try history.tamper(
            """
            INSERT INTO accountability (case_id, sequence, case_number, at, person, promise, shares, standing)
            VALUES (99, 1, 'PRM-2026-0099', 0, 'li-na', 'step-limit', '[]', 'standing')
            """)
        #expect(try history.findings() == ["the ledger of accountability has entries that no case made"])
    }

    // MARK: A chain that was rewritten

    /// Whoever can write the database can make the chain fit again; the day's seal in the journal is what they cannot change.
    @Test func chain_rewrittenFromItsStart_isFoundByTheAnchor() async throws {
        let history = try await AuditedHistory()
        let anchor = try #require(try history.report().lastSeal).hash
        try history.rewriteChain()
        // The register still tells of what was; so do snapshots, where there are any.
        #expect(try history.findings().allSatisfy { !$0.contains("hash") && !$0.contains("seal") })
        #expect(try history.findings(anchor: anchor).contains { $0.contains("no seal has the hash \(anchor)") })
    }

    /// An erased person leaves no finding: what is left verifies.
    @Test func case_whoseKeyWasDestroyed_stillVerifies() async throws {
        let history = try await AuditedHistory()
        for table in ["sealed_fields", "case_keys", "blind_index"] { try history.tamper("DELETE FROM \(table) WHERE case_id = 2") }
        #expect(try history.findings() == [])
    }
}
