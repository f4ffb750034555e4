/// Walks an expression; bounded by its size, and by the lists that quantifiers walk.
struct CELEvaluator<Activation: CELActivation> {
    private let activation: Activation
    private var bound: [String: CELValue] = [:]
    private var cost = 0

    /// Steps that an evaluation may take; beyond it is an error, never a hang.
    private static var maximumCost: Int { 100_000 }

    init(activation: Activation) { self.activation = activation }

    mutating func value(of expression: CELExpression) throws(CELError) -> CELValue {
        cost += 1
        guard cost <= Self.maximumCost else {
            throw CELError(.limit, "the evaluation takes more than \(Self.maximumCost) steps", at: expression.offset)
        }
        switch expression.kind {
        case .literal(let value): return value
        case .variable(let name):
            guard let value = bound[name] ?? activation.value(of: name) else { throw fault("\"\(name)\" has no value", expression) }
            return value
        case .list(let items):
            var values: [CELValue] = []
            for item in items { values.append(try value(of: item)) }
            return .list(values)
        case .select(let target, let field):
            guard case .map(let fields) = try value(of: target), let value = fields[field] else {
                throw fault("\"\(field)\" has no value", expression)
            }
            return value
        case .has(let target, let field):
            guard case .map(let fields) = try value(of: target) else { return .bool(false) }
            return .bool(fields[field].map { $0 != .null } ?? false)
        case .index(let target, let key): return try index(try value(of: target), try value(of: key), expression)
        case .unary(let operation, let operand): return try unary(operation, try value(of: operand), expression)
        case .binary(.and, let left, let right): return try logic(left, right, deciding: false)
        case .binary(.or, let left, let right): return try logic(left, right, deciding: true)
        case .binary(let operation, let left, let right):
            return try binary(operation, try value(of: left), try value(of: right), expression)
        case .conditional(let condition, let yes, let no):
            guard case .bool(let isTrue) = try value(of: condition) else { throw fault("the condition is no bool", condition) }
            return try value(of: isTrue ? yes : no)
        case .call(let function, let arguments):
            var values: [CELValue] = []
            for argument in arguments { values.append(try value(of: argument)) }
            return try call(function, values, expression)
        case .quantifier(let quantifier, let range, let variable, let body):
            return try quantify(quantifier, try value(of: range), variable, body, expression)
        }
    }

    private func fault(_ message: String, _ expression: CELExpression) -> CELError {
        CELError(.evaluation, message, at: expression.offset)
    }

    /// `&&` and `||` commute: a deciding value on either side wins over an error on the other.
    private mutating func logic(_ left: CELExpression, _ right: CELExpression, deciding: Bool) throws(CELError) -> CELValue {
        let first: CELError
        do {
            if try value(of: left) == .bool(deciding) { return .bool(deciding) }
            return try value(of: right)
        } catch {
            first = error
        }
        if let second = try? value(of: right), second == .bool(deciding) { return second }
        throw first
    }

