import DubanEngine
import DubanModel
import DubanTestKit
import DubanTime
import Testing

/// What the law excludes: clocks stand still for reasons that the definition lists, and run on.
@Suite("Clocks that stand still")
struct ClocksStopTests {
    @Test func stop_withoutAReasonThatTheDefinitionLists_isRefused() throws {
        let run = try ClocksOffice.underReview()
        #expect(run.refusal(of: .stopClocks(reason: "", paper: nil), by: "wang-qiang") == .reasonRequired)
        #expect(run.refusal(of: .stopClocks(reason: "holiday", paper: nil), by: "wang-qiang") == .reasonRequired)
        #expect(
            run.refusal(of: .stopClocks(reason: "supplement", paper: nil), by: "wang-qiang") == .reasonRequired,
            "only a step stops them for that")
    }

    @Test func stop_byAnotherRole_isRefused() throws {
        let run = try ClocksOffice.underReview()
        #expect(run.refusal(of: .stopClocks(reason: "hearing", paper: nil), by: "li-na") == .wrongRole)
    }

    @Test func stop_ofClocksThatStandStill_isRefused() throws {
        let run = try ClocksOffice.underReview()
        try run.staff("wang-qiang", .stopClocks(reason: "hearing", paper: nil))
        #expect(run.refusal(of: .stopClocks(reason: "expert-review", paper: nil), by: "wang-qiang") == .clockStanding)
    }

    @Test func resume_ofClocksThatRun_isRefused() throws {
        let run = try ClocksOffice.underReview()
        #expect(run.refusal(of: .resumeClocks(paper: nil), by: "wang-qiang") == .clockStanding)
    }

    @Test func resume_byAnotherRole_isRefused() throws {
        let run = try ClocksOffice.underReview()
        try run.staff("wang-qiang", .stopClocks(reason: "hearing", paper: nil))
        #expect(run.refusal(of: .resumeClocks(paper: nil), by: "li-na") == .wrongRole)
    }

    @Test func stop_thatLastsItsMaximum_endsByItself() throws {
        let run = try ClocksOffice.underReview()
        try run.advance("2026-03-03T10:00")
        try run.staff("wang-qiang", .stopClocks(reason: "hearing", paper: "听证通知 7 号"))
        #expect(try run.clock(.promised).derived.rungs == [.resume: Fixture.instant("2026-03-10T17:30+08:00")])
        try run.advance("2026-03-10T17:30")
        let clock = try run.clock(.promised)
        #expect(!clock.isStopped)
        #expect(run.local(try #require(clock.derived.due)) == "2026-03-13T17:30", "nothing of three days was used up when it stopped")
        let stop = try #require(clock.ledger.stops.last)
        #expect(stop.to?.reason == "maximum")
        #expect(stop.to?.person == nil, "nobody said so")
    }

    @Test func maximum_thatPassedWhileTheDaemonWasAway_countsFromItsOwnInstant() throws {
        let run = try ClocksOffice.underReview()
        try run.advance("2026-03-03T10:00")
        try run.staff("wang-qiang", .stopClocks(reason: "hearing", paper: nil))
        run.now = Fixture.instant("2026-03-16T09:00+08:00")
        try run.advance("2026-03-16T09:00")
        let promised = try run.clock(.promised)
        #expect(promised.ledger.stops.last?.to?.at == Fixture.instant("2026-03-10T17:30+08:00"), "not from when it was noticed")
        #expect(run.rungs(of: promised.id).contains(.due), "the limit passed on Friday the 13th, and that is noticed too")
    }

    @Test func restartReason_givesTheWholeBudgetAndEachRungAgain() throws {
        let run = try ClocksOffice.underReview()
        try run.advance("2026-03-04T18:00")
        let promised = try run.clock(.promised).id
        #expect(run.rungs(of: promised) == [.remind])
        try run.staff("wang-qiang", .stopClocks(reason: "expert-review", paper: nil))
        try run.advance("2026-03-09T10:00")
        try run.staff("wang-qiang", .resumeClocks(paper: "专家意见 3 号"))
        #expect(try run.due(.promised) == "2026-03-12T17:30", "three whole working days from Monday")
        #expect(run.state.light == .green)
        try run.advance("2026-03-12T18:00")
        #expect(run.rungs(of: promised) == [.remind, .remind, .due], "each rung once a run")
    }

    @Test func suspension_ofTheCase_stopsEveryClockAndNobodyActs() throws {
        let run = try ClocksOffice.underReview()
        #expect(run.refusal(of: .resume(reason: .text("…")), by: "zhao-min") == .alreadyDone, "it runs")
        try run.staff("zhao-min", .suspend(reason: .text("诉讼")))
        let clocks = run.state.clocks
        #expect(clocks.count == 3 && clocks.allSatisfy(\.isStopped))
        let act = Input.act(.init(step: try run.id("review"), action: "approve"))
        #expect(run.refusal(of: act, by: "wang-qiang") == .caseSuspended)
        try run.advance("2026-04-01T09:00")
        #expect(run.rungs.isEmpty)
        #expect(run.refusal(of: .resume(reason: .text("…")), by: "wang-qiang") == .wrongRole)
        try run.staff("zhao-min", .resume(reason: .text("诉讼终结")))
        #expect(try run.due(.promised) == "2026-04-06T17:30", "three working days, of which none was used up")
    }

    @Test func clock_whoseSystemClockWasSetBack_doesNotResumeBeforeItStopped() throws {
        let run = try ClocksOffice.underReview()
        try run.advance("2026-03-03T10:00")
        try run.staff("wang-qiang", .stopClocks(reason: "hearing", paper: nil))
        run.now = Fixture.instant("2026-03-03T09:00+08:00")
        try run.staff("wang-qiang", .resumeClocks(paper: nil))
        let stop = try #require(try run.clock(.promised).ledger.stops.last)
        #expect(stop.to?.at == stop.from.at, "a stop of no length")
        #expect(try run.clock(.promised).ledger == run.refolded().clocks.first { $0.subject == .promised }?.ledger)
    }
}
