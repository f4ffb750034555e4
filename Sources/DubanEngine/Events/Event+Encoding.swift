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

    /// Writes the events of one decision.
    public static func encode(_ events: [Event]) -> [UInt8] {
        var writer = JSONWriter(capacity: 160 * events.count)
        writer.array { writer in for event in events { event.encode(to: &writer) } }
        return writer.bytes
    }

    private func encodeFields(to writer: inout JSONWriter) {
        switch self {
        case .caseOpened, .caseSuspended, .caseResumed, .closingBegan, .caseEnded, .commentAdded, .privateRead, .migrated,
            .dataChanged, .materialsReceived, .attachmentAdded:
            encodeCase(to: &writer)
        case .stepEntered, .stepCompleted, .stepAbandoned, .actRecalled, .scopeOpened, .scopeClosed, .itemsListed, .tableDecided,
            .occurrenceReached:
            encodeStep(to: &writer)
        case .taskClaimed, .taskReleased, .voteCast, .taskEscalated, .handOverOffered, .handOverAnswered, .answerableChanged,
            .accountabilityRecorded, .accountabilityContested, .accountabilitySettled:
            encodePeople(to: &writer)
        case .clockStarted, .clockStopped, .clockResumed, .clockExtended, .clockRederived, .clockEnded, .rungReached,
            .extensionRequested, .extensionAnswered:
            encodeClock(to: &writer)
        case .registerEntered, .balanceChanged, .registerRead, .noticeIssued, .jobRequested, .jobCompleted, .jobDied,
            .childRequested, .childOpened, .childEnded:
            encodeWork(to: &writer)
        }
    }

    private func encodeCase(to writer: inout JSONWriter) {
        switch self {
        case .caseOpened(let opened):
            writer.field("number", opened.number.text)
            writer.field("workflow", opened.workflow)
            writer.field("definition", opened.definition.description)
            guard let parent = opened.parent else { return }
            writer.key("parent")
            parent.encode(to: &writer)
        case .caseSuspended(let reason), .caseResumed(let reason): writer.field("reason", reason)
        case .closingBegan(let closing):
            writer.field("outcome", closing.outcome)
            writer.field("cause", closing.cause.rawValue)
            writer.field("reason", ifPresent: closing.reason)
        case .caseEnded(let ended):
            writer.field("outcome", ended.outcome)
            if !ended.results.isNull { writer.field("results", ended.results) }
        case .commentAdded(let comment): writer.field("comment", comment)
        case .privateRead(let paths, let reason):
            writer.names("paths", paths.map(\.description))
            writer.field("reason", reason)
        case .migrated(let definition, let steps):
            writer.field("definition", definition.description)
            writer.field("steps", .record(steps.mapValues { .text($0) }))
        case .dataChanged(let changed):
            writer.changes("changes", changed.changes)
            if changed.scope != CaseState.rootScope { writer.field("scope", changed.scope) }
            writer.field("reason", ifPresent: changed.reason)
        case .materialsReceived(let pages):
            writer.key("pages")
            writer.pages(pages)
        case .attachmentAdded(let attachment): attachment.encodeFields(to: &writer)
        default: break
        }
    }

    private func encodeStep(to writer: inout JSONWriter) {
        switch self {
        case .stepEntered(let entered):
            writer.field("step", entered.step)
            writer.field("scope", entered.scope)
            writer.field("undoes", ifPresent: entered.undoes)
            writer.field("opinion_on", ifPresent: entered.opinionOn)
            writer.field("template", ifPresent: entered.template)
            guard let task = entered.task else { return }
            writer.key("task")
            task.encode(to: &writer)
        case .stepCompleted(let completed):
            writer.field("step", completed.step.sequence)
            writer.field("action", ifPresent: completed.action)
            writer.field("comment", ifPresent: completed.comment)
            writer.field("because", ifPresent: completed.because)
            writer.field("undo", ifPresent: completed.undo)
            writer.flag("secret", completed.isSecret)
        case .stepAbandoned(let step, let reason):
            writer.field("step", step.sequence)
            writer.field("because", reason.rawValue)
        case .actRecalled(let step, let member):
            writer.field("step", step)
            writer.field("by", member.name)
        case .scopeOpened(let opened):
            writer.field("parent", opened.parent)
            writer.field("opener", opened.opener.sequence)
            writer.field("branch", opened.branch)
            writer.field("index", opened.index)
            writer.field("data", opened.data)
            writer.flag("secret", opened.isSecret)
        case .scopeClosed(let scope, let standing):
            writer.field("scope", scope)
            writer.field("standing", standing.rawValue)
        case .itemsListed(let step, let items):
            writer.field("step", step.sequence)
            writer.field("items", .list(items))
        case .tableDecided(let decided):
            writer.field("step", decided.step.sequence)
            writer.field("table", decided.table)
            writer.field("rows", .list(decided.rows.map { .integer(Int64($0)) }))
            writer.field("because", decided.because)
            writer.flag("secret", decided.isSecret)
        case .occurrenceReached(let reached):
            writer.field("step", reached.step)
            if reached.scope != CaseState.rootScope { writer.field("scope", reached.scope) }
            writer.field("at", reached.at.description)
            writer.flag("last", reached.isLast)
        default: break
        }
    }

    private func encodePeople(to writer: inout JSONWriter) {
        switch self {
        case .taskClaimed(let step, let member):
            writer.field("step", step.sequence)
            writer.field("by", member.name)
        case .taskReleased(let step): writer.field("step", step.sequence)
        case .voteCast(let vote):
            writer.field("step", vote.step.sequence)
            writer.field("by", vote.by.name)
            writer.field("action", vote.action)
            writer.field("comment", ifPresent: vote.comment)
        case .taskEscalated(let step, let superior):
            writer.field("step", step.sequence)
            writer.field("to", superior.name)
        case .handOverOffered(let offer): offer.encodeFields(to: &writer)
        case .handOverAnswered(let accepted, let member):
            writer.field("accepted", .bool(accepted))
            writer.field("by", member.name)
        case .answerableChanged(let members): writer.members("members", members)
        case .accountabilityRecorded(let entry):
            writer.field("person", ifPresent: entry.person?.name)
            writer.field("supervisor", ifPresent: entry.supervisor?.name)
            writer.field("promise", entry.promise)
            writer.field("step", ifPresent: entry.step)
            guard !entry.shares.isEmpty else { return }
            writer.list("shares", entry.shares) { share, writer in
                writer.field("person", share.person.name)
                writer.field("minutes", share.minutes)
            }
        case .accountabilityContested(let entry, let reason):
            writer.field("entry", entry)
            writer.field("reason", reason)
        case .accountabilitySettled(let entry, let isSetAside, let reason):
            writer.field("entry", entry)
            writer.field("set_aside", .bool(isSetAside))
            writer.field("reason", reason)
        default: break
        }
    }
}
