import DubanModel

/// Works out what is known of the document wherever a step is entered: a forward must-analysis. Where ways meet, only what is known on
/// each of them is known; a step that opens branches is passed with what its branches are certain to have written.
///
/// It comes to an end since what is known of a step only ever becomes less, and there is a finite number of fields.
struct DataFlow {
    /// What is known where a step is entered; nothing of a step that cannot be reached.
    private(set) var entries: [String: Known] = [:]
    /// What the branches of a step are certain to have written where it is passed.
    private var branches: [String: Known] = [:]
    private(set) var fields: [Int: VisibleFields] = [:]
    private let subject: CheckSubject
    /// Fields that some step empties are never sure: a case may come back from behind it.
    private let emptied: Set<DataPath>

    init(_ subject: CheckSubject) {
        self.subject = subject
        emptied = Set(
            subject.steps.flatMap { step in (step.sets + step.actions.flatMap(\.sets)).filter(\.empties).map(\.path) })
        for region in subject.definition.regions { fields[region.id] = DataFlow.fields(of: region, subject.definition) }
    }

    /// The fields that a region sees: the case's, and those of the branches around it.
    private static func fields(of region: Region, _ definition: WorkflowDefinition) -> VisibleFields {
        var all = definition.data.fields
        var next: Region? = region
        while let region = next {
            if let opener = region.opener, case .each(let each)? = definition.steps[opener]?.kind {
                all += each.locals + [Field(name: each.variable, type: each.itemType)]
            }
            next = region.parent.map { definition.regions[$0] }
        }
        return VisibleFields(all)
    }

    /// The fields that the steps of a region see.
    func fields(of step: String) -> VisibleFields { fields[subject.definition.region(of: step)] ?? VisibleFields([]) }

    mutating func run() {
        let definition = subject.definition
        var start = Known()
        if let visible = fields[Region.root] {
            for path in definition.takes {
                start.fill(visible.leaves(path, onlyRequired: true))
                start.offer(visible.leaves(path))
            }
        }
        _ = pass(definition.regions[Region.root], start)
        for region in definition.regions { takeBack(region) }
    }

    /// What is known where a branch joins, and where it fails.
    private typealias Ends = (joined: Known?, failed: Known?)

    private mutating func pass(_ region: Region, _ start: Known) -> Ends {
        guard region.steps.contains(region.start) else { return (nil, nil) }
        return walk(from: [(region.start, start)], in: region)
    }

    /// Follows the ways of a region until nothing changes any more.
    private mutating func walk(from starts: [(String, Known)], in region: Region) -> Ends {
        for name in region.steps { if !region.undoing.contains(name) || starts.contains(where: { $0.0 == name }) { entries[name] = nil } }
        var ends: Ends = (nil, nil)
        var open = starts
        while let (name, known) = open.popLast() {
            switch name {
            case ReservedTarget.join: ends.joined = known.meeting(ends.joined)
            case ReservedTarget.fail: ends.failed = known.meeting(ends.failed)
            default:
                let merged = known.meeting(entries[name])
                guard merged != entries[name], region.steps.contains(name), let step = subject.definition.steps[name] else { continue }
                entries[name] = merged
                branches[name] = passBranches(of: step, merged)
                for exit in step.exits { open.append((exit.target, after(exit, of: step, merged))) }
            }
        }
        return ends
    }

    /// What a step's branches are certain to have written where it is passed; where it is not passed by `then`, nothing.
    private mutating func passBranches(of step: Step, _ known: Known) -> Known? {
        let regions = subject.definition.regions.filter { $0.opener == step.name }
        switch step.kind {
        case .parallel(let parallel):
            let parts = regions.map { region -> Known in
                let ends = pass(region, known)
                guard parallel.onFail == nil else { return ends.joined ?? Known() }
                return ends.joined?.meeting(ends.failed) ?? ends.failed ?? Known()
            }
            return Known.written(by: parts, atLeast: parallel.join.wanted(of: parts.count))
        case .each(let each):
            // The list may be empty, so that nothing that a branch writes is certain.
            for region in regions {
                var start = known
                if let visible = fields[region.id] {
                    start.fill(visible.leaves(DataPath([each.variable]), onlyRequired: each.itemType.isRecord))
                    start.offer(visible.leaves(DataPath([each.variable])))
                }
                _ = pass(region, start)
            }
            return nil
        default: return nil
        }
    }

