extension CELFunction {
    /// The lists extension, except `sortBy`, which is a macro.
    static let lists: [CELFunction] =
        [
            .member("slice", [.list(any), .int, .int], .list(any), ListFunctions.slice),
            .member("flatten", [.list(.list(any))], .list(any), ListFunctions.flatten),
            .member("flatten", [.list(.dynamic), .int], .list(.dynamic), ListFunctions.flatten),
            .member("distinct", [.list(any)], .list(any), ListFunctions.distinct),
            .member("reverse", [.list(any)], .list(any), ListFunctions.reverse),
            .global("lists.range", [.int], .list(.int), ListFunctions.range),
        ]
        + [CELType.int, .double].map { .member("sum", [.list($0)], $0, ListFunctions.sum) }
        + [CELType.int, .uint, .double, .bool, .duration, .timestamp, .string, .bytes].map {
            .member("sort", [.list($0)], .list($0), ListFunctions.sort)
        }

    /// The sets extension: lists, of which only what they contain counts.
    static let sets: [CELFunction] = [
        .global("sets.contains", [.list(any), .list(any)], .bool, SetFunctions.contains),
        .global("sets.equivalent", [.list(any), .list(any)], .bool, SetFunctions.equivalent),
        .global("sets.intersects", [.list(any), .list(any)], .bool, SetFunctions.intersects),
    ]
}

/// The lists extension.
enum ListFunctions {
    static func slice(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        let (items, start, end) = (try arguments.list(0), try arguments.int(1), try arguments.int(2))
        guard start >= 0, start <= end, end <= items.count else {
            throw CELFailure("there is no part from \(start) to \(end) of a list of \(items.count) items")
        }
        return .list(Array(items[Int(start)..<Int(end)]))
    }

    static func flatten(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        let depth = arguments.count == 2 ? try arguments.int(1) : 1
        guard depth >= 0 else { throw CELFailure("a list cannot be flattened to the depth \(depth)") }
        var result: [CELValue] = []
        try flatten(try arguments.list(0), depth, into: &result, &meter)
        return .list(result)
    }

    private static func flatten(
        _ items: [CELValue], _ depth: Int64, into result: inout [CELValue], _ meter: inout Meter
    ) throws(CELFailure) {
        try meter.spend(1 + items.count)
        for item in items {
            if depth > 0, case .list(let inner) = item {
                try flatten(inner, depth - 1, into: &result, &meter)
            } else {
                try meter.admit(listItems: result.count + 1)
                result.append(item)
            }
        }
    }

    /// The items without those that equal one before them.
    static func distinct(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        var result: [CELValue] = []
        var seen: Set<CELMap.Key> = []
        for item in try arguments.list(0) {
            // What can be a key of a map is looked up; the rest is compared with each.
            if let key = CELMap.Key(item) {
                if seen.insert(key).inserted { result.append(item) }
            } else if try !contains(result, item, &meter) {
                result.append(item)
            }
        }
        return .list(result)
    }

    static func contains(_ items: [CELValue], _ value: CELValue, _ meter: inout Meter) throws(CELFailure) -> Bool {
        try meter.spend(items.count)
        for item in items where try item.isEqual(to: value, &meter) { return true }
        return false
    }

    /// The sum of whole numbers, or of numbers with a fraction; 0 for an empty list. The function is Kubernetes' list library's.
    static func sum(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        let items = try arguments.list(0)
        try meter.spend(items.count)
        var (whole, fraction, isFraction) = (Int64(0), 0.0, false)
        for item in items {
            switch item {
            case .int(let number):
                let (sum, overflows) = whole.addingReportingOverflow(number)
                guard !overflows else { throw CELFailure("the sum does not fit into 64 bits") }
                whole = sum
            case .double(let number):
                fraction += number
                isFraction = true
            default: throw CELFailure("\(item.typeName) cannot be summed")
            }
        }
        return isFraction ? .double(fraction) : .int(whole)
    }

    static func reverse(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        .list(try arguments.list(0).reversed())
    }

    static func range(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        let end = try arguments.int(0)
        guard end >= 0 else { throw CELFailure("a range cannot have \(end) items") }
        try meter.admit(listItems: Int(clamping: end))
        try meter.spend(Int(clamping: end))
        return .list((0..<end).map { .int($0) })
    }

    static func sort(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        let items = try arguments.list(0)
        return .list(try sort(items, by: items, &meter))
    }

    /// The items in the order of their keys, which must be of one kind; items with equal keys keep their order.
    static func sort(_ items: [CELValue], by keys: [CELValue], _ meter: inout Meter) throws(CELFailure) -> [CELValue] {
        guard let first = keys.first else { return [] }
        for key in keys {
            guard key.typeName == first.typeName else { throw CELFailure("\(first.typeName) and \(key.typeName) have no common order") }
            guard key.order(to: key) != nil else { throw CELFailure("values of type \(key.typeName) have no order") }
            try meter.spend(for: key)
        }
        let comparisons = items.count * max(1, Int.bitWidth - items.count.leadingZeroBitCount)
        try meter.spend(comparisons)
        let positions = items.indices.sorted { left, right in
            let order = keys[left].order(to: keys[right])
            return order == .less || (order != .greater && left < right)
        }
        return positions.map { items[$0] }
    }
}

/// The sets extension.
enum SetFunctions {
    static func contains(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        .bool(try contains(try arguments.list(0), all: try arguments.list(1), &meter))
    }

    static func equivalent(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        let (left, right) = (try arguments.list(0), try arguments.list(1))
        guard try contains(left, all: right, &meter) else { return false }
        return .bool(try contains(right, all: left, &meter))
    }

    static func intersects(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        let right = try arguments.list(1)
        for item in try arguments.list(0) where try ListFunctions.contains(right, item, &meter) { return true }
        return false
    }

    private static func contains(_ items: [CELValue], all others: [CELValue], _ meter: inout Meter) throws(CELFailure) -> Bool {
        for other in others where try !ListFunctions.contains(items, other, &meter) { return false }
        return true
    }
}
