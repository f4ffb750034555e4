public import DubanEngine
public import DubanModel
public import DubanStore
public import DubanTime
public import DubanWorkflows
import Foundation

/// What people ask of the hall: requests are admitted, their private values sealed, and decided by the writer. The server is a thin
/// layer over it, so that every way in is the same.
public struct Hall: Sendable {
    /// Decides and commits.
    public let writer: Writer
    /// Reads what is committed.
    public let reader: any StoreReader
    /// The versions in force.
    public let versions: Versions
    /// Seals and opens private values.
    public let vault: Vault
    /// The queues.
    public let queues: JobQueues
    /// The wall clock.
    public let clock: any WallClock
    /// The daemon's folder.
    public let stateFolder: String

    /// A hall.
    public init(
        writer: Writer, reader: any StoreReader, versions: Versions, vault: Vault, queues: JobQueues, clock: any WallClock,
        stateFolder: String
    ) {
        self.writer = writer
        self.reader = reader
        self.versions = versions
        self.vault = vault
        self.queues = queues
        self.clock = clock
        self.stateFolder = stateFolder
    }

    /// A request by a member of staff: who, and the client's name for it.
    public struct Request: Sendable {
        /// Who asks.
        public let caller: StaffID
        /// The idempotency key: the same request with the same key has one effect and one answer.
        public let key: String

        /// A request.
        public init(caller: StaffID, key: String) {
            self.caller = caller
            self.key = key
        }
    }

    // MARK: Requests

    /// Acts at a task.
    public func act(
        _ request: Request, task number: TaskNumber, action: String, data: DataValue, materials: DataValue, comment: String?,
        target: String? = nil
    ) async throws(Refusal) -> Receipt {
        let body: DataValue = [
            "act": .integer(number.rawValue), "action": .text(action), "data": data, "materials": materials,
            "comment": comment.map { .text($0) } ?? .null, "to": target.map { .text($0) } ?? .null,
        ]
        if let receipt = try earlier(request, body) { return receipt }
        let task = try self.task(number)
        let definition = try self.definition(of: task.caseID)
        var privacy = WriterItem.Privacy()
        var changes: [DataChange] = []
        var sealedComment: DataValue?
        let pages = try DataAdmission.materials(materials, of: definition)
        if !data.isNull || comment != nil {
            let key = try caseKey(of: task.caseID)
            if !data.isNull {
                let form = definition.steps[task.name]?.form ?? []
                changes = try seal(
                    try DataAdmission.admit(data, to: definition, at: task.name, form: form), under: key, &privacy)
                // Whoever could find a case by what stands in a secret branch would know what stands there.
                if try isSecret(task) { privacy.tokens = [] }
            }
            if let comment { sealedComment = try sealed(.text(comment), under: key, &privacy) }
        }
        let act = Input.Act(
            step: task.step, action: action, changes: changes, materials: pages, comment: sealedComment, target: target)
        return try await perform(.decide(task.caseID, .act(act)), request, body, privacy)
    }

    /// Corrects a field of a case.
    public func amend(
        _ request: Request, case number: CaseNumber, field: DataPath, value: DataValue, reason: String
    ) async throws(Refusal) -> Receipt {
        let body: DataValue = ["amend": .text(number.text), "field": .text(field.description), "value": value, "reason": .text(reason)]
        if let receipt = try earlier(request, body) { return receipt }
        let id = try caseID(of: number)
        try require(reason, "Amending \(field) of case \(number)")
        let admitted = try DataAdmission.admit(value, at: field, of: try definition(of: id))
        let key = try caseKey(of: id)
        var privacy = WriterItem.Privacy()
        guard let change = try seal([admitted], under: key, &privacy).first else { throw Refusal(.invalidData, "\(field) needs a value.") }
        let sealedReason = try sealed(.text(reason), under: key, &privacy)
        return try await perform(.decide(id, .amend(.init(change: change, reason: sealedReason))), request, body, privacy)
    }

