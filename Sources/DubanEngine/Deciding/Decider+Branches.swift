import DubanModel
import DubanWorkflows

/// Branches: each runs in a scope of its own; once enough have joined, the rest is cancelled and the case goes on.
extension Decider {
    mutating func open(_ parallel: ParallelStep, _ id: StepID, scope: Int) {
        for (index, branch) in parallel.branches.enumerated() {
            openBranch(branch.name, branch.start, of: id, index: index, data: .emptyRecord, isSecret: false, in: scope)
        }
    }

    mutating func open(_ each: EachStep, _ step: Step, _ id: StepID, scope: Int) throws(Refusal) {
        let items: [DataValue]
        switch each.items {
        case .holders(let role): items = environment.roster.holders(of: role).map { .text($0.id.name) }
        case .list(let argument): items = try view(scope).value(of: argument).items ?? []
        }
        guard items.count <= EachStep.maximumItems else {
            throw Refusal(
                .limitExceeded,
                "Step \(step.name) of case \(state.number) would open \(items.count) branches; at most \(EachStep.maximumItems) are possible."
            )
        }
        emit(.itemsListed(step: id, items: items))
        for _ in 0..<min(each.concurrency, items.count) { openNext(of: id, each, in: scope) }
        if items.isEmpty { try judge(id) }
    }

    private mutating func openNext(of id: StepID, _ each: EachStep, in scope: Int) {
        guard let instance = state[id], let item = instance.items.first else { return }
        let index = instance.branches - instance.items.count
        openBranch(
            "\(each.variable) \(index + 1)", each.start, of: id, index: index, data: .record([each.variable: item]),
            isSecret: each.isSecret, in: scope)
    }

    private mutating func openBranch(
        _ name: String, _ start: String, of opener: StepID, index: Int, data: DataValue, isSecret: Bool, in parent: Int
    ) {
        let scope = emit(
            .scopeOpened(
                .init(parent: parent, opener: opener, branch: name, index: index, data: data, isSecret: isSecret)))
        enter(start, scope: scope)
    }

    /// A branch came to its end.
    mutating func closeBranch(_ id: Int, _ standing: Scope.Standing) throws(Refusal) {
        guard let scope = state[scope: id], scope.standing == .open else { return }
        emit(.scopeClosed(scope: id, standing: standing))
        try judge(scope.opener)
    }

    /// Cancels a branch with everything in it.
    mutating func cancel(_ scope: Scope, because reason: Event.Abandonment) throws(Refusal) {
        for instance in state.steps where instance.scope == scope.id { try abandon(instance, because: reason) }
        emit(.scopeClosed(scope: scope.id, standing: .cancelled))
    }

    /// Whether enough branches have joined, or too many have failed; otherwise the next item has its turn.
    private mutating func judge(_ id: StepID) throws(Refusal) {
        guard let instance = state[id] else { return }
        let step = try step(named: instance.step)
        let (join, onFail): (Join, String?)
        switch step.kind {
        case .parallel(let parallel): (join, onFail) = (parallel.join, parallel.onFail)
        case .each(let each): (join, onFail) = (each.join, each.onFail)
        default: return
        }
        let branches = state.scopes(of: id)
        let joined = branches.count { $0.standing == .joined }
        let failed = branches.count { $0.standing == .failed }
        let wanted = join.wanted(of: instance.branches)
        if joined >= wanted || (onFail == nil && joined + failed == instance.branches) {
            try conclude(step, instance, then: step.next ?? "")
        } else if let onFail, instance.branches - failed < wanted {
            try conclude(step, instance, then: onFail)
        } else if case .each(let each) = step.kind {
            openNext(of: id, each, in: instance.scope)
        }
    }

    /// Cancels what is not needed any more, collects what the branches gave, and goes on.
    private mutating func conclude(_ step: Step, _ instance: StepInstance, then: String) throws(Refusal) {
        for scope in state.scopes(of: instance.id) where scope.standing == .open { try cancel(scope, because: .notNeeded) }
        if case .each(let each) = step.kind, let path = each.collect {
            let names = [each.variable] + each.locals.map(\.name)
            let items = state.scopes(of: instance.id).filter { $0.standing == .joined }.map { scope in
                DataValue.record(
                    Dictionary(
                        names.compactMap { name in scope.data[name].isNull ? nil : (name, scope.data[name]) },
                        uniquingKeysWith: { first, _ in first }))
            }
            write([DataChange(path: path, value: .list(items))], scope: instance.scope)
        }
        try leave(step, instance.id, scope: instance.scope)
        enter(then, scope: instance.scope)
    }
}
