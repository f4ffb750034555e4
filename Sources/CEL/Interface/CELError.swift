/// Why an expression cannot be compiled, or came to no value, and where.
public struct CELError: Error, Sendable, Hashable {
    /// What kind of failure it is; stable.
    public enum Code: String, Sendable, Hashable {
        /// The text is no expression.
        case syntax
        /// The types do not fit, or a name is unknown.
        case type
        /// Part of the language, but not of this implementation: messages of protocol buffers.
        case unsupported
        /// A limit of `CELLimits` is exceeded.
        case limit
        /// Evaluation came to no value.
        case evaluation
    }
    /// What kind of failure it is.
    public let code: Code
    /// What was expected, and where it helps, what to do.
    public let message: String
    /// Where, in UTF-8 bytes from the beginning of the source.
    public let offset: Int
    /// The whole source; empty until the error leaves the library.
    public private(set) var source = ""

    /// A failure at an offset.
    public init(_ code: Code, _ message: String, at offset: Int) {
        self.code = code
        self.message = message
        self.offset = offset
    }

    init(_ failure: CELFailure, at offset: Int) { self.init(failure.code, failure.message, at: offset) }

    func within(_ source: String) -> CELError {
        var error = self
        error.source = source
        return error
    }
}

/// Why a function came to no value; the evaluator adds the place.
public struct CELFailure: Error, Sendable, Hashable {
    /// What kind of failure it is.
    public let code: CELError.Code
    /// What was expected.
    public let message: String

    /// A failure of the evaluation.
    public init(_ message: String) { self.init(.evaluation, message) }

    /// A failure of another kind.
    public init(_ code: CELError.Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension CELError: CustomStringConvertible {
    /// The line from 1.
    public var line: Int { position(in: source).line }

    /// The column from 1, counted in characters.
    public var column: Int { position(in: source).column }

    /// Line and column in a source, both from 1, columns counted in characters.
    public func position(in source: String) -> (line: Int, column: Int) {
        let before = prefix(of: source)
        let line = before.count(where: \.isNewline) + 1
        return (line, (before.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).last?.count ?? 0) + 1)
    }

    /// The message with the line of the source and a caret below the place, as a compiler prints it.
    public func rendered(source: String) -> String {
        let (line, column) = position(in: source)
        let lines = source.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let text = line <= lines.count ? lines[line - 1] : ""
        // The space before the caret is as wide as what stands above it, also where characters take two columns.
        let space = text.prefix(column - 1).map { $0 == "\t" ? "\t" : ($0.isWide ? "  " : " ") }.joined()
        return "\(line):\(column): \(message)\n  \(text)\n  \(space)^"
    }

    /// The message with line, column, source line and caret; without a source, with the offset.
    public var description: String {
        source.isEmpty ? "at byte \(offset + 1): \(message)" : rendered(source: source)
    }

    private func prefix(of source: String) -> Substring {
        let bytes = source.utf8
        let end = bytes.index(bytes.startIndex, offsetBy: min(max(0, offset), bytes.count))
        return source[..<(end.samePosition(in: source) ?? source.endIndex)]
    }
}

extension Character {
    /// Whether a terminal shows the character two columns wide (UAX #11, the blocks that matter).
    fileprivate var isWide: Bool {
        guard let scalar = unicodeScalars.first?.value else { return false }
        return switch scalar {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
