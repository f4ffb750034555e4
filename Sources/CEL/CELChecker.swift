/// Checks types and collects which variables and fields an expression reads.
struct CELChecker {
    private var scope: [String: CELType]
    private(set) var references: Set<[String]> = []
    private var bound: Set<String> = []

    init(variables: [String: CELType]) { scope = variables }

    mutating func type(of expression: CELExpression) throws(CELError) -> CELType {
        switch expression.kind {
        case .literal(let value): return CELChecker.type(of: value)
        case .variable(let name):
            guard let type = scope[name] else { throw unknown(name, among: scope.keys, "variable", at: expression.offset) }
            if !bound.contains(name) { references.insert([name]) }
            return type
        case .list(let items):
            var element: CELType?
            for item in items {
                let type = try type(of: item)
                element = element.map { $0 == type ? $0 : .dynamic } ?? type
            }
            return .list(element ?? .dynamic)
        case .select(let target, let field): return try select(target, field, at: expression.offset)
        case .has(let target, let field):
            _ = try select(target, field, at: expression.offset)
            return .bool
        case .index(let target, let key): return try index(target, key, at: expression.offset)
        case .unary(let operation, let operand): return try unary(operation, operand, at: expression.offset)
        case .binary(let operation, let left, let right):
            return try binary(operation, try type(of: left), try type(of: right), at: expression.offset)
        case .conditional(let condition, let yes, let no):
            try expect(.bool, try type(of: condition), at: condition.offset)
            let (first, second) = (try type(of: yes), try type(of: no))
            guard first.fits(second) else {
                throw CELError(.type, "both ways of \"? :\" must have one type; these have \(first) and \(second)", at: expression.offset)
            }
            return first
        case .call(let function, let arguments): return try call(function, arguments, at: expression.offset)
        case .quantifier(_, let range, let variable, let body): return try quantifier(range, variable, body)
        }
    }

    private mutating func quantifier(_ range: CELExpression, _ variable: String, _ body: CELExpression) throws(CELError) -> CELType {
        let type = try type(of: range)
        let element: CELType
        switch type {
        case .list(let inner): element = inner
        case .map: element = .string
        case .dynamic: element = .dynamic
        default: throw CELError(.type, "a list or map was expected, this is \(type)", at: range.offset)
        }
        let (outer, wasBound) = (scope[variable], bound.contains(variable))
        scope[variable] = element
        bound.insert(variable)
        try expect(.bool, try self.type(of: body), at: body.offset)
        scope[variable] = outer
        if !wasBound { bound.remove(variable) }
        return .bool
    }

    private mutating func select(_ target: CELExpression, _ field: String, at offset: Int) throws(CELError) -> CELType {
        let type = try type(of: target)
        if let path = CELChecker.path(target), !bound.contains(path[0]) { references.insert(path + [field]) }
        switch type {
        case .object(let fields):
            guard let result = fields[field] else { throw unknown(field, among: fields.keys, "field", at: offset) }
            return result
        case .map(let element): return element
        case .dynamic: return .dynamic
        default: throw CELError(.type, "\(type) has no fields", at: offset)
        }
    }

    private mutating func index(_ target: CELExpression, _ key: CELExpression, at offset: Int) throws(CELError) -> CELType {
        let (container, key) = (try type(of: target), try type(of: key))
        switch container {
        case .list(let element):
            try expect(.int, key, at: offset)
            return element
        case .map(let element):
            try expect(.string, key, at: offset)
            return element
        case .dynamic: return .dynamic
        default: throw CELError(.type, "\(container) cannot be indexed", at: offset)
        }
    }

    private mutating func unary(_ operation: CELExpression.Operator, _ operand: CELExpression, at offset: Int) throws(CELError) -> CELType {
        let type = try type(of: operand)
        if operation == .not {
            try expect(.bool, type, at: offset)
        } else if !type.isNumber {
            throw CELError(.type, "a number was expected, this is \(type)", at: offset)
        }
        return type
    }

