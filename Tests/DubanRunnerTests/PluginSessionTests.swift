import DubanModel
import DubanPlugin
import DubanTestKit
import Testing

@testable import DubanRunner

/// The conversation with a plugin, with bytes alone.
@Suite struct PluginSessionTests {
    private typealias Answer = Result<DataValue, PluginFailure>

    private let notes = Collected<String>()
    private let answers = Collected<String>()
    private let session: PluginSession

    init() {
        let notes = self.notes
        session = PluginSession { method, parameters in notes.append("\(method) \(String(decoding: parameters.json, as: UTF8.self))") }
    }

    /// Asks, and notes the answer under a name.
    private func ask(_ name: String, _ parameters: DataValue = .emptyRecord) {
        let answers = self.answers
        session.ask("run", parameters) { result in
            switch result {
            case .success(let value): answers.append("\(name): \(String(decoding: value.json, as: UTF8.self))")
            case .failure(let failure): answers.append("\(name): \(failure.code)")
            }
        }
    }

    private func receive(_ lines: String...) throws(PluginFailure) {
        try session.received(lines.flatMap { Array($0.utf8) + [0x0A] })
    }

    private static let end = PluginFailure(code: "plugin-crashed", message: "It ended.", isWorthRetrying: true)

    @Test func answers_inAnyOrder_reachThoseWhoAsked() throws {
        for name in ["a", "b", "c"] { ask(name) }
        try receive(#"{"jsonrpc":"2.0","id":3,"result":"three"}"#, #"{"jsonrpc":"2.0","id":1,"result":"one"}"#)
        #expect(answers.all == [#"c: "three""#, #"a: "one""#])
        try receive(#"{"jsonrpc":"2.0","id":2,"error":{"code":-32000,"message":"no","data":{"code":"bad-arguments","retry":false}}}"#)
        #expect(answers.all.last == "b: bad-arguments")
    }

    @Test func answer_withAnUnknownIdOrASecondTime_isIgnored() throws {
        ask("a")
        try receive(
            #"{"jsonrpc":"2.0","id":99,"result":1}"#, #"{"jsonrpc":"2.0","id":1,"result":1}"#, #"{"jsonrpc":"2.0","id":1,"result":2}"#)
        #expect(answers.all == ["a: 1"])
        #expect(!session.hasEnded)
    }

    @Test func answer_inPieces_isPutTogether() throws {
        ask("a")
        for byte in Array(#"{"jsonrpc":"2.0","id":1,"result":"办"}"#.utf8) { try session.received([byte]) }
        #expect(answers.all.isEmpty)
        try session.received([0x0A, 0x0A, 0x0A])
        #expect(answers.all == [#"a: "办""#])
    }

    @Test(arguments: ["hello", "{}", "Segmentation fault", #"{"jsonrpc":"2.0","id":1,"result":{"$sealed":"x"}}"#, "\u{0}"])
    func line_thatIsNonsense_isAFailureWorthRetrying(line: String) {
        ask("a")
        let failure = #expect(throws: PluginFailure.self) { try receive(line) }
        #expect(failure?.code == "plugin-nonsense")
        #expect(failure?.isWorthRetrying == true)
    }

    @Test func answer_thatIsTooLarge_failsItsOwnJobOnly() throws {
        for name in ["a", "b"] { ask(name) }
        let text = String(repeating: "x", count: FrameSplitter.standardLimit)
        try receive(#"{"jsonrpc":"2.0","id":1,"result":""# + text + #""}"#)
        #expect(answers.all == ["a: plugin-oversized"])
        try receive(#"{"jsonrpc":"2.0","id":2,"result":1}"#)
        #expect(answers.all == ["a: plugin-oversized", "b: 1"])
        #expect(!session.hasEnded)
    }

    @Test func end_failsAllWhoWaitAndAllWhoAskLater() throws {
        for name in ["a", "b"] { ask(name) }
        session.end(Self.end)
        #expect(session.hasEnded)
        #expect(Set(answers.all) == ["a: plugin-crashed", "b: plugin-crashed"])
        ask("c")
        #expect(answers.all.last == "c: plugin-crashed")
        // An answer that comes too late, and a second end, change nothing.
        try receive(#"{"jsonrpc":"2.0","id":1,"result":1}"#)
        session.end(.init(code: "other", message: "", isWorthRetrying: false))
        ask("d")
        #expect(answers.all.count == 4 && answers.all.last == "d: plugin-crashed")
    }

    @Test func ended_returnsOnceTheConversationIsOver() async {
        let session = self.session
        async let waiting: Void = session.ended()
        session.end(Self.end)
        await waiting
        #expect(session.hasEnded)
    }

    @Test func notifications_andErrorsWithoutAnId_arePassedOn() throws {
        try receive(
            #"{"jsonrpc":"2.0","method":"progress","params":{"done":40}}"#,
            #"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"what?"}}"#)
        #expect(notes.all == [#"progress {"done":40}"#, #"error {"message":"what?"}"#])
    }

    // MARK: Writing

    /// Lets `writeAll` run to its end, each write taking at most `size` bytes.
    private func written(atMost size: Int = .max) async throws -> [[UInt8]] {
        session.end(Self.end)
        let writes = Collected<[UInt8]>()
        try await session.writeAll { bytes in
            writes.append(Array(bytes.prefix(size)))
            return min(size, bytes.count)
        }
        return writes.all
    }

    @Test func requests_thatGathered_goOutInOneWrite() async throws {
        ask("a", ["x": 1])
        ask("b")
        session.notify("cancel", ["job": "j"])
        let writes = try await written()
        #expect(writes.count == 1)
        #expect(
            String(decoding: writes.joined(), as: UTF8.self) == """
                {"jsonrpc":"2.0","id":1,"method":"run","params":{"x":1}}
                {"jsonrpc":"2.0","id":2,"method":"run","params":{}}
                {"jsonrpc":"2.0","method":"cancel","params":{"job":"j"}}

                """)
    }

    @Test func write_thatTakesPartOnly_goesOnWithTheRest() async throws {
        ask("a", ["text": "督办"])
        let writes = try await written(atMost: 7)
        #expect(writes.allSatisfy { $0.count <= 7 })
        #expect(Array(writes.joined()) == PluginMessage.request(id: 1, method: "run", parameters: ["text": "督办"]).line)
    }

    /// A process that is gone takes zero bytes, without an error.
    @Test func write_thatTakesNothing_endsTheWriting() async throws {
        ask("a")
        #expect(try await written(atMost: 0) == [[]])
    }

    @Test func request_ofThePlugin_isAnsweredThatThereIsNoSuchMethod() async throws {
        try receive(#"{"jsonrpc":"2.0","id":7,"method":"readDatabase","params":{}}"#)
        let line = try await written().joined().dropLast()
        guard case .failure(7, let failure) = try PluginMessage(line: Array(line)) else {
            Issue.record("The request was not refused.")
            return
        }
        #expect(failure.code == "unknown-method")
    }

    // MARK: Introduction

    private func introduce(within limit: Duration = .seconds(3_600)) { session.introduce(["host": "test"], within: limit, plugin: "p") }

    @Test func introduction_inOurVersion_isNoted() throws {
        introduce()
        #expect(!session.isIntroduced)
        try receive(#"{"jsonrpc":"2.0","id":1,"result":{"protocol":1,"name":"p"}}"#)
        #expect(session.isIntroduced && !session.hasEnded)
    }

    @Test(arguments: [#"{"protocol":2}"#, "{}", #"{"protocol":"1"}"#, "null"])
    func introduction_inAnotherVersion_endsTheConversationForGood(result: String) throws {
        introduce()
        ask("a")
        try receive(#"{"jsonrpc":"2.0","id":1,"result":\#(result)}"#)
        #expect(session.hasEnded)
        #expect(answers.all == ["a: plugin-version"])
    }

    @Test func introduction_thatDoesNotCome_endsTheConversation() async {
        ask("a")
        introduce(within: .milliseconds(1))
        #expect(await answers.first(1) == ["a: plugin-unavailable"])
    }
}
