import DubanEngine
import DubanModel
import DubanTime

/// Notes what comes of a simulation.
struct SimulationBook {
    /// Business time of a usual working day, in milliseconds.
    let dayMilliseconds: Double
    var decisions = 0
    var charges = 0
    private let calendar: WorkingCalendar
    private var arrivals: [CaseID: Instant] = [:]
    private var spans: [Double] = []
    private var outcomes: [String: Int] = [:]
    private var red = 0
    private var first: Instant?
    /// When somebody did something last: what is still waited for then says nothing of the office.
    var lastWork: Instant?

    init(_ calendar: WorkingCalendar) {
        self.calendar = calendar
        let week = Instant(milliseconds: 1_767_542_400_000)  // The first full week of 2026; any week without a holiday would do.
        let times = (0..<28).map { day -> Int64 in
            calendar.workingMilliseconds(from: week + .seconds(day * 86_400), to: week + .seconds((day + 1) * 86_400))
        }
        let working = times.filter { $0 > 0 }.sorted()
        dayMilliseconds = working.isEmpty ? 8 * 3_600_000 : Double(working[working.count / 2])
    }

    var ended: Int { spans.count }

    mutating func arrived(_ id: CaseID, at instant: Instant) {
        arrivals[id] = instant
        first = first ?? instant
    }

    mutating func ended(_ state: CaseState, at instant: Instant) {
        guard let start = arrivals.removeValue(forKey: state.id) else { return }
        spans.append(Double(calendar.workingMilliseconds(from: start, to: instant)) / dayMilliseconds)
        outcomes[state.outcome ?? "", default: 0] += 1
        if state.light == .red { red += 1 }
    }

    func businessHours(from start: Instant, to end: Instant) -> Double {
        Double(calendar.workingMilliseconds(from: start, to: end)) / 3_600_000
    }

    func result(_ staff: StaffBook, _ roster: Roster, attendance: Double, unended: [CaseState]) -> SimulationResult {
        var result = SimulationResult()
        let days =
            first.flatMap { start in lastWork.map { Double(calendar.workingMilliseconds(from: start, to: $0)) / dayMilliseconds } } ?? 0
        let sorted = spans.sorted()
        func percentile(_ share: Double) -> Double {
            sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int((Double(sorted.count) * share).rounded(.up)) - 1)]
        }
        result.cases = spans.count + arrivals.count
        result.outcomes = outcomes
        result.throughput = days > 0 ? Double(spans.count) / days : Double(spans.count)
        result.days = (percentile(0.5), percentile(0.9), percentile(0.99))
        result.red = red + unended.count { $0.parent == nil && $0.light == .red }
        result.charges = charges
        result.decisions = decisions
        result.roles = staff.work.map { role, work in
            let members = roster.holders(of: role).count
            let available = days * dayMilliseconds / 1_000 * Double(max(1, members))
            return SimulationResult.RoleLoad(
                role: role, members: members, tasks: work.tasks, load: available > 0 ? work.seconds / available : 0,
                meanWait: work.tasks > 0 ? work.waited / Double(work.tasks) : 0)
        }.sorted { ($1.load, $0.role) < ($0.load, $1.role) }
        return result
    }
}
