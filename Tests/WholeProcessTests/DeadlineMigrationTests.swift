import DubanAPI
import DubanModel
import Foundation
import Testing

/// Change under way: open cases keep their version until they are migrated, each looked at before anything changes.
@Suite("Versions of workflows over the real binaries", .blocking)
struct DeadlineMigrationTests {
    private static let text = """
        duban: 1
        workflow: permit
        title: {en: Permit, zh: 许可}
        code: PER
        data:
          kind: {type: text, required: true, title: {en: Kind, zh: 种类}}
        limits: {statutory: 10 working days, promised: 3 working days, starts: review}
        steps:
          intake: {title: {en: Intake, zh: 受理}, task: clerk, form: [kind], limit: 1 working day, then: review}
          review: {title: {en: Review, zh: 审核}, task: reviewer, limit: 1 working day, actions: {approve: done}}
          done: {end: done}
        """

    private func withHall(_ body: (HallUnderTest, (String) throws -> Void) throws -> Void) throws {
        let scratch = try Scratch()
        var office = Office()
        office.workflows = scratch.path("bundles")
        func write(_ text: String) throws { try scratch.write("bundles/permit/workflow.yaml", text) }
        try write(Self.text)
        let hall = try HallUnderTest(office, scratch: scratch)
        defer { hall.end() }
        try hall.start()
        try body(hall, write)
    }

    private func apply(_ hall: HallUnderTest, _ kind: String) throws {
        let output = try hall.duban("apply", "permit", "--data", "-", input: "{\"kind\": \"\(kind)\"}")
        guard output.code == 0 else { throw ChildProcess.Failure(description: "\(output)") }
        try hall.settle()
    }

    private func versions(_ hall: HallUnderTest) throws -> [WorkflowBody.VersionBody] {
        let workflows: [WorkflowBody] = try hall.ask("workflow", "list")
        return workflows.flatMap(\.versions)
    }

    @Test func openCases_keepTheirVersionUntilTheyAreMigrated() throws {
        try withHall { hall, write in
            try apply(hall, "red")
            try apply(hall, "blue")
            let old = try #require(try versions(hall).first)
            try write(
                Self.text.replacing("review: {title", with: "check: {title").replacing("then: review", with: "then: check").replacing(
                    "starts: review", with: "starts: check"))
            #expect(try hall.duban("workflow", "reload", as: "admin").code == 0)
            try apply(hall, "green")
            let all = try versions(hall)
            #expect(all.map(\.isInForce) == [true, false] && all.map(\.openCases) == [1, 2])
            let inbox: [TaskBody] = try hall.ask("inbox", as: "wang-qiang")
            #expect(inbox.map(\.step).sorted() == ["check", "review", "review"], "tasks of every version")
            let new = try #require(all.first)
            let (from, to) = (String(old.hash.prefix(12)), String(new.hash.prefix(12)))

            let denied = try hall.duban("workflow", "migrate", "--from", from, "--to", to, "--all", as: "zhao-min")
            #expect(denied.code == 3 && denied.error.contains("[wrong-role]"), "\(denied)")
            let bare = try hall.duban("workflow", "migrate", "--from", from, "--to", to, "--all", "--dry-run", as: "admin")
            #expect(bare.code == 3, "the cases stand at a step that the new version does not have")
            #expect(bare.text.contains("✗ PER-2026-0001") && bare.text.contains("review: the case stands there"), "\(bare)")
            let map = ["--map", "review=check"]
            let dry = try hall.duban(["workflow", "migrate", "--from", from, "--to", to, "--all", "--dry-run"] + map, as: "admin")
            #expect(dry.code == 0 && dry.text.contains("2 can go on, 0 cannot"), "\(dry)")
            #expect(try versions(hall).map(\.openCases) == [1, 2], "nothing was changed")

            let one = try hall.duban(
                ["workflow", "migrate", "--from", from, "--to", to, "--where", "kind == \"blue\""] + map, as: "admin")
            #expect(one.code == 0 && one.text.contains("✓ PER-2026-0002"), "\(one)")
            #expect(try versions(hall).map(\.openCases) == [2, 1])
            let due = try hall.detail("PER-2026-0001").summary.due
            let rest = try hall.duban(["workflow", "migrate", "--from", from, "--to", to, "--case", "PER-2026-0001"] + map, as: "admin")
            #expect(rest.code == 0, "\(rest)")
            let detail = try hall.detail("PER-2026-0001")
            #expect(detail.summary.steps == ["check"] && detail.summary.due == due, "the clock keeps the time that was left")
            #expect(detail.events.last?.kind == "case-migrated" || detail.events.contains { $0.kind == "case-migrated" })
            #expect(try versions(hall).map(\.openCases) == [3])
            let task = try hall.task("check", of: "PER-2026-0001")
            #expect(try hall.duban("act", task, "approve", as: "wang-qiang").code == 0)
        }
    }

