import DubanModel
import Foundation
import Testing

/// quality.md, P20: history is tamper-evident. A hall with two cases is closed, its database changed behind the daemon's back, and
/// `duban audit verify` names what was done.
@Suite("duban audit verify over a tampered database", .blocking)
struct AuditTests {
    /// A closed hall with one ended and one open case.
    private func closedHall() throws -> HallUnderTest {
        let hall = try HallUnderTest()
        try hall.start()
        try Story().tell(hall)
        let output = try hall.duban("apply", "certificate-issuance", "--data", "-", input: Story.application)
        #expect(output.code == 0, "\(output)")
        try hall.settle()
        try hall.stop()
        return hall
    }

    private func verify(_ hall: HallUnderTest, _ more: String...) throws -> Output {
        try Program.run(Place.duban, ["audit", "verify", "--state", hall.state] + more, scratch: hall.scratch)
    }

    private func expectFinding(_ sql: String, _ parts: [String], _ location: SourceLocation = #_sourceLocation) throws {
        let hall = try closedHall()
        defer { hall.end() }
        try Ledger(hall.state, writes: true).tamper(sql)
        let output = try verify(hall)
        #expect(output.code == 3, "\(output)", sourceLocation: location)
        for part in parts { #expect(output.text.contains(part), "\(output)", sourceLocation: location) }
    }

    @Test func history_untouched_isWholeAndNamesTheLastSeal() throws {
        let hall = try closedHall()
        defer { hall.end() }
        let output = try verify(hall)
        #expect(output.code == 0, "\(output)")
        #expect(output.text.contains("✓ the history is whole: 2 cases"), "\(output)")
        let report = try JSONReader.read(Array(try verify(hall, "--json").text.utf8))
        #expect(report["findings"] == .list([]))
        let seal = try #require(report["seal"].textValue?.split(separator: " ").last.map(String.init))
        #expect(try verify(hall, "--anchor", seal).code == 0)
        let other = try verify(hall, "--anchor", String(seal.reversed()))
        #expect(other.code == 3 && other.text.contains("the chain was rewritten"), "\(other)")
    }

    @Test func byte_flippedInAnEvent_isNamedWithItsCase() throws {
        try expectFinding(
            """
            UPDATE decisions SET events = CAST(replace(CAST(events AS TEXT), 'approve', 'approvf') AS BLOB)
            WHERE position = (SELECT min(position) FROM decisions WHERE instr(CAST(events AS TEXT), 'approve') > 0)
            """, ["case CERT-2026-0001 was changed at event"])
    }

    @Test func actor_ofADecisionChanged_isNamedWithItsCase() throws {
        try expectFinding(
            "UPDATE decisions SET actor = 'staff:chen-jing' WHERE actor = 'staff:wang-qiang'", ["case CERT-2026-0001 was changed at event"])
    }

    @Test func lastEvent_removed_isNamedWithItsCase() throws {
        try expectFinding(
            """
            DELETE FROM decisions WHERE position = (SELECT max(position) FROM decisions WHERE case_id = 1);
            DELETE FROM snapshots WHERE case_id = 1;
            """, ["case CERT-2026-0001 lacks its last events"])
    }

    @Test func eventInTheMiddle_removed_isNamedWithItsCase() throws {
        try expectFinding(
            """
            DELETE FROM decisions WHERE position =
                (SELECT position FROM decisions WHERE case_id = 1 ORDER BY sequence LIMIT 1 OFFSET 2)
            """, ["case CERT-2026-0001 lacks the events"])
    }

    @Test func case_removedEverywhere_isMissed() throws {
        let tables = [
            "decisions", "snapshots", "tasks", "jobs", "timers", "registers", "accountability", "case_keys", "sealed_fields", "blind_index",
        ]
        let deletions = tables.map { "DELETE FROM \($0) WHERE case_id = 1;" }.joined()
        try expectFinding(deletions + "DELETE FROM cases WHERE id = 1;", ["case with the internal number 1 is missing"])
    }

    @Test func snapshot_changed_isNamedWithItsCase() throws {
        try expectFinding(
            "UPDATE snapshots SET state = CAST(replace(CAST(state AS TEXT), 'issued', 'forged') AS BLOB) WHERE case_id = 1",
            ["case CERT-2026-0001 has a snapshot"])
    }

    @Test func registerEntry_changedOrRemoved_isNamedWithItsCase() throws {
        try expectFinding(
            "UPDATE registers SET label = 'XWZ-2026-00009'", ["case CERT-2026-0001 has register entries that are not what its events give"])
        try expectFinding("DELETE FROM registers", ["case CERT-2026-0001 has register entries"])
    }

    @Test func sealedValue_changed_isNamedWithItsCase() throws {
        try expectFinding(
            "UPDATE sealed_fields SET ciphertext = randomblob(60) WHERE case_id = 1",
            ["case CERT-2026-0001 has a sealed value that was changed"])
    }

    @Test func seal_removed_breaksTheChain() throws {
        try expectFinding("DELETE FROM seals WHERE number = 2", ["seal 2 is missing"])
        try expectFinding("UPDATE seals SET at = at + 1 WHERE number = 2", ["seal 2 was changed"])
    }

    @Test func folder_withoutDatabase_isSaid() throws {
        let scratch = try Scratch()
        defer { scratch.end() }
        let output = try Program.run(Place.duban, ["audit", "verify", "--state", scratch.folder], scratch: scratch)
        #expect(output.code == 69, "\(output)")
        #expect(output.error.contains("There is no database \(scratch.folder)/duban.db"), "\(output)")
    }
}
