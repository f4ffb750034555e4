import CEL
import DubanModel

/// A part of the document that a step reads, and where the file says so.
struct Read {
    /// How the value is used.
    enum Use {
        /// A rule looks at it, or something is named by it: the step cannot be done without a value.
        case needed
        /// It is handed on as it is; nothing is handed on where there is no value.
        case handedOn
        /// A plugin is given it, with all else that a document may show.
        case shown
    }

    let path: DataPath
    let use: Use
    /// The keys of the step under which it stands.
    let keys: [String]
    /// Whether a rule reads it; that of a private field is a finding where the rule is read.
    var isByRule = false
}

extension Argument {
    /// What the value is made of.
    /// - Parameter isNeeded: Whether the step cannot be done where it comes to nothing.
    func reads(at keys: [String], isNeeded: Bool = false) -> [Read] {
        switch self {
        case .literal: []
        case .path(let path): [Read(path: path, use: isNeeded ? .needed : .handedOn, keys: keys)]
        case .expression(let condition): condition.reads(at: keys)
        case .record(let arguments):
            arguments.sorted { $0.key < $1.key }.flatMap { $0.value.reads(at: keys + [$0.key], isNeeded: isNeeded) }
        case .list(let arguments): arguments.enumerated().flatMap { $0.element.reads(at: keys + [String($0.offset)], isNeeded: isNeeded) }
        }
    }
}

extension Condition {
    /// What the rule cannot do without, and what it makes use of where it is there.
    func reads(at keys: [String]) -> [Read] {
        let needs = program.needs
        return program.references.sorted { $0.joined(separator: ".") < $1.joined(separator: ".") }.map { path in
            Read(path: DataPath(path), use: needs.contains(path) ? .needed : .shown, keys: keys, isByRule: true)
        }
    }
}

extension Step {
    /// What is read when the step is entered.
    var entryReads: [Read] {
        switch kind {
        case .task(let task):
            return (task.candidates?.reads(at: ["candidates"], isNeeded: true) ?? [])
                + (task.office?.reads(at: ["office"], isNeeded: true) ?? [])
        case .choose(let choose):
            return choose.branches.enumerated().flatMap { $0.element.when?.reads(at: ["choose", String($0.offset), "when"]) ?? [] }
        case .decide(let decide): return Step.named(decide.inputs, at: "with")
        case .job(let job): return job.reads
        case .notice(let notice): return notice.job.reads
        case .record(let record): return record.reads
        case .lookup(let lookup): return lookup.selection.reads
        case .each(let each): if case .list(let items) = each.items { return items.reads(at: ["each"]) }
        case .call(let call): return call.data.flatMap { $0.value.reads(at: ["with", $0.path.description]) }
        case .wait(let wait):
            var reads = wait.correlation?.reads(at: ["key"], isNeeded: true) ?? []
            if case .on(let date) = wait.end { reads += date.reads(at: ["until"], isNeeded: true) }
            return reads
        case .schedule(let schedule):
            return (schedule.from?.reads(at: ["from"], isNeeded: true) ?? []) + (schedule.until?.reads(at: ["until"]) ?? [])
        case .parallel, .end: break
        }
        return []
    }

    fileprivate static func named(_ arguments: [String: Argument], at key: String) -> [Read] { Argument.record(arguments).reads(at: [key]) }
}

extension JobStep {
    fileprivate var reads: [Read] {
        Step.named(arguments, at: "with") + shares.map { Read(path: $0, use: .shown, keys: ["share"]) }
    }
}

extension RecordStep {
    /// The number is written before the fields are read.
    fileprivate var reads: [Read] {
        var reads = Step.named(fields, at: "fields") + (key?.reads(at: ["key"], isNeeded: true) ?? [])
        for (index, change) in balances.enumerated() {
            let keys = balances.count == 1 ? ["balance"] : ["balance", String(index)]
            reads += change.account.reads(at: keys + ["account"], isNeeded: true) + change.amount.reads(at: keys + ["add"], isNeeded: true)
            reads += change.floor?.reads(at: keys + ["at_least"], isNeeded: true) ?? []
        }
        return reads.filter { $0.path != into }
    }
}

extension LookupStep.Selection {
    fileprivate var reads: [Read] {
        switch self {
        case .key(let value): value.reads(at: ["key"], isNeeded: true)
        case .number(let value): value.reads(at: ["number"], isNeeded: true)
        case .balance(let value): value.reads(at: ["balance"], isNeeded: true)
        case .fields(let fields): Argument.record(fields).reads(at: ["where"], isNeeded: true)
        }
    }
}
