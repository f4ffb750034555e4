import DubanEngine
import DubanModel
import DubanStore
import DubanTestKit
import DubanTime
import Testing

/// Derived instants are an index and nothing else: every one is dropped and follows again from the ledgers, to the millisecond.
@Suite("Derived instants")
struct ClocksRebuildTests {
    @Test(arguments: 1...60)
    func derivedInstants_droppedAndRebuiltFromTheLedgers_areTheSameToTheMillisecond(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let run = try ClocksRebuildTests.life(&generator)
        guard run.state.outcome == nil else { return }
        let timers = try run.reader.timers(dueBy: Instant(milliseconds: .max), limit: 1_000)
        let bare = try ClocksRebuildTests.withoutDerived(run.state)
        #expect(bare.clocks.allSatisfy { $0.derived.due == nil && $0.derived.rungs.isEmpty })
        let environment = DecisionEnvironment(
            now: run.now, definition: run.definition, calendar: run.calendar.calendar, calendarVersion: run.calendar.version,
            roster: run.roster, office: .null)
        guard case .events(let decision) = DubanEngine.decide(bare, .rederive, by: .system, in: environment) else {
            return #expect(run.state.clocks.isEmpty || timers.isEmpty, "nothing was derived")
        }
        for clock in run.state.clocks {
            let rebuilt = try #require(decision.state[clock.id]?.derived)
            #expect(rebuilt.rungs == clock.derived.rungs, "\(clock.subject.text)")
            #expect(rebuilt.due == clock.derived.due)
            #expect(rebuilt.isProvisional == clock.derived.isProvisional)
        }
        let scheduled = decision.effects.compactMap { effect -> TimerRow? in if case .schedule(let row) = effect { row } else { nil } }
        #expect(Set(scheduled) == Set(timers), "and so is the table of timers")
    }

    @Test func bareState_hasNothingDerived_soThatTheTestCanFail() throws {
        let run = try ClocksOffice.underReview()
        let bare = try ClocksRebuildTests.withoutDerived(run.state)
        #expect(bare != run.state)
        #expect(bare.clocks.map(\.ledger) == run.state.clocks.map(\.ledger), "the ledgers are whole")
    }

    /// A case to which a random office does random things over some weeks.
    private static func life(_ generator: inout SeededGenerator) throws -> CaseRun {
        let run = try ClocksOffice.run(ClocksOffice.permit, "permit")
        try run.open()
        for _ in 0..<Int.random(in: 3...14, using: &generator) where run.state.outcome == nil {
            try run.advance(to: run.now + .seconds(Int.random(in: 60...200_000, using: &generator)))
            // What the office refuses changes nothing; the next thing is tried then.
            _ = try? something(in: run, &generator)
        }
        return run
    }

    private static func something(in run: CaseRun, _ generator: inout SeededGenerator) throws {
        let step = run.steps.first { !EngineStep.isOne($0) } ?? "review"
        let member = step == "review" ? "wang-qiang" : "li-na"
        switch Int.random(in: 0..<9, using: &generator) {
        case 0: try run.staff("wang-qiang", .stopClocks(reason: Bool.random(using: &generator) ? "hearing" : "expert-review", paper: "7"))
        case 1: try run.staff("wang-qiang", .resumeClocks(paper: nil))
        case 2: try run.staff("wang-qiang", .requestExtension(by: try Limit("1 working day"), reason: .text("…")))
        case 3: try run.act(EngineStep.extending, "approve", by: "zhou-wei")
        case 4: try run.act(step, "send-back", by: member, comment: .text("…"))
        case 5: try run.staff("zhao-min", .suspend(reason: .text("…")))
        case 6: try run.staff("zhao-min", .resume(reason: .text("…")))
        case 7: try run.act(step, "claim", by: member)
        default: try run.act(step, step == "review" ? "approve" : "done", by: member)
        }
    }

    /// The state with every derived instant dropped, as it would be stored.
    private static func withoutDerived(_ state: CaseState) throws -> CaseState {
        var stored = try JSONReader.read(state.encoded, admitsSealed: true)
        let clocks = (stored["clocks"].items ?? []).map { clock -> DataValue in
            var fields = clock.fields ?? [:]
            fields["rungs"] = .emptyRecord
            for name in ["due", "provisional"] { fields[name] = nil }
            return .record(fields)
        }
        stored[DataPath(["clocks"])] = .list(clocks)
        return try CaseState(decoding: stored.json)
    }
}
