import Foundation

extension CELValue: Equatable {
    /// The language's equality, without a bound on what it costs; the evaluator uses the one that is metered.
    public static func == (left: CELValue, right: CELValue) -> Bool {
        var meter = Meter.unlimited
        return (try? left.isEqual(to: right, &meter)) ?? false
    }

    /// The language's equality. Values share their parts, so that a small expression can make a value whose equality with
    /// itself would take for ever: each part that is compared costs a step.
    func isEqual(to other: CELValue, _ meter: inout Meter) throws(CELFailure) -> Bool {
        switch (self, other) {
        case (.int(let left), .int(let right)): return left == right
        case (.string(let left), .string(let right)): return left.hasSameText(as: right)
        case (.bool(let left), .bool(let right)): return left == right
        case (.null, .null): return true
        case (.timestamp(let left), .timestamp(let right)): return left == right
        case (.duration(let left), .duration(let right)): return left == right
        case (.type(let left), .type(let right)): return left == right
        case (.opaque(let left), .opaque(let right)): return left.isEqual(to: right)
        case (.bytes(let left), .bytes(let right)):
            try meter.spend(forText: left.count)
            return left == right
        case (.optional(let left), .optional(let right)):
            guard let left, let right else { return left == nil && right == nil }
            try meter.spend(1)
            return try left.isEqual(to: right, &meter)
        case (.list(let left), .list(let right)): return try CELValue.areEqual(left, right, &meter)
        case (.map(let left), .map(let right)): return try CELValue.areEqual(left, right, &meter)
        default: return order(asNumberTo: other) == .equal
        }
    }

    private static func areEqual(_ left: [CELValue], _ right: [CELValue], _ meter: inout Meter) throws(CELFailure) -> Bool {
        guard left.count == right.count else { return false }
        try meter.spend(left.count)
        for (first, second) in zip(left, right) where try !first.isEqual(to: second, &meter) { return false }
        return true
    }

    private static func areEqual(_ left: CELMap, _ right: CELMap, _ meter: inout Meter) throws(CELFailure) -> Bool {
        guard left.count == right.count else { return false }
        try meter.spend(left.count)
        for (key, value) in left {
            guard let counterpart = right[key], try value.isEqual(to: counterpart, &meter) else { return false }
        }
        return true
    }
}

/// How two values lie to each other.
enum Order {
    case less, equal, greater
    /// One of them is not a number.
    case unordered

    @inline(__always)
    init<T: Comparable>(_ left: T, _ right: T) { self = left < right ? .less : (left == right ? .equal : .greater) }

    var reversed: Order {
        switch self {
        case .less: .greater
        case .greater: .less
        default: self
        }
    }
}

extension CELValue {
    /// How two values lie to each other; `nil` where their kinds have no order.
    func order(to other: CELValue) -> Order? {
        switch (self, other) {
        case (.int(let left), .int(let right)): Order(left, right)
        case (.string(let left), .string(let right)): left.order(to: right)
        case (.timestamp(let left), .timestamp(let right)): Order(left, right)
        case (.duration(let left), .duration(let right)): Order(left, right)
        case (.bool(let left), .bool(let right)): Order(left ? 1 : 0, right ? 1 : 0)
        case (.bytes(let left), .bytes(let right)):
            left.lexicographicallyPrecedes(right) ? .less : (left == right ? .equal : .greater)
        default: order(asNumberTo: other)
        }
    }

    /// How two numbers of any two kinds lie to each other; `nil` where one of the values is no number.
    func order(asNumberTo other: CELValue) -> Order? {
        switch (self, other) {
        case (.int(let left), .int(let right)): Order(left, right)
        case (.uint(let left), .uint(let right)): Order(left, right)
        case (.double(let left), .double(let right)): left.isNaN || right.isNaN ? .unordered : Order(left, right)
        case (.int(let left), .uint(let right)): CELValue.order(left, right)
        case (.uint(let left), .int(let right)): CELValue.order(right, left).reversed
        case (.int(let left), .double(let right)): CELValue.order(right, left, -0x1p63, 0x1p63).reversed
        case (.double(let left), .int(let right)): CELValue.order(left, right, -0x1p63, 0x1p63)
        case (.uint(let left), .double(let right)): CELValue.order(right, left, 0, 0x1p64).reversed
        case (.double(let left), .uint(let right)): CELValue.order(left, right, 0, 0x1p64)
        default: nil
        }
    }

    private static func order(_ left: Int64, _ right: UInt64) -> Order { left < 0 ? .less : Order(UInt64(left), right) }

    /// A double against a whole number: outside the range of the whole numbers the range decides; inside it the whole number
    /// is rounded to a double, as the conformance vectors want it.
    private static func order(_ left: Double, _ right: some BinaryInteger, _ low: Double, _ high: Double) -> Order {
        if left.isNaN { return .unordered }
        if left < low { return .less }
        if left > high { return .greater }
        return Order(left, Double(right))
    }
}

extension String {
    /// Whether two texts have the same code points. `==` of the standard library is canonical equivalence, which the language does
    /// not have, and is slower.
    @inline(__always)
    func hasSameText(as other: String) -> Bool { utf8.count == other.utf8.count && compares(other, at: 0) }

    func begins(with part: String) -> Bool { utf8.count >= part.utf8.count && compares(part, at: 0) }

    func ends(with part: String) -> Bool { utf8.count >= part.utf8.count && compares(part, at: utf8.count - part.utf8.count) }

    /// Whether another text, no longer than what is left, stands at this byte.
    private func compares(_ part: String, at position: Int) -> Bool {
        let result = utf8.withContiguousStorageIfAvailable { whole in
            part.utf8.withContiguousStorageIfAvailable { piece -> Bool in
                guard let first = whole.baseAddress, let second = piece.baseAddress else { return true }
                return memcmp(first + position, second, piece.count) == 0
            }
        }
        return result.flatMap { $0 } ?? utf8.dropFirst(position).starts(with: part.utf8)
    }

    /// Order by code points, which is the order of UTF-8's bytes.
    func order(to other: String) -> Order {
        if hasSameText(as: other) { return .equal }
        return utf8.lexicographicallyPrecedes(other.utf8) ? .less : .greater
    }
}
