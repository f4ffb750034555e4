import DubanModel
import Testing

@testable import DubanCommands

@Suite struct ApplicationLinesTests {
    private func read(_ text: String, workflow: String = "contract-signing", campaign: String = "letters.ndjson") throws
        -> [ApplicationLines.Line]
    {
        try ApplicationLines(Array(text.utf8), workflow: workflow, campaign: campaign).lines
    }

    @Test func line_thatMovesInItsFile_keepsItsKey() throws {
        let before = try read("{\"a\": 1}\n{\"a\": 2}\n")
        let after = try read("{\"a\": 0}\r\n\n  \n{\"a\": 2}\r\n{\"a\": 1}")
        #expect(after.map(\.number) == [1, 4, 5], "empty lines count, and are no applications")
        #expect(after[1].key == before[1].key && after[2].key == before[0].key)
        #expect(after[0].key != before[0].key)
    }

    @Test func lines_thatAreTheSame_areTwoApplications() throws {
        let lines = try read("{}\n{}\n{}")
        #expect(Set(lines.map(\.key)).count == 3)
        #expect(try read("{}\n{}").map(\.key) == Array(lines.map(\.key).prefix(2)), "and the same two again")
    }

    @Test func line_ofAnotherCampaignOrWorkflow_isAnotherApplication() throws {
        let keys = [try read("{}"), try read("{}", workflow: "reward-approval"), try read("{}", campaign: "2027.ndjson")].map { $0[0].key }
        #expect(Set(keys).count == 3)
        #expect(keys.allSatisfy { $0.utf8.count == 32 })
    }

    @Test(arguments: ["nonsense", "[]", "1", "{\"a\": }", "\u{0}"])
    func line_withoutADocument_isRefusedByItself(_ text: String) throws {
        let lines = try read("{\"a\": 1}\n\(text)\n{\"a\": 2}")
        #expect(lines.count == 3)
        #expect(throws: Refusal.self) { try lines[1].document.get() }
        #expect(try lines[2].document.get() == ["a": 2])
    }

    @Test func line_beyondTheLimit_isRefusedByItself() throws {
        let long = "{\"a\": \"\(String(repeating: "x", count: ApplicationLines.maximumLineBytes))\"}"
        #expect(throws: Refusal.self) { try read("\(long)\n{}")[0].document.get() }
    }

    @Test func lines_beyondTheLimit_areRefusedTogether() {
        let text = String(repeating: "{}\n", count: ApplicationLines.maximumLines)
        #expect(throws: Never.self) { try read(text) }
        #expect(throws: Refusal.self) { try read(text + "{}") }
    }
}
