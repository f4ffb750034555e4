import DubanModel

extension CaseState {
    mutating func applyStep(_ event: Event, at instant: Instant, by actor: Actor) {
        switch event {
        case .stepEntered(let entered):
            if let undone = entered.undoes { undos.removeAll { $0.of == undone } }
            var instance = StepInstance(
                id: StepID(sequence), step: entered.step, scope: entered.scope, enteredAt: instant, task: entered.task,
                opinionOn: entered.opinionOn)
            instance.template = entered.template
            steps.append(instance)
        case .stepCompleted(let completed): complete(completed, by: actor)
        case .stepAbandoned(let step, _): steps.removeAll { $0.id == step }
        case .actRecalled: lastAct = nil
        case .itemsListed(let step, let items):
            update(step) { instance in
                instance.items = items
                instance.branches = items.count
            }
        case .occurrenceReached(let reached): note(reached)
        default: break  // What a table decided stands in the document, by an event of its own.
        }
    }

    private mutating func note(_ reached: Event.OccurrenceReached) {
        let last = reached.isLast ? nil : reached.at
        if let index = scopes.firstIndex(where: { $0.id == reached.scope }) {
            scopes[index].occurrences[reached.step] = last
        } else {
            occurrences[reached.step] = last
        }
    }

    private mutating func complete(_ completed: Event.StepCompleted, by actor: Actor) {
        guard let index = steps.firstIndex(where: { $0.id == completed.step }) else { return }
        noteUndo(completed.undo, of: completed.step)
        let instance = steps.remove(at: index)
        if instance.branches > 0 { dropScopes(of: instance) }
        guard instance.task != nil, instance.opinionOn == nil, !EngineStep.isOne(instance.step) else { return }
        if let comment = completed.comment { note(comment, at: instance) }
        guard let member = actor.member else { return }
        owner = member
        if handOver?.step == instance.id { handOver = nil }
        if instance.votes.isEmpty {
            note([member], at: instance)
        } else {
            note(instance.votes.map(\.member), at: instance)
        }
        lastAct = LastAct(member: member, step: instance.step, scope: instance.scope, sequence: sequence)
    }

    private mutating func note(_ members: [StaffID], at instance: StepInstance) {
        if let index = scopes.firstIndex(where: { $0.id == instance.scope }) {
            scopes[index].completions[instance.step, default: []].add(members)
        } else {
            completions[instance.step, default: []].add(members)
        }
    }

    private mutating func note(_ comment: DataValue, at instance: StepInstance) {
        if let index = scopes.firstIndex(where: { $0.id == instance.scope }) {
            scopes[index].comments[instance.step] = comment
            scopes[index].lastComment = comment
        } else {
            comments[instance.step] = comment
            lastComment = comment
        }
    }

    /// The case goes on under another version: what is kept under a step's name moves to its new name.
    mutating func rename(_ names: [String: String]) {
        func renamed<Value>(_ values: [String: Value]) -> [String: Value] {
            Dictionary(values.map { (names[$0.key] ?? $0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
        }
        for index in steps.indices { if let name = names[steps[index].step] { steps[index].rename(name) } }
        completions = renamed(completions)
        comments = renamed(comments)
        occurrences = renamed(occurrences)
        for index in scopes.indices {
            scopes[index].completions = renamed(scopes[index].completions)
            scopes[index].comments = renamed(scopes[index].comments)
            scopes[index].occurrences = renamed(scopes[index].occurrences)
            scopes[index].step = names[scopes[index].step] ?? scopes[index].step
        }
        undos = undos.map { Undo(of: $0.of, step: names[$0.step] ?? $0.step, scope: $0.scope) }
        lastAct = nil
    }

    // MARK: Scopes

    mutating func applyScope(_ event: Event) {
        switch event {
        case .scopeOpened(let opened):
            update(opened.opener) { instance in
                if !instance.items.isEmpty {
                    instance.items.removeFirst()
                } else {
                    instance.branches = max(instance.branches, opened.index + 1)
                }
            }
            scopes.append(
                Scope(
                    id: sequence, parent: opened.parent, opener: opened.opener, step: self[opened.opener]?.step ?? "",
                    branch: opened.branch,
                    index: opened.index, isSecret: opened.isSecret, data: opened.data))
        case .scopeClosed(let id, let standing):
            guard let index = scopes.firstIndex(where: { $0.id == id }) else { return }
            scopes[index].standing = standing
        default: break
        }
    }

    /// The branches of a joined step are over: who did what in them counts for the scope around them, and a scope stays only where
    /// something in it may have to be taken back.
    private mutating func dropScopes(of instance: StepInstance) {
        let branches = scopes.filter { $0.opener == instance.id }
        let needed = Set(undos.flatMap { undo in chain(from: undo.scope).map(\.id) })
        for scope in branches {
            for (step, members) in scope.completions {
                if let index = scopes.firstIndex(where: { $0.id == instance.scope }) {
                    scopes[index].completions[step, default: []].add(members)
                } else {
                    completions[step, default: []].add(members)
                }
            }
        }
        let over = Set(branches.map(\.id))
        scopes.removeAll { over.contains($0.id) && !needed.contains($0.id) }
    }
}

extension StepInstance {
    mutating func rename(_ name: String) {
        var renamed = StepInstance(id: id, step: name, scope: scope, enteredAt: enteredAt, task: task, opinionOn: opinionOn)
        renamed.holder = holder
        renamed.delegator = delegator
        renamed.job = job
        renamed.votes = votes
        renamed.items = items
        renamed.branches = branches
        renamed.child = child
        self = renamed
    }
}

extension Array where Element == StaffID {
    /// Adds those who are not there yet.
    fileprivate mutating func add(_ members: [StaffID]) {
        for member in members where !contains(member) { append(member) }
    }
}
