public import DubanModel
import DubanTime

extension CaseState {
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
        try decodeHead(fields)
        try decodeSteps(fields)
        try decodePapers(fields)
        try decodePeople(fields)
    }

    private mutating func decodeHead(_ fields: FieldReader) throws(Refusal) {
        number = CaseNumber(try fields.text("number"))
        workflow = try fields.text("workflow")
        definition = try fields.hash("definition")
        sequence = try fields.count("sequence")
        openedAt = Instant(milliseconds: try fields.number("openedAt"))
        parent = try fields.parent("parent")
        owner = fields.optionalMember("owner")
        light = try fields.one("light")
        isSuspended = fields.flag("suspended")
        closing = fields.object["closing"].textValue
        outcome = fields.object["outcome"].textValue
        endedAt = fields.object["endedAt"].integerValue.map { Instant(milliseconds: $0) }
        lastIrrevocable = fields.object["irrevocable"].integerValue.map { Int($0) } ?? 0
    }

    private mutating func decodeSteps(_ fields: FieldReader) throws(Refusal) {
        data = fields.object["data"]
        completions = fields.completions()
        comments = fields.object["comments"].fields ?? [:]
        lastComment = fields.object["lastComment"]
        steps = try fields.records("steps") { item throws(Refusal) in try StepInstance(decoding: item) }
        clocks = try fields.records("clocks") { item throws(Refusal) in try Clock(decoding: item) }
        scopes = try fields.records("scopes") { item throws(Refusal) in try Scope(decoding: item) }
        occurrences = fields.occurrences()
        undos = try fields.records("undos") { item throws(Refusal) in
            Undo(of: try item.step("of"), step: try item.text("step"), scope: try item.count("scope"))
        }
    }

    private mutating func decodePapers(_ fields: FieldReader) throws(Refusal) {
        materials = try fields.pages("materials")
        notices = try fields.records("notices") { item throws(Refusal) in
            Notice(template: try item.text("template"), named: try item.names("named"), required: try item.names("required"))
        }
        attachments = try fields.records("attachments") { item throws(Refusal) in try item.attachment() }
        documents = try fields.documents("documents")
        remarks = fields.object["remarks"].items ?? []
    }

    private mutating func decodePeople(_ fields: FieldReader) throws(Refusal) {
        if !fields.object["handOver"].isNull { handOver = try fields.record("handOver").handOver() }
        if !fields.object["lastAct"].isNull {
            let act = try fields.record("lastAct")
            lastAct = LastAct(
                member: try act.member("member"), step: try act.text("step"), scope: try act.count("scope"),
                sequence: try act.count("sequence"))
        }
        if !fields.object["extension"].isNull { extensionRequest = try fields.record("extension").extensionRequest() }
        extensionsGranted = fields.object["extensions"].integerValue.map { Int($0) } ?? 0
        answerable = try fields.records("answerable") { item throws(Refusal) in
            Tenure(members: try item.members("members"), from: Instant(milliseconds: try item.number("from")))
        }
        charges = try fields.records("charges") { item throws(Refusal) in
            var charge = Charge(
                sequence: try item.count("sequence"), person: item.optionalMember("person"), promise: try item.text("promise"))
            charge.standing = try item.one("standing")
            return charge
        }
    }
}

extension StepInstance {
    fileprivate init(decoding fields: FieldReader) throws(Refusal) {
        self.init(
            id: try fields.step("id"), step: try fields.text("step"), scope: try fields.count("scope"),
            enteredAt: Instant(milliseconds: try fields.number("enteredAt")), task: try fields.taskOffer("task"),
            opinionOn: fields.optionalStep("opinionOn"))
        template = fields.object["template"].textValue
        holder = fields.optionalMember("holder")
        delegator = fields.optionalMember("delegator")
        job = fields.object["job"].textValue.flatMap { Job(rawValue: $0) }
        votes = try fields.records("votes") { item throws(Refusal) in
            Vote(member: try item.member("member"), action: try item.text("action"))
        }
        items = fields.object["items"].items ?? []
        branches = fields.object["branches"].integerValue.map { Int($0) } ?? 0
        child = fields.object["child"].textValue.map { CaseNumber($0) }
    }
}

extension Scope {
    fileprivate init(decoding fields: FieldReader) throws(Refusal) {
        self.init(
            id: try fields.count("id"), parent: try fields.count("parent"), opener: try fields.step("opener"),
            step: try fields.text("step"),
            branch: try fields.text("branch"), index: try fields.count("index"), isSecret: fields.flag("secret"),
            data: fields.object["data"])
        completions = fields.completions()
        comments = fields.object["comments"].fields ?? [:]
        lastComment = fields.object["lastComment"]
        occurrences = fields.occurrences()
        standing = try fields.one("standing")
    }
}

extension Clock {
    fileprivate init(decoding fields: FieldReader) throws(Refusal) {
        guard let subject = Subject(try fields.text("subject")) else { throw fields.damage("subject") }
        var ledger = ClockLedger(budget: try fields.limit("budget"), start: try fields.record("start").entry())
        for item in fields.object["stops"].items ?? [] {
            let stop = FieldReader(object: item, subject: fields.subject)
            ledger.foldStop(try stop.record("from").entry(), rule: try stop.rule())
            if !item["to"].isNull { ledger.foldResume(try stop.record("to").entry()) }
        }
        for item in fields.object["extensions"].items ?? [] {
            let addition = FieldReader(object: item, subject: fields.subject)
            ledger.foldExtension(try addition.limit("by"), try addition.record("entry").entry())
        }
        self.init(id: ClockID(try fields.count("id")), subject: subject, ledger: ledger, derived: try fields.derived())
        reached = try fields.names("reached").compactMap { Rung(rawValue: $0) }
    }
}

extension FieldReader {
    fileprivate func completions() -> [String: [StaffID]] {
        (object["completions"].fields ?? [:]).mapValues { ($0.items ?? []).compactMap { $0.textValue.map { StaffID($0) } } }
    }

    fileprivate func occurrences() -> [String: Instant] {
        (object["occurrences"].fields ?? [:]).compactMapValues { $0.textValue.flatMap { Instant($0) } }
    }

    fileprivate func entry() throws(Refusal) -> ClockEntry {
        ClockEntry(
            at: Instant(milliseconds: try number("at")), reason: try text("reason"), person: optionalMember("person"),
            paper: object["paper"].textValue)
    }

    fileprivate func records<Item>(_ name: String, _ read: (FieldReader) throws(Refusal) -> Item) throws(Refusal) -> [Item] {
        let subject = self.subject
        return try list(name) { item throws(Refusal) in try read(FieldReader(object: item, subject: subject)) }
    }
}
