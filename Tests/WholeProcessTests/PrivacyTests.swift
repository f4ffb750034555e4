import DubanAPI
import Foundation
import Testing

/// quality.md, P15: canary values planted in every private place, then searched for everywhere but in the documents that are made of them.
@Suite("Personal values over the real binaries", .blocking)
struct PrivacyTests {
    private static let name = "鹫尾金丝雀CANARYNAME"
    private static let identity = "110101199001011237"
    private static let address = "CANARYADDRESS 金丝雀路7号"
    private static let phone = "13955501234"
    private static let comment = "CANARYCOMMENT 金丝雀意见"
    private static let reason = "CANARYREASON 金丝雀事由"
    private static let file = "CANARYFILE.txt"
    private static let content = "CANARYCONTENT"
    static let all = [name, identity, address, phone, comment, reason, file, content, "金丝雀"]

    private static let application = """
        {"applicant": {"name": "\(name)", "id_number": "\(identity)", "address": "\(address)", "phone": "\(phone)"},
         "certificate": {"kind": "departure"}, "materials": {"id-card": 2, "household-register": 4, "photo": 1}}
        """

    /// Plants a value in every private place, by way of every verb that takes one.
    private func plant(_ hall: HallUnderTest) throws {
        func done(_ output: Output, _ location: SourceLocation = #_sourceLocation) {
            #expect(output.code == 0, "\(output)", sourceLocation: location)
        }
        done(try hall.duban("apply", "certificate-issuance", "--data", "-", "--key", "canary", as: "liu-yan", input: Self.application))
        try hall.settle()
        let path = try hall.scratch.write(Self.file, Self.content)
        done(try hall.duban("attach", "CERT-2026-0001", path, as: "liu-yan"))
        done(
            try hall.duban(
                "amend", "CERT-2026-0001", "applicant.address", "-", "--reason", Self.reason, as: "liu-yan", input: Self.address + "2\n"))
        done(try hall.duban("find", "-", input: Self.name + "\n"))
        done(try hall.duban("case", "CERT-2026-0001", "--private", "--reason", Self.reason, as: "liu-yan"))
        let review = try hall.task("review", of: "CERT-2026-0001")
        done(try hall.duban("act", review, "refuse", "--comment", Self.comment, as: "wang-qiang"))
        try hall.settle()
    }

    /// The process list's words and environment of the daemon and everything that it started. Commands of other tests that run now are left
    /// out: reasons and paths of files are arguments of theirs.
    private func processList(_ hall: HallUnderTest) throws -> Data {
        let daemon = try #require(hall.daemon).id
        let numbers = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }
        let parents = Dictionary(uniqueKeysWithValues: numbers.map { ($0, parent(of: $0)) })
        let family = numbers.filter { number in
            sequence(first: number) { parents[$0] ?? nil }.contains(daemon)
        }
        return family.reduce(into: Data()) { bytes, number in
            for file in ["cmdline", "environ", "comm"] {
                bytes += FileManager.default.contents(atPath: "/proc/\(number)/\(file)") ?? Data()
            }
        }
    }

    /// The process that started another; `nil` where that has ended.
    private func parent(of number: pid_t) -> pid_t? {
        let stat = FileManager.default.contents(atPath: "/proc/\(number)/stat").map { String(decoding: $0, as: UTF8.self) }
        // The program's name stands in brackets and may hold anything; its state and the parent come after.
        return stat?.split(separator: ")").last?.split(separator: " ").dropFirst().first.flatMap { pid_t($0) }
    }

    @Test func privateValues_afterEveryVerb_areFoundNowhereButInTheDocuments() throws {
        try HallUnderTest.open { hall in
            try plant(hall)
            let words = try processList(hall)
            #expect(Search.found(["duband\0--dev", "duban-plugin-documents"], in: words).count == 2, "daemon and plugin are looked at")
            #expect(Search.found(Self.all, in: words).isEmpty, "the process list")
            let running = try Search(hall.state).files(containing: Self.all, leavingOut: ["documents"])
            #expect(running.isEmpty, "database, WAL, plugin folders while the daemon runs: \(running)")
            #expect(FileManager.default.fileExists(atPath: hall.state + "/duban.db-wal"), "there is a WAL to look into")
            try hall.stop()
            let stopped = try Search(hall.state).files(containing: Self.all, leavingOut: ["documents"])
            #expect(stopped.isEmpty, "after the checkpoint: \(stopped)")
            #expect(Search.found(Self.all, in: Data(hall.log.utf8)).isEmpty, "the daemon's own messages")
        }
    }

    @Test func search_whereAValueLiesOpen_findsIt() throws {
        let scratch = try Scratch()
        defer { scratch.end() }
        try scratch.write("sub/page", "… \(Self.identity) …")
        #expect(try Search(scratch.folder).files(containing: Self.all).count == 1, "the search of these tests can fail")
    }

    @Test func lists_ofTheCommandLine_showMasks() throws {
        try HallUnderTest.open { hall in
            try plant(hall)
            let commands = [
                ["case", "CERT-2026-0001", "--events", "--why"], ["case", "CERT-2026-0001", "--json"], ["cases"], ["inbox", "--all"],
                ["find", "-"],
            ]
            for words in commands {
                let output = try hall.duban(words, as: "liu-yan", input: words == ["find", "-"] ? Self.name : nil)
                #expect(output.code == 0, "\(words): \(output)")
                #expect(Search.found(Self.all, in: Data(output.description.utf8)).isEmpty, "\(words): \(output)")
            }
        }
    }

    @Test func refusals_ofDataWithPersonalValues_nameThePathAndNoValue() throws {
        try HallUnderTest.open { hall in
            let wrong = """
                {"applicant": {"name": ["\(Self.name)"], "id_number": "\(Self.identity)9", "phone": "\(Self.address)", "address": {"street": "\(Self.address)"}},
                 "certificate": {"kind": "\(Self.comment)"}}
                """
            let output = try hall.duban("apply", "certificate-issuance", "--data", "-", input: wrong)
            #expect(output.code == 3)
            for path in ["applicant.name", "applicant.id_number", "applicant.phone", "applicant.address", "certificate.kind"] {
                #expect(output.error.contains(path), "\(output)")
            }
            #expect(Search.found(Self.all, in: Data(output.description.utf8)).isEmpty, "\(output)")
            let broken = try hall.duban("apply", "certificate-issuance", "--data", "-", input: Self.application.replacing("}}", with: "}]"))
            #expect(Search.found(Self.all, in: Data(broken.description.utf8)).isEmpty, "\(broken)")
        }
    }

    @Test func plugin_thatEchoesWhatItGets_leaksNothingIntoTheDatabase() throws {
        let scratch = try Scratch()
        var office = Office()
        office.documentsPlugin = try Office.script("while read -r line; do echo \"$line\" >&2; echo \"oops $line\"; done", in: scratch)
        let hall = try HallUnderTest(office, scratch: scratch)
        defer { hall.end() }
        try hall.start()
        #expect(try hall.duban("apply", "certificate-issuance", "--data", "-", as: "liu-yan", input: Self.application).code == 0)
        try hall.settle()
        let dead: [JobBody] = try hall.ask("queue", "dead", "documents")
        #expect(dead.count == 1)
        try hall.stop()
        let found = try Search(hall.state).files(containing: Self.all)
        #expect(found.isEmpty, "\(found)")
    }
}
