import DubanEngine
import DubanModel
import DubanStore
import DubanStoreSQLite
import DubanTestKit
import DubanTime
import DubanWorkflows
import Logging
import Testing

@testable import DubanRunner

/// A calendar that is published or corrected: every open clock follows, a bounded number of cases in each transaction, whatever ends the
/// daemon meanwhile.
@Suite("Calendars put in force")
struct CalendarKeeperTests {
    private static let workflow = """
        duban: 1
        workflow: permit
        title: {en: Permit, zh: 许可}
        code: PER
        limits: {statutory: 10 working days, promised: 3 working days, starts: review, remind: 1 working day}
        steps:
          review: {title: {en: Review, zh: 审核}, task: clerk, limit: 1 working day, then: done}
          done: {end: done}
        """
    /// Wednesday, 4 March 2026 is a holiday after all.
    private static let corrected = Fixture.hallCalendar.replacing("[\"05-01\"]", with: "[\"03-04\", \"05-01\"]")

    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func fixture(_ store: any Store) throws -> (HallFixture, CalendarKeeper, WorkflowDefinition) {
        let definition = try Fixture.workflow("permit", Self.workflow)
        let fixture = try HallFixture([definition], store: store)
        var inForce = fixture.versions.inForce
        let (_, version) = try Fixture.calendar()
        try store.transact { session in
            try session.save(
                StoredDefinition(
                    hash: version, kind: .calendar, name: "test", content: Array(Fixture.hallCalendar.utf8), at: Fixture.monday))
        }
        _ = try CalendarStart.settle(&inForce, in: store, at: Fixture.monday)
        fixture.versions.replace(inForce)
        let keeper = CalendarKeeper(
            writer: fixture.writer, reader: store.reader, versions: fixture.versions, clock: fixture.clock, logger: logger)
        return (fixture, keeper, definition)
    }

    private func withStore(_ body: (any Store) async throws -> Void) async throws {
        let folder = try ScratchFolder()
        defer { withExtendedLifetime(folder) {} }
        try await body(try SQLiteStore(path: folder.path("duban.db")))
    }

    private func open(_ count: Int, _ fixture: HallFixture, _ definition: WorkflowDefinition) async throws {
        for _ in 1..<count {
            fixture.writer.submit(WriterItem(HallFixture.opening(definition, submits: false), by: .staff("li-na")))
        }
        _ = try await fixture.open(definition, submits: false)
    }

    private func due(_ id: Int64, _ store: any Store) throws -> Instant? { try store.reader.summary(of: CaseID(id))?.due }

    private let wednesday = Fixture.instant("2026-03-05T17:30+08:00")
    private let thursday = Fixture.instant("2026-03-06T17:30+08:00")

    @Test func load_ofACorrectedCalendar_movesEveryOpenClockAndSaysWhatMoved() async throws {
        try await withStore { store in
            let (fixture, keeper, definition) = try fixture(store)
            try await open(3, fixture, definition)
            #expect(try due(2, store) == wednesday)
            let before = try store.reader.timers(dueBy: Instant(milliseconds: .max), limit: 100).count
            _ = try await keeper.load(Array(Self.corrected.utf8), file: "cn.yaml", by: "admin")
            await keeper.settle()
            let inForce = try keeper.inForce()
            #expect(inForce.number == 2 && inForce.actor == "staff:admin")
            #expect(inForce.progress.isDone && inForce.progress.cases == 3 && inForce.progress.movedCases == 3)
            #expect(inForce.progress.movedClocks == 6, "promised and statutory; the step's ends on Tuesday and does not move")
            #expect(inForce.progress.later == 86_400_000 && inForce.progress.earlier == 0)
            #expect(try due(2, store) == thursday)
            #expect(try store.reader.timers(dueBy: Instant(milliseconds: .max), limit: 100).count == before, "no rung more, none less")
            let moves = try store.reader.moves(of: 2, offset: 0, limit: 100)
            #expect(moves.count == 6)
            #expect(moves.first { $0.subject == "promised" }?.before == wednesday)
            #expect(moves.first { $0.subject == "promised" }?.after == thursday)
            let kinds = try store.reader.decisions(of: CaseID(1)).last.map { try Event.decode($0.events).map(\.kind) }
            #expect(kinds == ["clock-rederived", "clock-rederived"], "an event for each clock")
        }
    }

