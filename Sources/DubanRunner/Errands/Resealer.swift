import DubanEngine
import DubanModel
import DubanStore
import DubanWorkflows

/// Takes private values from one case to another: opened under the one's key, in memory only, and sealed under the other's.
struct Resealer {
    let reader: any StoreReader
    let vault: Vault

    /// The first values of a child case, sealed under a key of its own as its document wants.
    func opening(
        _ changes: [DataChange], from parent: CaseID, _ definition: WorkflowDefinition
    ) throws -> (changes: [DataChange], privacy: WriterItem.Privacy) {
        let key = try vault.newCaseKey()
        var privacy = WriterItem.Privacy()
        privacy.caseKey = key.wrapped
        var resealed: [DataChange] = []
        for path in definition.requiredAtOpening
        where !changes.contains(where: { path.names.starts(with: $0.path.names) && !$0.value.isNull }) {
            throw Refusal(.invalidData, "\(definition.name) requires \(path) when it is opened, and the calling case does not give it.")
        }
        for change in changes {
            guard let field = definition.data[change.path] else {
                throw Refusal(.unknownField, "\(definition.name) has no field \(change.path), which the calling case would fill.")
            }
            let value = DataAdmission.amount(try open(change.value, of: parent), as: field.type)
            guard field.isPrivate || !PrivateScan.isSealed(change.value) else {
                throw Refusal(
                    .invalidDefinition,
                    "\(definition.name) does not keep \(change.path) private, but the calling case does; declare it private.")
            }
            resealed.append(
                DataChange(path: change.path, value: field.isPrivate ? try vault.seal(value, of: field, under: key, &privacy) : value))
        }
        return (resealed, privacy)
    }

    /// The results of a child case, what is private among them sealed under the parent's key.
    func results(
        _ results: DataValue, from child: CaseID, to parent: CaseID
    ) throws -> (values: DataValue, privacy: WriterItem.Privacy) {
        var privacy = WriterItem.Privacy()
        guard PrivateScan.isSealed(results), let wrapped = try reader.caseKey(of: parent) else { return (results, privacy) }
        return (try reseal(results, from: child, under: try vault.unwrap(wrapped), &privacy), privacy)
    }

    private func reseal(
        _ value: DataValue, from child: CaseID, under key: Vault.CaseKey, _ privacy: inout WriterItem.Privacy
    ) throws -> DataValue {
        switch value {
        case .sealed(let reference):
            let sealed = try vault.seal(try open(value, of: child), under: key)
            privacy.sealed.append(sealed)
            return .sealed(SealedReference(digest: sealed.reference.digest, token: reference.token))
        case .record(let fields): return .record(try fields.mapValues { try reseal($0, from: child, under: key, &privacy) })
        case .list(let items): return .list(try items.map { try reseal($0, from: child, under: key, &privacy) })
        default: return value
        }
    }

    private func open(_ value: DataValue, of id: CaseID) throws -> DataValue {
        guard case .sealed(let reference) = value else { return value }
        guard let wrapped = try reader.caseKey(of: id), let bytes = try reader.sealed(reference, of: id) else {
            throw Refusal(.notPermitted, "A private value of the other case was erased; it cannot be taken over.")
        }
        return try vault.open(bytes, under: try vault.unwrap(wrapped))
    }
}

extension Vault {
    /// Seals the value of a private field; where the field is findable, the case is found by it, and registers know it again.
    func seal(
        _ value: DataValue, of field: Field, under key: CaseKey, _ privacy: inout WriterItem.Privacy
    ) throws(Refusal) -> DataValue {
        let sealed = try seal(value, under: key)
        privacy.sealed.append(sealed)
        guard field.isFindable, let text = value.textValue else { return .sealed(sealed.reference) }
        let token = token(for: text)
        privacy.tokens.append(token)
        return .sealed(SealedReference(digest: sealed.reference.digest, token: token.hexadecimal))
    }
}
