/// Reads the syntax of RE2.
struct PatternParser {
    let scalars: [Unicode.Scalar]
    var index = 0
    var flags = Flags()
    private var depth = 0
    private let limits: CELLimits

    struct Flags {
        var ignoresCase = false
        /// `^` and `$` also stand at the ends of lines.
        var isMultiline = false
        /// `.` also stands for the end of a line.
        var dotMatchesNewline = false
    }

    /// Groups nested deeper are refused.
    private static let maximumDepth = 64

    init(_ source: String, limits: CELLimits) {
        scalars = Array(source.unicodeScalars)
        self.limits = limits
    }

    mutating func parse() throws(CELFailure) -> PatternNode {
        let node = try choice()
        guard index == scalars.count else { throw fault("\")\" closes no group") }
        return node
    }

    // MARK: Characters

    func peek(_ distance: Int = 0) -> Unicode.Scalar? { index + distance < scalars.count ? scalars[index + distance] : nil }

    mutating func take(_ text: String) -> Bool {
        let wanted = Array(text.unicodeScalars)
        guard index + wanted.count <= scalars.count, scalars[index..<index + wanted.count].elementsEqual(wanted) else { return false }
        index += wanted.count
        return true
    }

    func fault(_ message: String, at position: Int? = nil) -> CELFailure {
        CELFailure("in the pattern, character \((position ?? index) + 1): \(message)")
    }

    // MARK: Structure

    private mutating func choice() throws(CELFailure) -> PatternNode {
        depth += 1
        guard depth <= PatternParser.maximumDepth else {
            throw CELFailure(.limit, "the pattern has groups nested deeper than \(PatternParser.maximumDepth)")
        }
        defer { depth -= 1 }
        var nodes = [try sequence()]
        while take("|") { nodes.append(try sequence()) }
        return nodes.count == 1 ? nodes[0] : .choice(nodes)
    }

    private mutating func sequence() throws(CELFailure) -> PatternNode {
        var nodes: [PatternNode] = []
        while let next = peek(), next != "|", next != ")" {
            if take("\\Q") {
                while index < scalars.count, !take("\\E") {
                    nodes.append(letter(scalars[index]))
                    index += 1
                }
                // A repetition after the quotation belongs to its last character.
                if let last = nodes.popLast() { nodes.append(try repeated(last)) }
                continue
            }
            if next == "*" || next == "+" || next == "?" { throw fault("\"\(next)\" has nothing to repeat") }
            nodes.append(try repeated(try atom()))
        }
        return nodes.count == 1 ? nodes[0] : (nodes.isEmpty ? .empty : .sequence(nodes))
    }

    private mutating func repeated(_ node: PatternNode) throws(CELFailure) -> PatternNode {
        let start = index
        guard let (minimum, maximum) = try repetition() else { return node }
        // Greedy or reluctant: the same matches exist.
        _ = take("?")
        let end = index
        if try repetition() != nil {
            throw fault("a repetition of a repetition, \"\(text(start..<index))\", needs a group around the first", at: end)
        }
        return .repetition(node, minimum: minimum, maximum: maximum)
    }

    private func text(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[range])
        return String(view)
    }

    /// `*`, `+`, `?`, `{2}`, `{2,}`, `{2,5}`; braces with anything else in them are characters.
    private mutating func repetition() throws(CELFailure) -> (minimum: Int, maximum: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        let start = index
        guard take("{"), let minimum = number() else {
            index = start
            return nil
        }
        var maximum: Int? = minimum
        if take(",") { maximum = peek() == "}" ? nil : number() ?? -1 }
        guard take("}"), maximum != -1 else {
            index = start
            return nil
        }
        let limit = limits.patternRepetitions
        guard minimum <= limit, maximum ?? 0 <= limit else {
            throw CELFailure(.limit, "in the pattern, character \(start + 1): a repetition may count to \(limit)")
        }
        guard maximum.map({ minimum <= $0 }) ?? true else { throw fault("the repetition ends before it begins", at: start) }
        return (minimum, maximum)
    }

    private mutating func number() -> Int? {
        var digits = ""
        while let next = peek(), ("0"..."9").contains(next) {
            digits.unicodeScalars.append(next)
            index += 1
        }
        // Too many digits for a number are too large for any limit.
        return digits.isEmpty ? nil : Int(digits) ?? .max
    }

    // MARK: Atoms

    private mutating func atom() throws(CELFailure) -> PatternNode {
        let start = index
        guard let scalar = peek() else { return .empty }
        index += 1
        switch scalar {
        case "(": return try group(from: start)
        case "[": return .scalarClass(try bracketClass(from: start))
        case ".":
            return .scalarClass(ScalarClass(flags.dotMatchesNewline ? [.any] : [.range(10...10)], isNegated: !flags.dotMatchesNewline))
        case "^": return .assertion(flags.isMultiline ? .lineStart : .textStart)
        case "$": return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
        case "\\": return try escape(from: start)
        default: return letter(scalar)
        }
    }

    /// A code point, in either case where case is ignored.
    func letter(_ scalar: Unicode.Scalar) -> PatternNode {
        guard flags.ignoresCase, scalar.caseVariants.count > 1 else { return .scalar(scalar) }
        return .scalarClass(ScalarClass([.range(scalar.value...scalar.value)], ignoresCase: true))
    }

    private mutating func group(from start: Int) throws(CELFailure) -> PatternNode {
        let outer = flags
        if take("?") {
            if take("P<") || (peek() == "<" && peek(1) != "=" && peek(1) != "!" && take("<")) {
                try groupName(from: start)
            } else if try flagsEndGroup(from: start) {
                // `(?i)` holds to the end of the group around it.
                return .empty
            }
        }
        let node = try choice()
        guard take(")") else { throw fault("this group is not closed", at: start) }
        flags = outer
        return node
    }

    private mutating func groupName(from start: Int) throws(CELFailure) {
        let first = index
        while let scalar = peek(), scalar != ">" {
            guard scalar.isASCII, UInt8(scalar.value).isLetter || UInt8(scalar.value).isDigit else {
                throw fault("the name of a group holds letters, digits and _")
            }
            index += 1
        }
        guard index > first, take(">") else { throw fault("the name of this group does not end", at: start) }
    }

    /// Reads `i`, `m`, `s`, `U` and `-`; whether the group ends after them instead of a colon.
    private mutating func flagsEndGroup(from start: Int) throws(CELFailure) -> Bool {
        var isSet = true
        var count = 0
        while let scalar = peek() {
            index += 1
            switch scalar {
            case "i": flags.ignoresCase = isSet
            case "m": flags.isMultiline = isSet
            case "s": flags.dotMatchesNewline = isSet
            case "U": break  // Exchanges greedy and reluctant, which have the same matches.
            case "-" where isSet:
                isSet = false
                continue
            case ":" where isSet || count > 0: return false
            case ")" where count > 0: return true
            case "=", "!", "<":
                throw fault("looking ahead or behind is not possible in linear time, and not part of RE2's syntax", at: start)
            default: throw fault("\"(?\(scalar)\" is not known; there are (?:…), (?P<name>…) and the flags i, m, s, U", at: start)
            }
            count += 1
        }
        throw fault("this group is not closed", at: start)
    }
}
