import DubanEngine
import DubanModel

/// Finds the sealed values of a case.
enum PrivateFields {
    /// Sealed values by path: fields of the document, comments by step, names of attachments.
    static func references(in state: CaseState) -> [String: SealedReference] {
        var references: [String: SealedReference] = [:]
        collect(state.data, at: "", into: &references)
        for (step, comment) in state.comments { collect(comment, at: "comments.\(step)", into: &references) }
        for (index, attachment) in state.attachments.enumerated() {
            collect(attachment.name, at: "attachments.\(index + 1).name", into: &references)
        }
        return references
    }

    private static func collect(_ value: DataValue, at path: String, into references: inout [String: SealedReference]) {
        switch value {
        case .sealed(let reference): references[path] = reference
        case .record(let fields):
            for (name, field) in fields { collect(field, at: path.isEmpty ? name : "\(path).\(name)", into: &references) }
        case .list(let items):
            for (index, item) in items.enumerated() { collect(item, at: "\(path).\(index + 1)", into: &references) }
        default: break
        }
    }
}
