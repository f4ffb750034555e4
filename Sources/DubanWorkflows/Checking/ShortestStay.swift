import DubanModel
import DubanTime

/// How long a case stays at the least where every step uses the time that its limit gives it: the shortest way to an end, in one unit.
/// What is counted in another unit, may end early, or happens while the clocks stand still counts for nothing, so that the sum is never
/// too large.
struct ShortestStay {
    private let subject: CheckSubject
    private let unit: Limit.Unit

    typealias Stay = (sum: Int, way: [String])

    init(_ subject: CheckSubject, _ unit: Limit.Unit) {
        self.subject = subject
        self.unit = unit
    }

    /// The stay from a step of the case's own way to an end; nothing where none is reached.
    func shortest(from start: String) -> Stay? {
        let ends = subject.steps.filter { if case .end = $0.kind { true } else { false } }.map(\.name)
        return shortest(from: start, to: Set(ends))
    }

    /// Dijkstra's algorithm: the nearest step that is not settled yet is settled next.
    private func shortest(from start: String, to ends: Set<String>) -> Stay? {
        var open: [String: Stay] = [start: (0, [])]
        var settled: Set<String> = []
        while let (name, stay) = open.min(by: { ($0.value.sum, $0.key) < ($1.value.sum, $1.key) }) {
            open[name] = nil
            if ends.contains(name) { return stay }
            guard settled.insert(name).inserted, let step = subject.definition.steps[name] else { continue }
            for exit in step.exits where !settled.contains(exit.target) {
                let own = self.stay(at: step, leavingBy: exit)
                let next = (stay.sum + own.sum, stay.way + own.way)
                if next.0 < open[exit.target]?.sum ?? .max { open[exit.target] = next }
            }
        }
        return nil
    }

    private func stay(at step: Step, leavingBy exit: Exit) -> Stay {
        switch step.kind {
        case .task, .call:
            guard let limit = step.limit?.time, limit.unit == unit, let amount = limit.amount else { return (0, []) }
            return (amount, [step.name])
        case .wait(let wait):
            guard exit.target == wait.lapse, !exit.isDone, wait.stopsClock == nil, case .after(let limit) = wait.end, limit.unit == unit,
                let amount = limit.amount
            else { return (0, []) }
            return (amount, [step.name])
        case .parallel(let parallel) where exit.isJoined:
            let regions = subject.definition.regions.filter { $0.opener == step.name }
            let stays = regions.compactMap { shortest(from: $0.start, to: [ReservedTarget.join, ReservedTarget.fail]) }.sorted {
                $0.sum < $1.sum
            }
            let wanted = parallel.join.wanted(of: regions.count)
            return wanted > 0 && wanted <= stays.count ? stays[wanted - 1] : (0, [])
        default: return (0, [])
        }
    }
}
