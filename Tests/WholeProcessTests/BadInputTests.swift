import DubanAPI
import DubanModel
import Foundation
import Testing

/// Issue 2, "Bad input": each has a clear message, a stable code and exit code, and changes nothing.
@Suite("Bad input over the real binaries", .blocking)
struct BadInputTests {
    /// Expects a refusal that changes nothing.
    private func expectRefusal(
        _ hall: HallUnderTest, _ arguments: [String], as member: String = "li-na", input: String? = nil, code: Refusal.Code,
        saying parts: [String], _ location: SourceLocation = #_sourceLocation
    ) throws {
        let ledger = try Ledger(hall.state)
        let before = try ledger.contents()
        let output = try hall.duban(arguments, as: member, input: input)
        #expect(output.code == code.exitCode, "\(output)", sourceLocation: location)
        #expect(output.error.contains("[\(code.rawValue)]"), "\(output)", sourceLocation: location)
        for part in parts { #expect(output.error.contains(part), "\(output)", sourceLocation: location) }
        #expect(output.text.isEmpty, "a refusal says nothing on standard output", sourceLocation: location)
        #expect(try ledger.contents() == before, "nothing was changed", sourceLocation: location)
    }

    @Test func workflow_unknown_isRefusedWithThoseThereAre() throws {
        try HallUnderTest.open { hall in
            try expectRefusal(
                hall, ["apply", "certificate", "--data", "-"], input: Story.application, code: .unknownWorkflow,
                saying: ["\"certificate\"", "certificate-issuance"])
        }
    }

    @Test func job_onAQueueOrOfAPluginThatIsNotThere_isRefusedWithThoseThereAre() throws {
        try HallUnderTest.open { hall in
            func expect(_ words: [String], _ code: Refusal.Code, _ parts: String...) throws {
                try expectRefusal(hall, ["job"] + words, as: "admin", code: code, saying: parts)
            }
            try expect(
                ["enqueue", "document", "documents.render"], .unknownQueue, "\"document\"", "there are documents, notices, payments")
            try expect(["enqueue", "documents", "document.render"], .unknownPlugin, "\"document\"", "documents, notices, payments")
            try expect(["enqueue", "documents", "documents.print"], .unknownAction, "\"print\"", "it declares render")
            try expect(["enqueue", "documents", "documents.render", "--unique-seconds", "0"], .invalidRequest, "1 second or more")
        }
    }

    @Test func fields_missingAndMistyped_areToldAllAtOnceWithTheirPaths() throws {
        try HallUnderTest.open { hall in
            let data = """
                {"applicant": {"id_number": 370402199003071234, "phone": "none", "adress": "x"},
                 "certificate": {"kind": "passport", "number": "XWZ-1"}, "materials": {"id-card": 1}}
                """
            try expectRefusal(
                hall, ["apply", "certificate-issuance", "--data", "-"], input: data, code: .invalidData,
                saying: [
                    "applicant.name: is required", "applicant.id_number: must be a resident identity number, as text",
                    "applicant.phone: must be a telephone number", "applicant.adress: is no field", "did you mean \"address\"?",
                    "certificate.kind: must be one of departure", "certificate.number: is not filled at this step", "6 problems",
                ])
            try expectRefusal(
                hall, ["apply", "certificate-issuance", "--data", "-", "--materials", "foto=1,id-card=0"], input: Story.application,
                code: .invalidData, saying: ["materials.foto: is no material", "did you mean \"photo\"?", "materials.id-card: must be"])
        }
    }

    @Test func data_thatIsNoJSON_isRefusedAsUsage() throws {
        try HallUnderTest.open { hall in
            try expectRefusal(
                hall, ["apply", "certificate-issuance", "--data", "-"], input: "{\"applicant\": ", code: .invalidRequest,
                saying: ["Standard input is no JSON"])
            try expectRefusal(
                hall, ["apply", "certificate-issuance", "--data", "/nonexistent.json"], code: .invalidRequest,
                saying: ["/nonexistent.json cannot be read"])
            try expectRefusal(
                hall, ["apply", "certificate-issuance", "--data", "-"], input: "[1]", code: .invalidData, saying: ["must be a JSON object"])
        }
    }

    /// What a program sends that is not `duban`: read by the daemon's own reader, which says what is wrong where.
    @Test(arguments: [
        (#"{"workflow": "certificate-issuance", "data": {"a": 1, "a": 2}}"#, #"\"a\" comes twice"#),
        (#"{"workflow": 7, "data": {}}"#, #"\"workflow\" of the request is of another type"#),
        (#"{"data": {}}"#, #"The request has no \"workflow\""#),
        (#"{"workflow": "certificate-issuance", "data": "#, "no JSON that is understood"),
    ])
    func body_thatIsNotUnderstood_isRefusedWithWhatIsWrong(body: String, part: String) throws {
        try HallUnderTest.open { hall in
            let ledger = try Ledger(hall.state)
            let before = try ledger.contents()
            let answer = try RawRequest.post("/v1/cases", body, as: "li-na", key: "bad", socket: hall.socket)
            #expect(answer.hasPrefix("HTTP/1.1 400"), "\(answer)")
            #expect(answer.contains(#""code":"invalid-request""#) && answer.contains(part), "\(answer)")
            #expect(try ledger.contents() == before, "nothing was changed")
        }
    }

    @Test func task_byAnotherRole_isRefused() throws {
        try HallUnderTest.open { hall in
            try Story().tell(hall, through: .supplement)
            let review = try hall.task("review", of: "CERT-2026-0001")
            try expectRefusal(
                hall, ["act", review, "approve"], as: "li-na", code: .wrongRole, saying: ["Task \(review)", "role reviewer", "li-na"])
            try expectRefusal(hall, ["workflow", "reload"], as: "li-na", code: .wrongRole, saying: ["administrator"])
        }
    }

    @Test func review_byWhoTookItIn_isRefused() throws {
        try HallUnderTest.open { hall in
            try Story().tell(hall, through: .supplement)
            let review = try hall.task("review", of: "CERT-2026-0001")
            try expectRefusal(
                hall, ["act", review, "approve"], as: "liu-yan", code: .separationOfDuties, saying: ["somebody else", "liu-yan"])
            let inbox: [TaskBody] = try hall.ask("inbox", as: "liu-yan")
            #expect(!inbox.contains { String($0.number) == review }, "and it is not offered")
        }
    }

    @Test func task_doneAlready_isRefusedAsDone() throws {
        try HallUnderTest.open { hall in
            try Story().tell(hall, through: .claim)
            let review = try hall.task("review", of: "CERT-2026-0001")
            try Story().tell(hall, through: .approval, from: .approval)
            try expectRefusal(
                hall, ["act", review, "approve"], as: "wang-qiang", code: .alreadyDone, saying: ["Task \(review) is done already"])
        }
    }

    @Test func task_acceptedByAnother_isRefused() throws {
        try HallUnderTest.open { hall in
            try Story().tell(hall, through: .approval)
            let task = try hall.task("hand-over", of: "CERT-2026-0001")
            #expect(try hall.duban("act", task, "claim", as: "li-na").code == 0)
            try expectRefusal(
                hall, ["act", task, "handed-over"], as: "chen-jing", code: .alreadyClaimed, saying: ["accepted by li-na"])
        }
    }

    @Test func numbers_thatAreNotKnown_areRefusedAsNotFound() throws {
        try HallUnderTest.open { hall in
            try Story().tell(hall, through: .application)
            try expectRefusal(hall, ["case", "CERT-2026-9999"], code: .unknownCase, saying: ["CERT-2026-9999", "duban cases"])
            try expectRefusal(hall, ["case", "办件 ../7?"], code: .unknownCase, saying: ["办件 ../7?"])
            try expectRefusal(hall, ["act", "999", "approve"], code: .unknownTask, saying: ["no task 999", "duban inbox"])
            try expectRefusal(hall, ["register", "ledgers"], code: .unknownRegister, saying: ["\"ledgers\""])
            try expectRefusal(hall, ["queue", "dead", "ledgers"], code: .unknownQueue, saying: ["\"ledgers\"", "documents"])
            try expectRefusal(
                hall, ["amend", "CERT-2026-0001", "applicant.nam", "x", "--reason", "r"], as: "liu-yan", code: .unknownField,
                saying: ["applicant.name"])
        }
    }

    @Test func action_unknown_isRefusedWithThoseThereAre() throws {
        try HallUnderTest.open { hall in
            try Story().tell(hall, through: .supplement)
            let review = try hall.task("review", of: "CERT-2026-0001")
            try expectRefusal(
                hall, ["act", review, "aprove"], as: "wang-qiang", code: .unknownAction,
                saying: ["\"aprove\"", "approve, refuse, claim, release"])
        }
    }

    @Test func key_ofAnotherRequest_isRefusedAsConflict() throws {
        try HallUnderTest.open { hall in
            let apply = ["apply", "certificate-issuance", "--data", "-", "--key", "K"]
            #expect(try hall.duban(apply, input: Story.application).code == 0)
            // The receipt is made by a job, whose result would come in between.
            try hall.settle()
            try expectRefusal(
                hall, apply, input: Story.application.replacing("外出务工", with: "探亲"), code: .keyReused, saying: ["\"K\""])
        }
    }

    @Test func caller_notOnTheRoster_isRefused() throws {
        try HallUnderTest.open { hall in
            try expectRefusal(hall, ["inbox"], as: "nobody", code: .unknownCaller, saying: ["\"nobody\"", "li-na"])
            let output = try hall.duban("inbox", as: nil)
            #expect(output.code == 3, "the system user of a developer is no member of staff: \(output)")
        }
    }

    @Test func arguments_missingOrWrong_areUsage() throws {
        let scratch = try Scratch()
        defer { scratch.end() }
        let commands = [
            ["apply"], ["apply", "certificate-issuance"], ["act", "7"], ["act", "seven", "approve"], ["amend", "X", "a.b", "v"],
            ["attach", "X"],
            ["case"], ["case", "X", "--private"], ["cases", "--light", "blue"], ["find"], ["queue", "retry", "documents"],
            ["dev", "advance"],
            ["workflow", "check"], ["inbox", "--lang", "fr"], ["nonsense"], ["inbox", "--nonsense"],
        ]
        for words in commands {
            let output = try Program.run(Place.duban, words, scratch: scratch)
            #expect(output.code == 2, "duban \(words): \(output)")
            #expect(output.error.contains("Error:") && output.error.contains("Usage:"), "duban \(words): \(output)")
        }
        #expect(try Program.run(Place.duband, ["--nonsense"], scratch: scratch).code == 2)
        #expect(try Program.run(Place.duband, ["--clock", "2026-03-02T09:00:00Z"], scratch: scratch).code == 2, "--clock needs --dev")
    }

    @Test func daemon_away_isSaidWithWhatToDo() throws {
        let scratch = try Scratch()
        defer { scratch.end() }
        let output = try Program.run(Place.duban, ["inbox", "--socket", scratch.path("none.sock")], scratch: scratch)
        #expect(output.code == 69)
        #expect(output.error.contains("[unavailable]") && output.error.contains("systemctl status duband"), "\(output)")
        let change = try Program.run(
            Place.duban, ["act", "1", "approve", "--key", "again", "--socket", scratch.path("none.sock")], scratch: scratch)
        #expect(change.code == 69)
        #expect(change.error.contains("--key again"), "a change says how it is repeated: \(change)")
    }
}
