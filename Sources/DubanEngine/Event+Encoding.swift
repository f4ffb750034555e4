public import DubanModel
import DubanTime

extension Event {
    /// Writes the event as a JSON object: its kind under `event`, then its own fields.
    public func encode(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("event", kind)
            encodeFields(to: &writer)
        }
    }

    private func encodeFields(to writer: inout JSONWriter) {
        switch self {
        case .caseOpened(let opened):
            writer.field("number", opened.number.text)
            writer.field("workflow", opened.workflow)
            writer.field("definition", opened.definition.description)
        case .dataChanged(let changed):
            writer.key("changes")
            writer.object { writer in for change in changed.changes { writer.field(change.path.description, change.value) } }
            if let reason = changed.reason { writer.field("reason", reason) }
        case .materialsReceived(let pages):
            writer.key("pages")
            writer.pages(pages)
        case .attachmentAdded(let attachment):
            attachment.encodeFields(to: &writer)
        case .stepEntered(let entered):
            entered.encodeFields(to: &writer)
        case .taskClaimed(let step, let member):
            writer.field("step", step.sequence)
            writer.field("by", member.name)
        case .taskReleased(let step):
            writer.field("step", step.sequence)
        case .stepCompleted(let completed):
            writer.field("step", completed.step.sequence)
            writer.field("action", ifPresent: completed.action)
            if let comment = completed.comment { writer.field("comment", comment) }
            if let because = completed.because { writer.field("because", because) }
        case .clockStarted, .clockStopped, .clockResumed, .clockEnded, .rungReached:
            encodeClock(to: &writer)
        case .accountabilityRecorded(let entry):
            writer.field("person", ifPresent: entry.person?.name)
            writer.field("supervisor", ifPresent: entry.supervisor?.name)
            writer.field("promise", entry.promise)
            if let step = entry.step { writer.field("step", step.sequence) }
        case .noticeIssued(let issued):
            writer.field("step", issued.step.sequence)
            writer.field("template", issued.template)
            writer.names("named", issued.named)
            writer.names("required", issued.required)
        case .jobRequested, .jobCompleted, .jobDied:
            encodeJob(to: &writer)
        case .registerEntered(let entered):
            entered.encodeFields(to: &writer)
        case .privateRead(let paths, let reason):
            writer.names("paths", paths.map(\.description))
            writer.field("reason", reason)
        case .caseEnded(let outcome):
            writer.field("outcome", outcome)
        }
    }

    private func encodeClock(to writer: inout JSONWriter) {
        switch self {
        case .clockStarted(let started):
            writer.field("subject", started.subject.text)
            writer.field("budget", started.budget.description)
            writer.field("calendar", started.calendar.description)
            writer.rungs(started.rungs, due: started.due, isProvisional: started.isProvisional)
        case .clockStopped(let clock, let reason):
            writer.field("clock", clock.sequence)
            writer.field("reason", reason)
        case .clockResumed(let clock, let rungs, let due, let isProvisional):
            writer.field("clock", clock.sequence)
            writer.rungs(rungs, due: due, isProvisional: isProvisional)
        case .clockEnded(let clock):
            writer.field("clock", clock.sequence)
        case .rungReached(let clock, let rung, let due):
            writer.field("clock", clock.sequence)
            writer.field("rung", rung.rawValue)
            writer.field("due", due.description)
        default:
            break
        }
    }

    private func encodeJob(to writer: inout JSONWriter) {
        switch self {
        case .jobRequested(let requested):
            writer.field("step", requested.step.sequence)
            writer.field("queue", requested.queue)
            writer.field("plugin", requested.plugin)
            writer.field("action", requested.action)
            writer.field("arguments", requested.arguments)
        case .jobCompleted(let completed):
            writer.field("step", completed.step.sequence)
            writer.field("attempt", completed.attempt)
            writer.field("output", completed.output)
            if !completed.files.isEmpty {
                writer.key("files")
                writer.array { writer in for file in completed.files { file.encode(to: &writer) } }
            }
        case .jobDied(let step, let attempts, let code, let message):
            writer.field("step", step.sequence)
            writer.field("attempts", attempts)
            writer.field("code", code)
            writer.field("message", message)
        default:
            break
        }
    }
}

extension Event.StepEntered {
    fileprivate func encodeFields(to writer: inout JSONWriter) {
        writer.field("step", step)
        writer.field("scope", scope)
        guard let task else { return }
        writer.key("task")
        task.encode(to: &writer)
    }
}

extension Event.TaskOffer {
    func encode(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("number", number.rawValue)
            writer.names("roles", roles)
            if !excluded.isEmpty { writer.names("excluded", excluded.map(\.name)) }
            writer.field("roster", roster.description)
        }
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

extension Attachment {
    func encodeFields(to writer: inout JSONWriter) {
        writer.field("name", name)
        writer.field("hash", hash.description)
        writer.field("bytes", bytes)
        writer.field("material", ifPresent: material)
        writer.field("pages", pages)
    }
}

extension Document {
    func encode(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("name", name)
            writer.field("hash", hash.description)
            writer.field("path", path)
            writer.field("bytes", bytes)
            writer.field("type", mediaType)
        }
    }
}

extension Clock.Subject {
    /// As stored: `promised`, `statutory`, `step/7`.
    public var text: String {
        switch self {
        case .promised: "promised"
        case .statutory: "statutory"
        case .step(let id): "step/\(id)"
        }
    }

    init?(_ text: String) {
        switch text {
        case "promised": self = .promised
        case "statutory": self = .statutory
        default:
            guard text.hasPrefix("step/"), let number = Int(text.dropFirst(5)) else { return nil }
            self = .step(StepID(number))
        }
    }
}

extension JSONWriter {
    mutating func names(_ key: String, _ names: [String]) {
        self.key(key)
        array { writer in for name in names { writer.value(name) } }
    }

    mutating func pages(_ pages: [String: Int]) {
        object { writer in for (id, count) in pages.sorted(by: { $0.key < $1.key }) { writer.field(id, count) } }
    }

    mutating func rungs(_ rungs: [Rung: Instant], due: Instant, isProvisional: Bool) {
        key("rungs")
        object { writer in
            for (rung, instant) in rungs.sorted(by: { $0.key < $1.key }) { writer.field(rung.rawValue, instant.description) }
        }
        field("due", due.description)
        if isProvisional {
            key("provisional")
            value(true)
        }
    }
}
