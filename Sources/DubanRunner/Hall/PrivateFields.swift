import DubanEngine
import DubanModel
import DubanStore

/// Finds the sealed values of a case that may be shown to somebody.
enum PrivateFields {
    /// Sealed values by path: fields of the document, comments by step, remarks, names of attachments, what was said with single events
    /// (`events.12.reason`), and what the caller filled in themselves in a branch that is secret still (`branches.12.score`).
    static func references(
        in state: CaseState, _ decisions: [StoredDecision], for caller: StaffID
    ) throws(Refusal) -> [String: SealedReference] {
        var references = references(in: state)
        let told = try history(decisions)
        let secrets = SecretBranches(told)
        for event in told where secrets.shows(event, to: caller) {
            for (name, value) in said(event.event) { collect(value, at: "events.\(event.sequence).\(name)", into: &references) }
        }
        for (scope, data) in secrets.own(of: caller, in: state) { collect(data, at: "branches.\(scope)", into: &references) }
        return references
    }

    /// Sealed values of the state itself by path, those of branches left out.
    static func references(in state: CaseState) -> [String: SealedReference] {
        var references: [String: SealedReference] = [:]
        collect(state.data, at: "", into: &references)
        for (step, comment) in state.comments { collect(comment, at: "comments.\(step)", into: &references) }
        for (index, remark) in state.remarks.enumerated() { collect(remark, at: "remarks.\(index + 1)", into: &references) }
        for (index, attachment) in state.attachments.enumerated() {
            collect(attachment.name, at: "attachments.\(index + 1).name", into: &references)
        }
        return references
    }

    private static func history(_ decisions: [StoredDecision]) throws(Refusal) -> [SecretBranches.Told] {
        var told: [SecretBranches.Told] = []
        for stored in decisions {
            let actor = Actor(stored.actor) ?? .system
            for (index, event) in try Event.decode(stored.events).enumerated() {
                told.append(.init(sequence: stored.sequence + index, actor: actor, event: event))
            }
        }
        return told
    }

    /// What people said with an event that stands nowhere else.
    private static func said(_ event: Event) -> [(name: String, value: DataValue)] {
        switch event {
        case .caseSuspended(let reason), .caseResumed(let reason): [("reason", reason)]
        case .closingBegan(let closing): [("reason", closing.reason ?? .null)]
        case .extensionRequested(let request): [("reason", request.reason)]
        case .extensionAnswered(_, _, let reason): [("reason", reason ?? .null)]
        case .accountabilityContested(_, let reason), .accountabilitySettled(_, _, let reason): [("reason", reason)]
        case .dataChanged(let changed): [("reason", changed.reason ?? .null)]
        case .voteCast(let vote): [("comment", vote.comment ?? .null)]
        case .stepCompleted(let completed): [("comment", completed.comment ?? .null)]
        default: []
        }
    }

    private static func collect(_ value: DataValue, at path: String, into references: inout [String: SealedReference]) {
        switch value {
        case .sealed(let reference): references[path] = reference
        case .record(let fields):
            for (name, field) in fields { collect(field, at: path.isEmpty ? name : "\(path).\(name)", into: &references) }
        case .list(let items):
            for (index, item) in items.enumerated() { collect(item, at: "\(path).\(index + 1)", into: &references) }
        default: break
        }
    }
}
