import DubanAPI
import Foundation
import Testing

@Suite("Pictures and measured times over the real binaries", .blocking)
struct CasePictureTests {
    private static let number = "CERT-2026-0001"

    @Test func case_underWay_isDrawnWithTheWayThatItTook() throws {
        try HallUnderTest.open { hall in
            try Story().tell(hall, through: .claim)
            let mermaid = try hall.duban("case", Self.number, "--graph")
            #expect(mermaid.code == 0 && mermaid.text.contains("flowchart TD"), "\(mermaid)")
            #expect(mermaid.text.contains("class s_review now"), "it waits at the review")
            let taken = try #require(mermaid.text.split(separator: "\n").first { $0.hasSuffix(" taken") })
            #expect(taken.contains("s_one_time_notice") && taken.contains("s_receipt"), "the way led over the one-time notice")
            #expect(!taken.contains("s_hand_over"), "what is still to come is not marked")
            let svg = try hall.duban("case", Self.number, "--graph", "--format", "svg", "--lang", "zh")
            #expect(svg.text.hasPrefix("<svg") && svg.text.contains("审核"))
            let body: PictureBody = try hall.ask("case", Self.number, "--graph", "--format", "dot")
            #expect(body.format == "dot" && body.text.hasPrefix("digraph"))
            #expect(try hall.duban("case", Self.number, "--graph", "--format", "png").code == 2)
            #expect(try hall.duban("case", "CERT-2026-0999", "--graph").code == 4)
            let wrong = try RawRequest.get("/v1/cases/\(Self.number)/graph?format=png", as: "li-na", socket: hall.socket)
            #expect(wrong.contains("invalid-request") && wrong.contains("svg, mermaid, dot, bpmn"), "\(wrong)")
        }
    }

    @Test func history_ofAStateFolder_isMeasuredForASimulation() throws {
        try HallUnderTest.open { hall in
            try Story().tell(hall)
            let file = hall.scratch.path("handling.yaml")
            func alone(_ words: String...) throws -> Output { try Program.run(Place.duban, words, scratch: hall.scratch) }
            let measured = try alone("workflow", "measure", "certificate-issuance", "--state", hall.state, "--output", file)
            #expect(measured.code == 0, "\(measured)")
            let text = try String(contentsOfFile: file, encoding: .utf8)
            #expect(text.hasPrefix("# Measured from 1 cases") && text.contains("duban: 1"), "\(text)")
            #expect(text.contains("  supplement: {") && text.contains("comes: 100 %"), "\(text)")
            let folder = Place.root + "/workflows/certificate-issuance"
            func simulate() throws -> Output {
                try alone("workflow", "simulate", folder, "--cases", "50", "--handling", file, "--seed", "7", "--json")
            }
            let (first, second) = (try simulate(), try simulate())
            #expect(first.code == 0 && first.text == second.text, "\(first)")
            #expect(try alone("workflow", "measure", "nothing", "--state", hall.state).code == 4)
        }
    }
}
