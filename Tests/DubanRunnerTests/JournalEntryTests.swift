import DubanModel
import DubanTestKit
import Testing

@testable import DubanEngine
@testable import DubanRunner

@Suite struct JournalEntryTests {
    private let step = StepID(4)
    private static let secret = "秘密 canary"

    private func entry(_ events: [Event], _ index: Int = 0) -> [String: String] {
        let decision = CommittedDecision(
            position: 1, number: CaseNumber("CERT-2026-0001"), workflow: "certificate", sequence: 7, at: Fixture.monday,
            actor: .staff(StaffID("li-na")), events: events)
        return Dictionary(JournalEntry(decision, index).fields.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    @Test func entry_ofAnEvent_namesCaseEventInstantAndActor() {
        let fields = entry([.taskReleased(step: step), .caseEnded(.init(outcome: "issued", results: .null))], 1)
        #expect(fields["MESSAGE"] == "CERT-2026-0001 ended: issued")
        #expect(fields["DUBAN_CASE"] == "CERT-2026-0001" && fields["DUBAN_EVENT"] == "CERT-2026-0001/8")
        #expect(fields["DUBAN_WORKFLOW"] == "certificate" && fields["DUBAN_KIND"] == "case-ended")
        #expect(fields["DUBAN_AT"] == "2026-03-02T01:00:00Z" && fields["DUBAN_ACTOR"] == "staff:li-na")
        #expect(fields["SYSLOG_IDENTIFIER"] == "duband" && fields["PRIORITY"] == "5")
        #expect(fields["DUBAN_OUTCOME"] == "issued")
    }

    @Test func entry_ofABreach_isAWarningWithDueInstantAndLight() {
        let due = Fixture.instant("2026-03-05T17:30+08:00")
        let red = entry([.rungReached(clock: ClockID(3), rung: .due, due: due)])
        #expect(red["PRIORITY"] == "4" && red["DUBAN_LIGHT"] == "red" && red["DUBAN_DUE"] == "2026-03-05T09:30:00Z")
        #expect(entry([.rungReached(clock: ClockID(3), rung: .remind, due: due)])["DUBAN_LIGHT"] == "yellow")
        let charge = entry([
            .accountabilityRecorded(.init(person: StaffID("li-na"), supervisor: StaffID("zhao-min"), promise: "step-limit", step: step))
        ])
        #expect(charge["PRIORITY"] == "4" && charge["DUBAN_PERSON"] == "li-na" && charge["DUBAN_SUPERVISOR"] == "zhao-min")
        #expect(entry([.jobDied(.init(step: step, attempts: 3, code: "plugin-crashed", message: "m"))])["PRIORITY"] == "3")
    }

    /// quality.md, P15: values of the document, comments and reasons are left out altogether, sealed or not.
    @Test func entry_ofAnEventWithValues_holdsNoneOfThem() {
        let secret = DataValue.text(Self.secret)
        let attachment = Attachment(name: secret, hash: .zero, bytes: 1, material: "photo", pages: 1)
        let change = DataChange(path: DataPath("applicant.name"), value: secret)
        let events: [Event] = [
            .dataChanged(.init([change])), .dataChanged(.init([change], reason: secret)), .attachmentAdded(attachment),
            .stepCompleted(.init(step: step, action: "refuse", comment: secret, because: ["values": secret])),
            .privateRead(paths: [DataPath("applicant.name")], reason: secret), .commentAdded(secret), .caseSuspended(reason: secret),
            .caseResumed(reason: secret), .closingBegan(.init(outcome: "withdrawn", cause: .withdrawn, reason: secret)),
            .caseEnded(.init(outcome: "issued", results: ["name": secret])), .itemsListed(step: step, items: [secret]),
            .tableDecided(.init(step: step, table: "t", rows: [1], because: ["name": secret])),
            .scopeOpened(.init(parent: 1, opener: step, branch: "b", index: 0, data: ["name": secret], isSecret: false)),
            .voteCast(.init(step: step, by: StaffID("li-na"), action: "approve", comment: secret)),
            .accountabilityContested(entry: 3, reason: secret), .accountabilitySettled(entry: 3, isSetAside: true, reason: secret),
            .extensionAnswered(granted: true, by: StaffID("zhao-min"), reason: secret),
            .jobRequested(.init(step: step, queue: "q", plugin: "p", action: "a", arguments: ["name": secret])),
            .jobCompleted(.init(step: step, attempt: 1, output: ["name": secret], files: [], undo: nil)),
            .registerEntered(
                .init(step: step, register: "r", key: Self.secret, counter: nil, serial: nil, label: nil, fields: ["holder": secret])),
            .balanceChanged(.init(step: step, register: "r", account: Self.secret, amount: 1, after: 1)),
            .childRequested(.init(step: step, workflow: "w", changes: [change])),
            .childEnded(.init(step: step, outcome: "done", wasClosed: false, results: ["name": secret], undo: nil)),
        ]
        for index in events.indices {
            let fields = entry(events, index)
            #expect(!fields.values.contains { $0.contains("canary") }, "\(fields)")
            #expect(fields["MESSAGE"]?.isEmpty == false)
        }
    }

    // MARK: The catalog

    @Test func messageID_ofEachKind_isItsOwnAndNeverChanges() {
        let ids = EventCatalog.kinds.map { EventCatalog.messageID(of: $0) }
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.utf8.count == 32 && [UInt8](hexadecimal: $0) != nil })
        #expect(ids.first == "d0ba0d0ba0d04c3f9a6b5e2f1c000001")
        #expect(EventCatalog.messageID(of: "private-read") == "d0ba0d0ba0d04c3f9a6b5e2f1c000015")
        #expect(EventCatalog.messageID(of: "case-ended") == "d0ba0d0ba0d04c3f9a6b5e2f1c000016")
        #expect(EventCatalog.messageID(of: "child-ended") == "d0ba0d0ba0d04c3f9a6b5e2f1c000032")
    }
}
