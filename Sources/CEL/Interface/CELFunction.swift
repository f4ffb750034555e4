/// A function that expressions may call: one overload of a name.
///
/// ```swift
/// let isLeapYear = CELFunction("isLeapYear", [.int], returns: .bool) { arguments throws(CELFailure) in
///     .bool(try arguments.int(0) % 4 == 0)
/// }
/// ```
public struct CELFunction: Sendable {
    /// The name, with dots where it stands in a space: `strings.quote`.
    public let name: String
    /// Whether it is called on its first argument: `text.trim()` and not `trim(text)`.
    public let isMember: Bool
    /// The types of the arguments, the one it is called on first.
    public let parameters: [CELType]
    /// The type of the result.
    public let result: CELType
    let body: Body

    /// What a function does. It may be called from many threads and must give the same for the same.
    typealias Body = @Sendable (CELArguments, inout Meter) throws(CELFailure) -> CELValue

    /// A function of the host.
    /// - Parameters:
    ///   - name: The name.
    ///   - parameters: The types of the arguments, at most `CELArguments.maximum`; `.parameter("T")` stands for any type.
    ///   - result: The type of the result.
    ///   - isMember: Whether it is called on its first argument.
    ///   - body: What it does. Equal arguments must give equal results, since a call with constants is made only once.
    public init(
        _ name: String, _ parameters: [CELType], returns result: CELType, isMember: Bool = false,
        body: @escaping @Sendable (CELArguments) throws(CELFailure) -> CELValue
    ) {
        self.init(name, isMember, parameters, result) { (arguments, _) throws(CELFailure) in try body(arguments) }
    }

    init(_ name: String, _ isMember: Bool, _ parameters: [CELType], _ result: CELType, body: @escaping Body) {
        precondition(parameters.count <= CELArguments.maximum, "\(name) has more than \(CELArguments.maximum) parameters; pass a list")
        self.name = name
        self.isMember = isMember
        self.parameters = parameters
        self.result = result
        self.body = body
    }

    /// A function of the standard library that is called on its first argument.
    static func member(_ name: String, _ parameters: [CELType], _ result: CELType, _ body: @escaping Body) -> CELFunction {
        CELFunction(name, true, parameters, result, body: body)
    }

    /// A function of the standard library that is called by its name.
    static func global(_ name: String, _ parameters: [CELType], _ result: CELType, _ body: @escaping Body) -> CELFunction {
        CELFunction(name, false, parameters, result, body: body)
    }

    /// Whether it takes these arguments.
    @inline(__always)
    func admits(_ arguments: CELArguments) -> Bool {
        guard parameters.count == arguments.count else { return false }
        for (position, parameter) in parameters.enumerated() where !parameter.admits(arguments[position]) { return false }
        return true
    }

    /// As an error names it: `text.charAt(int)`.
    var signature: String {
        let types = parameters.map(\.description)
        return isMember
            ? "\(types[0]).\(name)(\(types.dropFirst().joined(separator: ", ")))" : "\(name)(\(types.joined(separator: ", ")))"
    }
}

/// The arguments of a call. They are held in place, so that a call needs no memory of its own.
public struct CELArguments: Sendable {
    /// How many arguments a call can have.
    public static let maximum = 4
    /// How many there are.
    public let count: Int
    private var first: CELValue = .null
    private var second: CELValue = .null
    private var third: CELValue = .null
    private var fourth: CELValue = .null

    init(count: Int) { self.count = count }

    /// The argument at a position from 0; null beyond the last.
    public internal(set) subscript(position: Int) -> CELValue {
        get {
            switch position {
            case 0: first
            case 1: second
            case 2: third
            case 3: fourth
            default: .null
            }
        }
        set {
            switch position {
            case 0: first = newValue
            case 1: second = newValue
            case 2: third = newValue
            default: fourth = newValue
            }
        }
    }

    /// A text argument.
    public func string(_ position: Int) throws(CELFailure) -> String {
        guard case .string(let text) = self[position] else { throw mismatch(position, "string") }
        return text
    }

    /// A whole number.
    public func int(_ position: Int) throws(CELFailure) -> Int64 {
        guard case .int(let number) = self[position] else { throw mismatch(position, "int") }
        return number
    }

    /// A number with a fraction.
    public func double(_ position: Int) throws(CELFailure) -> Double {
        guard case .double(let number) = self[position] else { throw mismatch(position, "double") }
        return number
    }

    /// A list.
    public func list(_ position: Int) throws(CELFailure) -> [CELValue] {
        guard case .list(let items) = self[position] else { throw mismatch(position, "list") }
        return items
    }

    /// An instant.
    public func timestamp(_ position: Int) throws(CELFailure) -> CELTimestamp {
        guard case .timestamp(let instant) = self[position] else { throw mismatch(position, "timestamp") }
        return instant
    }

    func mismatch(_ position: Int, _ wanted: String) -> CELFailure {
        CELFailure("argument \(position + 1) should be \(wanted), it is \(self[position].typeName)")
    }
}
