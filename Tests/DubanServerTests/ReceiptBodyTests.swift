import DubanAPI
import DubanModel
import Foundation
import Testing

@Suite struct ReceiptBodyTests {
    private static let receipts = [
        ReceiptBody(
            caseNumber: "CERT-2026-0001", sequence: 12, steps: ["review", "seal \"A\"/\\"],
            standing: [TextBody(LocalizedText(english: "Under review", chinese: "审核中"))], tasks: ["review": 7, "a": 9_007_199_254_740_993],
            outcome: nil),
        ReceiptBody(caseNumber: "号", sequence: 1, steps: [], standing: [], tasks: [:], outcome: "done\n"),
    ]

    /// What is written directly is what `Codable` would write, to the byte, so that clients cannot tell them apart.
    @Test(arguments: receipts) func body_writtenDirectly_isItsCodableForm(receipt: ReceiptBody) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(String(decoding: receipt.json, as: UTF8.self) == String(decoding: try encoder.encode(receipt), as: UTF8.self))
    }
}
