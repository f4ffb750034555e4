import DubanEngine
import DubanModel
import DubanStore
import DubanTestKit
import Testing

@Suite struct JobTests {
    private let run: CaseRun

    /// A case whose certificate is being made.
    init() throws {
        run = try CaseRun(HallWorkflow.load())
        try run.open(["applicant.name": "李娜", "kind": "residence"], materials: ["id-card": 1])
        try run.finishJob("receipt")
        try run.act("review", "approve", by: "wang-qiang")
    }

    private let file = Document(name: "certificate", hash: .zero, path: "00/00.pdf", bytes: 9, mediaType: "application/pdf")

    private func code(_ body: () throws -> Void) -> Refusal.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? Refusal)?.code
        }
    }

    private var jobs: [String] {
        get throws {
            try ["ready", "dead"].map { "\($0) \(try run.reader.jobs($0 == "dead" ? .dead : .ready, queue: nil, limit: 10).count)" }
        }
    }

    @Test func job_thatIsDone_goesOnWithItsFiles() throws {
        #expect(try jobs == ["ready 1", "dead 0"])
        try run.finishJob("produce", ["pages": 1], files: [file])
        #expect(run.steps == ["hand-over"])
        #expect(run.state.documents == [file])
        #expect(try jobs == ["ready 0", "dead 0"])
        #expect(run.state.isAtRest)
    }

    @Test func job_ofAStepInstance_hasAKeyOfItsOwn() throws {
        let row = try #require(run.reader.jobs(.ready, queue: "documents", limit: 10).first?.row)
        #expect(row.plugin == "documents" && row.action == "render" && row.arguments["template"] == "certificate")
        #expect(row.key == "HAL-2026-0001/\(try run.id("produce"))")
        #expect(row.requestedAt == Fixture.monday)
        #expect(!run.state.isAtRest)
    }

    @Test func result_thatIsNotWaitedFor_isRefused() throws {
        let produce = try run.id("produce")
        try run.finishJob("produce")
        let completion = Input.jobCompleted(.init(step: produce, attempt: 1, output: [:], files: []))
        #expect(code { try run.decide(completion, by: .plugin("documents")) } == .staleClaim)
        let death = Input.jobDied(.init(step: produce, attempts: 1, code: "c", message: "m"))
        #expect(code { try run.decide(death, by: .plugin("documents")) } == .staleClaim)
        let review = Input.jobCompleted(.init(step: try run.id("hand-over"), attempt: 1, output: [:], files: []))
        #expect(code { try run.decide(review, by: .plugin("documents")) } == .staleClaim)
    }

    // MARK: Failures

    @Test func job_thatDiesWithAWayForThat_goesThatWay() throws {
        try run.killJob("produce")
        #expect(run.steps == ["by-hand"])
        #expect(try jobs == ["ready 0", "dead 0"])
        #expect(run.kinds.contains("job-dead"))
        try run.act("by-hand")
        #expect(run.steps == ["hand-over"])
    }

    /// The receipt has no `on_error`: the case waits for the administrator, and its clocks run.
    private func deadReceipt() throws -> CaseRun {
        let run = try CaseRun(HallWorkflow.load())
        try run.open(["applicant.name": "李娜", "kind": "residence"], materials: ["id-card": 1])
        try run.killJob("receipt")
        return run
    }

    @Test func job_thatDiesWithoutAWay_waitsForTheAdministrator() throws {
        let run = try deadReceipt()
        #expect(run.steps == ["receipt"])
        let job = try #require(run.reader.jobs(.dead, queue: "documents", limit: 10).first)
        #expect(job.errorCode == "plugin-crashed" && job.errorMessage == "It crashed.")
        #expect(run.state.isAtRest)
    }

    @Test func breach_whileAJobIsDead_isNobodysOfTheStaff() throws {
        let run = try deadReceipt()
        try run.advance("2026-03-06T09:00")
        #expect(run.charges.map(\.entry.promise) == ["promised-limit"])
        #expect(run.charges.map(\.entry.person) == [nil], "the matter lay with the daemon")
    }

    @Test func deadJob_revivedByTheAdministrator_isOnItsQueueAgainWithTheSameInstant() throws {
        let run = try deadReceipt()
        let receipt = try run.id("receipt")
        try run.advance("2026-03-03T09:00")
        #expect(code { try run.decide(.jobRevived(step: receipt), by: .staff(StaffID("li-na"))) } == .wrongRole)
        try run.decide(.jobRevived(step: receipt), by: .staff(StaffID("admin")))
        let job = try #require(run.reader.jobs(.ready, queue: "documents", limit: 10).first)
        #expect(job.row.requestedAt == Fixture.monday, "a retried document has the same bytes")
        #expect(job.reference.step == receipt && job.errorCode == nil)
        #expect(code { try run.decide(.jobRevived(step: receipt), by: .staff(StaffID("admin"))) } == .unknownJob)
        try run.finishJob("receipt")
        #expect(run.steps == ["review"])
    }

    @Test func job_thatRuns_cannotBeRevived() throws {
        #expect(code { try run.decide(.jobRevived(step: try run.id("produce")), by: .staff(StaffID("admin"))) } == .unknownJob)
    }

    @Test func output_ofAJob_goesIntoTheDocumentWhereTheDefinitionSaysSo() throws {
        let workflow = try Fixture.workflow(
            "into",
            """
            duban: 1
            workflow: into
            title: {en: Into, zh: 入}
            code: INT
            data:
              result: {type: text, title: {en: Result, zh: 结果}}
            steps:
              begin: {task: clerk, limit: 1 working day, then: work}
              work: {job: worker.go, queue: slow, with: {a: {b: [1, "= case.number"]}}, into: result, then: over}
              over: {end: over}
            """)
        let run = try CaseRun(workflow)
        try run.open()
        let row = try #require(run.reader.jobs(.ready, queue: "slow", limit: 10).first?.row)
        #expect(row.arguments == ["a": ["b": [1, "INT-2026-0001"]]])
        try run.finishJob("work", "fine")
        #expect(run.state.data["result"] == "fine")
        #expect(run.state.outcome == "over")
    }
}
