import DubanAPI
import Foundation
import Testing

/// A plugin that is missing, crashes, prints nonsense or never answers fails its own job with a stable code; the case stays where it was,
/// and goes on when the plugin is mended.
@Suite("Bad plugins over the real binaries", .blocking)
struct BadPluginTests {
    private func expectDead(
        _ manifest: (Scratch) throws -> String, code: String, saying part: String, _ location: SourceLocation = #_sourceLocation
    ) throws {
        let scratch = try Scratch()
        var office = Office()
        office.documentsPlugin = try manifest(scratch)
        let hall = try HallUnderTest(office, scratch: scratch)
        defer { hall.end() }
        try hall.start()
        try Story().tell(hall, through: .application)
        let dead: [JobBody] = try hall.ask("queue", "dead", "documents")
        #expect(dead.map(\.errorCode) == [code], "\(dead)", sourceLocation: location)
        #expect(dead.first?.errorMessage?.contains(part) == true, "\(dead)", sourceLocation: location)
        let detail = try hall.detail("CERT-2026-0001")
        #expect(detail.summary.steps == ["one-time-notice"], "the case stays where it was", sourceLocation: location)
        #expect(detail.documents.isEmpty, sourceLocation: location)
        try mend(hall, dead)
    }

    /// Puts the shipped plugin in its place and has the dead job tried again.
    private func mend(_ hall: HallUnderTest, _ dead: [JobBody]) throws {
        #expect(try hall.stop() == .exited(0))
        try hall.refurnish(Office())
        try hall.start()
        let step = try #require(dead.first?.step)
        let output = try hall.duban("queue", "retry", "documents", "CERT-2026-0001", String(step), as: "admin")
        #expect(output.code == 0, "\(output)")
        try hall.settle()
        let detail = try hall.detail("CERT-2026-0001")
        #expect(detail.summary.steps == ["supplement"])
        #expect(detail.documents.map(\.name) == ["one-time-notice"])
    }

    @Test func plugin_missing_leavesTheJobDeadWithWhereItWasLookedFor() throws {
        try expectDead({ _ in Office.manifest("/nonexistent/plugin") }, code: "plugin-missing", saying: "/nonexistent/plugin")
    }

    @Test func plugin_thatCrashes_leavesTheJobDead() throws {
        try expectDead({ try Office.script("kill -SEGV $$", in: $0) }, code: "plugin-crashed", saying: "documents")
    }

    @Test func plugin_thatCrashesInTheMiddleOfAnAnswer_leavesTheJobDead() throws {
        try expectDead(
            { try Office.script("read line; printf '{\"jsonrpc\": \"2.0\", \"id\": 1'; exit 3", in: $0) }, code: "plugin-crashed",
            saying: "documents")
    }

    @Test func plugin_thatPrintsNonsense_leavesTheJobDead() throws {
        try expectDead({ try Office.script("echo 你好; cat >/dev/null", in: $0) }, code: "plugin-nonsense", saying: "no message")
    }

    @Test func plugin_thatNeverAnswers_leavesTheJobDead() throws {
        try expectDead(
            { try Office.script("while read -r line; do :; done", in: $0, timeLimit: "1 s") }, code: "plugin-timeout",
            saying: "did not answer")
    }

    @Test func plugin_killedDuringAWrite_isStartedAgainAndTheDaemonLives() throws {
        let scratch = try Scratch()
        var office = Office()
        // Closes its input at once and lives on: whatever the daemon writes then meets a broken pipe.
        let script = try Office.script("[ -e seen ] && exec \(Place.documentsPlugin); touch seen; exec 0<&-; kill -9 $$", in: scratch)
        office.documentsPlugin = script.replacing("attempts: 1,", with: "attempts: 5,") + "\ngrants: {read: [\(Place.documentsPlugin)]}\n"
        let hall = try HallUnderTest(office, scratch: scratch)
        defer { hall.end() }
        try hall.start()
        try Story().tell(hall, through: .application)
        let daemon = hall.daemon?.id
        let hurried: [QueueBody] = try hall.ask("queue", "hurry", "documents", as: "admin")
        #expect(hurried.map(\.dead) == [0])
        try hall.settle()
        #expect(try hall.detail("CERT-2026-0001").documents.map(\.name) == ["one-time-notice"])
        #expect(hall.daemon?.id == daemon && hall.processes.count == 1, "the same daemon")
    }
}
