import DubanModel
import DubanStore
import HashTreeCollections

/// The calendar in force, and what moved under it.
extension MemorySession {
    func putInForce(_ calendar: CalendarInForce) { tables.calendars.append(calendar) }

    func calendarInForce() -> CalendarInForce? { tables.calendars.last }

    func note(_ progress: CalendarInForce.Progress, of number: Int64) {
        guard let index = tables.calendars.firstIndex(where: { $0.number == number }) else { return }
        tables.calendars[index].progress = progress
    }

    func note(_ moves: [CalendarMove], of number: Int64) {
        tables.moves = tables.moves.filter { $0.key >= number }
        for move in moves { tables.moves[number, default: [:]][Tables.MoveKey(caseID: move.caseID, clock: move.clock)] = move }
    }

    func openCases(after id: CaseID, limit: Int) -> [CaseID] { tables.openCases(under: nil, after: id, limit: limit) }
}
