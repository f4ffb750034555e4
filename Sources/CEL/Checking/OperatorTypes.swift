/// The signatures of the operators.
enum OperatorTypes {
    static func overloads(_ operation: Expression.Operator) -> [CELFunction] {
        switch operation {
        case .equal, .notEqual: equality
        case .less, .lessOrEqual, .greater, .greaterOrEqual: ordering
        case .add: addition
        case .subtract: subtraction
        case .multiply, .divide: numbers
        case .remainder: wholeNumbers
        case .isIn: membership
        }
    }

    private static let type = CELType.parameter("T")

    private static let equality = [signature([type, type], .bool)]

    private static let ordering: [CELFunction] = {
        let ordered: [CELType] = [.int, .string, .double, .bool, .timestamp, .duration, .uint, .bytes]
        let numbers: [CELType] = [.int, .uint, .double]
        let mixed = numbers.flatMap { left in numbers.filter { $0 != left }.map { signature([left, $0], .bool) } }
        return ordered.map { signature([$0, $0], .bool) } + mixed
    }()

    private static let wholeNumbers = [CELType.int, .uint].map { signature([$0, $0], $0) }
    private static let numbers = wholeNumbers + [signature([.double, .double], .double)]

    private static let addition =
        numbers + [
            signature([.string, .string], .string), signature([.bytes, .bytes], .bytes),
            signature([.list(type), .list(type)], .list(type)), signature([.timestamp, .duration], .timestamp),
            signature([.duration, .timestamp], .timestamp), signature([.duration, .duration], .duration),
        ]

    private static let subtraction =
        numbers + [
            signature([.timestamp, .timestamp], .duration), signature([.timestamp, .duration], .timestamp),
            signature([.duration, .duration], .duration),
        ]

    private static let membership = [
        signature([type, .list(type)], .bool), signature([type, .map(type, .parameter("V"))], .bool),
    ]

    private static func signature(_ parameters: [CELType], _ result: CELType) -> CELFunction {
        CELFunction("", false, parameters, result) { (_, _) throws(CELFailure) in .null }
    }
}
