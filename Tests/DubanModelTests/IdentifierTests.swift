import DubanModel
import DubanTestKit
import Testing

@Suite struct IdentifierTests {
    @Test(arguments: [("CERT", 2_026, 1, "CERT-2026-0001"), ("C", 999, 12_345, "C-0999-12345"), ("X1", 2_026, 9_999, "X1-2026-9999")])
    func caseNumber_ofASerial_hasYearAndAtLeastFourDigits(code: String, year: Int, serial: Int64, text: String) {
        #expect(CaseNumber(code: code, year: year, serial: serial).text == text)
        #expect(CaseNumber(text).description == text)
    }

    @Test func contentHash_ofThirtyTwoBytes_roundTripsThroughHexadecimal() throws {
        let hash = try #require(ContentHash(bytes: (0..<32).map { UInt8($0) * 8 }))
        #expect(hash.description == "0008101820283038404850586068707880889098a0a8b0b8c0c8d0d8e0e8f0f8")
        #expect(ContentHash(hex: hash.description) == hash)
        #expect(ContentHash(hex: hash.description.uppercased()) == hash)
        #expect(hash != .zero)
        #expect(ContentHash.zero.bytes == [UInt8](repeating: 0, count: 32))
    }

    @Test(arguments: [0, 31, 33, 64])
    func contentHash_ofAnotherLength_isNone(count: Int) {
        #expect(ContentHash(bytes: [UInt8](repeating: 1, count: count)) == nil)
        #expect(ContentHash(hex: String(repeating: "ab", count: count)) == nil)
    }

    @Test(arguments: ["0", "abc", "zz", "+f", "0x", "é1", "１２", " 1"])
    func hexadecimal_thatIsNone_isRefused(text: String) { #expect([UInt8](hexadecimal: text) == nil) }

    @Test func hexadecimal_everyByte_roundTrips() {
        let bytes = (0...255).map { UInt8($0) }
        #expect([UInt8](hexadecimal: bytes.hexadecimal) == bytes)
        #expect([UInt8]().hexadecimal.isEmpty)
        #expect([UInt8](hexadecimal: "") == [])
    }

    @Test func identifiers_byNumberOrName_areOrdered() {
        #expect(CaseID(1) < CaseID(2))
        #expect(StepID(9) < StepID(10))
        #expect(TaskNumber(9) < TaskNumber(10))
        #expect(StaffID("chen-jing") < StaffID("li-na"))
        #expect([StepID(3).description, TaskNumber(12).description, StaffID("li-na").description] == ["3", "12", "li-na"])
    }

    @Test func light_theMoreUrgent_isGreater() {
        #expect([Light.red, .green, .yellow].sorted() == [.green, .yellow, .red])
    }

    @Test func localizedText_byLanguage_isThatLanguages() {
        let text = LocalizedText(english: "case", chinese: "办件")
        #expect(text[.english] == "case")
        #expect(text[.chinese] == "办件")
    }
}
