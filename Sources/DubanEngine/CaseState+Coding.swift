public import DubanModel
import DubanTime

extension CaseState {
    /// The state as canonical JSON: equal states give equal bytes.
    public var encoded: [UInt8] {
        var writer = JSONWriter(capacity: 1_024)
        writer.object { writer in
            writer.field("id", id.rawValue)
            writer.field("number", number.text)
            writer.field("workflow", workflow)
            writer.field("definition", definition.description)
            writer.field("sequence", sequence)
            writer.field("openedAt", openedAt.milliseconds)
            writer.field("owner", ifPresent: owner?.name)
            writer.field("light", light.rawValue)
            writer.field("outcome", ifPresent: outcome)
            if let endedAt { writer.field("endedAt", endedAt.milliseconds) }
            writer.field("data", data)
            writer.key("materials")
            writer.pages(materials)
            writer.key("completions")
            writer.object { writer in
                for (step, members) in completions.sorted(by: { $0.key < $1.key }) { writer.names(step, members.map(\.name)) }
            }
            writer.field("comments", .record(comments))
            writer.list("steps", steps) { $0.encodeFields(to: &$1) }
            writer.list("clocks", clocks) { $0.encodeFields(to: &$1) }
            writer.list("notices", notices) { notice, writer in
                writer.field("template", notice.template)
                writer.names("named", notice.named)
                writer.names("required", notice.required)
            }
            writer.list("attachments", attachments) { $0.encodeFields(to: &$1) }
            writer.key("documents")
            writer.array { writer in for document in documents { document.encode(to: &writer) } }
        }
        return writer.bytes
    }

    /// Reads what `encoded` wrote.
    /// - Throws: A refusal with code `internal-inconsistency` where the bytes are no state.
    public init(decoding bytes: [UInt8]) throws(Refusal) {
        let object: DataValue
        do {
            object = try JSONReader.read(bytes, admitsSealed: true)
        } catch {
            throw Refusal(.internalInconsistency, "A stored snapshot is no JSON: \(error). Run `duban audit verify`.")
        }
        let fields = FieldReader(object: object, subject: "snapshot")
        self.init(id: CaseID(try fields.number("id")))
        number = CaseNumber(try fields.text("number"))
        workflow = try fields.text("workflow")
        definition = try fields.hash("definition")
        sequence = try fields.count("sequence")
        openedAt = Instant(milliseconds: try fields.number("openedAt"))
        owner = object["owner"].textValue.map { StaffID($0) }
        light = Light(rawValue: try fields.text("light")) ?? .green
        outcome = object["outcome"].textValue
        endedAt = object["endedAt"].integerValue.map { Instant(milliseconds: $0) }
        data = object["data"]
        materials = try fields.pages("materials")
        completions = (object["completions"].fields ?? [:]).mapValues { ($0.items ?? []).compactMap { $0.textValue.map { StaffID($0) } } }
        comments = object["comments"].fields ?? [:]
        steps = try fields.list("steps") { item throws(Refusal) in try StepInstance(decoding: item) }
        clocks = try fields.list("clocks") { item throws(Refusal) in try Clock(decoding: item) }
        notices = try fields.list("notices") { item throws(Refusal) in
            let notice = FieldReader(object: item, subject: "snapshot")
            return Notice(
                template: try notice.text("template"), named: try notice.names("named"), required: try notice.names("required"))
        }
        attachments = try fields.list("attachments") { item throws(Refusal) in
            try FieldReader(object: item, subject: "snapshot").attachment()
        }
        documents = try fields.documents("documents")
    }
}

extension CaseState.StepInstance {
    fileprivate func encodeFields(to writer: inout JSONWriter) {
        writer.field("id", id.sequence)
        writer.field("step", step)
        writer.field("scope", scope)
        writer.field("enteredAt", enteredAt.milliseconds)
        if let task {
            writer.key("task")
            task.encode(to: &writer)
        }
        writer.field("holder", ifPresent: holder?.name)
        writer.field("job", ifPresent: job?.rawValue)
    }

    fileprivate init(decoding object: DataValue) throws(Refusal) {
        let fields = FieldReader(object: object, subject: "snapshot")
        id = try fields.step("id")
        step = try fields.text("step")
        scope = try fields.count("scope")
        enteredAt = Instant(milliseconds: try fields.number("enteredAt"))
        task = try fields.taskOffer("task")
        holder = object["holder"].textValue.map { StaffID($0) }
        job = object["job"].textValue.flatMap { CaseState.JobStanding(rawValue: $0) }
    }
}

extension Clock {
    fileprivate func encodeFields(to writer: inout JSONWriter) {
        writer.field("id", id.sequence)
        writer.field("subject", subject.text)
        writer.field("budget", budget.description)
        writer.rungs(pending, due: due, isProvisional: isProvisional)
        writer.names("reached", reached.map(\.rawValue))
        writer.list("spans", spans) { span, writer in
            writer.field("from", span.from.milliseconds)
            if let to = span.to { writer.field("to", to.milliseconds) }
            writer.field("reason", ifPresent: span.reason)
        }
    }

    fileprivate init(decoding object: DataValue) throws(Refusal) {
        let fields = FieldReader(object: object, subject: "snapshot")
        guard let subject = Subject(try fields.text("subject")) else { throw fields.damage("subject") }
        id = ClockID(try fields.count("id"))
        self.subject = subject
        budget = try fields.limit("budget")
        pending = try fields.rungs()
        due = try fields.instant("due")
        isProvisional = object["provisional"] == .bool(true)
        reached = try fields.names("reached").compactMap { Rung(rawValue: $0) }
        spans = try fields.list("spans") { item throws(Refusal) in
            let span = FieldReader(object: item, subject: "snapshot")
            return Span(
                from: Instant(milliseconds: try span.number("from")),
                to: item["to"].integerValue.map { Instant(milliseconds: $0) }, reason: item["reason"].textValue)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func list<Item>(_ key: String, _ items: [Item], _ fields: (Item, inout JSONWriter) -> Void) {
        self.key(key)
        array { writer in for item in items { writer.object { fields(item, &$0) } } }
    }
}