    @Test func migration_ofNonsense_isRefusedClearly() throws {
        try withHall { hall, write in
            try apply(hall, "red")
            let old = try #require(try versions(hall).first).hash
            try write(Self.text + "\n# another version\n")
            #expect(try hall.duban("workflow", "reload", as: "admin").code == 0)
            let new = try #require(try versions(hall).first).hash
            let cases: [(words: [String], code: Int32, name: String)] = [
                (["--from", "ffffffff", "--to", new, "--all"], 4, "unknown-workflow"),
                (["--from", "ab", "--to", new, "--all"], 2, "invalid-request"),
                (["--from", old, "--to", old, "--all"], 2, "invalid-request"),
                (["--from", old, "--to", new, "--where", "kind =="], 2, "invalid-request"),
                (["--from", old, "--to", new, "--where", "kind"], 2, "invalid-request"),
                (["--from", old, "--to", new, "--all", "--map", "nowhere=review"], 2, "invalid-request"),
                (["--from", old, "--to", new, "--case", "PER-2026-0099"], 4, "unknown-case"),
            ]
            for (words, code, name) in cases {
                let output = try hall.duban(["workflow", "migrate"] + words, as: "admin")
                #expect(output.code == code && output.error.contains("[\(name)]"), "\(words): \(output)")
            }
            let usage = try hall.duban("workflow", "migrate", "--from", old, "--to", new, as: "admin")
            #expect(usage.code == 2, "\(usage)")
        }
    }

    @Test func message_fromOutside_findsTheCaseThatWaitsForIt() throws {
        try withHall { hall, write in
            try write(
                """
                duban: 1
                workflow: permit
                title: {en: Permit, zh: 许可}
                code: PER
                data:
                  kind: {type: text, required: true}
                  answer: {type: text}
                steps:
                  ask: {title: {en: Ask, zh: 询问}, task: clerk, form: [kind], limit: 1 working day, then: wait}
                  wait:
                    title: {en: Wait, zh: 等待}
                    wait: answered
                    key: = kind
                    form: [answer]
                    at_most: 5 working days
                    lapse: lapsed
                    actions: {positive: good, negative: bad}
                  good: {end: good}
                  bad: {end: bad}
                  lapsed: {end: lapsed}
                """)
            let reload = try hall.duban("workflow", "reload", as: "admin")
            #expect(reload.code == 0, "\(reload)")
            try apply(hall, "red")
            try apply(hall, "blue")
            let denied = try hall.duban("message", "answered", "--key", "blue", as: "li-na")
            #expect(denied.code == 3 && denied.error.contains("[wrong-role]"), "\(denied)")
            let nobody = try hall.duban("message", "answered", "--key", "green", as: "admin")
            #expect(nobody.code == 4, "\(nobody)")
            let words = ["message", "answered", "--key", "blue", "--action", "negative", "--data", "-", "--request-key", "m-1"]
            let first = try hall.duban(words, as: "admin", input: "{\"answer\": \"no\"}")
            #expect(first.code == 0, "\(first)")
            #expect(try hall.duban(words, as: "admin", input: "{\"answer\": \"no\"}").text == first.text)
            let detail = try hall.detail("PER-2026-0002")
            #expect(detail.summary.outcome == "bad" && detail.data["answer"].textValue == "no")
            #expect(detail.events.contains { $0.actor == "outside:admin" })
            #expect(try hall.detail("PER-2026-0001").summary.outcome == nil, "the other case waits still")
        }
    }
}
