public import DubanModel
import DubanTime

extension Event {
    /// Reads what `encode` wrote.
    /// - Throws: A refusal with code `internal-inconsistency` where the object is no event.
    public init(decoding object: DataValue) throws(Refusal) {
        let kind = object["event"].textValue ?? ""
        let fields = FieldReader(object: object, subject: "event \"\(kind)\"")
        if let event = try Event.decodeStep(kind, fields) { self = event; return }
        if let event = try Event.decodeWork(kind, fields) { self = event; return }
        if let event = try Event.decodeDocument(kind, fields) { self = event; return }
        if let event = try Event.decodeClock(kind, fields) { self = event; return }
        if let event = try Event.decodePeople(kind, fields) { self = event; return }
        if let event = try Event.decodeCase(kind, fields) { self = event; return }
        throw Refusal(
            .internalInconsistency,
            "A stored event has the unknown kind \"\(kind)\". It was written by a newer version, or damaged: run `duban audit verify`.")
    }

    /// Reads the events of one decision.
    public static func decode(_ bytes: [UInt8]) throws(Refusal) -> [Event] {
        let array: DataValue
        do {
            array = try JSONReader.read(bytes, admitsSealed: true)
        } catch {
            throw Refusal(.internalInconsistency, "A stored decision is no JSON: \(error). Run `duban audit verify`.")
        }
        var events: [Event] = []
        for item in array.items ?? [] { events.append(try Event(decoding: item)) }
        return events
    }

    private static func decodeCase(_ kind: String, _ fields: FieldReader) throws(Refusal) -> Event? {
        switch kind {
        case "case-opened":
            return .caseOpened(
                CaseOpened(
                    number: CaseNumber(try fields.text("number")), workflow: try fields.text("workflow"),
                    definition: try fields.hash("definition"), parent: try fields.parent("parent")))
        case "case-suspended": return .caseSuspended(reason: fields.object["reason"])
        case "case-resumed": return .caseResumed(reason: fields.object["reason"])
        case "closing-began":
            return .closingBegan(
                ClosingBegan(outcome: try fields.text("outcome"), cause: try fields.one("cause"), reason: fields.value("reason")))
        case "case-ended": return .caseEnded(CaseEnded(outcome: try fields.text("outcome"), results: fields.object["results"]))
        case "comment-added": return .commentAdded(fields.object["comment"])
        case "private-read":
            return .privateRead(paths: try fields.names("paths").map { DataPath($0) }, reason: fields.object["reason"])
        case "case-migrated":
            return .migrated(
                definition: try fields.hash("definition"), steps: (fields.object["steps"].fields ?? [:]).compactMapValues(\.textValue))
        default: return nil
        }
    }

    private static func decodeDocument(_ kind: String, _ fields: FieldReader) throws(Refusal) -> Event? {
        switch kind {
        case "data-changed", "data-amended":
            let scope = fields.object["scope"].integerValue.map { Int($0) } ?? CaseState.rootScope
            return .dataChanged(DataChanged(try fields.changes("changes"), scope: scope, reason: fields.value("reason")))
        case "materials-received": return .materialsReceived(try fields.pages("pages"))
        case "attachment-added": return .attachmentAdded(try fields.attachment())
        default: return nil
        }
    }

    private static func decodeStep(_ kind: String, _ fields: FieldReader) throws(Refusal) -> Event? {
        switch kind {
        case "step-entered":
            return .stepEntered(
                StepEntered(
                    step: try fields.text("step"), scope: try fields.count("scope"), task: try fields.taskOffer("task"),
                    undoes: fields.optionalStep("undoes"), opinionOn: fields.optionalStep("opinion_on"),
                    template: fields.object["template"].textValue))
        case "step-completed":
            return .stepCompleted(
                StepCompleted(
                    step: try fields.step(), action: fields.object["action"].textValue, comment: fields.value("comment"),
                    because: fields.value("because"), undo: fields.object["undo"].textValue, isSecret: fields.flag("secret")))
        case "step-abandoned": return .stepAbandoned(step: try fields.step(), because: try fields.one("because"))
        case "act-recalled": return .actRecalled(step: try fields.text("step"), by: try fields.member("by"))
        case "scope-opened":
            return .scopeOpened(
                ScopeOpened(
                    parent: try fields.count("parent"), opener: try fields.step("opener"), branch: try fields.text("branch"),
                    index: try fields.count("index"), data: fields.object["data"], isSecret: fields.flag("secret")))
        case "scope-closed": return .scopeClosed(scope: try fields.count("scope"), standing: try fields.one("standing"))
        case "items-listed": return .itemsListed(step: try fields.step(), items: fields.object["items"].items ?? [])
        case "table-decided":
            return .tableDecided(
                TableDecided(
                    step: try fields.step(), table: try fields.text("table"),
                    rows: (fields.object["rows"].items ?? []).compactMap { $0.integerValue.map(Int.init) },
                    because: fields.object["because"],
                    isSecret: fields.flag("secret")))
        case "occurrence-reached":
            return .occurrenceReached(
                .init(
                    step: try fields.text("step"), scope: fields.object["scope"].integerValue.map { Int($0) } ?? CaseState.rootScope,
                    at: try fields.instant("at"), isLast: fields.flag("last")))
        default: return nil
        }
    }

    private static func decodePeople(_ kind: String, _ fields: FieldReader) throws(Refusal) -> Event? {
        switch kind {
        case "task-claimed": return .taskClaimed(step: try fields.step(), by: try fields.member("by"))
        case "task-released": return .taskReleased(step: try fields.step())
        case "vote-cast":
            return .voteCast(
                VoteCast(
                    step: try fields.step(), by: try fields.member("by"), action: try fields.text("action"),
                    comment: fields.value("comment")))
        case "task-escalated": return .taskEscalated(step: try fields.step(), to: try fields.member("to"))
        case "hand-over-offered": return .handOverOffered(try fields.handOver())
        case "hand-over-answered": return .handOverAnswered(accepted: fields.flag("accepted"), by: try fields.member("by"))
        case "answerable-changed": return .answerableChanged(try fields.members("members"))
        case "accountability-recorded":
            let shares = try fields.list("shares") { item throws(Refusal) in
                let share = FieldReader(object: item, subject: fields.subject)
                return Accountability.Share(person: try share.member("person"), minutes: try share.count("minutes"))
            }
            return .accountabilityRecorded(
                Accountability(
                    person: fields.optionalMember("person"), supervisor: fields.optionalMember("supervisor"),
                    promise: try fields.text("promise"), step: fields.optionalStep("step"), shares: shares))
        case "accountability-contested":
            return .accountabilityContested(entry: try fields.count("entry"), reason: fields.object["reason"])
        case "accountability-settled":
            return .accountabilitySettled(
                entry: try fields.count("entry"), isSetAside: fields.flag("set_aside"), reason: fields.object["reason"])
        default: return nil
        }
    }
}
