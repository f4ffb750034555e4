import DubanEngine
import DubanModel
import DubanPictures
import DubanRunner
import DubanStore

extension Presenter {
    /// The workflow of a case, under the version on which it runs, with the way that it took.
    /// - Parameter caller: Who looks: what others did in branches that are secret still is left out.
    func picture(of id: CaseID, _ format: PictureFormat, _ language: Language, for caller: StaffID) throws -> String {
        let state = try hall.state(of: id)
        var walk = CaseWalk()
        let history = SecretHistory(try hall.reader.decisions(of: id))
        for stored in history.decisions {
            for (index, event) in try Event.decode(stored.events).enumerated() {
                let sequence = stored.sequence + index
                walk.follow(event, sequence, isShown: history.shows(sequence, to: caller))
            }
        }
        var path = walk.path
        path.stand(at: state.steps.filter { $0.opinionOn == nil && !EngineStep.isOne($0.step) && walk.isKnown($0.id) }.map(\.step))
        return WorkflowGraph(try hall.definition(of: id)).picture(format, language, path: path)
    }
}

/// Follows a case from step to step through its events.
struct CaseWalk {
    private(set) var path = CasePath()
    private var entered: [StepID: (step: String, scope: Int)] = [:]
    /// The step that was left last, by scope.
    private var left: [Int: String] = [:]

    /// Whether the entry of a step instance was shown.
    func isKnown(_ step: StepID) -> Bool { entered[step] != nil }

    mutating func follow(_ event: Event, _ sequence: Int, isShown: Bool) {
        guard isShown else { return }
        switch event {
        case .stepEntered(let step) where !EngineStep.isOne(step.step) && step.opinionOn == nil:
            entered[StepID(sequence)] = (step.step, step.scope)
            path.enter(step.step, from: left.removeValue(forKey: step.scope))
        case .stepCompleted(let completed): leave(completed.step)
        case .stepAbandoned(let step, _): leave(step)
        case .scopeClosed(let scope, let standing): close(scope, standing)
        case .migrated(_, let steps): rename(steps)
        default: break
        }
    }

    private mutating func leave(_ id: StepID) {
        guard let step = entered[id] else { return }
        left[step.scope] = step.step
    }

    private mutating func close(_ scope: Int, _ standing: Scope.Standing) {
        guard let step = left.removeValue(forKey: scope) else { return }
        switch standing {
        case .joined: path.leave(step, to: "join")
        case .failed: path.leave(step, to: "fail")
        case .open, .cancelled: break
        }
    }

    private mutating func rename(_ steps: [String: String]) {
        path.rename(steps)
        for (id, step) in entered { entered[id] = (steps[step.step] ?? step.step, step.scope) }
        left = left.mapValues { steps[$0] ?? $0 }
    }
}
