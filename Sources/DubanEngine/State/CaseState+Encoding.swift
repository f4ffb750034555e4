import DubanModel
import DubanTime

extension CaseState {
    /// The state as canonical JSON: equal states give equal bytes. What is empty is left out.
    public var encoded: [UInt8] {
        var writer = JSONWriter(capacity: 1_024)
        writer.object { writer in
            encodeHead(to: &writer)
            encodeSteps(to: &writer)
            encodePapers(to: &writer)
            encodePeople(to: &writer)
        }
        return writer.bytes
    }

    private func encodeHead(to writer: inout JSONWriter) {
        writer.field("id", id.rawValue)
        writer.field("number", number.text)
        writer.field("workflow", workflow)
        writer.field("definition", definition.description)
        writer.field("sequence", sequence)
        writer.field("openedAt", openedAt.milliseconds)
        if let parent {
            writer.key("parent")
            parent.encode(to: &writer)
        }
        writer.field("owner", ifPresent: owner?.name)
        writer.field("light", light.rawValue)
        writer.flag("suspended", isSuspended)
        writer.field("closing", ifPresent: closing)
        writer.field("outcome", ifPresent: outcome)
        if let endedAt { writer.field("endedAt", endedAt.milliseconds) }
        if lastIrrevocable > 0 { writer.field("irrevocable", lastIrrevocable) }
    }

    private func encodeSteps(to writer: inout JSONWriter) {
        writer.field("data", data)
        writer.key("completions")
        writer.completions(completions)
        writer.field("comments", .record(comments))
        if !lastComment.isNull { writer.field("lastComment", lastComment) }
        writer.list("steps", steps) { $0.encodeFields(to: &$1) }
        writer.list("clocks", clocks) { $0.encodeFields(to: &$1) }
        if !scopes.isEmpty { writer.list("scopes", scopes) { $0.encodeFields(to: &$1) } }
        writer.occurrences(occurrences)
        if !undos.isEmpty {
            writer.list("undos", undos) { undo, writer in
                writer.field("of", undo.of.sequence)
                writer.field("step", undo.step)
                writer.field("scope", undo.scope)
            }
        }
    }

    private func encodePapers(to writer: inout JSONWriter) {
        writer.key("materials")
        writer.pages(materials)
        writer.list("notices", notices) { notice, writer in
            writer.field("template", notice.template)
            writer.names("named", notice.named)
            writer.names("required", notice.required)
        }
        writer.list("attachments", attachments) { $0.encodeFields(to: &$1) }
        writer.key("documents")
        writer.array { writer in for document in documents { document.encode(to: &writer) } }
        if !remarks.isEmpty { writer.field("remarks", .list(remarks)) }
    }

    private func encodePeople(to writer: inout JSONWriter) {
        if let handOver {
            writer.key("handOver")
            writer.object { handOver.encodeFields(to: &$0) }
        }
        if let lastAct {
            writer.key("lastAct")
            writer.object { writer in
                writer.field("member", lastAct.member.name)
                writer.field("step", lastAct.step)
                writer.field("scope", lastAct.scope)
                writer.field("sequence", lastAct.sequence)
            }
        }
        if let extensionRequest {
            writer.key("extension")
            writer.object { extensionRequest.encodeFields(to: &$0) }
        }
        if extensionsGranted > 0 { writer.field("extensions", extensionsGranted) }
        writer.list("answerable", answerable) { tenure, writer in
            writer.members("members", tenure.members)
            writer.field("from", tenure.from.milliseconds)
        }
        writer.list("charges", charges) { charge, writer in
            writer.field("sequence", charge.sequence)
            writer.field("person", ifPresent: charge.person?.name)
            writer.field("promise", charge.promise)
            writer.field("standing", charge.standing.rawValue)
        }
    }
}

extension StepInstance {
    fileprivate func encodeFields(to writer: inout JSONWriter) {
        writer.field("id", id.sequence)
        writer.field("step", step)
        writer.field("scope", scope)
        writer.field("enteredAt", enteredAt.milliseconds)
        if let task {
            writer.key("task")
            task.encode(to: &writer)
        }
        writer.field("opinionOn", ifPresent: opinionOn)
        writer.field("template", ifPresent: template)
        writer.field("holder", ifPresent: holder?.name)
        writer.field("delegator", ifPresent: delegator?.name)
        writer.field("job", ifPresent: job?.rawValue)
        if !votes.isEmpty {
            writer.list("votes", votes) { vote, writer in
                writer.field("member", vote.member.name)
                writer.field("action", vote.action)
            }
        }
        if !items.isEmpty { writer.field("items", .list(items)) }
        if branches > 0 { writer.field("branches", branches) }
        writer.field("child", ifPresent: child?.text)
    }
}

extension Scope {
    fileprivate func encodeFields(to writer: inout JSONWriter) {
        writer.field("id", id)
        writer.field("parent", parent)
        writer.field("opener", opener.sequence)
        writer.field("step", step)
        writer.field("branch", branch)
        writer.field("index", index)
        writer.flag("secret", isSecret)
        writer.field("data", data)
        writer.key("completions")
        writer.completions(completions)
        writer.field("comments", .record(comments))
        if !lastComment.isNull { writer.field("lastComment", lastComment) }
        writer.occurrences(occurrences)
        writer.field("standing", standing.rawValue)
    }
}

extension Clock {
    fileprivate func encodeFields(to writer: inout JSONWriter) {
        writer.field("id", id.sequence)
        writer.field("subject", subject.text)
        writer.field("budget", ledger.budget.description)
        writer.key("start")
        writer.entry(ledger.start)
        writer.derived(derived)
        writer.names("reached", reached.map(\.rawValue))
        writer.list("stops", ledger.stops) { stop, writer in
            writer.key("from")
            writer.entry(stop.from)
            if let to = stop.to {
                writer.key("to")
                writer.entry(to)
            }
            writer.rule(stop.rule)
        }
        writer.list("extensions", ledger.extensions) { addition, writer in
            writer.field("by", addition.by.description)
            writer.key("entry")
            writer.entry(addition.entry)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func completions(_ completions: [String: [StaffID]]) {
        object { writer in
            for (step, members) in completions.sorted(by: { $0.key < $1.key }) { writer.members(step, members) }
        }
    }

    fileprivate mutating func occurrences(_ occurrences: [String: Instant]) {
        if !occurrences.isEmpty { field("occurrences", .record(occurrences.mapValues { .text($0.description) })) }
    }

    fileprivate mutating func entry(_ entry: ClockEntry) {
        object { writer in
            writer.field("at", entry.at.milliseconds)
            writer.field("reason", entry.reason)
            writer.field("person", ifPresent: entry.person?.name)
            writer.field("paper", ifPresent: entry.paper)
        }
    }
}