    /// Adds a file to a case. Its bytes are sealed and lie, named by their hash, under the state folder before the case refers to them.
    public func attach(
        _ request: Request, case number: CaseNumber, name: String, bytes: [UInt8], material: String?, pages: Int
    ) async throws(Refusal) -> Receipt {
        let body: DataValue = [
            "attach": .text(number.text), "name": .text(name), "bytes": .text(vault.fingerprint(bytes).hexadecimal),
            "material": material.map { .text($0) } ?? .null, "pages": .integer(Int64(pages)),
        ]
        if let receipt = try earlier(request, body) { return receipt }
        let id = try caseID(of: number)
        guard bytes.count <= Hall.maximumAttachmentBytes else {
            throw Refusal(.limitExceeded, "The file for case \(number) is larger than \(Hall.maximumAttachmentBytes) bytes.")
        }
        if let material {
            _ = try DataAdmission.materials(.record([material: .integer(Int64(pages))]), of: try definition(of: id))
        }
        let key = try caseKey(of: id)
        var privacy = WriterItem.Privacy()
        let file = try vault.seal(file: bytes, under: key)
        try AttachmentFolder(stateFolder).store(file.bytes, named: file.hash)
        let attachment = Attachment(
            name: try sealed(.text(name), under: key, &privacy), hash: file.hash, bytes: file.bytes.count, material: material, pages: pages)
        return try await perform(.decide(id, .attach(attachment)), request, body, privacy)
    }

    /// Bytes of an attachment.
    public static let maximumAttachmentBytes = 16 << 20

    /// Shows private values, and leaves an event that says who saw what and why.
    /// - Parameter paths: The fields; all private ones where none is named.
    /// - Returns: The values by path; nothing under a path whose key was destroyed.
    public func readPrivate(
        _ request: Request, case number: CaseNumber, paths: [DataPath], reason: String
    ) async throws(Refusal) -> [String: DataValue] {
        let id = try caseID(of: number)
        try require(reason, "Reading private fields of case \(number)")
        let state = try self.state(of: id)
        let decisions = try Refusal.wrapping { try reader.decisions(of: id) }
        var references = try PrivateFields.references(in: state, decisions, for: request.caller)
        if !paths.isEmpty {
            for path in paths where references[path.description] == nil {
                throw Refusal(
                    .unknownField,
                    "Case \(number) has no private field \(path); it has \(references.keys.sorted().joined(separator: ", ")).")
            }
            references = references.filter { entry in paths.contains { $0.description == entry.key } }
        }
        let key = try caseKey(of: id)
        var privacy = WriterItem.Privacy()
        let sealedReason = try sealed(.text(reason), under: key, &privacy)
        let read = references.keys.sorted().map { DataPath($0) }
        // The request names what it shows now: the same key shows nothing else later without another trace.
        let body: DataValue = [
            "private": .text(number.text), "reason": .text(reason),
            "values": .record(references.mapValues { .text($0.digest.description) }),
        ]
        _ = try await perform(.decide(id, .readPrivate(.init(paths: read, reason: sealedReason))), request, body, privacy)
        var values: [String: DataValue] = [:]
        for (path, reference) in references {
            if let bytes = try Refusal.wrapping({ try reader.sealed(reference, of: id) }) {
                values[path] = try vault.open(bytes, under: key)
            }
        }
        return values
    }

    /// Has a dead job tried again.
    public func revive(_ request: Request, case number: CaseNumber, step: StepID) async throws(Refusal) -> Receipt {
        let body: DataValue = ["revive": .text(number.text), "step": .integer(Int64(step.sequence))]
        if let receipt = try earlier(request, body) { return receipt }
        return try await perform(.decide(try caseID(of: number), .jobRevived(step: step)), request, body, .init())
    }

    // MARK: Look-ups

    /// The internal number of a case.
    public func caseID(of number: CaseNumber) throws(Refusal) -> CaseID {
        guard let id = try Refusal.wrapping({ try reader.caseID(of: number) }) else {
            throw Refusal(.unknownCase, "There is no case \(number); `duban cases` lists them.")
        }
        return id
    }

