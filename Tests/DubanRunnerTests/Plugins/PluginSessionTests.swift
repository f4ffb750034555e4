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

    /// What goes out now.
    private var written: [UInt8] { session.takeOutgoing() }

    @Test func requests_thatGathered_goOutInOneWrite() {
        ask("a", ["x": 1])
        ask("b")
        session.notify("cancel", ["job": "j"])
        #expect(
            String(decoding: written, as: UTF8.self) == """
                {"jsonrpc":"2.0","id":1,"method":"run","params":{"x":1}}
                {"jsonrpc":"2.0","id":2,"method":"run","params":{}}
                {"jsonrpc":"2.0","method":"cancel","params":{"job":"j"}}

                """)
    }

    @Test func wake_comesOnceForWhatGathers() {
        let wakes = Collected<String>()
        ask("a")
        session.connect { wakes.append("wake") }
        ask("b")
        #expect(wakes.all == ["wake"])
        #expect(!written.isEmpty && written.isEmpty)
        ask("c")
        #expect(wakes.all == ["wake", "wake"])
    }

    @Test func request_ofThePlugin_isAnsweredThatThereIsNoSuchMethod() throws {
        try receive(#"{"jsonrpc":"2.0","id":7,"method":"readDatabase","params":{}}"#)
        guard case .failure(7, let failure) = try PluginMessage(line: written.dropLast()) else {
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

    @Test func job_askedForBeforeTheIntroduction_waitsForIt() throws {
        introduce()
        ask("a")
        #expect(String(decoding: written, as: UTF8.self).contains("initialize") && written.isEmpty)
        try receive(#"{"jsonrpc":"2.0","id":1,"result":{"protocol":1,"name":"p"}}"#)
        #expect(String(decoding: written, as: UTF8.self).contains("run"))
    }

    @Test func introduction_thatIsRefusedForItsVersions_endsTheConversationForGood() throws {
        introduce()
        ask("a")
        try receive(
            #"{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"I speak 2","data":{"code":"no-common-version","retry":false}}}"#)
        #expect(answers.all == ["a: plugin-version"])
    }

    /// A plugin learns of no job that was stopped while it started, and the others wait on.
    @Test func job_stoppedBeforeTheIntroduction_isNeverAskedFor() throws {
        introduce()
        run("a", JobInFlight(key: "j", attempt: 1))
        run("b", JobInFlight(key: "k", attempt: 1))
        session.stop(try #require(session.requests(key: "j", attempt: 1).first), because: Self.late, grace: .seconds(3_600))
        #expect(answers.all == ["a: plugin-timeout"])
        try receive(#"{"jsonrpc":"2.0","id":1,"result":{"protocol":1,"name":"p"}}"#)
        let said = String(decoding: written, as: UTF8.self)
        #expect(!said.contains("cancel") && !said.contains(#""id":2"#) && said.contains(#""id":3"#), "\(said)")
        #expect(!session.isClosed)
    }

    // MARK: Stopping jobs

    private func run(_ name: String, _ job: JobInFlight) {
        let answers = self.answers
        session.ask("run", .emptyRecord, job: job) { result in
            switch result {
            case .success: answers.append("\(name): done")
            case .failure(let failure): answers.append("\(name): \(failure.code)")
            }
        }
    }

    private static let late = PluginFailure.transient("plugin-timeout", "Too late.")

    @Test func job_thatIsStopped_isCancelledByItsRequest_andToldWhy() throws {
        run("a", JobInFlight(key: "j", attempt: 1))
        _ = written
        #expect(session.requests(key: "j", attempt: 2).isEmpty)
        let id = try #require(session.requests(key: "j", attempt: 1).first)
        session.stop(id, because: Self.late, grace: .seconds(3_600))
        session.stop(id, because: .cancelled, grace: .seconds(3_600))
        #expect(String(decoding: written, as: UTF8.self) == #"{"jsonrpc":"2.0","method":"cancel","params":{"id":1}}"# + "\n")
        try receive(#"{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"","data":{"code":"cancelled","retry":false}}}"#)
        #expect(answers.all == ["a: plugin-timeout"] && !session.isClosed)
    }

    @Test func job_thatIsDoneAllTheSame_countsAsDone() throws {
        run("a", JobInFlight(key: "j", attempt: 1))
        session.stop(1, because: Self.late, grace: .seconds(3_600))
        try receive(#"{"jsonrpc":"2.0","id":1,"result":{}}"#)
        #expect(answers.all == ["a: done"])
    }

    /// The others' jobs are not harmed: the conversation ends with the last of them.
    @Test func job_thatDoesNotStop_isGivenUp_andTheConversationEndsWithTheOthers() async throws {
        run("a", JobInFlight(key: "j", attempt: 1))
        run("b", JobInFlight(key: "k", attempt: 1))
        session.stop(1, because: Self.late, grace: .zero)
        #expect(await answers.first(1) == ["a: plugin-timeout"])
        #expect(session.isClosed && !session.hasEnded)
        try receive(#"{"jsonrpc":"2.0","id":2,"result":{}}"#)
        #expect(answers.all == ["a: plugin-timeout", "b: done"])
        #expect(session.hasEnded)
    }

    @Test func jobs_thatTookTooLong_areFoundByTheirStart() {
        for second in 1...3 { run("\(second)", JobInFlight(key: "j\(second)", attempt: 1, startedAt: .seconds(second))) }
        let (late, next) = session.overdue(before: .seconds(2))
        #expect(Set(late) == [1, 2] && next == .seconds(3))
    }

    @Test func signOfLife_reachesTheJobItNames() throws {
        let notes = self.notes
        run("a", JobInFlight(key: "j", attempt: 1) { notes.append("alive") })
        try receive(
            #"{"jsonrpc":"2.0","method":"progress","params":{"id":1}}"#, #"{"jsonrpc":"2.0","method":"progress","params":{"id":9}}"#)
        #expect(notes.all == ["alive", #"progress {"id":1,"job":"j"}"#, #"progress {"id":9}"#])
    }

    // MARK: Floods

    @Test func line_withoutEnd_endsTheConversation() {
        ask("a")
        let piece = [UInt8](repeating: 0x78, count: FrameSplitter.standardLimit)
        let failure = #expect(throws: PluginFailure.self) {
            for _ in 0...PluginSession.floodFactor { try session.received(piece) }
        }
        #expect(failure?.code == "plugin-flood")
    }

    @Test func files_thatAreTooLarge_failTheirJob() async throws {
        run("a", JobInFlight(key: "j", attempt: 1, fileLimit: 3))
        try receive(#"{"jsonrpc":"2.0","method":"file","params":{"id":1,"name":"x","data":"bWFkZQ=="}}"#)
        #expect(await answers.first(1) == ["a: plugin-oversized"])
    }

    @Test func introduction_thatDoesNotCome_endsTheConversation() async {
        ask("a")
        introduce(within: .milliseconds(1))
        #expect(await answers.first(1) == ["a: plugin-unavailable"])
    }
}
