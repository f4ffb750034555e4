import DubanModel
import DubanPlugin
import DubanWorkflows

/// The questions for a plugin that serves many jobs over one stream.
struct ResidentExamination {
    let manifest: PluginManifest
    let session: PluginSession
    let speech: ExaminedSpeech
    private var found: [PluginFinding] = []

    init(_ manifest: PluginManifest, _ session: PluginSession, _ speech: ExaminedSpeech) {
        self.manifest = manifest
        self.session = session
        self.speech = speech
    }

    /// Asks them all; stops where the plugin answers nothing any more.
    mutating func findings() async -> [PluginFinding] {
        guard await introduce() else { return found }
        await unknownMethod()
        await unknownAction()
        await malformed()
        await oversized()
        await parallel()
        await cancelled()
        answeredOnce()
        await shutdown()
        return found
    }

    private mutating func note(_ name: String, _ isAsPromised: Bool, _ good: String, _ bad: String) {
        found.append(PluginFinding(name, isAsPromised ? .passed : .failed, isAsPromised ? good : bad))
    }

    private mutating func introduce() async -> Bool {
        let greeting = PluginSession.greeting(manifest, folder: session.outbox, documents: nil)
        guard case .success(let identity)? = await session.answer("initialize", greeting, within: ResidentPlugin.introductionLimit) else {
            let why = session.failure.map { "\($0.code): \($0.message)" } ?? "no answer"
            note("handshake", false, "", "initialize is not answered as it should be: \(why)")
            return false
        }
        let version = identity["protocol"].integerValue ?? 0
        let isRight = PluginMessage.versions.contains(version) && identity["name"].textValue != nil
        note(
            "handshake", isRight, "\(identity["name"].textValue ?? "?") \(identity["version"].textValue ?? "?"), protocol \(version)",
            "the answer needs \"protocol\", one of the versions that were offered, and \"name\"")
        let actions = Set((identity["actions"].items ?? []).compactMap(\.textValue))
        let missing = manifest.actions.subtracting(actions).sorted()
        found.append(
            missing.isEmpty
                ? PluginFinding("actions", .passed, actions.sorted().joined(separator: ", "))
                : PluginFinding(
                    "actions", .failed, "the manifest promises \(missing.joined(separator: ", ")), which the plugin does not have"))
        return true
    }

    private mutating func unknownMethod() async {
        switch await session.answer("duban-check-no-such-method", .emptyRecord) {
        case .failure(let failure)?:
            note(
                "unknown method", failure.code == "unknown-method", "refused",
                "refused, but with \(failure.code), not unknown-method (-32601)")
        default: note("unknown method", false, "", "must be answered with the error -32601")
        }
    }

    private func runNothing() async -> Result<DataValue, PluginFailure>? {
        await session.answer(
            "run",
            [
                "job": "CHECK/1", "attempt": 1, "action": .text(PluginExaminer.noAction), "at": "2026-01-01T00:00:00Z",
                "arguments": .emptyRecord,
            ])
    }

    private mutating func unknownAction() async {
        switch await runNothing() {
        case .failure(let failure)?:
            let isRight = failure.code == "unknown-action" && !failure.isWorthRetrying
            note(
                "unknown action", isRight, "refused for good",
                "refused with \(failure.code); it should be unknown-action, not worth retrying")
        case .success?: note("unknown action", false, "", "an action that nobody has was reported as done")
        case nil: note("unknown action", false, "", "no answer")
        }
    }

    private mutating func malformed() async {
        session.say(Array("this is no message\n\n{\"jsonrpc\":\"2.0\"}\n".utf8))
        // What it is answered with comes before the answer to what is asked next.
        let goesOn = await runNothing() != nil
        note(
            "malformed line", goesOn && speech.complaints > 0, "refused, and goes on after it",
            "must be answered with an error whose id is null, and not end the plugin")
    }

    private mutating func oversized() async {
        let text = String(repeating: "x", count: FrameSplitter.standardLimit)
        session.say(
            Array(
                "{\"jsonrpc\":\"2.0\",\"id\":\(ResidentExamination.oversizedID),\"method\":\"run\",\"params\":{\"text\":\"\(text)\"}}\n"
                    .utf8))
        let goesOn = await runNothing() != nil
        note(
            "oversized frame", goesOn && speech.strays.contains(ResidentExamination.oversizedID),
            "refused, and goes on after \(FrameSplitter.standardLimit) bytes and more",
            "a line that is too long must be answered with an error, and not end the plugin")
    }

    private static let oversizedID: Int64 = 900_001

    private mutating func answeredOnce() {
        let twice = speech.strays.filter { $0 != ResidentExamination.oversizedID }
        note(
            "answers", twice.isEmpty, "each request has one",
            "\(twice.count) came to requests that were not open; each must have one answer")
    }

    private mutating func parallel() async {
        let count = 16
        let answered = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<count { group.addTask { [self] in await runNothing() != nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        note("parallel jobs", answered == count, "\(count) at once, each answered", "of \(count) at once only \(answered) were answered")
    }

    private mutating func cancelled() async {
        session.notify("cancel", ["id": 900_002])
        note(
            "cancel", await runNothing() != nil, "a cancel of what does not run changes nothing",
            "a cancel of what does not run ended the plugin")
    }

    private mutating func shutdown() async {
        let answer = await session.answer("shutdown", ["grace_ms": .integer(manifest.limits.grace.milliseconds)])
        if case .success? = answer {
            note("shutdown", true, "answered", "")
        } else if session.hasEnded {
            found.append(PluginFinding("shutdown", .remark, "ends without an answer; the daemon gets along with it"))
        } else {
            note("shutdown", false, "", "is not answered; the daemon will end the plugin after its grace")
        }
    }
}
