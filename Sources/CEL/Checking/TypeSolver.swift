/// Finds what the parameters of types stand for, such as the `T` of `list(T)`.
///
/// `dyn` fits everything. Where a parameter has been given a type and a more general one comes along, the general one is kept:
/// of `int` and `dyn`, `dyn`.
struct TypeSolver {
    private var solutions: [String: CELType] = [:]
    private var fresh = 0

    /// A parameter that stands nowhere else.
    mutating func parameter() -> CELType {
        fresh += 1
        return .parameter("$\(fresh)")
    }

    /// The parameters of a signature replaced by fresh ones, so that two calls do not share them.
    mutating func instance(_ function: CELFunction) -> (parameters: [CELType], result: CELType) {
        var names: [String: CELType] = [:]
        let parameters = function.parameters.map { renamed($0, &names) }
        return (parameters, renamed(function.result, &names))
    }

    private mutating func renamed(_ type: CELType, _ names: inout [String: CELType]) -> CELType {
        switch type {
        case .parameter(let name):
            if let known = names[name] { return known }
            let new = parameter()
            names[name] = new
            return new
        case .list(let item): return .list(renamed(item, &names))
        case .map(let key, let value): return .map(renamed(key, &names), renamed(value, &names))
        case .optional(let inner): return .optional(renamed(inner, &names))
        default: return type
        }
    }

    /// The type with its parameters replaced; those without a solution stay, or become `dyn` where `isFinal`.
    func resolved(_ type: CELType, isFinal: Bool = false) -> CELType {
        switch type {
        case .parameter(let name): solutions[name].map { resolved($0, isFinal: isFinal) } ?? (isFinal ? .dynamic : type)
        case .list(let item): .list(resolved(item, isFinal: isFinal))
        case .map(let key, let value): .map(resolved(key, isFinal: isFinal), resolved(value, isFinal: isFinal))
        case .optional(let inner): .optional(resolved(inner, isFinal: isFinal))
        default: type
        }
    }

    /// Whether a value of one type may stand where another is wanted; parameters are solved so that it may.
    mutating func fits(_ actual: CELType, _ wanted: CELType) -> Bool {
        if case .parameter(let name) = wanted { return solve(name, as: actual, actualFirst: true) }
        if case .parameter(let name) = actual { return solve(name, as: wanted, actualFirst: false) }
        switch (actual, wanted) {
        case (.dynamic, _), (_, .dynamic): return true
        case (.null, .timestamp), (.null, .duration), (.null, .record), (.null, .optional), (.null, .opaque): return true
        case (.list(let left), .list(let right)), (.optional(let left), .optional(let right)): return fits(left, right)
        case (.map(let key, let value), .map(let wantedKey, let wantedValue)): return fits(key, wantedKey) && fits(value, wantedValue)
        case (.record(let fields), .map(let key, let value)): return fits(fields, key, value)
        case (.map, .record): return true
        default: return actual == wanted
        }
    }

    /// A record is a map from text to what its fields have in common.
    private mutating func fits(_ fields: [String: CELType], _ key: CELType, _ value: CELType) -> Bool {
        guard fits(.string, key) else { return false }
        for field in fields.values where !fits(field, value) { return false }
        return true
    }

    private mutating func solve(_ name: String, as type: CELType, actualFirst: Bool) -> Bool {
        if type == .parameter(name) { return true }
        guard let known = solutions[name] else {
            guard !mentions(name, type) else { return false }
            solutions[name] = type
            return true
        }
        guard actualFirst ? fits(type, known) : fits(known, type) else { return false }
        if isMoreGeneral(type, than: known), !mentions(name, type) { solutions[name] = type }
        return true
    }

    private func mentions(_ name: String, _ type: CELType) -> Bool {
        switch type {
        case .parameter(let other): other == name || (solutions[other].map { mentions(name, $0) } ?? false)
        case .list(let item), .optional(let item): mentions(name, item)
        case .map(let key, let value): mentions(name, key) || mentions(name, value)
        default: false
        }
    }

    private func isMoreGeneral(_ type: CELType, than other: CELType) -> Bool {
        switch (type, other) {
        case (.dynamic, _): other != .dynamic
        case (.list(let left), .list(let right)), (.optional(let left), .optional(let right)): isMoreGeneral(left, than: right)
        case (.map(let key, let value), .map(let otherKey, let otherValue)):
            isMoreGeneral(key, than: otherKey) || isMoreGeneral(value, than: otherValue)
        default: false
        }
    }

    /// The type that the items of one list have: that of the first where all fit it, `dyn` otherwise.
    mutating func joined(_ first: CELType, _ second: CELType) -> CELType {
        if first == .dynamic || second == .dynamic { return .dynamic }
        var attempt = self
        guard attempt.fits(second, first) || attempt.fits(first, second) else { return .dynamic }
        self = attempt
        return isMoreGeneral(second, than: first) || first == .null ? second : first
    }
}
