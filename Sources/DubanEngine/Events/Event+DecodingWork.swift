import DubanModel
import DubanTime

extension Event {
    static func decodeClock(_ kind: String, _ fields: FieldReader) throws(Refusal) -> Event? {
        switch kind {
        case "clock-started":
            guard let subject = Clock.Subject(try fields.text("subject")) else { throw fields.damage("subject") }
            return .clockStarted(
                ClockStarted(
                    subject: subject, budget: try fields.limit("budget"), since: try fields.optionalInstant("since"),
                    derived: try fields.derived()))
        case "clock-stopped":
            return .clockStopped(
                ClockStopped(
                    clock: try fields.clock(), reason: try fields.text("reason"), paper: fields.object["paper"].textValue,
                    rule: try fields.rule(), derived: try fields.derived()))
        case "clock-resumed":
            return .clockResumed(
                ClockResumed(
                    clock: try fields.clock(), reason: try fields.text("reason"), paper: fields.object["paper"].textValue,
                    since: try fields.optionalInstant("since"), isAnew: fields.flag("anew"), derived: try fields.derived()))
        case "clock-extended":
            return .clockExtended(
                ClockExtended(
                    clock: try fields.clock(), by: try fields.limit("by"), approver: try fields.member("approver"),
                    derived: try fields.derived()))
        case "clock-rederived": return .clockRederived(clock: try fields.clock(), derived: try fields.derived())
        case "clock-ended": return .clockEnded(clock: try fields.clock())
        case "rung-reached":
            return .rungReached(clock: try fields.clock(), rung: try fields.one("rung"), due: try fields.instant("due"))
        case "extension-requested": return .extensionRequested(try fields.extensionRequest())
        case "extension-answered":
            return .extensionAnswered(
                granted: fields.flag("granted"), by: fields.optionalMember("by"), reason: fields.value("reason"))
        default: return nil
        }
    }

    static func decodeWork(_ kind: String, _ fields: FieldReader) throws(Refusal) -> Event? {
        switch kind {
        case "job-requested":
            return .jobRequested(
                JobRequested(
                    step: try fields.step(), queue: try fields.text("queue"), plugin: try fields.text("plugin"),
                    action: try fields.text("action"), arguments: fields.object["arguments"]))
        case "job-completed":
            return .jobCompleted(
                JobCompleted(
                    step: try fields.step(), attempt: try fields.count("attempt"), output: fields.object["output"],
                    files: try fields.documents("files"), undo: fields.object["undo"].textValue))
        case "job-dead":
            return .jobDied(
                JobDied(
                    step: try fields.step(), attempts: try fields.count("attempts"), code: try fields.text("code"),
                    message: try fields.text("message")))
        case "notice-issued":
            return .noticeIssued(
                NoticeIssued(
                    step: try fields.step(), template: try fields.text("template"), named: try fields.names("named"),
                    required: try fields.names("required")))
        default:
            if let event = try decodeRegister(kind, fields) { return event }
            return try decodeChild(kind, fields)
        }
    }

    private static func decodeRegister(_ kind: String, _ fields: FieldReader) throws(Refusal) -> Event? {
        switch kind {
        case "register-entered":
            return .registerEntered(
                RegisterEntered(
                    step: try fields.step(), register: try fields.text("register"), key: fields.object["key"].textValue,
                    counter: fields.object["counter"].textValue, serial: fields.object["serial"].integerValue,
                    label: fields.object["label"].textValue, fields: fields.object["fields"]))
        case "balance-changed":
            return .balanceChanged(
                BalanceChanged(
                    step: try fields.step(), register: try fields.text("register"), account: try fields.text("account"),
                    amount: try fields.number("amount"), after: try fields.number("after")))
        case "register-read":
            return .registerRead(
                RegisterRead(step: try fields.step(), register: try fields.text("register"), found: try fields.count("found")))
        default: return nil
        }
    }

    private static func decodeChild(_ kind: String, _ fields: FieldReader) throws(Refusal) -> Event? {
        switch kind {
        case "child-requested":
            return .childRequested(
                ChildRequested(step: try fields.step(), workflow: try fields.text("workflow"), changes: try fields.changes("data")))
        case "child-opened": return .childOpened(step: try fields.step(), number: CaseNumber(try fields.text("number")))
        case "child-ended":
            return .childEnded(
                ChildEnded(
                    step: try fields.step(), outcome: try fields.text("outcome"), wasClosed: fields.flag("closed"),
                    results: fields.object["results"], undo: fields.object["undo"].textValue))
        default: return nil
        }
    }
}
