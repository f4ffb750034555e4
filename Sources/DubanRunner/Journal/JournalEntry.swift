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

    /// The entries of a decision.
    public static func entries(of decision: CommittedDecision) -> [JournalEntry] {
        let common = Common(decision)
        return decision.events.indices.map { JournalEntry(decision, $0, common) }
    }

    /// The entry of event `index` of a decision.
    public init(_ decision: CommittedDecision, _ index: Int) { self.init(decision, index, Common(decision)) }

    /// What the entries of a decision have in common.
    private struct Common {
        let at: String
        let actor: String

        init(_ decision: CommittedDecision) {
            at = decision.at.description
            actor = decision.actor.description
        }
    }

    private init(_ decision: CommittedDecision, _ index: Int, _ common: Common) {
        let event = decision.events[index]
        let sequence = decision.sequence + index
        var (text, detail) = event.told
        // Later entries name the step and the clock by the number of the event that opened them.
        switch event {
        case .stepEntered:
            text += " (step \(sequence))"
            detail.append(("DUBAN_STEP_ID", String(sequence)))
        case .clockStarted: text += " (clock \(sequence))"
        default: break
        }
        var fields: [(name: String, value: String)] = [
            ("MESSAGE", "\(decision.number) \(text)"), ("MESSAGE_ID", JournalEntry.messageID(event)),
            ("PRIORITY", JournalEntry.priority(event)), ("SYSLOG_IDENTIFIER", "duband"), ("DUBAN_CASE", decision.number.text),
            ("DUBAN_WORKFLOW", decision.workflow), ("DUBAN_EVENT", "\(decision.number)/\(sequence)"), ("DUBAN_KIND", event.kind),
            ("DUBAN_AT", common.at), ("DUBAN_ACTOR", common.actor),
        ]
        for (name, value) in detail { fields.append((name, value)) }
        self.fields = fields
        self.text = text
    }

    /// Syslog priorities by meaning: a breach is a warning, a dead job an error, a read of private fields worth a notice.
    private static func priority(_ event: Event) -> String {
        switch event {
        case .jobDied: "3"
        case .rungReached(_, let rung, _) where rung == .resume || rung == .lapse: "6"
        case .rungReached, .accountabilityRecorded, .taskEscalated: "4"
        case .privateRead, .caseOpened, .caseEnded, .closingBegan, .caseSuspended, .accountabilityContested, .accountabilitySettled: "5"
        default: "6"
        }
    }

    /// One id a kind of event, as `systemd/duban.catalog` lists them: eleven fixed bytes and five of the kind's place in the list.
    static func messageID(_ event: Event) -> String { EventCatalog.messageID(of: event.kind) }
}
