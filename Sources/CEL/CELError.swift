/// Why an expression cannot be compiled, or came to no value, and where.
public struct CELError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it is.
    public enum Code: String, Sendable, Hashable {
        /// The text is no expression.
        case syntax
        /// The types do not fit, or a name is unknown.
        case type
        /// Part of CEL, but not of the part that is built in here.
        case unsupported
        /// A named limit is exceeded.
        case limit
        /// Evaluation came to no value.
        case evaluation
    }
    /// What kind of failure it is.
    public let code: Code
    /// What was expected.
    public let message: String
    /// Where, in UTF-8 bytes from the beginning of the source.
    public let offset: Int

    /// A failure at an offset.
    public init(_ code: Code, _ message: String, at offset: Int) {
        self.code = code
        self.message = message
        self.offset = offset
    }

    /// Line and column, both from 1, columns counted in characters.
    public func position(in source: String) -> (line: Int, column: Int) {
        let before = String(decoding: source.utf8.prefix(offset), as: UTF8.self)
        let line = before.count(where: { $0 == "\n" }) + 1
        return (line, (before.split(separator: "\n", omittingEmptySubsequences: false).last?.count ?? 0) + 1)
    }

    /// The message with the line of the source and a caret below the place.
    public func rendered(source: String) -> String {
        let (line, column) = position(in: source)
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        let text = line <= lines.count ? String(lines[line - 1]) : ""
        return "\(line):\(column): \(message)\n  \(text)\n  \(String(repeating: " ", count: column - 1))^"
    }

    /// The message and the offset.
    public var description: String { "at byte \(offset + 1): \(message)" }
}
