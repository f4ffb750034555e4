import DubanAPI
import DubanModel
import Foundation
import Testing

/// What a judge enters is shown to nobody before all are in: by no route and no verb, as nobody on the roster; but to the judge.
@Suite("Secret branches over the real binaries", .blocking)
struct SecretBranchTests {
    private static let number = "SCO-2026-0001"

    private func withHall(_ body: (HallUnderTest) throws -> Void) throws {
        let scratch = try Scratch()
        let hall = try HallUnderTest(try Scoring.office(scratch), scratch: scratch)
        defer { hall.end() }
        try hall.start()
        try Scoring.plant(hall)
        try body(hall)
    }

    /// A path for each GET route.
    private static let samples: [String: [String]] = [
        "/v1/calendars/{member}": Scoring.members.map { "/v1/calendars/\($0).ics" },
        "/v1/cases/{number}": ["/v1/cases/\(number)"],
        "/v1/cases/{number}/graph": ["/v1/cases/\(number)/graph", "/v1/cases/\(number)/graph?format=svg"],
        "/v1/cases/{number}/why-due": ["/v1/cases/\(number)/why-due"],
        "/v1/inbox": ["/v1/inbox", "/v1/inbox?all=true"], "/v1/jobs": ["/v1/jobs", "/v1/jobs?state=dead"],
        "/v1/jobs/{owner}/{number}": (1...60).map { "/v1/jobs/\(number)/\($0)" },
        "/v1/queues/watch/{version}": ["/v1/queues/watch/0"], "/v1/queues/{name}/dead": ["/v1/queues/documents/dead"],
        "/v1/registers/{name}": ["/v1/registers/score-book"],
        "/v1/reports/accountability": ["/v1/reports/accountability?month=2026-03"],
    ]

    @Test func canary_inASecretBranch_isInNoAnswerOfAnyRoute() throws {
        try withHall { hall in
            for route in APIRoute.reading {
                let paths = Self.samples[route] ?? [route]
                #expect(!paths.contains { $0.contains("{") }, "give \(route) a sample here")
                for path in paths {
                    for member in Scoring.members where member != "judge-a" {
                        let answer = try RawRequest.get(path, as: member, socket: hall.socket)
                        #expect(answer.hasPrefix("HTTP/1.1 "), "\(path): \(answer.prefix(80))")
                        #expect(Search.found(Scoring.canaries, in: Data(answer.utf8)).isEmpty, "\(path) as \(member): \(answer)")
                    }
                }
            }
        }
    }

    /// Words for each verb that speaks to the daemon; verbs that need none are named with nothing.
    private static let words: [String: [[String]]] = [
        "accept": [[number]], "act": [["2", "claim"], ["3", "against", "--comment", "x"], ["1", "send-back", "--comment", "x"]],
        "add-reviewer": [["3", "judge-a"]], "amend": [[number, "subject", "x", "--reason", "x"]],
        "apply": [["scoring", "--data", "/dev/null"]], "attach": [[number, "/etc/hostname"]], "audit": [],
        "calendar between": [], "calendar check": [], "calendar due": [], "calendar list": [[]],
        "calendar load": [["config/calendars/cn.yaml"], ["config/calendars/cn.yaml", "--dry-run"]], "cancel": [[number, "--reason", "x"]],
        "case": [
            [number], [number, "--events", "--why"], [number, "--why-due"], [number, "--graph"], [number, "--json"],
            [number, "--private", "--reason", "x"],
        ],
        "cases": [[], ["--light", "green", "--json"]], "clock resume": [[number]], "clock stop": [[number, "--reason", "x"]],
        "comment": [[number, "x"]], "contest": [[number, "1", "--reason", "x"]],
        "deadlines": [[], ["--mine", "--within", "9 working days", "--json"], ["--ics", "--person", "judge-a"]], "decline": [[number]],
        "dev advance": [["1 working hour"]], "eval": [], "extend": [[number, "--by", "1 working day", "--reason", "x"]],
        "find": [["CANARYNOTE"], ["CANARYREMARK", "--json"]], "handover": [["3", "--to", "judge-a"], [number, "--to", "judge-a"]],
        "inbox": [[], ["--all", "--json"]], "job cancel": [["--queue", "documents"]], "job discard": [["--queue", "documents"]],
        "job enqueue": [["documents", "render"]], "job list": [[], ["--json"]], "job retry": [["--queue", "documents"]],
        "job show": (10...40).map { ["\(number)/\($0)"] }, "message": [["x", "--key", "x"]],
        "plugin check": [], "plugin list": [[]], "plugin test": [], "queue dead": [["documents"]],
        "queue drain": [["documents"]], "queue hurry": [["documents"]], "queue list": [[]], "queue pause": [["documents"]],
        "queue resume": [["documents"]], "queue retry": [["documents", number, "20"]], "recall": [[number]],
        "register": [[], ["score-book"], ["score-book", "--csv"], ["score-book", "--json"]],
        "report accountability": [["--month", "2026-03"], ["--month", "2026-03", "--csv"]], "resume": [[number, "--reason", "x"]],
        "settle": [[number, "1", "--uphold", "--reason", "x"]], "suspend": [[number, "--reason", "x"]], "watch": [["--once"]],
        "withdraw": [[number, "--reason", "x"]], "workflow check": [], "workflow graph": [], "workflow list": [[]], "workflow measure": [],
        "workflow migrate": [["--from", "000000", "--to", "000000", "--case", number]], "workflow new": [], "workflow reload": [[]],
        "workflow schema": [], "workflow simulate": [], "workflow table": [], "workflow test": [],
    ]