    /// What is known behind a way out.
    func after(_ exit: Exit, of step: Step, _ known: Known) -> Known {
        var known = known
        let visible = fields(of: step.name)
        if exit.isJoined, let inner = branches[step.name] {
            known.fill(inner.sure)
            known.offer(inner.possible)
        }
        for path in exit.present where visible.field(of: path)?.path == path { known.fill([path]) }
        for path in exit.filled {
            known.fill(visible.leaves(path, onlyRequired: true))
            known.offer(visible.leaves(path))
        }
        for path in exit.offered { known.offer(visible.leaves(path)) }
        for path in exit.written { known.fill(visible.leaves(path)) }
        if let table = exit.decided.flatMap({ subject.definition.decisions[$0.table] }), let into = exit.decided?.into {
            for output in table.outputs {
                let path = into.appending(output.field.name)
                if table.gives(output) { known.fill(visible.leaves(path)) } else { known.offer(visible.leaves(path)) }
            }
        }
        if exit.isDone { known.fill([DataPath(["done", step.name])]) }
        for (assignment, _) in exit.sets { set(assignment, &known, visible) }
        known.sure.subtract(emptied)
        return known
    }

    /// A field that is given another one is sure where that is.
    private func set(_ assignment: Assignment, _ known: inout Known, _ visible: VisibleFields) {
        let leaves = visible.leaves(assignment.path)
        if assignment.empties {
            known.sure.subtract(leaves)
            known.possible.subtract(leaves)
        } else if case .path(let source) = assignment.value, !isSure(source, known, visible) {
            known.sure.subtract(leaves)
            known.offer(leaves)
        } else {
            known.fill(leaves)
        }
    }

    /// What takes a step back begins with what was known when the step was done.
    private mutating func takeBack(_ region: Region) {
        var starts: [String: Known] = [:]
        for name in region.steps.sorted() {
            guard let step = subject.definition.steps[name], let undo = step.undo, region.undoing.contains(undo), let known = entries[name]
            else { continue }
            for exit in step.exits where exit.isUndoable { starts[undo] = after(exit, of: step, known).meeting(starts[undo]) }
        }
        _ = walk(from: starts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, in: region.onlyUndoing)
    }

    // MARK: Questions

    /// Whether a path has a value: a record always has one, of the fields that have.
    func isSure(_ path: DataPath, _ known: Known, _ visible: VisibleFields) -> Bool {
        guard let (path, field) = visible.field(of: path) else { return path.names.first != "done" || known.sure.contains(path) }
        return field.type.isRecord || known.sure.contains(path)
    }

    /// Whether a path can have been filled on every way.
    func isPossible(_ path: DataPath, _ known: Known, _ visible: VisibleFields) -> Bool {
        guard let (path, field) = visible.field(of: path) else { return path.names.first != "done" || known.possible.contains(path) }
        return field.type.isRecord ? visible.leaves(path).contains { known.possible.contains($0) } : known.possible.contains(path)
    }
}

extension Region {
    /// The region with nothing but what takes its steps back.
    fileprivate var onlyUndoing: Region {
        var region = self
        region.steps = undoing
        return region
    }
}

extension Assignment {
    /// Whether it takes the value away.
    var empties: Bool { if case .literal(.null) = value { true } else { false } }
}

extension FieldType {
    var isRecord: Bool { if case .record = self { true } else { false } }
}
