import DubanModel
import DubanWorkflows
import Testing

@testable import DubanScenario

/// What a scenario that does not come out as it says tells its author.
struct ScenarioFormatTests {
    private let workflow = """
        duban: 1
        workflow: sample
        title: {en: Sample, zh: 示例}
        code: SMPL
        data: {form: {name: {type: text, required: true, private: true}, amount: {type: money}, number: {type: text}}}
        steps:
          intake: {title: {en: Intake, zh: 受理}, task: clerk, form: [form.name, form.amount], limit: 1 working day, then: number}
          number: {title: {en: Number, zh: 编号}, record: log, as: form.number, serial: "N-{0}", fields: {amount: = form.amount}, then: check}
          check: {title: {en: Check, zh: 审查}, task: clerk, limit: 1 working day, actions: {ok: done, no: refused}}
          done: {end: done}
          refused: {end: refused}
        """

    private func play(_ steps: String) async throws -> ScenarioTests.Report {
        let (definition, findings) = WorkflowLoader.load("sample", BundleFiles(["workflow.yaml": Array(workflow.utf8)]))
        let text = """
            duban: 1
            at: 2026-03-02T09:00
            staff: [{id: ann, name: {en: Ann, zh: 安}, roles: [clerk], office: hall}]
            scenarios:
              story:
            \(steps)
            """
        let (file, problems) = ScenarioLoader.load(Array(text.utf8), name: "tests/story.yaml")
        guard let definition, let file, let roster = file.staff else { throw Refusal("sample", findings: findings + problems) }
        let calendar = try CalendarLoader.load(Array(calendarText.utf8), file: "calendar.yaml")
        return await ScenarioTests(definition, calendar: calendar, roster: roster).run([file])
    }

    private let calendarText = """
        calendar: test
        title: {en: Test, zh: 测试}
        zone: Asia/Shanghai
        weekly: [monday, tuesday, wednesday, thursday, friday]
        hours: ["08:30-12:00", "13:30-17:30"]
        """

    @Test(arguments: [
        ("    - {apply: {form: {name: x}}, by: ann, expect: {at: intake}}", 6, "at[1]: intake was expected, check is there"),
        (
            "    - {apply: {form: {name: x}}, by: ann, expect: {at: [check, done]}}", 6,
            #"at: ["check","done"] was expected, ["check"] is there"#
        ),
        (
            "    - apply: {form: {name: x}}\n      by: ann\n      expect:\n        outcome: done", 9,
            "outcome: done was expected, nothing is there"
        ),
        ("    - {apply: {form: {name: x}}, by: ann, expect: {data: {form.name: y}}}", 6, "data.form.name: y was expected, x is there"),
        (
            "    - {apply: {form: {name: x, amount: \"2.5\"}}, by: ann, expect: {data: {form.amount: \"3\"}}}", 6,
            "data.form.amount: 3 was expected, 2.50 is there"
        ),
        ("    - {apply: {form: {name: x}}, by: ann, expect: {registers: {log: 2}}}", 6, "registers.log: 2 was expected, 1 is there"),
        (
            "    - {apply: {form: {name: x}}, by: ann, expect: {registers: {log: [{number: N-2}]}}}", 6,
            "registers.log[1].number: N-2 was expected, N-1 is there"
        ),
        ("    - {apply: {form: {name: x}}, by: ann, expect: {inbox: {ann: []}}}", 6, #"inbox.ann: [] was expected, ["check"] is there"#),
        ("    - {apply: {form: {name: x}}, by: ann, refused: invalid-data}", 6, "it should be refused with invalid-data, and was done"),
        (
            "    - {apply: {form: {nme: x}}, by: ann, refused: wrong-role}", 6,
            "it should be refused with wrong-role, it was with invalid-data"
        ),
        ("    - {apply: {form: {nme: x}}, by: ann}", 6, "it was refused (invalid-data)"),
        ("    - {expect: {at: check}}", 6, "There is no case yet"),
        ("    - {apply: {form: {name: x}}, by: ann}\n    - {do: intake, by: ann}", 7, "has no open task at \"intake\"; it is at check"),
        ("    - {apply: {form: {name: x}}, by: ann}\n    - {advance: 2026-03-01}", 7, "never goes back"),
        ("    - {apply: {form: {name: x}}, by: ann}\n    - {job: check}", 7, "waits for no job at \"check\""),
        ("    - {apply: {form: {name: x}}, by: ann}\n    - {expect: {at: check}, case: other}", 7, "has no case \"other\""),
    ])
    func story_thatComesOutOtherwise_tellsTheLineAndTheDifference(_ steps: String, _ line: Int, _ message: String) async throws {
        let failure = try #require(try await play(steps).failures.first?.failure)
        #expect(failure.line == line)
        #expect(failure.message.contains(message), "\(failure.message)")
    }

    @Test func coverage_ofAStory_namesWhatWasNotPlayed() async throws {
        let report = try await play(
            "    - {apply: {form: {name: x}}, by: ann}\n    - {do: check, action: ok, by: ann, expect: {outcome: done}}")
        #expect(report.failures.isEmpty)
        #expect(report.steps == 2)
        #expect(report.coverage.steps.missing == ["refused"])
        #expect(report.coverage.actions.missing == ["check.no"])
    }

    @Test(arguments: [
        ("    - {aply: {}, by: ann}", "DW110", "did you mean \"apply\"?"),
        ("    - {apply: {}, do: check, by: ann}", "DW110", "exactly one of"),
        ("    - {apply: {}}", "DW004", "\"by\" is missing"),
        ("    - {apply: {}, by: ann, bye: x}", "DW003", "did you mean \"by\"?"),
        ("    - {expect: {outcom: x}}", "DW003", "did you mean \"outcome\"?"),
        ("    - {advance: 3 days}", "DW005", "write \"3 working days\""),
        ("    - {apply: lettr, by: ann}\ngiven: {letter: {form: {name: x}}}", "DW110", "did you mean \"letter\"?"),
    ])
    func file_thatCannotBeRead_tellsWhatToDo(_ step: String, _ code: String, _ message: String) throws {
        let text = "duban: 1\nat: 2026-03-02T09:00\nscenarios:\n  story:\n\(step)\n"
        let (file, findings) = ScenarioLoader.load(Array(text.utf8), name: "tests/story.yaml")
        #expect(file == nil)
        let finding = try #require(findings.first)
        #expect(finding.code == code && finding.message.contains(message), "\(finding)")
        #expect(finding.line == 5)
    }
}
