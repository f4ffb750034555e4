extension CELFunction {
    /// The math extension.
    static let math: [CELFunction] = extremes + rounding + bits + signs

    private static let numbers: [CELType] = [.int, .uint, .double]

    /// One number, two of any kinds, or a list; the parser makes a list of more than two.
    private static let extremes: [CELFunction] = [("math.greatest", Order.greater), ("math.least", Order.less)].flatMap { name, wanted in
        let body: Body = { (arguments, meter) throws(CELFailure) in try MathFunctions.extreme(arguments, wanted, &meter) }
        let pairs = numbers.flatMap { left in
            numbers.map { right in CELFunction(name, false, [left, right], left == right ? left : .dynamic, body: body) }
        }
        return numbers.map { CELFunction(name, false, [$0], $0, body: body) } + pairs
            + numbers.map { CELFunction(name, false, [.list($0)], $0, body: body) }
    }

    private static let rounding: [CELFunction] =
        [
            ofDouble("math.ceil", .double) { .double($0.rounded(.up)) },
            ofDouble("math.floor", .double) { .double($0.rounded(.down)) },
            ofDouble("math.round", .double) { .double($0.rounded(.toNearestOrAwayFromZero)) },
            ofDouble("math.trunc", .double) { .double($0.rounded(.towardZero)) },
            ofDouble("math.isNaN", .bool) { .bool($0.isNaN) },
            ofDouble("math.isInf", .bool) { .bool($0.isInfinite) },
            ofDouble("math.isFinite", .bool) { .bool($0.isFinite) },
        ] + numbers.map { .global("math.sqrt", [$0], .double, MathFunctions.squareRoot) }

    private static func ofDouble(_ name: String, _ result: CELType, _ body: @escaping @Sendable (Double) -> CELValue) -> CELFunction {
        .global(name, [.double], result) { (arguments, _) throws(CELFailure) in body(try arguments.double(0)) }
    }

    private static let signs: [CELFunction] =
        numbers.map { .global("math.abs", [$0], $0, MathFunctions.absolute) }
        + numbers.map { .global("math.sign", [$0], $0, MathFunctions.sign) }

    private static let bits: [CELFunction] = [CELType.int, .uint].flatMap { type -> [CELFunction] in
        [
            .global("math.bitAnd", [type, type], type) { (arguments, _) throws(CELFailure) in
                try MathFunctions.bits(arguments, { $0 & $1 }, { $0 & $1 })
            },
            .global("math.bitOr", [type, type], type) { (arguments, _) throws(CELFailure) in
                try MathFunctions.bits(arguments, { $0 | $1 }, { $0 | $1 })
            },
            .global("math.bitXor", [type, type], type) { (arguments, _) throws(CELFailure) in
                try MathFunctions.bits(arguments, { $0 ^ $1 }, { $0 ^ $1 })
            },
            .global("math.bitNot", [type], type, MathFunctions.bitNot),
            .global("math.bitShiftLeft", [type, .int], type) { (arguments, _) throws(CELFailure) in
                try MathFunctions.shift(arguments) { $0 << $1 }
            },
            .global("math.bitShiftRight", [type, .int], type) { (arguments, _) throws(CELFailure) in
                try MathFunctions.shift(arguments) { $0 >> $1 }
            },
        ]
    }
}

/// The math extension.
enum MathFunctions {
    /// The greatest or least number; of equal ones the first.
    static func extreme(_ arguments: CELArguments, _ wanted: Order, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        var numbers = (0..<arguments.count).map { arguments[$0] }
        if case .list(let items) = arguments[0] { numbers = items }
        guard var best = numbers.first else { throw CELFailure("an empty list has no greatest and no least number") }
        try meter.spend(numbers.count)
        for number in numbers {
            guard let order = number.order(asNumberTo: best) else { throw CELFailure("a number was expected, not \(number.typeName)") }
            if order == wanted { best = number }
        }
        return best
    }

    static func squareRoot(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        switch arguments[0] {
        case .double(let number): .double(number.squareRoot())
        case .int(let number): .double(Double(number).squareRoot())
        case .uint(let number): .double(Double(number).squareRoot())
        default: throw arguments.mismatch(0, "a number")
        }
    }

    static func absolute(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        switch arguments[0] {
        case .double(let number): return .double(number.magnitude)
        case .int(let number):
            guard number != .min else { throw CELFailure("the result does not fit into 64 bits") }
            return .int(abs(number))
        default: return arguments[0]
        }
    }

    static func sign(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        switch arguments[0] {
        case .double(let number): .double(number.isNaN ? number : (number > 0 ? 1 : (number < 0 ? -1 : 0)))
        case .int(let number): .int(number.signum())
        case .uint(let number): .uint(number == 0 ? 0 : 1)
        default: throw arguments.mismatch(0, "a number")
        }
    }

    static func bits(
        _ arguments: CELArguments, _ signed: (Int64, Int64) -> Int64, _ unsigned: (UInt64, UInt64) -> UInt64
    ) throws(CELFailure) -> CELValue {
        switch (arguments[0], arguments[1]) {
        case (.int(let left), .int(let right)): .int(signed(left, right))
        case (.uint(let left), .uint(let right)): .uint(unsigned(left, right))
        default: throw arguments.mismatch(1, arguments[0].typeName)
        }
    }

    static func bitNot(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        switch arguments[0] {
        case .int(let number): .int(~number)
        case .uint(let number): .uint(~number)
        default: throw arguments.mismatch(0, "a whole number")
        }
    }

    /// Shifts the bits; also a negative number is filled with zeros, and a shift by 64 or more leaves none.
    static func shift(_ arguments: CELArguments, _ body: (UInt64, Int64) -> UInt64) throws(CELFailure) -> CELValue {
        let distance = try arguments.int(1)
        guard distance >= 0 else { throw CELFailure("bits cannot be shifted by \(distance), a negative number") }
        switch arguments[0] {
        case .int(let number): return .int(Int64(bitPattern: body(UInt64(bitPattern: number), distance)))
        case .uint(let number): return .uint(body(number, distance))
        default: throw arguments.mismatch(0, "a whole number")
        }
    }
}
