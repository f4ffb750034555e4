import DubanModel
import DubanTime

extension Event {
    func encodeClock(to writer: inout JSONWriter) {
        switch self {
        case .clockStarted(let started):
            writer.field("subject", started.subject.text)
            writer.field("budget", started.budget.description)
            writer.field("since", ifPresent: started.since)
            writer.derived(started.derived)
        case .clockStopped(let stopped):
            writer.field("clock", stopped.clock.sequence)
            writer.field("reason", stopped.reason)
            writer.field("paper", ifPresent: stopped.paper)
            writer.rule(stopped.rule)
            writer.derived(stopped.derived)
        case .clockResumed(let resumed):
            writer.field("clock", resumed.clock.sequence)
            writer.field("reason", resumed.reason)
            writer.field("paper", ifPresent: resumed.paper)
            writer.field("since", ifPresent: resumed.since)
            writer.flag("anew", resumed.isAnew)
            writer.derived(resumed.derived)
        case .clockExtended(let extended):
            writer.field("clock", extended.clock.sequence)
            writer.field("by", extended.by.description)
            writer.field("approver", extended.approver.name)
            writer.derived(extended.derived)
        case .clockRederived(let clock, let derived):
            writer.field("clock", clock.sequence)
            writer.derived(derived)
        case .clockEnded(let clock): writer.field("clock", clock.sequence)
        case .rungReached(let clock, let rung, let due):
            writer.field("clock", clock.sequence)
            writer.field("rung", rung.rawValue)
            writer.field("due", due.description)
        case .extensionRequested(let request): request.encodeFields(to: &writer)
        case .extensionAnswered(let granted, let member, let reason):
            writer.field("granted", .bool(granted))
            writer.field("by", ifPresent: member?.name)
            writer.field("reason", ifPresent: reason)
        default: break
        }
    }

    func encodeWork(to writer: inout JSONWriter) {
        switch self {
        case .registerEntered(let entered): entered.encodeFields(to: &writer)
        case .balanceChanged(let changed):
            writer.field("step", changed.step.sequence)
            writer.field("register", changed.register)
            writer.field("account", changed.account)
            writer.field("amount", changed.amount)
            writer.field("after", changed.after)
        case .registerRead(let read):
            writer.field("step", read.step.sequence)
            writer.field("register", read.register)
            writer.field("found", read.found)
        case .noticeIssued(let issued):
            writer.field("step", issued.step.sequence)
            writer.field("template", issued.template)
            writer.names("named", issued.named)
            writer.names("required", issued.required)
        case .jobRequested(let requested):
            writer.field("step", requested.step.sequence)
            writer.field("queue", requested.queue)
            writer.field("plugin", requested.plugin)
            writer.field("action", requested.action)
            writer.field("arguments", requested.arguments)
        case .jobCompleted(let completed): completed.encodeFields(to: &writer)
        case .jobDied(let died):
            writer.field("step", died.step.sequence)
            writer.field("attempts", died.attempts)
            writer.field("code", died.code)
            writer.field("message", died.message)
        case .childRequested, .childOpened, .childEnded: encodeChild(to: &writer)
        default: break
        }
    }

    private func encodeChild(to writer: inout JSONWriter) {
        switch self {
        case .childRequested(let requested):
            writer.field("step", requested.step.sequence)
            writer.field("workflow", requested.workflow)
            writer.changes("data", requested.changes)
        case .childOpened(let step, let number):
            writer.field("step", step.sequence)
            writer.field("number", number.text)
        case .childEnded(let ended):
            writer.field("step", ended.step.sequence)
            writer.field("outcome", ended.outcome)
            writer.flag("closed", ended.wasClosed)
            writer.field("results", ended.results)
            writer.field("undo", ifPresent: ended.undo)
        default: break
        }
    }
}

extension Event.JobCompleted {
    fileprivate func encodeFields(to writer: inout JSONWriter) {
        writer.field("step", step.sequence)
        writer.field("attempt", attempt)
        writer.field("output", output)
        writer.field("undo", ifPresent: undo)
        guard !files.isEmpty else { return }
        writer.key("files")
        writer.array { writer in for file in files { file.encode(to: &writer) } }
    }
}

extension Event.RegisterEntered {
    fileprivate func encodeFields(to writer: inout JSONWriter) {
        writer.field("step", step.sequence)
        writer.field("register", register)
        writer.field("key", ifPresent: key)
        writer.field("counter", ifPresent: counter)
        if let serial { writer.field("serial", serial) }
        writer.field("label", ifPresent: label)
        writer.field("fields", fields)
    }
}
