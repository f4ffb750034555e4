extension Explainer {
    /// A condition that is not taken apart, as the kind of fact that it is.
    mutating func leaf(_ expression: Expression) throws(CELError) -> (value: CELValue, reasons: [CELReason]) {
        let value = try value(of: expression)
        // What only constants decide needs no reason.
        if expression.references.isEmpty, !expression.readsLocal { return (value, []) }
        return (value, [reason(expression, try kind(of: expression, value))])
    }

    private mutating func kind(of expression: Expression, _ value: CELValue) throws(CELError) -> CELReason.Kind {
        let holds = value.boolValue ?? false
        switch expression.kind {
        case .binary(let operation, let left, let right):
            if operation == .isIn {
                return .membership(try operand(left), among: try operand(right), holds: holds)
            } else if let relation = CELReason.Relation(rawValue: operation.rawValue) {
                return .comparison(try operand(left), relation, try operand(right), holds: holds)
            } else {
                return .fact(try operand(expression))
            }
        case .select(let target, let field, .presence): return .presence(missing(target, field, expression), holds: holds)
        case .call(let name, let target?, let arguments):
            if let test = CELReason.TextTest(rawValue: name), arguments.count == 1, value.boolValue != nil {
                return .text(try operand(target), test, try operand(arguments[0]), holds: holds)
            } else {
                return .fact(try operand(expression))
            }
        default: return .fact(try operand(expression))
        }
    }

    /// The field that `has` asked for.
    private func missing(_ target: Expression, _ field: String, _ expression: Expression) -> CELReason.Operand {
        let path = target.path.map { $0 + [field] }
        return CELReason.Operand(
            source: "\(text(target)).\(field)", path: path, size: nil, isConstant: false, value: .null, read: [])
    }

    /// A value with where it came from.
    mutating func operand(_ expression: Expression) throws(CELError) -> CELReason.Operand {
        let value = try value(of: expression)
        let measured = Explainer.measured(expression)
        let path = (measured ?? expression).path
        var size: CELReason.Operand.Size?
        if let measured, path != nil { size = try self.size(of: measured) }
        let references = expression.references
        var read: [(path: [String], value: CELValue)] = []
        if path == nil {
            for reference in references.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
                if let value = valueRead(reference) { read.append((reference, value)) }
            }
        }
        return CELReason.Operand(
            source: text(expression), path: path, size: size,
            isConstant: references.isEmpty && !expression.readsLocal, value: value, read: read)
    }

    /// What `size(x)` or `x.size()` measures.
    private static func measured(_ expression: Expression) -> Expression? {
        guard case .call("size", let target, let arguments) = expression.kind else { return nil }
        return target ?? arguments.first
    }

    private mutating func size(of measured: Expression) throws(CELError) -> CELReason.Operand.Size {
        switch try value(of: measured) {
        case .string, .bytes: .length
        default: .count
        }
    }

    private func valueRead(_ path: [String]) -> CELValue? {
        guard let slot = program.code.variables.firstIndex(of: path[0]), slot < run.variables.count,
            var value = run.variables[slot]
        else { return nil }
        for name in path.dropFirst() {
            guard let next = value.mapValue?[name] else { return nil }
            value = next
        }
        // Only what can be shown in a word.
        switch value {
        case .list, .map, .opaque: return nil
        default: return value
        }
    }
}

extension Expression {
    /// Whether it reads a variable of a macro.
    var readsLocal: Bool {
        if case .local = kind { return true }
        return kind.children.contains(where: \.readsLocal)
    }
}
