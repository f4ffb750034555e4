extension Code {
    func negate(_ operand: CELValue, _ node: Node) throws(CELError) -> CELValue {
        switch operand {
        case .double(let number): return .double(-number)
        case .int(let number):
            guard number != .min else { throw overflow(node) }
            return .int(-number)
        case let other: throw fault("\"-\" does not fit \(other.typeName)", node)
        }
    }

    func arithmetic(_ left: CELValue, _ right: CELValue, _ node: Node, _ run: inout Evaluation) throws(CELError) -> CELValue {
        switch (left, right) {
        case (.int(let first), .int(let second)): return .int(try whole(node, first, second))
        case (.uint(let first), .uint(let second)): return .uint(try whole(node, first, second))
        case (.double(let first), .double(let second)):
            if let result = fraction(node, first, second) { return .double(result) }
        case (.string, .string), (.bytes, .bytes), (.list, .list):
            if node.operation == .add { return try concatenation(node, left, right, &run) }
        case (.timestamp, _), (.duration, _):
            if let result = try time(node, left, right) { return result }
        default: break
        }
        throw fault("\"\(symbol(node))\" does not fit \(left.typeName) and \(right.typeName)", node)
    }

    private func symbol(_ node: Node) -> String {
        switch node.operation {
        case .add: "+"
        case .subtract: "-"
        case .multiply: "*"
        case .divide: "/"
        default: "%"
        }
    }

    private func overflow(_ node: Node) -> CELError { fault("the result does not fit into 64 bits", node) }

    private func whole<Number: FixedWidthInteger>(_ node: Node, _ left: Number, _ right: Number) throws(CELError) -> Number {
        let (result, overflows): (Number, Bool)
        switch node.operation {
        case .add: (result, overflows) = left.addingReportingOverflow(right)
        case .subtract: (result, overflows) = left.subtractingReportingOverflow(right)
        case .multiply: (result, overflows) = left.multipliedReportingOverflow(by: right)
        case .divide:
            guard right != 0 else { throw fault("division by zero", node) }
            (result, overflows) = left.dividedReportingOverflow(by: right)
        default:
            guard right != 0 else { throw fault("division by zero", node) }
            (result, overflows) = left.remainderReportingOverflow(dividingBy: right)
        }
        guard !overflows else { throw overflow(node) }
        return result
    }

    private func fraction(_ node: Node, _ left: Double, _ right: Double) -> Double? {
        switch node.operation {
        case .add: left + right
        case .subtract: left - right
        case .multiply: left * right
        case .divide: left / right
        default: nil
        }
    }

    private func concatenation(_ node: Node, _ left: CELValue, _ right: CELValue, _ run: inout Evaluation) throws(CELError) -> CELValue {
        do throws(CELFailure) {
            switch (left, right) {
            case (.string(let first), .string(let second)):
                let count = first.utf8.count + second.utf8.count
                try run.meter.admit(textBytes: count)
                try run.meter.spend(forText: count)
                return .string(first + second)
            case (.bytes(let first), .bytes(let second)):
                try run.meter.admit(textBytes: first.count + second.count)
                try run.meter.spend(forText: first.count + second.count)
                return .bytes(first + second)
            case (.list(let first), .list(let second)):
                try run.meter.admit(listItems: first.count + second.count)
                try run.meter.spend(first.count + second.count)
                return .list(first + second)
            default: throw CELFailure("\"+\" does not fit \(left.typeName) and \(right.typeName)")
            }
        } catch {
            throw CELError(error, at: Int(node.offset))
        }
    }

    /// Sums and differences of instants and spans; `nil` where there is none of these kinds.
    private func time(_ node: Node, _ left: CELValue, _ right: CELValue) throws(CELError) -> CELValue? {
        let isSum = node.operation == .add
        guard isSum || node.operation == .subtract else { return nil }
        switch (left, right) {
        case (.timestamp(let instant), .duration(let span)), (.duration(let span), .timestamp(let instant)):
            if case .duration = left, !isSum { return nil }
            guard let result = instant.adding(isSum ? span : .zero - span) else {
                throw fault("the result lies outside the years 1 to 9999", node)
            }
            return .timestamp(result)
        case (.timestamp(let first), .timestamp(let second)):
            guard !isSum else { return nil }
            guard let result = first.since(second) else { throw fault("the two instants lie too far apart for a duration", node) }
            return .duration(result)
        case (.duration(let first), .duration(let second)):
            let result = isSum ? first + second : first - second
            guard result.nanoseconds != nil else { throw fault("the result is longer than a duration can be", node) }
            return .duration(result)
        default: return nil
        }
    }
}
