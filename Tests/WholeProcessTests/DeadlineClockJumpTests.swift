import DubanAPI
import DubanModel
import Foundation
import Testing

/// quality.md, P9: a wall clock that is set loses and doubles no rung. The real daemon runs on the system's clock, which a preloaded shim
/// moves under it; the timer's read is cancelled as the kernel cancels it when the clock is set.
@Suite("Clocks that jump under the real daemon", .blocking, .enabled(if: ClockShim.isPossible, "no C compiler is installed"))
struct DeadlineClockJumpTests {
    private static let number = "CERT-2026-0001"

    /// A hall on a clock that jumps, with a case that wang-qiang has accepted for review on Monday, 2 March 2026, nine in the morning.
    private func withHall(_ body: (HallUnderTest, ClockShim) throws -> Void) throws {
        let hall = try HallUnderTest()
        defer { hall.end() }
        hall.isOnSystemClock = true
        let shim = try ClockShim(hall.scratch, startingAt: HallUnderTest.opening)
        try hall.start(shim.environment)
        let whole = Story.application.replacing("\"household-register\": 4", with: "\"household-register\": 4, \"photo\": 1")
        let opened = try hall.duban("apply", "certificate-issuance", "--data", "-", as: "liu-yan", input: whole)
        #expect(opened.code == 0, "\(opened)")
        let task: String = try hall.eventually("the review") {
            let tasks: [TaskBody] = try hall.ask("inbox", "--all", as: "admin")
            return tasks.first { $0.step == "review" }.map { String($0.number) }
        }
        #expect(try hall.duban("act", task, "claim", as: "wang-qiang").code == 0)
        try body(hall, shim)
    }

    /// The rungs of the promised limit so far.
    private func rungs(_ hall: HallUnderTest) throws -> [EventBody] {
        let detail = try hall.detail(Self.number)
        let start = detail.events.first { $0.kind == "clock-started" && $0.detail["subject"].textValue == "promised" }
        return detail.events.filter { $0.kind == "rung-reached" && $0.detail["clock"].integerValue == start.map { Int64($0.sequence) } }
    }

    private func names(_ rungs: [EventBody]) -> [String] { rungs.compactMap { $0.detail["rung"].textValue } }

    /// Waits until a rung of the promised limit was reached, and gives all so far.
    private func reach(_ rung: String, _ hall: HallUnderTest) throws -> [EventBody] {
        try hall.eventually("the rung \(rung)") {
            let rungs = try rungs(hall)
            return names(rungs).contains(rung) ? rungs : nil
        }
    }

    @Test func clock_setForwardStepByStep_reachesEachRungOnceAtItsOwnInstant() throws {
        try withHall { hall, shim in
            #expect(try rungs(hall).isEmpty)
            for (instant, rung) in [
                ("2026-03-04T17:30:00+08:00", "remind"), ("2026-03-05T17:30:00+08:00", "due"), ("2026-03-06T08:30:00+08:00", "letter"),
                ("2026-03-09T08:30:00+08:00", "escalate"), ("2026-03-12T17:30:00+08:00", "criticise"),
            ] {
                try shim.set(to: instant)
                let reached = try #require(try reach(rung, hall).last)
                #expect(reached.detail["rung"].textValue == rung)
                #expect(reached.at.hasPrefix(instant.prefix(16)), "\(rung) at \(reached.at)")
                #expect(reached.lateFrom == nil, "nobody was late")
            }
            #expect(names(try rungs(hall)) == ["remind", "due", "letter", "escalate", "criticise"])
            #expect(hall.log.contains("The system clock was set"), "the timer's read was cancelled, and deadlines planned anew")
        }
    }

    @Test func clock_thatJumpsAnHourAndAYearToAndFro_losesAndDoublesNothing() throws {
        try withHall { hall, shim in
            for jump in [ClockShim.hour, -ClockShim.hour, -ClockShim.year, ClockShim.year] {
                try shim.jump(by: jump)
                // A command that is answered after the jump: the daemon lives, and nothing is due.
                #expect(try rungs(hall).isEmpty, "after a jump by \(jump) ms")
            }
            try shim.jump(by: ClockShim.year)
            let late = try reach("criticise", hall)
            #expect(names(late) == ["remind", "due", "letter", "escalate", "criticise"], "all that lies in between, in order")
            #expect(late.allSatisfy { $0.lateFrom != nil }, "each with the instant at which it was due: \(late.map(\.lateFrom))")
            #expect(late.first?.lateFrom?.hasPrefix("2026-03-04T17:30") == true)
            try shim.jump(by: -ClockShim.year)
            try shim.set(to: "2026-03-05T17:30:01+08:00")
            try shim.jump(by: ClockShim.year)
            #expect(names(try rungs(hall)) == ["remind", "due", "letter", "escalate", "criticise"], "each once, whatever the clock says")
            let charges = try hall.detail(Self.number).accountability.filter { $0.promise == "promised-limit" }
            #expect(charges.map(\.person) == ["wang-qiang"])
        }
    }

    @Test func clock_thatIsSetWithoutEnd_keepsTheDaemonWorking() throws {
        try withHall { hall, shim in
            for _ in 0..<40 {
                try shim.jump(by: ClockShim.hour)
                try shim.jump(by: -ClockShim.hour)
                #expect(try hall.duban("cases").code == 0)
            }
            #expect(try rungs(hall).isEmpty, "the strobe came near no deadline")
            try shim.set(to: "2026-03-04T17:30:00+08:00")
            #expect(names(try reach("remind", hall)) == ["remind"])
            try hall.stop()
            let audit = try Program.run(Place.duban, ["audit", "verify", "--state", hall.state], scratch: hall.scratch)
            #expect(audit.code == 0, "\(audit)")
        }
    }

    @Test func clock_thatWentOnWhileTheDaemonWasAway_noticesLateRungsWithBothInstants() throws {
        try withHall { hall, shim in
            try hall.kill()
            try shim.set(to: "2026-03-06T10:00:00+08:00")
            try hall.start(shim.environment)
            let late = try reach("letter", hall)
            #expect(names(late) == ["remind", "due", "letter"])
            #expect(late.map { $0.lateFrom.map { String($0.prefix(16)) } } == ["2026-03-04T17:30", "2026-03-05T17:30", "2026-03-06T08:30"])
            #expect(late.allSatisfy { $0.at.hasPrefix("2026-03-06T10:0") }, "\(late.map(\.at))")
            let history = try hall.duban("case", Self.number, "--events")
            #expect(history.text.contains("noticed late: was due 2026-03-05 17:30"), "\(history)")
            let chinese = try hall.duban("case", Self.number, "--events", "--lang", "zh")
            #expect(chinese.text.contains("补记：应于 2026-03-05 17:30"), "\(chinese)")
            guard Journald.isRunning else { return }
            try hall.stop()
            let entries = try Journald.entries(
                of: hall, "DUBAN_CASE=\(Self.number)", "DUBAN_KIND=rung-reached")
            let red = try #require(entries.first { $0["DUBAN_LIGHT"] == "red" && $0["DUBAN_DUE"] == "2026-03-05T09:30:00Z" })
            #expect(red["DUBAN_AT"]?.hasPrefix("2026-03-06T02:0") == true)
        }
    }
}