    private mutating func quantify(
        _ quantifier: CELExpression.Quantifier, _ range: CELValue, _ variable: String, _ body: CELExpression,
        _ expression: CELExpression
    ) throws(CELError) -> CELValue {
        let items: [CELValue]
        switch range {
        case .list(let list): items = list
        case .map(let map): items = map.keys.sorted().map { .string($0) }
        default: throw fault("a list or map was expected", expression)
        }
        let deciding = quantifier == .exists
        let outer = bound[variable]
        defer { bound[variable] = outer }
        var failure: CELError?
        for item in items {
            bound[variable] = item
            do {
                if try value(of: body) == .bool(deciding) { return .bool(deciding) }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return .bool(!deciding)
    }

    private func index(_ container: CELValue, _ key: CELValue, _ expression: CELExpression) throws(CELError) -> CELValue {
        switch (container, key) {
        case (.list(let items), .int(let position)):
            guard position >= 0, position < items.count else { throw fault("the list has no item \(position)", expression) }
            return items[Int(position)]
        case (.map(let fields), .string(let name)):
            guard let value = fields[name] else { throw fault("\"\(name)\" has no value", expression) }
            return value
        default: throw fault("this cannot be indexed so", expression)
        }
    }

    private func unary(_ operation: CELExpression.Operator, _ operand: CELValue, _ expression: CELExpression) throws(CELError) -> CELValue {
        switch (operation, operand) {
        case (.not, .bool(let flag)): return .bool(!flag)
        case (.negate, .double(let number)): return .double(-number)
        case (.negate, .int(let number)):
            guard number != .min else { throw fault("the result does not fit into 64 bits", expression) }
            return .int(-number)
        default: throw fault("\"\(operation.rawValue)\" does not fit this value", expression)
        }
    }

    private func binary(
        _ operation: CELExpression.Operator, _ left: CELValue, _ right: CELValue, _ expression: CELExpression
    ) throws(CELError) -> CELValue {
        switch operation {
        case .equal: return .bool(left.isEqual(to: right))
        case .notEqual: return .bool(!left.isEqual(to: right))
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            let swapped = operation == .greater || operation == .lessOrEqual
            guard let isLess = swapped ? right.isLess(than: left) : left.isLess(than: right) else {
                throw fault("these values have no order", expression)
            }
            return .bool(operation == .less || operation == .greater ? isLess : !isLess)
        case .isIn:
            switch right {
            case .list(let items): return .bool(items.contains { $0.isEqual(to: left) })
            case .map(let fields):
                guard case .string(let name) = left else { return .bool(false) }
                return .bool(fields[name] != nil)
            default: throw fault("\"in\" wants a list or map on its right", expression)
            }
        case .add, .subtract, .multiply, .divide, .remainder: return try arithmetic(operation, left, right, expression)
        case .and, .or, .not, .negate: throw fault("\"\(operation.rawValue)\" does not fit these values", expression)
        }
    }

    private func arithmetic(
        _ operation: CELExpression.Operator, _ left: CELValue, _ right: CELValue, _ expression: CELExpression
    ) throws(CELError) -> CELValue {
        switch (left, right) {
        case (.string(let first), .string(let second)) where operation == .add: return .string(first + second)
        case (.double(let first), .double(let second)):
            switch operation {
            case .add: return .double(first + second)
            case .subtract: return .double(first - second)
            case .multiply: return .double(first * second)
            default: return .double(first / second)
            }
        case (.int(let first), .int(let second)):
            if operation == .divide || operation == .remainder, second == 0 { throw fault("division by zero", expression) }
            let (result, overflow) =
                switch operation {
                case .add: first.addingReportingOverflow(second)
                case .subtract: first.subtractingReportingOverflow(second)
                case .multiply: first.multipliedReportingOverflow(by: second)
                case .divide: first.dividedReportingOverflow(by: second)
                default: first.remainderReportingOverflow(dividingBy: second)
                }
            guard !overflow else { throw fault("the result does not fit into 64 bits", expression) }
            return .int(result)
        default: throw fault("\"\(operation.rawValue)\" does not fit these values", expression)
        }
    }

    private func call(_ function: CELExpression.Function, _ values: [CELValue], _ expression: CELExpression) throws(CELError) -> CELValue {
        switch (function, values[0]) {
        case (.size, .string(let text)): return .int(Int64(text.unicodeScalars.count))
        case (.size, .list(let items)): return .int(Int64(items.count))
        case (.size, .map(let fields)): return .int(Int64(fields.count))
        case (.contains, .string(let text)), (.startsWith, .string(let text)), (.endsWith, .string(let text)):
            guard case .string(let part) = values[1] else { break }
            let (whole, piece) = (Array(text.utf8), Array(part.utf8))
            switch function {
            case .startsWith: return .bool(whole.starts(with: piece))
            case .endsWith: return .bool(whole.count >= piece.count && whole.suffix(piece.count).elementsEqual(piece))
            default: return .bool(piece.isEmpty || whole.indices.contains { whole[$0...].starts(with: piece) })
            }
        case (.timestamp, .string(let text)):
            guard let instant = CELTimestamp.milliseconds(text) else { throw fault("\"\(text)\" is no timestamp", expression) }
            return .timestamp(instant)
        case (.string, .string), (.int, .int): return values[0]
        case (.string, .int(let number)): return .string(number.description)
        case (.string, .bool(let flag)): return .string(flag ? "true" : "false")
        case (.string, .double(let number)): return .string(number.description)
        case (.int, .string(let text)):
            guard let number = Int64(text) else { throw fault("\"\(text)\" is no whole number", expression) }
            return .int(number)
        case (.int, .double(let number)):
            guard let whole = Int64(exactly: number.rounded(.towardZero)) else {
                throw fault("\(number) does not fit into 64 bits", expression)
            }
            return .int(whole)
        case (.int, .timestamp(let instant)): return .int(instant / 1_000)
        default: break
        }
        throw fault("\(function.rawValue) does not fit this value", expression)
    }
}
