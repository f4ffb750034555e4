import DubanEngine
import DubanModel
import DubanRunner
import DubanStore
import DubanTime

/// The deadlines of a member of staff as a calendar to which their own may subscribe. Nothing of an applicant is in it.
struct PersonalCalendar {
    private let hall: Hall
    private let presenter: Presenter

    init(_ hall: Hall, _ presenter: Presenter) {
        self.hall = hall
        self.presenter = presenter
    }

    func text(of member: StaffID, for caller: StaffID, _ language: Language) throws -> String {
        let deadlines = try hall.deadlines(of: member, for: caller)
        let name = presenter.titles(nil).person(member.name)[language]
        let title = language == .chinese ? "督办时限：\(name)" : "Duban deadlines: \(name)"
        return ICalendar(name: title, events: try deadlines.map { try event($0, language) }).text
    }

    private func event(_ deadline: OpenDeadline, _ language: Language) throws -> ICalendar.Event {
        let (state, clock) = (deadline.state, deadline.clock)
        let titles = presenter.titles(state.definition)
        let subject = presenter.subject(clock, of: state, titles)[language]
        let standing = state.steps.map { titles.step($0.step)[language] }.joined(separator: ", ")
        let changes = try changes(of: clock.id, state.id)
        return ICalendar.Event(
            uid: "\(state.number)-\(clock.id)@duban", sequence: max(0, changes.count - 1), stamp: changes.last ?? state.openedAt,
            at: deadline.due, summary: "\(state.number) \(titles.workflow(state.workflow)[language]): \(subject)", description: standing,
            isTentative: clock.derived.isProvisional, alarm: clock.derived.rungs[.remind])
    }

    /// When the clock was started and each time it moved.
    private func changes(of clock: ClockID, _ id: CaseID) throws -> [Instant] {
        var changes: [Instant] = []
        for stored in try hall.reader.decisions(of: id) {
            for (index, event) in try Event.decode(stored.events).enumerated()
            where event.moves(clock) || ClockID(stored.sequence + index) == clock {
                changes.append(stored.at)
            }
        }
        return changes
    }
}

extension Event {
    /// Whether it moves the instants of a clock.
    fileprivate func moves(_ clock: ClockID) -> Bool {
        switch self {
        case .clockStopped(let stopped): stopped.clock == clock
        case .clockResumed(let resumed): resumed.clock == clock
        case .clockExtended(let extended): extended.clock == clock
        case .clockRederived(let id, _): id == clock
        default: false
        }
    }
}
