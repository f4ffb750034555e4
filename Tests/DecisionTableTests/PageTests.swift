import DubanModel
import DubanWorkflows
import Foundation
import Testing

/// The tables of docs/rules.md.
@Suite struct PageTests {
    private let table: DecisionTable

    init() throws {
        let yaml = try #require(try pageBlocks("yaml").first).joined(separator: "\n")
        let (table, findings) = read(yaml, name: "rewards")
        #expect(findings == [])
        self.table = try #require(table)
    }

    @Test func grid_ofThePage_isTheTables() throws {
        func cells(_ line: String) -> String { line.split(separator: " ").joined(separator: " ") }
        let block = try #require(try pageBlocks("grid").first)
        let grid = table.grid(.english)
        #expect(block[0] == grid.caption)
        #expect(cells(block[1]) == cells(grid.headings.joined(separator: " ")))
        #expect(block.dropFirst(3).map(cells) == grid.lines.map { cells($0.joined(separator: " ")) })
    }

    @Test func decisions_ofThePage_comeOut() throws {
        for block in try pageBlocks("decide") {
            let day = try #require(CivilDate(String(block[0].dropFirst(3))))
            let inputs = try #require(try JSONReader.read(Array(block[1].utf8)).fields)
            let decision = try table.decide(inputs, on: day)
            #expect(block[2] == "→ rows " + decision.rows.map(String.init).joined(separator: ", "))
            #expect(block[3] == "→ " + String(decoding: try #require(decision.outputs).json, as: UTF8.self))
            let told = decision.reasons.flatMap { reason in
                ([reason.text] + reason.cells.values).map { "→ row \(reason.row): \($0.english)" }
            }
            #expect(told.contains(block[4]), "\(told)")
        }
    }

    @Test func findings_ofThePage_areTold() throws {
        for block in try pageBlocks("findings") {
            let yaml = block.filter { !$0.hasPrefix("→ ") }.joined(separator: "\n")
            let expected = block.filter { $0.hasPrefix("→ ") }.map { String($0.dropFirst(2)) }
            #expect(read(yaml).findings.map(\.description) == expected)
        }
    }
}