    /// Every verb that has no verbs below it.
    private func verbs(_ hall: HallUnderTest) throws -> [String] {
        let dump = try Program.run(Place.duban, ["--experimental-dump-help"], scratch: hall.scratch)
        let root = try #require(try JSONSerialization.jsonObject(with: Data(dump.text.utf8)) as? [String: Any])
        func leaves(_ command: [String: Any], _ path: [String]) -> [String] {
            let below = (command["subcommands"] as? [[String: Any]] ?? []).filter { $0["commandName"] as? String != "help" }
            if below.isEmpty { return [path.joined(separator: " ")] }
            return below.flatMap { leaves($0, path + [$0["commandName"] as? String ?? "?"]) }
        }
        return leaves(try #require(root["command"] as? [String: Any]), [])
    }

    @Test func canary_inASecretBranch_isInNoAnswerOfAnyVerb() throws {
        try withHall { hall in
            // Whatever ends the case or the verbs that read comes last, so that the others meet the case as it is.
            let ending = ["withdraw", "cancel", "suspend", "recall", "act"]
            let verbs = try verbs(hall).sorted { !ending.contains($0) && ending.contains($1) }
            #expect(verbs.count > 40, "\(verbs)")
            for verb in verbs {
                guard let samples = Self.words[verb] else {
                    Issue.record("`duban \(verb)` has no sample here; add one, so that it is seen to show nothing secret")
                    continue
                }
                for words in samples {
                    for member in Scoring.members where member != "judge-a" {
                        let output = try hall.duban(verb.split(separator: " ").map(String.init) + words, as: member)
                        // What was asked for may be said back; only `find` is asked for a canary, and answers with cases.
                        #expect(
                            Search.found(Scoring.canaries, in: Data(output.text.utf8)).isEmpty, "\(verb) \(words) as \(member): \(output)")
                        #expect(
                            Search.found(Scoring.canaries, in: Data(output.error.utf8)).isEmpty, "\(verb) \(words) as \(member): \(output)")
                        if verb == "find" {
                            #expect(!output.text.contains(Self.number), "who guesses a note learns that it is there: \(output)")
                        }
                    }
                }
            }
        }
    }

    @Test func judge_seesTheirOwnEntry_andNobodyElses() throws {
        try withHall { hall in
            let own: CaseDetailBody = try hall.ask("case", Self.number, as: "judge-a")
            #expect(own.branches.count == 2 && own.branches.allSatisfy(\.isSecret))
            #expect(own.branches.compactMap { $0.data["remark"].textValue } == [Scoring.canaries[0]])
            #expect(own.branches.allSatisfy { $0.standing == "secret" })
            let done = own.events.filter { $0.kind == "step-completed" && $0.detail["action"].textValue == "favour" }
            #expect(done.count == 1, "the judge sees what they did")
            let secrets: [String: DataValue] = try hall.ask("case", Self.number, "--private", "--reason", "mine", as: "judge-a")
            #expect(secrets.values.contains { $0.textValue == Scoring.canaries[1] }, "\(secrets)")
            let other: CaseDetailBody = try hall.ask("case", Self.number, as: "judge-b")
            #expect(other.events.filter { $0.isSecret }.allSatisfy { $0.detail["action"].isNull && $0.detail["because"].isNull })
            #expect(other.branches.allSatisfy { $0.data == .emptyRecord })
            #expect(other.documents.isEmpty, "what a branch made is hidden with it")
        }
    }

    @Test func entries_whenAllAreIn_areShown() throws {
        try withHall { hall in
            try Scoring.score(hall, by: "judge-b", "against", remark: "second", note: "n2", comment: "c2")
            let detail: CaseDetailBody = try hall.ask("case", Self.number, as: "clerk")
            #expect(detail.data["scores"].items?.compactMap { $0["remark"].textValue } == [Scoring.canaries[0], "second"])
            #expect(detail.events.contains { $0.detail["action"].textValue == "favour" })
            #expect(!detail.events.contains { $0.isSecret })
            #expect(detail.documents.count == 2)
            let book: [RegisterEntryBody] = try hall.ask("register", "score-book", as: "clerk")
            #expect(book.compactMap { $0.fields["remark"].textValue } == [Scoring.canaries[0], "second"])
            #expect(book.allSatisfy { $0.fields["note"].textValue == DataValue.mask }, "private stays private")
        }
    }

    @Test func journal_ofASecretBranch_tellsNoEntry() throws {
        try withHall { hall in
            guard Journald.isRunning else { return }
            try hall.stop()
            let entries = try Journald.export(of: hall)
            #expect(Search.found(Scoring.canaries + ["favour"], in: entries).isEmpty)
        }
    }
}