    /// An open task.
    public func task(_ number: TaskNumber) throws(Refusal) -> TaskRow {
        if let task = try Refusal.wrapping({ try reader.task(number) }) { return task }
        let next = try Refusal.wrapping { try reader.nextSerial(Counter.tasks) }
        if number.rawValue >= 1, number.rawValue < next {
            throw Refusal(.alreadyDone, "Task \(number) is done already; its case's history shows by whom.")
        }
        throw Refusal(.unknownTask, "There is no task \(number); `duban inbox` lists the open ones.")
    }

    /// A case as it stands.
    public func state(of id: CaseID) throws(Refusal) -> CaseState {
        guard let stored = try Refusal.wrapping({ try reader.load(id) }) else {
            throw Refusal(.unknownCase, "There is no case \(id.rawValue).")
        }
        return try CaseCache.fold(stored, id: id).state
    }

    /// The cases of a person, by name or identity number.
    public func find(_ text: String) throws(Refusal) -> [CaseSummary] {
        let token = vault.token(for: text)
        return try Refusal.wrapping { try reader.find(token: token).compactMap { try reader.summary(of: $0) } }
    }

    /// The workflow's version to which a case is pinned.
    public func definition(of id: CaseID) throws(Refusal) -> WorkflowDefinition {
        guard let summary = try Refusal.wrapping({ try reader.summary(of: id) }) else {
            throw Refusal(.unknownCase, "There is no case \(id.rawValue).")
        }
        return try versions.workflow(summary.definition)
    }

    // MARK: Parts

    /// Whether a task stands in a branch whose data is shown to nobody yet.
    private func isSecret(_ task: TaskRow) throws(Refusal) -> Bool {
        let state = try state(of: task.caseID)
        return state[task.step].map { state.isSecret(scope: $0.scope) } ?? false
    }

    func perform(
        _ work: WriterItem.Work, _ request: Request, _ body: DataValue, _ privacy: WriterItem.Privacy, by actor: Actor? = nil
    ) async throws(Refusal) -> Receipt {
        try await writer.perform(
            work, by: actor ?? .staff(request.caller), privacy: privacy, request: (requestKey(request), vault.fingerprint(body.json)))
    }

    func requestKey(_ request: Request) -> RequestKey { RequestKey(caller: request.caller.name, key: request.key) }

    /// The answer that the same request got before; a request that changed under the same key is refused by the writer.
    func earlier(_ request: Request, _ body: DataValue) throws(Refusal) -> Receipt? {
        guard let answer = try Refusal.wrapping({ try reader.answer(to: requestKey(request)) }) else { return nil }
        guard answer.fingerprint == vault.fingerprint(body.json) else {
            throw Refusal(.keyReused, "The idempotency key \"\(request.key)\" was used for another request; use a new key.")
        }
        return Receipt(stored: answer.body)
    }

    func require(_ reason: String, _ attempt: String) throws(Refusal) {
        guard !reason.allSatisfy(\.isWhitespace) else {
            throw Refusal(.reasonRequired, "\(attempt) needs a reason; give it with --reason.")
        }
    }

    func caseKey(of id: CaseID) throws(Refusal) -> Vault.CaseKey {
        guard let wrapped = try Refusal.wrapping({ try reader.caseKey(of: id) }) else {
            throw Refusal(.notPermitted, "The key of this case was destroyed; its private values are erased and no new ones can be kept.")
        }
        return try vault.unwrap(wrapped)
    }

    func sealed(_ value: DataValue, under key: Vault.CaseKey, _ privacy: inout WriterItem.Privacy) throws(Refusal) -> DataValue {
        let sealed = try vault.seal(value, under: key)
        privacy.sealed.append(sealed)
        return .sealed(sealed.reference)
    }

    /// Seals what is private among admitted values, and notes the tokens of what is findable.
    func seal(
        _ admitted: [AdmittedValue], under key: Vault.CaseKey, _ privacy: inout WriterItem.Privacy
    ) throws(Refusal) -> [DataChange] {
        var changes: [DataChange] = []
        for value in admitted {
            guard value.field.isPrivate else {
                changes.append(DataChange(path: value.path, value: value.value))
                continue
            }
            changes.append(DataChange(path: value.path, value: try vault.seal(value.value, of: value.field, under: key, &privacy)))
        }
        return changes
    }
}
