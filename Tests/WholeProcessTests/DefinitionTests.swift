import DubanAPI
import DubanModel
import Foundation
import Testing

@Suite("Definitions with errors, over the real binaries", .blocking)
struct DefinitionTests {
    /// A copy of the shipped bundles that a test may break.
    private func office(_ scratch: Scratch) throws -> Office {
        try FileManager.default.copyItem(atPath: "\(Place.root)/workflows", toPath: scratch.path("workflows"))
        var office = Office()
        office.workflows = scratch.path("workflows")
        return office
    }

    private func file(_ scratch: Scratch) -> String { scratch.path("workflows/certificate-issuance/workflow.yaml") }

    /// Replaces a line of the shipped workflow.
    /// - Returns: The line, from 1, at which the replacement begins.
    @discardableResult
    private func edit(_ scratch: Scratch, _ part: String, _ replacement: String) throws -> Int {
        let text = try String(contentsOfFile: file(scratch), encoding: .utf8)
        let range = try #require(text.range(of: part))
        try text.replacingCharacters(in: range, with: replacement).write(toFile: file(scratch), atomically: true, encoding: .utf8)
        return text[..<range.lowerBound].count { $0 == "\n" } + 1
    }

    /// Expects a finding of the workflow's file, with line and column, in the step or block that was edited.
    private func expectPlace(in text: String, near line: Int, _ output: Output, _ location: SourceLocation = #_sourceLocation) throws {
        let place = text.firstMatch(of: #/workflow\.yaml:([0-9]+):([0-9]+): DW[0-9]+ /#)
        let found = try #require(place.flatMap { Int($0.1) }, "\(output)", sourceLocation: location)
        #expect(abs(found - line) <= 4, "line \(line) was edited: \(output)", sourceLocation: location)
    }

    @Test func yamlError_atStart_keepsTheDaemonFromServingAndSaysWhere() throws {
        let scratch = try Scratch()
        let hall = try HallUnderTest(try office(scratch), scratch: scratch)
        defer { hall.end() }
        let place = try edit(scratch, "then: completeness\n  completeness:", "then: completenes\n  completeness:")
        let output = try Program.run(Place.duband, hall.arguments, scratch: scratch)
        #expect(output.code == Refusal.Code.invalidDefinition.exitCode, "\(output)")
        #expect(output.error.contains("[invalid-definition]"), "\(output)")
        try expectPlace(in: output.error, near: place, output)
        #expect(!FileManager.default.fileExists(atPath: hall.socket))
    }

    @Test func yamlSyntaxError_isToldByTheCheckerWithFileLineAndColumn() throws {
        let scratch = try Scratch()
        defer { scratch.end() }
        _ = try office(scratch)
        let place = try edit(scratch, "title: {en: Certificate issuance", "title: {{en: Certificate issuance")
        let output = try Program.run(Place.duban, ["workflow", "check", scratch.path("workflows/certificate-issuance")], scratch: scratch)
        #expect(output.code == 3, "\(output)")
        try expectPlace(in: output.text, near: place, output)
    }

    @Test func reload_ofASetWithErrors_refusesItWholeAndKeepsTheOld() throws {
        let scratch = try Scratch()
        let hall = try HallUnderTest(try office(scratch), scratch: scratch)
        defer { hall.end() }
        try hall.start()
        let before: [WorkflowBody] = try hall.ask("workflow", "list")
        // A sound second bundle beside a broken first: neither is put in force.
        try FileManager.default.copyItem(
            atPath: scratch.path("workflows/certificate-issuance"), toPath: scratch.path("workflows/second"))
        let second = scratch.path("workflows/second/workflow.yaml")
        try String(contentsOfFile: second, encoding: .utf8).replacing("workflow: certificate-issuance", with: "workflow: second")
            .replacing("code: CERT", with: "code: SEC").write(toFile: second, atomically: true, encoding: .utf8)
        let place = try edit(scratch, "task: reviewer", "task: reviwer")
        let output = try hall.duban("workflow", "reload", as: "admin")
        #expect(output.code == 3, "\(output)")
        #expect(output.error.contains("[invalid-definition]"), "\(output)")
        try expectPlace(in: output.error, near: place, output)
        let after: [WorkflowBody] = try hall.ask("workflow", "list")
        #expect(after.map(\.hash) == before.map(\.hash), "the old set stays in force")
        #expect(try hall.duban("apply", "certificate-issuance", "--data", "-", input: Story.application).code == 0)
        try edit(scratch, "task: reviwer", "task: reviewer")
        let mended: [String] = try hall.ask("workflow", "reload", as: "admin")
        #expect(mended == (before.map(\.name) + ["second"]).sorted())
    }

    @Test func openCase_afterReload_keepsItsVersion() throws {
        let scratch = try Scratch()
        let hall = try HallUnderTest(try office(scratch), scratch: scratch)
        defer { hall.end() }
        try hall.start()
        try Story().tell(hall, through: .supplement)
        try edit(scratch, "发证签收}\n    task: [clerk, specialist]", "发证签收}\n    task: specialist")
        #expect(try hall.duban("workflow", "reload", as: "admin").code == 0)
        try Story().tell(hall, from: .claim)
        #expect(try hall.detail("CERT-2026-0001").summary.outcome == "issued", "as it was when the case was opened")
    }
}
