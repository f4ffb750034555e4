public import DubanModel
import DubanTime

extension Event {
    /// Reads what `encode` wrote.
    /// - Throws: A refusal with code `internal-inconsistency` where the object is no event.
    public init(decoding object: DataValue) throws(Refusal) {
        let kind = object["event"].textValue ?? ""
        let fields = FieldReader(object: object, subject: "event \"\(kind)\"")
        if let event = try Event.decodeCase(kind, fields) { self = event; return }
        if let event = try Event.decodeStep(kind, fields) { self = event; return }
        if let event = try Event.decodeClock(kind, fields) { self = event; return }
        if let event = try Event.decodeJob(kind, fields) { self = event; return }
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

    /// Writes the events of one decision.
    public static func encode(_ events: [Event]) -> [UInt8] {
        var writer = JSONWriter(capacity: 160 * events.count)
        writer.array { writer in for event in events { event.encode(to: &writer) } }
        return writer.bytes
    }

    private static func decodeCase(_ kind: String, _ fields: FieldReader) throws(Refusal) -> Event? {
        switch kind {
        case "case-opened":
            return .caseOpened(
                CaseOpened(
                    number: CaseNumber(try fields.text("number")), workflow: try fields.text("workflow"),
                    definition: try fields.hash("definition")))
        case "data-changed", "data-amended":
            guard let changes = fields.object["changes"].fields else { throw fields.damage("changes") }
            let reason = fields.object["reason"]
            return .dataChanged(
                DataChanged(
                    changes: changes.sorted { $0.key < $1.key }.map { DataChange(path: DataPath($0.key), value: $0.value) },
                    reason: reason.isNull ? nil : reason))
        case "materials-received": return .materialsReceived(try fields.pages("pages"))
        case "attachment-added": return .attachmentAdded(try fields.attachment())
        case "accountability-recorded":
            return .accountabilityRecorded(
                Accountability(
                    person: fields.object["person"].textValue.map { StaffID($0) },
                    supervisor: fields.object["supervisor"].textValue.map { StaffID($0) }, promise: try fields.text("promise"),
                    step: fields.object["step"].integerValue.map { StepID(Int($0)) }))
        case "register-entered":
            return .registerEntered(
                RegisterEntered(
                    step: try fields.step(), register: try fields.text("register"), key: fields.object["key"].textValue,
                    counter: fields.object["counter"].textValue, serial: fields.object["serial"].integerValue,
                    label: fields.object["label"].textValue, fields: fields.object["fields"]))
        case "private-read":
            return .privateRead(paths: try fields.names("paths").map { DataPath($0) }, reason: fields.object["reason"])
        case "case-ended": return .caseEnded(outcome: try fields.text("outcome"))
        default: return nil
        }
    }

    private static func decodeStep(_ kind: String, _ fields: FieldReader) throws(Refusal) -> Event? {
        switch kind {
        case "step-entered":
            return .stepEntered(
                StepEntered(step: try fields.text("step"), scope: try fields.count("scope"), task: try fields.taskOffer("task")))
        case "task-claimed": return .taskClaimed(step: try fields.step(), by: StaffID(try fields.text("by")))
        case "task-released": return .taskReleased(step: try fields.step())
        case "step-completed":
            let (comment, because) = (fields.object["comment"], fields.object["because"])
            return .stepCompleted(
                StepCompleted(
                    step: try fields.step(), action: fields.object["action"].textValue, comment: comment.isNull ? nil : comment,
                    because: because.isNull ? nil : because))
        case "notice-issued":
            return .noticeIssued(
                NoticeIssued(
                    step: try fields.step(), template: try fields.text("template"), named: try fields.names("named"),
                    required: try fields.names("required")))
        default: return nil
        }
    }

    private static func decodeClock(_ kind: String, _ fields: FieldReader) throws(Refusal) -> Event? {
        let isProvisional = fields.object["provisional"] == .bool(true)
        switch kind {
        case "clock-started":
            guard let subject = Clock.Subject(try fields.text("subject")) else { throw fields.damage("subject") }
            return .clockStarted(
                ClockStarted(
                    subject: subject, budget: try fields.limit("budget"), calendar: try fields.hash("calendar"),
                    rungs: try fields.rungs(), due: try fields.instant("due"), isProvisional: isProvisional))
        case "clock-stopped": return .clockStopped(clock: try fields.clock(), reason: try fields.text("reason"))
        case "clock-resumed":
            return .clockResumed(
                clock: try fields.clock(), rungs: try fields.rungs(), due: try fields.instant("due"), isProvisional: isProvisional)
        case "clock-ended": return .clockEnded(clock: try fields.clock())
        case "rung-reached":
            guard let rung = Rung(rawValue: try fields.text("rung")) else { throw fields.damage("rung") }
            return .rungReached(clock: try fields.clock(), rung: rung, due: try fields.instant("due"))
        default: return nil
        }
    }

    private static func decodeJob(_ kind: String, _ fields: FieldReader) throws(Refusal) -> Event? {
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
                    files: try fields.documents("files")))
        case "job-dead":
            return .jobDied(
                step: try fields.step(), attempts: try fields.count("attempts"), code: try fields.text("code"),
                message: try fields.text("message"))
        default: return nil
        }
    }
}