    private func binary(_ operation: CELExpression.Operator, _ left: CELType, _ right: CELType, at offset: Int) throws(CELError) -> CELType
    {
        let mismatch = CELError(.type, "\"\(operation.rawValue)\" does not fit \(left) and \(right)", at: offset)
        switch operation {
        case .and, .or:
            guard left.fits(.bool), right.fits(.bool) else { throw mismatch }
            return .bool
        case .equal, .notEqual:
            guard left.fits(right) || (left.isNumber && right.isNumber) || left == .null || right == .null else { throw mismatch }
            return .bool
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            let ordered: Set<CELType> = [.int, .double, .string, .timestamp, .bool, .dynamic]
            guard ordered.contains(left), ordered.contains(right), left.fits(right) || (left.isNumber && right.isNumber) else {
                throw mismatch
            }
            return .bool
        case .isIn:
            switch right {
            case .list(let element) where left.fits(element): return .bool
            case .map where left.fits(.string): return .bool
            case .dynamic: return .bool
            default: throw mismatch
            }
        case .add where left.fits(.string) && right.fits(.string) && left != .dynamic: return .string
        case .add, .subtract, .multiply, .divide, .remainder:
            guard left.isNumber, right.isNumber, left.fits(right), operation != .remainder || left != .double else { throw mismatch }
            return left == .dynamic ? right : left
        case .not, .negate: throw mismatch
        }
    }

    private mutating func call(_ function: CELExpression.Function, _ arguments: [CELExpression], at offset: Int) throws(CELError) -> CELType
    {
        var types: [CELType] = []
        for argument in arguments { types.append(try type(of: argument)) }
        switch (function, types.count) {
        case (.size, 1):
            switch types[0] {
            case .string, .list, .map, .dynamic: return .int
            default: throw CELError(.type, "size() wants a string, list or map, this is \(types[0])", at: offset)
            }
        case (.contains, 2), (.startsWith, 2), (.endsWith, 2):
            for type in types { try expect(.string, type, at: offset) }
            return .bool
        case (.timestamp, 1):
            try expect(.string, types[0], at: offset)
            return .timestamp
        case (.string, 1): return .string
        case (.int, 1): return .int
        default: throw CELError(.type, "\(function.rawValue) does not take \(types.count) arguments", at: offset)
        }
    }

    private func expect(_ wanted: CELType, _ type: CELType, at offset: Int) throws(CELError) {
        guard type.fits(wanted) else { throw CELError(.type, "\(wanted) was expected, this is \(type)", at: offset) }
    }

    private func unknown(_ name: String, among known: some Collection<String>, _ what: String, at offset: Int) -> CELError {
        let nearest = known.sorted().min { CELChecker.distance($0, name) < CELChecker.distance($1, name) }
        let hint = nearest.map { "; the nearest is \"\($0)\"" } ?? ""
        return CELError(.type, "there is no \(what) \"\(name)\"\(hint)", at: offset)
    }

    /// How many letters differ between two names (Levenshtein).
    private static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right)
        var row = Array(0...right.count)
        for (line, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for column in 1...max(1, right.count) where column <= right.count {
                let substitution = diagonal + (letter == right[column - 1] ? 0 : 1)
                diagonal = row[column]
                row[column] = min(substitution, row[column] + 1, row[column - 1] + 1)
            }
        }
        return row[right.count]
    }

    private static func type(of value: CELValue) -> CELType {
        switch value {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .double: .double
        case .string: .string
        case .timestamp: .timestamp
        case .list: .list(.dynamic)
        case .map: .map(.dynamic)
        }
    }

    private static func path(_ expression: CELExpression) -> [String]? {
        switch expression.kind {
        case .variable(let name): [name]
        case .select(let target, let field): path(target).map { $0 + [field] }
        default: nil
        }
    }
}
