import DubanEngine
import DubanModel
import DubanTime

/// One committed event as a structured entry (design.md section 9). Nothing private can be in it: values of the document, comments
/// and reasons are left out altogether.
public struct JournalEntry: Sendable {
    /// What happened, in words, without the case's number.
    public let text: String
    /// The fields, in order.
    public let fields: [(name: String, value: String)]

    /// The entry of event `index` of a decision.
    public init(_ decision: CommittedDecision, _ index: Int) {
        let event = decision.events[index]
        let sequence = decision.sequence + index
        let (text, detail) = JournalEntry.describe(event)
        var fields: [(name: String, value: String)] = [
            ("MESSAGE", "\(decision.number) \(text)"), ("MESSAGE_ID", JournalEntry.messageID(event)),
            ("PRIORITY", JournalEntry.priority(event)), ("SYSLOG_IDENTIFIER", "duband"), ("DUBAN_CASE", decision.number.text),
            ("DUBAN_WORKFLOW", decision.workflow), ("DUBAN_EVENT", "\(decision.number)/\(sequence)"), ("DUBAN_KIND", event.kind),
            ("DUBAN_AT", decision.at.description), ("DUBAN_ACTOR", decision.actor.description),
        ]
        fields += detail.map { (name: $0, value: $1) }
        self.fields = fields
        self.text = text
    }

    /// What happened, in words, and the fields that go with it.
    private static func describe(_ event: Event) -> (String, [(String, String)]) {
        switch event {
        case .caseOpened(let opened): ("opened under \(opened.workflow)", [("DUBAN_DEFINITION", opened.definition.description)])
        case .dataChanged(let changed):
            ("\(changed.reason == nil ? "filled" : "amended") \(changed.changes.map(\.path.description).joined(separator: ", "))", [])
        case .materialsReceived(let pages): ("received \(pages.keys.sorted().joined(separator: ", "))", [])
        case .attachmentAdded(let attachment): ("got an attachment", [("DUBAN_HASH", attachment.hash.description)])
        case .stepEntered(let entered):
            ("entered \(entered.step)", [("DUBAN_STEP", entered.step)] + (entered.task.map { [("DUBAN_TASK", $0.number.description)] } ?? []))
        case .taskClaimed(let step, let member): ("step \(step) was accepted by \(member)", [("DUBAN_STEP_ID", step.description)])
        case .taskReleased(let step): ("step \(step) was released", [("DUBAN_STEP_ID", step.description)])
        case .stepCompleted(let completed):
            ("left step \(completed.step)\(completed.action.map { " by \($0)" } ?? "")", [("DUBAN_STEP_ID", completed.step.description)])
        case .clockStarted(let started):
            ("the clock of \(started.subject.text) started: \(started.budget), due \(started.due)", [("DUBAN_DUE", started.due.description)])
        case .clockStopped(let clock, let reason): ("clock \(clock) stands still: \(reason)", [])
        case .clockResumed(let clock, _, let due, _): ("clock \(clock) runs on, due \(due)", [("DUBAN_DUE", due.description)])
        case .clockEnded(let clock): ("clock \(clock) ended", [])
        case .rungReached(_, let rung, let due): (rungText(rung), [("DUBAN_DUE", due.description), ("DUBAN_LIGHT", light(rung).rawValue)])
        case .accountabilityRecorded(let entry):
            (
                "\(entry.promise) broken; answerable: \(entry.person?.name ?? "nobody, the matter lay with the daemon")",
                [("DUBAN_PERSON", entry.person?.name ?? ""), ("DUBAN_SUPERVISOR", entry.supervisor?.name ?? "")]
            )
        case .noticeIssued(let issued): ("notice \(issued.template) issued, naming \(issued.named.joined(separator: ", "))", [])
        case .jobRequested(let job):
            ("asked \(job.plugin) to \(job.action)", [("DUBAN_JOB", job.step.description), ("DUBAN_QUEUE", job.queue), ("DUBAN_PLUGIN", job.plugin)])
        case .jobCompleted(let job):
            ("job at step \(job.step) done\(job.files.map { ", made " + $0.name }.joined())", [("DUBAN_JOB", job.step.description)])
        case .jobDied(let step, let attempts, let code, let message):
            ("job at step \(step) failed for good after \(attempts) attempts (\(code)): \(message)", [("DUBAN_JOB", step.description)])
        case .registerEntered(let entry): ("entered in register \(entry.register)\(entry.label.map { " as " + $0 } ?? "")", [("DUBAN_REGISTER", entry.register)])
        case .privateRead(let paths, _): ("private fields were read: \(paths.map(\.description).joined(separator: ", "))", [])
        case .caseEnded(let outcome): ("ended: \(outcome)", [("DUBAN_OUTCOME", outcome)])
        }
    }

    private static func rungText(_ rung: Rung) -> String {
        switch rung {
        case .remind: "yellow: the limit is near"
        case .due: "red: the limit is passed"
        case .criticise: "the breach is criticised publicly"
        case .lapse: "what was awaited did not come"
        }
    }

    private static func light(_ rung: Rung) -> Light { rung == .remind || rung == .lapse ? .yellow : .red }

    /// Syslog priorities by meaning: a breach is a warning, a dead job an error, a read of private fields worth a notice.
    private static func priority(_ event: Event) -> String {
        switch event {
        case .jobDied: "3"
        case .rungReached, .accountabilityRecorded: "4"
        case .privateRead, .caseOpened, .caseEnded: "5"
        default: "6"
        }
    }

    /// One id a kind of event, as `systemd/duban.catalog` lists them: eleven fixed bytes and five of the kind's place in the list.
    static func messageID(_ event: Event) -> String { EventCatalog.messageID(of: event.kind) }
}

/// The ids of the kinds of events in the journal's catalog.
public enum EventCatalog {
    /// The kinds in the order in which they got their ids; new ones are appended.
    public static let kinds = [
        "case-opened", "data-changed", "data-amended", "materials-received", "attachment-added", "step-entered", "task-claimed",
        "task-released", "step-completed", "clock-started", "clock-stopped", "clock-resumed", "clock-ended", "rung-reached",
        "accountability-recorded", "notice-issued", "job-requested", "job-completed", "job-dead", "register-entered", "private-read",
        "case-ended",
    ]

    /// The 128-bit id of a kind, as 32 hexadecimal digits.
    public static func messageID(of kind: String) -> String {
        let place = (kinds.firstIndex(of: kind) ?? kinds.count) + 1
        return "d0ba0d0ba0d04c3f9a6b5e2f1c00" + (place < 16 ? "000" : "00") + String(place, radix: 16)
    }
}
