import DubanEngine
import DubanModel
import DubanStore
import HashTreeCollections

/// Inboxes, deadlines, the ledger of accountability, versions in use, the calendar.
extension MemoryReader {
    func tasks(for audience: TaskAudience, limit: Int) -> [TaskRow] {
        Array(tables.tasks.values.filter { audience.includes($0) }.sorted { $0.number < $1.number }.prefix(limit))
    }

    func cases(offeredTo member: StaffID, limit: Int) -> [CaseSummary] {
        Array(open.filter { $0.offeredTo == member }.sorted { $0.id < $1.id }.prefix(limit))
    }

    func openCases(of member: StaffID, limit: Int) -> [CaseID] {
        let owned = open.filter { $0.owner == member }.map(\.id)
        let held = tables.tasks.values.filter { $0.holder == member }.map(\.caseID)
        return Array(Set(owned + held).sorted().prefix(limit))
    }

    func openCases(under definition: ContentHash?, after id: CaseID, limit: Int) -> [CaseID] {
        tables.openCases(under: definition, after: id, limit: limit)
    }

    func versionsInUse() -> [VersionInUse] {
        let groups = Dictionary(grouping: open) { "\($0.workflow)\u{0}\($0.definition)" }
        return groups.values.compactMap { cases in
            cases.first.map { VersionInUse(workflow: $0.workflow, definition: $0.definition, openCases: cases.count) }
        }.sorted { ($0.workflow, $0.definition.description) < ($1.workflow, $1.definition.description) }
    }

    func timers(_ rungs: Set<Rung>, dueBy instant: Instant, limit: Int) -> [TimerRow] {
        Array(tables.timers.all.filter { $0.due <= instant && rungs.contains($0.rung) }.sorted { $0.order < $1.order }.prefix(limit))
    }

    func timers(dueBy instant: Instant, after last: TimerRow?, limit: Int) -> [TimerRow] {
        let due = tables.timers.all.filter { timer in timer.due <= instant && (last.map { $0.order < timer.order } ?? true) }
        return Array(due.sorted { $0.order < $1.order }.prefix(limit))
    }

    func accountability(from: Instant, until: Instant, limit: Int) -> [AccountabilityRow] {
        let rows = tables.accountability.all.filter { from <= $0.at && $0.at < until }
        return Array(rows.sorted { ($0.at, $0.caseID, $0.sequence) < ($1.at, $1.caseID, $1.sequence) }.prefix(limit))
    }

    func calendarInForce() -> CalendarInForce? { tables.calendars.last }

    func calendarsInForce() -> [CalendarInForce] { tables.calendars }

    func moves(of number: Int64, offset: Int, limit: Int) -> [CalendarMove] {
        let moves = (tables.moves[number]?.values.map { $0 } ?? []).sorted { ($0.caseID, $0.clock) < ($1.caseID, $1.clock) }
        return Array(moves.dropFirst(offset).prefix(limit))
    }

    private var open: [CaseSummary] { tables.summaries.values.filter { $0.outcome == nil } }
}

extension TimerRow {
    /// The order in which rungs are worked off.
    var order: (Instant, CaseID, ClockID, String) { (due, caseID, clock, rung.rawValue) }
}
