public import DubanModel

/// Where a branch runs: it has data of its own, which its conditions and forms see before the case's.
public struct Scope: Sendable, Hashable {
    /// The sequence number of the event that opened it.
    public let id: Int
    /// The scope in which it was opened.
    public let parent: Int
    /// The step instance that opened it.
    public let opener: StepID
    /// The step of the definition that opened it.
    public internal(set) var step: String
    /// The branch's name.
    public let branch: String
    /// Which branch of its opener it is, from 0.
    public let index: Int
    /// Whether its data is shown to nobody before all branches have joined.
    public let isSecret: Bool
    /// The item under its name, and the branch's own fields.
    public internal(set) var data: DataValue
    /// Who completed which step here, by the step's name.
    public internal(set) var completions: [String: [StaffID]] = [:]
    /// The last comment at each step here, sealed, by the step's name.
    public internal(set) var comments: [String: DataValue] = [:]
    /// The last of those comments.
    public internal(set) var lastComment = DataValue.null
    /// The scheduled instant of the last occurrence, by the schedule's step.
    public internal(set) var occurrences: [String: Instant] = [:]
    /// How it stands.
    public internal(set) var standing = Standing.open

    /// How a scope stands.
    public enum Standing: String, Sendable, Hashable, CaseIterable {
        /// Steps run in it.
        case open
        /// It has done its part.
        case joined
        /// It could not do its part.
        case failed
        /// It was not needed any more.
        case cancelled
    }
}

extension CaseState {
    /// The case's own scope: the sequence number of its first event.
    public static let rootScope = 1

    /// The scope with this number; `nil` for the case's own.
    public subscript(scope id: Int) -> Scope? { id == CaseState.rootScope ? nil : scopes.first { $0.id == id } }

    /// The scopes from `id` outwards, the case's own left out.
    public func chain(from id: Int) -> [Scope] {
        var chain: [Scope] = []
        var next = self[scope: id]
        while let scope = next {
            chain.append(scope)
            next = self[scope: scope.parent]
        }
        return chain
    }

    /// The scopes that a step instance opened, in the order of the branches.
    public func scopes(of opener: StepID) -> [Scope] { scopes.filter { $0.opener == opener }.sorted { $0.index < $1.index } }

    /// The scope and all that were opened in it.
    func descendants(of id: Int) -> [Int] {
        var found = [id]
        var next = 0
        while next < found.count {
            found += scopes.filter { $0.parent == found[next] }.map(\.id)
            next += 1
        }
        return found
    }

    /// The value at a path as a scope sees it: its own and its parents' data come before the case's.
    public func value(at path: DataPath, in scope: Int) -> DataValue {
        guard scope != CaseState.rootScope, let first = path.names.first else { return data[path] }
        for scope in chain(from: scope) where scope.data.fields?[first] != nil { return scope.data[path] }
        return data[path]
    }

    /// Who completed a step, as a scope sees it: in the nearest scope outwards that knows of it.
    public func completions(of step: String, in scope: Int) -> [StaffID] {
        for scope in chain(from: scope) { if let members = scope.completions[step] { return members } }
        return completions[step] ?? []
    }

    /// Whether the data of a scope is shown to nobody yet.
    public func isSecret(scope id: Int) -> Bool { id != CaseState.rootScope && !scopes.isEmpty && secretScopes.contains(id) }

    /// The scopes whose data is shown to nobody yet.
    public var secretScopes: Set<Int> {
        Set(scopes.filter { $0.isSecret && $0.standing != .cancelled && self[$0.opener] != nil }.flatMap { descendants(of: $0.id) })
    }
}
