import DubanModel
import DubanPlugin
import Foundation
import Testing

@testable import DubanNotices

/// Signatures as the Standard Webhooks specification has them.
@Suite struct WebhookSignatureTests {
    /// The example of the specification's own libraries.
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private static let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    private static let body = Array(#"{"test": 2432232314}"#.utf8)

    @Test func header_ofTheSpecificationsExample_isTheSame() throws {
        let signature = try WebhookSignature(secrets: [Self.secret])
        #expect(
            signature.header(id: Self.id, timestamp: 1_614_265_330, body: Self.body)
                == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test func header_withTwoSecrets_hasBothSignatures() throws {
        let other = "whsec_" + Data(repeating: 7, count: 32).base64EncodedString()
        let both = try WebhookSignature(secrets: [other, Self.secret]).header(id: Self.id, timestamp: 1_614_265_330, body: Self.body)
        let parts = both.split(separator: " ")
        #expect(parts.count == 2 && parts[1] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" && parts[0] != parts[1])
    }

    @Test func header_dependsOnEachOfItsParts() throws {
        let signature = try WebhookSignature(secrets: [Self.secret])
        let headers: Set = [
            signature.header(id: "a", timestamp: 1, body: [1]), signature.header(id: "b", timestamp: 1, body: [1]),
            signature.header(id: "a", timestamp: 2, body: [1]), signature.header(id: "a", timestamp: 1, body: [2]),
        ]
        #expect(headers.count == 4)
    }

    @Test(arguments: [[], ["whsec_"], ["whsec_c2hvcnQ="], ["whsec_!"], ["whsec_" + Data(count: 65).base64EncodedString()]])
    func secret_thatIsNone_isRefused(secrets: [String]) {
        let failure = #expect(throws: PluginFailure.self) { try WebhookSignature(secrets: secrets) }
        #expect(failure?.code == "plugin-misconfigured")
    }

    @Test func event_hasWhatCloudEventsAsksFor() throws {
        let event = CloudEvent(
            id: "1", source: "urn:duban", type: "org.duban.case.issued", subject: nil, at: Instant(milliseconds: 1_772_413_200_000),
            data: ["case": "CERT-2026-0001"])
        let json = try JSONReader.read(event.json)
        #expect(
            json == [
                "specversion": "1.0", "id": "1", "source": "urn:duban", "type": "org.duban.case.issued", "time": "2026-03-02T01:00:00Z",
                "datacontenttype": "application/json", "data": ["case": "CERT-2026-0001"],
            ])
    }
}
