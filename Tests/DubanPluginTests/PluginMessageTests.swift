import DubanModel
import DubanPlugin
import DubanTestKit
import Testing

@Suite struct PluginMessageTests {
    private func text(_ message: PluginMessage) -> String { String(decoding: message.line, as: UTF8.self) }

    private func message(_ text: String) throws -> PluginMessage { try PluginMessage(line: Array(text.utf8)) }

    @Test func message_ofEachKind_isWrittenAsJsonRpc() {
        #expect(
            text(.request(id: 1, method: "run", parameters: ["a": 1])) == #"{"jsonrpc":"2.0","id":1,"method":"run","params":{"a":1}}"#
                + "\n")
        #expect(
            text(.notification(method: "progress", parameters: .null)) == #"{"jsonrpc":"2.0","method":"progress","params":null}"# + "\n")
        #expect(text(.response(id: 2, result: [1])) == #"{"jsonrpc":"2.0","id":2,"result":[1]}"# + "\n")
        let failure = PluginFailure(code: "bad-arguments", message: "No template.", isWorthRetrying: true)
        #expect(
            text(.failure(id: 3, failure))
                == #"{"jsonrpc":"2.0","id":3,"error":{"code":-32602,"data":{"code":"bad-arguments","retry":true},"message":"No template."}}"#
                + "\n")
        #expect(text(.failure(id: nil, failure)).hasPrefix(#"{"jsonrpc":"2.0","id":null,"error""#))
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func message_ofAnyContent_isOneLineAndReadsBack(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            let data = DataValue.random(using: &random, sealed: false)
            let id = Int64.random(in: 0...Int64.max, using: &random)
            let failure = PluginFailure(
                code: "c\(id)", message: .random(using: &random), isWorthRetrying: .random(using: &random))
            for message: PluginMessage in [
                .request(id: id, method: .random(using: &random), parameters: data), .notification(method: "m", parameters: data),
                .response(id: id, result: data), .failure(id: id, failure), .failure(id: nil, failure),
            ] {
                let line = message.line
                try #require(line.last == 0x0A && !line.dropLast().contains(0x0A), "seed \(seed)")
                try #require(try PluginMessage(line: line.dropLast()) == message, "seed \(seed): \(text(message))")
            }
        }
    }

    @Test func message_inTheFreedomsOfJson_isRead() throws {
        #expect(
            try message(" { \"method\" : \"run\" , \"id\" : 7, \"jsonrpc\" : \"2.0\" }\r")
                == .request(id: 7, method: "run", parameters: .null))
        #expect(try message(#"{"jsonrpc":"2.0","id":1,"result":null}"#) == .response(id: 1, result: .null))
        #expect(try message(#"{"jsonrpc":"2.0","id":1,"result":1,"error":null}"#) == .response(id: 1, result: 1))
    }

    @Test func failure_withoutDetails_isNotWorthRetrying() throws {
        let expected = PluginFailure(code: "plugin-error", message: "boom", isWorthRetrying: false)
        #expect(try message(#"{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"boom"}}"#) == .failure(id: 1, expected))
        guard case .failure(1, let failure) = try message(#"{"jsonrpc":"2.0","id":1,"error":"boom"}"#) else { throw Unexpected() }
        #expect(!failure.isWorthRetrying && !failure.message.isEmpty)
    }

    private struct Unexpected: Error {}

    @Test(arguments: [
        "", "null", "[]", "hello", "{}", #"{"id":1,"result":1}"#, #"{"jsonrpc":"1.0","id":1,"result":1}"#,
        #"{"jsonrpc":2.0,"id":1,"result":1}"#,
        #"{"jsonrpc":"2.0"}"#, #"{"jsonrpc":"2.0","id":1}"#, #"{"jsonrpc":"2.0","result":1}"#, #"{"jsonrpc":"2.0","id":"x","result":1}"#,
        #"{"jsonrpc":"2.0","id":1,"result":1,"result":2}"#, #"{"jsonrpc":"2.0","id":1,"result":{"$sealed":"x"}}"#,
        #"{"jsonrpc":"2.0","id":1,"result":1} {}"#, #"[{"jsonrpc":"2.0","id":1,"result":1}]"#,
    ])
    func line_thatIsNoMessage_isRefused(text: String) {
        let error = #expect(throws: PluginMessageError.self) { try message(text) }
        #expect(error?.description.isEmpty == false)
    }

    private static let prefixes: [(String, Int64?)] = [
        (#"{"jsonrpc":"2.0","id":12,"result":{"x":"aaa"#, 12), (#"{ "id": 9, "#, 9), (#"{"jsonrpc":"2.0","id":null,"#, nil),
        (#"{"method":"x""#, nil),
        (#"{"id":"#, nil), (#"{"id":"7""#, nil), ("", nil),
    ]

    @Test(arguments: prefixes)
    func id_ofAMessageThatIsCutOff_isFoundWhereItStands(text: String, id: Int64?) {
        #expect(PluginMessage.id(inPrefix: Array(text.utf8)) == id)
    }
}
