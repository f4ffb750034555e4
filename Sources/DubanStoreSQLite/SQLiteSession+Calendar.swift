import DubanEngine
import DubanModel
import DubanStore

/// The calendar in force, and what moved under it.
extension SQLiteSession {
    func putInForce(_ calendar: CalendarInForce) throws {
        try run(
            """
            INSERT INTO calendars_in_force (number, hash, at, actor, through, is_done, cases, moved_cases, moved_clocks, passed_too_early,
                refused, earlier, later) VALUES (?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, 0)
            """
        ) {
            $0.integer(calendar.number)
            $0.blob(calendar.hash.bytes)
            $0.integer(calendar.at.milliseconds)
            $0.text(calendar.actor)
        }
        try note(calendar.progress, of: calendar.number)
    }

    func calendarInForce() throws -> CalendarInForce? {
        try statements.first(
            """
            SELECT number, hash, at, actor, through, is_done, cases, moved_cases, moved_clocks, passed_too_early, refused, earlier, later
            FROM calendars_in_force ORDER BY number DESC LIMIT 1
            """
        ) { row in
            var progress = CalendarInForce.Progress()
            progress.through = CaseID(row.integer(4))
            progress.isDone = row.integer(5) != 0
            progress.cases = Int(row.integer(6))
            progress.movedCases = Int(row.integer(7))
            progress.movedClocks = Int(row.integer(8))
            progress.passedTooEarly = Int(row.integer(9))
            progress.refused = Int(row.integer(10))
            progress.earlier = row.integer(11)
            progress.later = row.integer(12)
            return CalendarInForce(
                number: row.integer(0), hash: ContentHash(bytes: row.blob(1)) ?? .zero, at: Instant(milliseconds: row.integer(2)),
                actor: row.text(3), progress: progress)
        }
    }

    func note(_ progress: CalendarInForce.Progress, of number: Int64) throws {
        try run(
            """
            UPDATE calendars_in_force SET through = ?, is_done = ?, cases = ?, moved_cases = ?, moved_clocks = ?, passed_too_early = ?,
                refused = ?, earlier = ?, later = ? WHERE number = ?
            """
        ) {
            $0.integer(progress.through.rawValue)
            $0.integer(progress.isDone ? 1 : 0)
            $0.integer(progress.cases)
            $0.integer(progress.movedCases)
            $0.integer(progress.movedClocks)
            $0.integer(progress.passedTooEarly)
            $0.integer(progress.refused)
            $0.integer(progress.earlier)
            $0.integer(progress.later)
            $0.integer(number)
        }
    }

    func note(_ moves: [CalendarMove], of number: Int64) throws {
        // What an earlier calendar moved is of no more use; it goes a piece at a time, so that no transaction is long.
        try run(
            """
            DELETE FROM calendar_moves WHERE (number, case_id, clock) IN
                (SELECT number, case_id, clock FROM calendar_moves WHERE number < ? ORDER BY number, case_id, clock LIMIT 10000)
            """
        ) { $0.integer(number) }
        for move in moves {
            try run(
                """
                INSERT OR REPLACE INTO calendar_moves (number, case_id, clock, case_number, subject, before, after, provisional)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
            ) {
                $0.integer(number)
                $0.integer(move.caseID.rawValue)
                $0.integer(move.clock.sequence)
                $0.text(move.caseNumber.text)
                $0.text(move.subject)
                $0.integer(ifPresent: move.before?.milliseconds)
                $0.integer(ifPresent: move.after?.milliseconds)
                $0.integer(move.isProvisional ? 1 : 0)
            }
        }
    }

    func openCases(after id: CaseID, limit: Int) throws -> [CaseID] {
        try statements.all(
            "SELECT id FROM cases WHERE id > ? AND outcome IS NULL ORDER BY id LIMIT ?",
            {
                $0.integer(id.rawValue)
                $0.integer(limit)
            }
        ) { CaseID($0.integer(0)) }
    }
}
