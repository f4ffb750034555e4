import CEL
import DubanModel

/// A way out of a step with what it does to the document.
struct Exit {
    /// Where it leads.
    let target: String
    /// Forms that must be complete on this way.
    var filled: [DataPath] = []
    /// What may be filled on this way, and may be left empty.
    var offered: [DataPath] = []
    /// What a condition has found to be there on this way.
    var present: [DataPath] = []
    /// What the step itself writes on this way.
    var written: [DataPath] = []
    /// What a table decides on this way.
    var decided: DecideStep?
    /// Values that are set last, in their order, and where they stand.
    var sets: [(assignment: Assignment, keys: [String])] = []
    /// Whether the step counts as done by a person on this way.
    var isDone = false
    /// Whether it is the way behind branches that have joined.
    var isJoined = false
    /// Whether what takes the step back is noted on this way.
    var isUndoable = true

    init(_ target: String) { self.target = target }

    /// A way that the case takes without the step being done.
    static func aside(_ target: String) -> Exit {
        var exit = Exit(target)
        exit.isUndoable = false
        return exit
    }
}

extension Step {
    /// Every way out, in the order of the file.
    var exits: [Exit] {
        var exits = ownExits
        if case .go(let step)? = limit?.breach { exits.append(.aside(step)) }
        return exits
    }

    private var ownExits: [Exit] {
        switch kind {
        case .task, .wait: return actionExits
        case .choose(let choose): return exits(of: choose)
        case .decide(let decide):
            let written = [decide.because].compactMap { $0 }
            var decided = leaving(decide.then, written)
            decided.decided = decide
            return [decided] + [decide.otherwise.map { leaving($0, written) }].compactMap { $0 }
        case .job(let job): return exits(of: job)
        case .notice(let notice): return exits(of: notice.job)
        case .record(let record):
            let aside = [record.onDuplicate, record.onShortfall].compactMap { $0 }
            return [leaving(record.then, [record.into].compactMap { $0 })] + Set(aside).sorted().map { leaving($0) }
        case .lookup(let lookup): return exits(of: lookup)
        case .parallel(let parallel):
            var joined = leaving(parallel.then)
            joined.isJoined = true
            return [joined] + [parallel.onFail.map { leaving($0) }].compactMap { $0 }
        case .each(let each):
            let written = [each.collect].compactMap { $0 }
            return [leaving(each.then, written)] + [each.onFail.map { leaving($0, written) }].compactMap { $0 }
        case .call(let call):
            let written = [call.into].compactMap { $0 }
            return [leaving(call.then, written)] + [call.onCancel.map { leaving($0, written) }].compactMap { $0 }
        case .schedule(let schedule):
            let written = [schedule.into].compactMap { $0 }
            return [leaving(schedule.then, written), leaving(schedule.finally, written)]
        case .end: return []
        }
    }

    /// A way is taken where its condition is true and those before it are false.
    private func exits(of choose: ChooseStep) -> [Exit] {
        var excluded: Set<[String]> = []
        return choose.branches.map { branch in
            var exit = leaving(branch.then)
            exit.present = excluded.union(branch.when?.program.present(where: true) ?? []).map { DataPath($0) }
            excluded.formUnion(branch.when?.program.present(where: false) ?? [])
            return exit
        }
    }

    private func leaving(_ target: String, _ written: [DataPath] = []) -> Exit {
        var exit = Exit(target)
        exit.written = written
        exit.sets = sets.map { ($0, ["set", $0.path.description]) }
        return exit
    }

    /// The ways that people take, and those that time takes for them: a deemed action finds the form as it is, and a lapse nothing.
    private var actionExits: [Exit] {
        var exits: [Exit] = []
        let isShort = actions.count == 1 && actions[0].sets.isEmpty
        for action in actions {
            var exit = Exit(action.then)
            if action.requiresForm { exit.filled = form } else { exit.offered = form }
            exit.sets =
                action.sets.map { ($0, ["actions", action.name, "set", $0.path.description]) }
                + sets.map { ($0, ["set", $0.path.description]) }
            exit.isDone = true
            if isShort { exit.sets = sets.map { ($0, ["set", $0.path.description]) } }
            exits.append(exit)
            if case .deemed(action.name)? = limit?.breach {
                exit.filled = []
                exit.isDone = false
                exits.append(exit)
            }
        }
        if case .wait(let wait) = kind { exits.append(.aside(wait.lapse)) }
        return exits
    }

    private func exits(of job: JobStep) -> [Exit] {
        [leaving(job.then, [job.into].compactMap { $0 })] + [job.onError.map { .aside($0) }].compactMap { $0 }
    }

    /// One entry is nothing where there is none, and the way for that is taken.
    private func exits(of lookup: LookupStep) -> [Exit] {
        guard let none = lookup.none else {
            return [lookup.mayFindNothing ? offering(lookup.then, lookup.into) : leaving(lookup.then, [lookup.into])]
        }
        return [leaving(lookup.then, [lookup.into]), lookup.mayFindNothing ? leaving(none) : leaving(none, [lookup.into])]
    }

    private func offering(_ target: String, _ path: DataPath) -> Exit {
        var exit = leaving(target)
        exit.offered = [path]
        return exit
    }
}

extension LookupStep {
    /// Whether it yields nothing, and not an empty list or a zero, where there is no entry.
    fileprivate var mayFindNothing: Bool {
        switch (selection, yield) {
        case (.key, .entries), (.number, .entries): true
        default: false
        }
    }
}
