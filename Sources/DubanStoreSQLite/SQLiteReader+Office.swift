import DubanEngine
import DubanModel
import DubanStore
import Foundation
import GRDB

/// Inboxes, deadlines, the ledger of accountability, versions in use, the calendar.
extension SQLiteReader {
    func tasks(for audience: TaskAudience, limit: Int) throws -> [TaskRow] {
        let holders = [audience.member] + audience.standsInFor
        let roles = audience.roles.sorted()
        func places(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }
        let sql = """
            SELECT * FROM tasks WHERE holder IN (\(places(holders.count))) OR (holder IS NULL
                AND NOT EXISTS (SELECT 1 FROM json_each(excluded) WHERE value = ?)
                AND CASE candidates WHEN '[]' THEN EXISTS (SELECT 1 FROM json_each(roles) WHERE value IN (\(places(roles.count))))
                    ELSE EXISTS (SELECT 1 FROM json_each(candidates) WHERE value = ?) END)
            ORDER BY number LIMIT ?
            """
        var arguments: [(any DatabaseValueConvertible)?] = holders.map(\.name)
        arguments.append(audience.member.name)
        arguments += roles.map { $0 as (any DatabaseValueConvertible)? }
        arguments += [audience.member.name, limit]
        return try rows(sql, arguments) { $0.task }
    }

    func cases(offeredTo member: StaffID, limit: Int) throws -> [CaseSummary] {
        try rows("SELECT * FROM cases WHERE offered_to = ? AND outcome IS NULL ORDER BY id LIMIT ?", [member.name, limit]) { $0.summary }
    }

    func openCases(of member: StaffID, limit: Int) throws -> [CaseID] {
        try rows(
            """
            SELECT id FROM cases WHERE owner = ?1 AND outcome IS NULL UNION SELECT case_id FROM tasks WHERE holder = ?1
            ORDER BY 1 LIMIT ?2
            """, [member.name, limit]
        ) { CaseID($0["id"]) }
    }

    func openCases(under definition: ContentHash?, after id: CaseID, limit: Int) throws -> [CaseID] {
        try rows(
            "SELECT id FROM cases WHERE id > ?1 AND outcome IS NULL AND (?2 IS NULL OR definition = ?2) ORDER BY id LIMIT ?3",
            [id.rawValue, definition.map { Data($0.bytes) }, limit]
        ) { CaseID($0["id"]) }
    }

    func versionsInUse() throws -> [VersionInUse] {
        try rows(
            """
            SELECT workflow, definition, count(*) AS open_cases FROM cases WHERE outcome IS NULL GROUP BY workflow, definition
            ORDER BY workflow, definition
            """, []
        ) { VersionInUse(workflow: $0["workflow"], definition: $0.hash("definition"), openCases: $0["open_cases"]) }
    }

    func timers(_ rungs: Set<Rung>, dueBy instant: Instant, limit: Int) throws -> [TimerRow] {
        let places = rungs.map { _ in "?" }.joined(separator: ", ")
        return try rows(
            "SELECT * FROM timers WHERE due <= ? AND rung IN (\(places)) ORDER BY due, case_id, clock LIMIT ?",
            [instant.milliseconds] + rungs.map(\.rawValue).sorted().map { $0 as (any DatabaseValueConvertible)? } + [limit]
        ) { $0.timer }
    }

    func timers(dueBy instant: Instant, after last: TimerRow?, limit: Int) throws -> [TimerRow] {
        guard let last else { return try timers(dueBy: instant, limit: limit) }
        return try rows(
            """
            SELECT * FROM timers WHERE due <= ? AND (due, case_id, clock, rung) > (?, ?, ?, ?)
            ORDER BY due, case_id, clock, rung LIMIT ?
            """,
            [
                instant.milliseconds, last.due.milliseconds, last.caseID.rawValue, last.clock.sequence, last.rung.rawValue, limit,
            ]
        ) { $0.timer }
    }

    func accountability(from: Instant, until: Instant, limit: Int) throws -> [AccountabilityRow] {
        try rows(
            "SELECT * FROM accountability WHERE at >= ? AND at < ? ORDER BY at, case_id, sequence LIMIT ?",
            [from.milliseconds, until.milliseconds, limit]
        ) { $0.accountability }
    }

    // MARK: The calendar

    func calendarInForce() throws -> CalendarInForce? {
        try row("SELECT * FROM calendars_in_force ORDER BY number DESC LIMIT 1", []) { $0.calendarInForce }
    }

    func calendarsInForce() throws -> [CalendarInForce] {
        try rows("SELECT * FROM calendars_in_force ORDER BY number", []) { $0.calendarInForce }
    }

    func moves(of number: Int64, offset: Int, limit: Int) throws -> [CalendarMove] {
        try rows(
            "SELECT * FROM calendar_moves WHERE number = ? ORDER BY case_id, clock LIMIT ? OFFSET ?", [number, limit, offset]
        ) { row in
            CalendarMove(
                caseID: CaseID(row["case_id"]), caseNumber: CaseNumber(row["case_number"]), clock: ClockID(row["clock"]),
                subject: row["subject"], before: row.optionalInstant("before"), after: row.optionalInstant("after"),
                isProvisional: row["provisional"])
        }
    }
}

extension Row {
    fileprivate var calendarInForce: CalendarInForce {
        var progress = CalendarInForce.Progress()
        progress.through = CaseID(self["through"])
        progress.isDone = self["is_done"]
        progress.cases = self["cases"]
        progress.movedCases = self["moved_cases"]
        progress.movedClocks = self["moved_clocks"]
        progress.passedTooEarly = self["passed_too_early"]
        progress.refused = self["refused"]
        progress.earlier = self["earlier"]
        progress.later = self["later"]
        return CalendarInForce(
            number: self["number"], hash: hash("hash"), at: instant("at"), actor: self["actor"], progress: progress)
    }
}
