extension CELFunction {
    /// The functions that every environment has, by name.
    static let standard: [String: [CELFunction]] = Dictionary(
        grouping: core + conversions + times + strings + math + lists + sets + optionals + encoders + network, by: \.name)

    /// What the language itself defines beside conversions and times.
    private static let core: [CELFunction] =
        [CELType.string, .bytes, .list(any), .map(any, .parameter("V"))].flatMap { type in
            [.global("size", [type], .int, CoreFunctions.size), .member("size", [type], .int, CoreFunctions.size)]
        } + [
            .member("contains", [.string, .string], .bool, CoreFunctions.contains),
            .member("startsWith", [.string, .string], .bool, CoreFunctions.startsWith),
            .member("endsWith", [.string, .string], .bool, CoreFunctions.endsWith),
            .member("matches", [.string, .string], .bool, CoreFunctions.matches),
            .global("matches", [.string, .string], .bool, CoreFunctions.matches),
            .global("type", [any], .type, CoreFunctions.type),
            .global("dyn", [any], .dynamic, CoreFunctions.identity),
        ]

    /// Any type.
    static var any: CELType { .parameter("T") }
}

/// What the language itself defines.
enum CoreFunctions {
    static func size(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        switch arguments[0] {
        case .string(let text): .int(Int64(text.unicodeScalars.count))
        case .bytes(let bytes): .int(Int64(bytes.count))
        case .list(let items): .int(Int64(items.count))
        case .map(let map): .int(Int64(map.count))
        default: throw arguments.mismatch(0, "text, bytes, a list or a map")
        }
    }

    static func contains(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        let (text, part) = (Array(try arguments.string(0).utf8), Array(try arguments.string(1).utf8))
        return .bool(try TextSearch(part).first(in: text, from: 0, &meter) != nil)
    }

    static func startsWith(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        .bool(try arguments.string(0).begins(with: try arguments.string(1)))
    }

    static func endsWith(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        .bool(try arguments.string(0).ends(with: try arguments.string(1)))
    }

    /// A pattern that is known only now. One that is written out is compiled with the expression.
    static func matches(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        let pattern = try Pattern(try arguments.string(1), limits: meter.limits)
        try meter.spend(pattern.instructionCount)
        return .bool(try pattern.isFound(in: try arguments.string(0), &meter))
    }

    static func type(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue { .type(arguments[0].typeName) }

    static func identity(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue { arguments[0] }
}

/// Finds a sequence in another in time proportional to their lengths together (Knuth, Morris, Pratt), so that no text can make
/// the search slow.
struct TextSearch<Element: Equatable> {
    private let part: [Element]
    /// For each beginning of the part, how long its longest proper end is that is also a beginning.
    private let borders: [Int]

    init(_ part: [Element]) {
        self.part = part
        var borders = Array(repeating: 0, count: part.count)
        var length = 0
        for position in part.indices.dropFirst() {
            while length > 0, part[position] != part[length] { length = borders[length - 1] }
            if part[position] == part[length] { length += 1 }
            borders[position] = length
        }
        self.borders = borders
    }

    /// The first position from `start` at which the part stands.
    func first(in whole: [Element], from start: Int, _ meter: inout Meter) throws(CELFailure) -> Int? {
        guard !part.isEmpty else { return start }
        try meter.spend(forText: whole.count + part.count)
        var length = 0
        for position in start..<max(start, whole.count) {
            while length > 0, whole[position] != part[length] { length = borders[length - 1] }
            if whole[position] == part[length] { length += 1 }
            if length == part.count { return position - length + 1 }
        }
        return nil
    }
}
