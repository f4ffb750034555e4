import DubanAPI
import Foundation
import Testing

/// `kill -9` of the daemon (quality.md, P1 to P3): the case goes on where it was, the PDF exists once, the register has one entry, and
/// the same idempotency key gives the same answer.
@Suite("kill -9 over the real binaries", .blocking)
struct CrashTests {
    /// The numbers of the generator that says when to kill; the same seed kills at the same times.
    private struct Generator {
        private var state: UInt64
        init(seed: UInt64) { state = seed }
        /// SplitMix64, as Steele, Lea and Flood give it.
        mutating func next(below bound: UInt64) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            return Int((mixed ^ mixed >> 31) % bound)
        }
    }

    private func expectWhole(_ hall: HallUnderTest, _ location: SourceLocation = #_sourceLocation) throws {
        let detail = try hall.detail("CERT-2026-0001")
        #expect(detail.summary.outcome == "issued", sourceLocation: location)
        #expect(detail.documents.map(\.name) == ["one-time-notice", "receipt", "certificate"], sourceLocation: location)
        let files = FileManager.default.enumerator(atPath: hall.state + "/documents")?.compactMap { $0 as? String } ?? []
        #expect(files.filter { $0.hasSuffix(".pdf") }.count == 3, "each document exists once: \(files)", sourceLocation: location)
        let entries: [RegisterEntryBody] = try hall.ask("register", "certificates")
        #expect(entries.map(\.label) == ["XWZ-2026-00001"], sourceLocation: location)
        let ledger = try Ledger(hall.state)
        #expect(try ledger.count("SELECT count(*) FROM cases") == 1, sourceLocation: location)
        #expect(try ledger.count("SELECT count(*) FROM jobs") == 0, "no job is left over", sourceLocation: location)
        #expect(detail.events.filter { $0.kind == "job-completed" }.count == 3, "each job has one outcome", sourceLocation: location)
        let audit = try Program.run(Place.duban, ["audit", "verify", "--state", hall.state], scratch: hall.scratch)
        #expect(audit.code == 0, "\(audit)", sourceLocation: location)
    }

    @Test func daemon_killedAfterEachChapter_goesOnWhereItWas() throws {
        try HallUnderTest.open { hall in
            for chapter in Story.Chapter.allCases {
                let (words, member, input) = try Story().words(chapter, hall)
                let first = try hall.duban(words, as: member, input: input)
                #expect(first.code == 0, "\(chapter): \(first)")
                try hall.kill()
                try hall.start()
                let again = try hall.duban(words, as: member, input: input)
                #expect(again.text == first.text, "the same key gives the same answer: \(again)")
                try hall.settle(at: chapter == .days ? "2026-03-04T09:00:00+08:00" : nil)
            }
            try expectWhole(hall)
        }
    }

    /// So many tellings of the story, each chapter of which the daemon is killed at a random moment; `DUBAN_KILL_ROUNDS` asks for more.
    private static let rounds = ProcessInfo.processInfo.environment["DUBAN_KILL_ROUNDS"].flatMap { UInt64($0) } ?? 3

    @Test(arguments: 1...rounds)
    func daemon_killedAtRandomMoments_goesOnWhereItWas(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        try HallUnderTest.open { hall in
            for chapter in Story.Chapter.allCases {
                let (words, member, input) = try Story().words(chapter, hall)
                let source = try hall.scratch.write("input", input ?? "")
                let command = try ChildProcess(
                    Place.duban, hall.words(words, as: member), environment: Place.environment, folder: Place.root, input: source,
                    output: hall.scratch.path("killed.out"), error: hall.scratch.path("killed.err"))
                _ = command.wait(milliseconds: 1 + generator.next(below: 500))
                try hall.kill()
                let ending = try command.wait()
                #expect([.exited(0), .exited(69)].contains(ending), "seed \(seed), \(chapter): the client is told")
                try hall.start()
                let again = try hall.duban(words, as: member, input: input)
                #expect(again.code == 0, "seed \(seed), \(chapter): \(again)")
                try hall.settle(at: chapter == .days ? "2026-03-04T09:00:00+08:00" : nil)
            }
            try expectWhole(hall)
        }
    }

    @Test func daemon_killedWhileTheClockMoves_neverGoesBack() throws {
        try HallUnderTest.open { hall in
            try Story().tell(hall, through: .claim)
            let move = try ChildProcess(
                Place.duban, hall.words(["dev", "advance", "--to", "2026-03-20T09:00:00+08:00"], as: "admin"),
                environment: Place.environment, folder: Place.root, input: nil, output: hall.scratch.path("move.out"),
                error: hall.scratch.path("move.err"))
            _ = move.wait(milliseconds: 120)
            try hall.kill()
            _ = try move.wait()
            try hall.start()
            try hall.settle(at: "2026-03-20T09:00:00+08:00")
            let detail = try hall.detail("CERT-2026-0001")
            #expect(detail.events.map(\.at) == detail.events.map(\.at).sorted(), "the history's instants never go back")
            #expect(detail.accountability.filter { $0.promise == "promised-limit" }.count == 1, "each rung fires once")
        }
    }

    @Test func requests_withOneKeySentManyTimesAtOnce_makeOneCase() throws {
        try HallUnderTest.open { hall in
            let source = try hall.scratch.write("application.json", Story.application)
            let words = hall.words(["apply", "certificate-issuance", "--data", source, "--key", "once", "--json"], as: "li-na")
            let commands = try (0..<12).map { index in
                try ChildProcess(
                    Place.duban, words, environment: Place.environment, folder: Place.root, input: nil,
                    output: hall.scratch.path("once.\(index)"), error: hall.scratch.path("once.err"))
            }
            for command in commands { #expect(try command.wait() == .exited(0)) }
            let answers = try (0..<12).map { try String(contentsOfFile: hall.scratch.path("once.\($0)"), encoding: .utf8) }
            #expect(Set(answers).count == 1, "\(Set(answers))")
            #expect(try Ledger(hall.state).count("SELECT count(*) FROM cases") == 1)
        }
    }

    @Test func folder_ofARunningDaemon_refusesASecond() throws {
        try HallUnderTest.open { hall in
            let daemon = try #require(hall.daemon)
            let output = try Program.run(
                Place.duband, hall.arguments + ["--socket", hall.scratch.path("other.sock")], scratch: hall.scratch)
            #expect(output.code == 5, "\(output)")
            #expect(output.error.contains("[state-folder-in-use]"), "\(output)")
            #expect(output.error.contains("process \(daemon.id)") && output.error.contains(hall.state), "\(output)")
            #expect(try hall.duban("inbox").code == 0, "the first serves on")
        }
    }
}