    @Test func sweep_thatEndsInTheMiddle_goesOnWithTheNextDaemon() async throws {
        let count = Writer.rederivationWindow + 150
        try await withStore { store in
            let (fixture, keeper, definition) = try fixture(store)
            try await open(count, fixture, definition)
            _ = try await keeper.load(Array(Self.corrected.utf8), file: "cn.yaml", by: "admin")
            let first = try await fixture.writer.rederive()
            #expect(first.cases == Writer.rederivationWindow && !first.isDone, "one transaction's worth")
            #expect(try due(Int64(count), store) == wednesday, "the last is not reached yet")

            // The daemon is killed here; the next one starts on the same folder with the file of the configuration.
            let (_, next, _) = try self.fixture(store)
            #expect(try store.reader.calendarInForce()?.number == 2, "the calendar in force survives")
            await next.settle()
            let inForce = try next.inForce()
            #expect(inForce.progress.isDone && inForce.progress.cases == count && inForce.progress.movedCases == count)
            #expect(try due(Int64(count), store) == thursday)
            #expect(try due(1, store) == thursday)
            let events = try store.reader.decisions(of: CaseID(1)).flatMap { try Event.decode($0.events) }
            #expect(events.count { $0.kind == "clock-rederived" } == 2, "what was done before is not done twice")
        }
    }

    @Test func start_withAnotherFile_keepsTheCalendarInForceAndTellsOfIt() async throws {
        try await withStore { store in
            let (fixture, keeper, _) = try fixture(store)
            _ = try await keeper.load(Array(Self.corrected.utf8), file: "cn.yaml", by: "admin")
            await keeper.settle()
            var files = fixture.versions.inForce
            (files.calendar, files.calendarVersion) = try Fixture.calendar()
            #expect(
                try !CalendarStart.settle(&files, in: store, at: Fixture.monday), "the file was in force before; nobody forgot anything")
            #expect(files.calendarVersion == fixture.versions.inForce.calendarVersion)
            (files.calendar, files.calendarVersion) = try Fixture.calendar(Fixture.hallCalendar.replacing("05-09", with: "05-10"))
            #expect(try CalendarStart.settle(&files, in: store, at: Fixture.monday), "this one never was")
            #expect(files.calendarVersion == fixture.versions.inForce.calendarVersion)
        }
    }

    @Test func reload_keepsTheCalendarInForce() async throws {
        try await withStore { store in
            let (fixture, keeper, _) = try fixture(store)
            let files = fixture.versions.inForce
            _ = try await keeper.load(Array(Self.corrected.utf8), file: "cn.yaml", by: "admin")
            let version = fixture.versions.inForce.calendarVersion
            fixture.versions.replaceAllButCalendar(files)
            #expect(fixture.versions.inForce.calendarVersion == version)
            #expect(version != files.calendarVersion)
        }
    }

    @Test func preview_changesNothing() async throws {
        try await withStore { store in
            let (fixture, keeper, definition) = try fixture(store)
            try await open(2, fixture, definition)
            let position = try store.reader.lastPosition()
            let (progress, moves) = try await keeper.preview(Array(Self.corrected.utf8), file: "cn.yaml", by: "admin")
            #expect(progress.isDone && progress.cases == 2 && progress.movedClocks == 4 && moves.count == 4)
            #expect(try store.reader.lastPosition() == position)
            #expect(try keeper.inForce().number == 1)
        }
    }

    @Test func load_ofWhatIsNoNewVersion_isRefusedAndChangesNothing() async throws {
        try await withStore { store in
            let (_, keeper, _) = try fixture(store)
            let both = Fixture.hallCalendar.replacing("[\"05-09\"]", with: "[\"05-01\"]")
            let cases: [(text: String, member: StaffID, code: Refusal.Code)] = [
                (Self.corrected, "zhao-min", .wrongRole), (both, "admin", .invalidDefinition), ("calendar: [", "admin", .invalidDefinition),
                (Self.corrected.replacing("calendar: test", with: "calendar: other"), "admin", .invalidDefinition),
                (Fixture.hallCalendar, "admin", .alreadyDone),
            ]
            for (text, member, code) in cases {
                do {
                    _ = try await keeper.load(Array(text.utf8), file: "cn.yaml", by: member)
                    Issue.record("\(code) was expected")
                } catch {
                    #expect((error as? Refusal)?.code == code, "\(error)")
                }
            }
            #expect(try keeper.inForce().number == 1)
        }
    }

    @Test func limitThatWasNotedAsPassed_andHasNotByTheNewCalendar_isCounted() async throws {
        try await withStore { store in
            let (fixture, keeper, definition) = try fixture(store)
            try await open(1, fixture, definition)
            fixture.clock.advance(to: wednesday)
            for timer in try store.reader.timers(dueBy: fixture.clock.now(), limit: 10) {
                _ = await fixture.writer.performAll(
                    [(timer.caseID, .rung(.init(clock: timer.clock, rung: timer.rung, due: timer.due)))], by: .clock)
            }
            #expect(try store.reader.summary(of: CaseID(1))?.light == .red)
            _ = try await keeper.load(Array(Self.corrected.utf8), file: "cn.yaml", by: "admin")
            await keeper.settle()
            #expect(try keeper.inForce().progress.passedTooEarly == 1, "people see to it: the entry may be contested")
        }
    }
}
