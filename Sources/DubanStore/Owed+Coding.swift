public import DubanEngine
public import DubanModel

extension PendingInput {
    /// What a case owes, as it is kept until it is done.
    /// - Parameters:
    ///   - owed: What.
    ///   - number: Which of those of its decision, from 0.
    ///   - debtor: The case that owes it.
    ///   - sequence: The last event of the decision.
    public init(_ owed: Owed, number: Int, debtor: CaseID, sequence: Int) {
        var writer = JSONWriter(capacity: 128)
        writer.object { owed.encodeFields(to: &$0) }
        self.init(id: "\(debtor.rawValue)/\(sequence)/\(number)", caseID: debtor, body: writer.bytes)
    }

    /// What is owed.
    /// - Throws: A refusal with code `internal-inconsistency` where the bytes say nothing that can be owed.
    public func owed() throws(Refusal) -> Owed {
        guard let object = try? JSONReader.read(body, admitsSealed: true), let owed = Owed(object) else {
            throw Refusal(.internalInconsistency, "What case \(caseID.rawValue) owes under \(id) cannot be read; run `duban audit verify`.")
        }
        return owed
    }
}

extension Owed {
    fileprivate func encodeFields(to writer: inout JSONWriter) {
        switch self {
        case .child(let step, let workflow, let changes):
            writer.field("owes", "child")
            writer.field("step", step.sequence)
            writer.field("workflow", workflow)
            writer.key("data")
            writer.object { writer in for change in changes { writer.field(change.path.description, change.value) } }
        case .opened(let parent):
            writer.field("owes", "opened")
            parent.encodeFields(to: &writer)
        case .ended(let parent, let outcome, let wasClosed, let results):
            writer.field("owes", "ended")
            parent.encodeFields(to: &writer)
            writer.field("outcome", outcome)
            writer.field("closed", .bool(wasClosed))
            writer.field("results", results)
        case .closing(let child):
            writer.field("owes", "closing")
            writer.field("child", child.text)
        }
    }

    fileprivate init?(_ object: DataValue) {
        switch object["owes"].textValue {
        case "child":
            guard let step = object["step"].integerValue, let workflow = object["workflow"].textValue, let data = object["data"].fields
            else {
                return nil
            }
            let changes = data.sorted { $0.key < $1.key }.map { DataChange(path: DataPath($0.key), value: $0.value) }
            self = .child(step: StepID(Int(step)), workflow: workflow, changes: changes)
        case "opened":
            guard let parent = ParentLink(object) else { return nil }
            self = .opened(parent: parent)
        case "ended":
            guard let parent = ParentLink(object), let outcome = object["outcome"].textValue else { return nil }
            self = .ended(parent: parent, outcome: outcome, wasClosed: object["closed"] == .bool(true), results: object["results"])
        case "closing":
            guard let child = object["child"].textValue else { return nil }
            self = .closing(child: CaseNumber(child))
        default: return nil
        }
    }
}

extension ParentLink {
    fileprivate func encodeFields(to writer: inout JSONWriter) {
        writer.field("parent", caseID.rawValue)
        writer.field("parent_number", number.text)
        writer.field("step", step.sequence)
    }

    fileprivate init?(_ object: DataValue) {
        guard let id = object["parent"].integerValue, let number = object["parent_number"].textValue, let step = object["step"].integerValue
        else { return nil }
        self.init(caseID: CaseID(id), number: CaseNumber(number), step: StepID(Int(step)))
    }
}
