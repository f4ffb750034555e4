import DubanEngine
import DubanModel
public import DubanStore
import DubanWorkflows

/// Makes a stored job ready for its plugin, in memory only: opens what is sealed, adds the template's text as the case's own version
/// of the workflow has it, and the code by which the office recognises the document.
public struct SecretPreparer: JobPreparer {
    private let reader: any StoreReader
    private let versions: Versions
    private let vault: Vault

    /// A preparer.
    public init(reader: any StoreReader, versions: Versions, vault: Vault) {
        self.reader = reader
        self.versions = versions
        self.vault = vault
    }

    /// The job as its plugin gets it.
    public func prepare(_ job: StoredJob) async throws -> ExecutableJob {
        var fields = try open(job.row.arguments, of: job.row.caseID).fields ?? [:]
        if let template = fields["template"]?.textValue, let summary = try reader.summary(of: job.row.caseID) {
            guard let source = try versions.workflow(summary.definition).templates[template] else {
                throw Refusal(
                    .invalidDefinition, "Case \(job.row.caseNumber) wants the template \"\(template)\", which its workflow does not have.")
            }
            fields["source"] = .text(source)
            let subject = job.row.caseNumber.text
            fields["verification"] = .text("DUBAN:1:\(subject):\(vault.verificationCode(for: subject))")
        }
        return ExecutableJob(
            key: job.row.key, attempt: job.claim.attempt, plugin: job.row.plugin, action: job.row.action, at: job.row.requestedAt,
            arguments: .record(fields))
    }

    private func open(_ value: DataValue, of id: CaseID) throws -> DataValue {
        guard PrivateScan.isSealed(value) else { return value }
        guard let wrapped = try reader.caseKey(of: id) else {
            throw Refusal(.notPermitted, "The private values of the case were erased; the job cannot have them.")
        }
        return try open(value, of: id, try vault.unwrap(wrapped))
    }

    private func open(_ value: DataValue, of id: CaseID, _ key: Vault.CaseKey) throws -> DataValue {
        switch value {
        case .sealed(let reference):
            guard let bytes = try reader.sealed(reference, of: id) else {
                throw Refusal(.internalInconsistency, "A sealed value of the case is missing; run `duban audit verify`.")
            }
            return try vault.open(bytes, under: key)
        case .record(let fields): return .record(try fields.mapValues { try open($0, of: id, key) })
        case .list(let items): return .list(try items.map { try open($0, of: id, key) })
        default: return value
        }
    }
}

/// Looks for sealed values.
enum PrivateScan {
    static func isSealed(_ value: DataValue) -> Bool {
        switch value {
        case .sealed: true
        case .record(let fields): fields.values.contains { isSealed($0) }
        case .list(let items): items.contains { isSealed($0) }
        default: false
        }
    }
}
