import DubanAPI
import DubanModel
import Foundation
import Testing

@Suite("The contract bundle over the real binaries", .blocking, .timeLimit(.minutes(5)))
struct ContractBundleTests {
    private static let letter = """
        {"contract": {"kind": "annual-target", "subject": "2026 年度目标管理责任书", "leader": "周伟", "begins": "2026-03-01",
          "ends": "2026-12-31", "expiry_notice": "2026-12-01"},
         "counterparty": {"name": "第三村村民委员会"},
         "parties": [{"name": "镇人民政府", "signer": "zhou-wei"}, {"name": "第三村", "signer": "sun-hao"}],
         "obligations": [{"title": "年度报告", "due": "2026-11-30", "answerable": "孙浩"}], "deposit": {"amount": "2000"}}
        """

    private func withLetter(_ body: (HallUnderTest, String) throws -> Void) throws {
        try HallUnderTest.open { hall in
            let number = try hall.apply("contract-signing", Self.letter, as: "xu-fang")
            try body(hall, number)
        }
    }

    private func digests(_ entries: [RegisterEntryBody]) -> [String?] { entries.map { $0.fields["digest"].textValue } }

    @Test func letter_fromDraftToSettlement_isSignedOverOneDigest() throws {
        try withLetter { hall, number in
            #expect(try hall.refusal("review", "approve", of: number, as: "xu-fang") == "wrong-role")
            try hall.does("review", "approve", of: number, as: "wang-qiang")
            #expect(try hall.refusal("sign", "sign", of: number, as: "sun-hao") == "wrong-role", "the first party signs first")
            #expect(try hall.register("signatures").isEmpty)
            try hall.does("sign", "sign", of: number, as: "zhou-wei")
            try hall.does("sign", "sign", of: number, as: "sun-hao")
            #expect(try hall.register("contracts").isEmpty, "it is in force when it is sealed")
            try hall.does("sealing", "seal", of: number, as: "song-yi")
            let document = try #require(try hall.detail(number).documents.first { $0.name == "contract" })
            #expect(digests(try hall.register("signatures")) == [document.sha256, document.sha256])
            #expect(try hall.register("contracts").map(\.label) == ["HT-2026-0001"])
            #expect(digests(try hall.register("contracts")) == [document.sha256])
            #expect(try hall.register("deposits").first?.fields["amount"].integerValue == 200_000)

            try hall.settle(at: "2026-11-30T18:00:00+08:00")
            #expect(try hall.steps(of: number) == ["ask", "each-obligation", "in-force", "until-expiry"])
            try hall.does("ask", "unmet", of: number, as: "zhao-min", comment: "逾期未报")
            try hall.settle(at: "2026-12-01T18:00:00+08:00")
            #expect(try hall.document("expiry-notice", of: number).starts(with: Data("%PDF".utf8)))
            try hall.does("renewal", "end", of: number, as: "song-yi")
            try hall.does("settle-deposit", of: number, as: "zhao-min", data: #"{"deposit": {"returned": "2000", "forfeited": "500"}}"#)
            #expect(try hall.register("deposit-settlements").isEmpty, "more than was taken")
            try hall.does("settle-deposit", of: number, as: "zhao-min", data: #"{"deposit": {"returned": "1500", "forfeited": "500"}}"#)
            #expect(try hall.outcome(of: number) == "fulfilled")
            #expect(try hall.register("deposit-settlements").map { $0.fields["returned"].integerValue } == [150_000])
        }
    }

    @Test func decline_afterASignature_voidsItAndEverybodySignsTheNewText() throws {
        try withLetter { hall, number in
            try hall.does("review", "approve", of: number, as: "wang-qiang")
            try hall.does("sign", "sign", of: number, as: "zhou-wei")
            #expect(try hall.refusal("sign", "decline", of: number, as: "sun-hao") == "reason-required")
            try hall.does("sign", "decline", of: number, as: "sun-hao", comment: "指标过高")
            #expect(try hall.steps(of: number) == ["draft"])
            #expect(try hall.register("voided-signatures").map { $0.fields["party"].textValue } == ["镇人民政府"])
            try hall.does("draft", of: number, as: "xu-fang", data: #"{"contract": {"terms": "指标下调"}}"#)
            try hall.does("review", "approve", of: number, as: "wang-qiang")
            #expect(try hall.refusal("sign", "sign", of: number, as: "sun-hao") == "wrong-role", "what was void does not count")
            try hall.does("sign", "sign", of: number, as: "zhou-wei")
            try hall.does("sign", "sign", of: number, as: "sun-hao")
            let texts = try hall.detail(number).documents.filter { $0.name == "contract" }.map(\.sha256)
            #expect(Set(texts).count == 2, "another text has another digest")
            #expect(digests(try hall.register("signatures")) == [texts[0], texts[1], texts[1]])
        }
    }

    @Test func lapse_ofASignature_voidsTheContract() throws {
        try withLetter { hall, number in
            try hall.does("review", "approve", of: number, as: "wang-qiang")
            try hall.does("sign", "sign", of: number, as: "zhou-wei")
            try hall.settle(at: "2026-03-05T17:30:00+08:00")
            #expect(try hall.outcome(of: number) == "voided")
            #expect(try hall.register("voided-signatures").count == 1 && hall.register("contracts").isEmpty)
        }
    }

    /// Signing forty letters is one command, and giving it again makes nothing twice.
    @Test func campaign_ofLetters_isOneCommand() throws {
        try HallUnderTest.open { hall in
            let letter = Self.letter.split(separator: "\n").joined()
            let lines = (1...40).map { letter.replacing("第三村村民委员会", with: "第\($0)村村民委员会") }
            let broken = lines[0..<7] + [letter.replacing("annual-target", with: "treaty")] + lines[7..<39]
            let file = try hall.scratch.write("letters.ndjson", broken.joined(separator: "\n"))
            let first = try hall.duban("apply", "contract-signing", "--lines", file, as: "xu-fang")
            #expect(first.code == Refusal.Code.invalidData.exitCode, "\(first)")
            #expect(first.text.contains("✗  8  [invalid-data]") && first.text.contains("contract.kind"), "\(first)")
            #expect(first.text.contains("39 of 40 applied for") && first.text.split(separator: "\n").count == 41, "\(first)")
            // Mended, and with a further letter: only what was not there is applied for.
            try (lines + [letter]).joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
            let second = try hall.duban("apply", "contract-signing", "--lines", file, "--json", as: "xu-fang")
            #expect(second.code == 0, "\(second)")
            let receipts = try second.text.split(separator: "\n").map { try JSONReader.read(Array($0.utf8)) }
            #expect(receipts.compactMap { $0["line"].integerValue } == Array(1...41))
            #expect(Set(receipts.compactMap { $0["case"].textValue }).count == 41)
            let cases: [CaseBody] = try hall.ask("cases", as: "admin")
            #expect(cases.count == 41, "nothing is made twice")
        }
    }
}
