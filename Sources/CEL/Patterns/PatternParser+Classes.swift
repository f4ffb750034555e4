extension PatternParser {
    // MARK: Escapes

    /// What stands after a backslash outside brackets.
    mutating func escape(from start: Int) throws(CELFailure) -> PatternNode {
        switch peek() {
        case "A": index += 1; return .assertion(.textStart)
        case "z": index += 1; return .assertion(.textEnd)
        case "b": index += 1; return .assertion(.wordBoundary)
        case "B": index += 1; return .assertion(.noWordBoundary)
        default: break
        }
        if let part = try classEscape(from: start) { return .scalarClass(ScalarClass([part], ignoresCase: flags.ignoresCase)) }
        return letter(try scalarEscape(from: start))
    }

    /// `\d`, `\s`, `\w`, `\pL`, `\p{Han}` and their opposites in capitals.
    private mutating func classEscape(from start: Int) throws(CELFailure) -> ScalarClass.Part? {
        guard let scalar = peek() else { throw fault("the pattern ends after a backslash", at: start) }
        switch scalar {
        case "d", "D": index += 1; return .ranges(PatternParser.digits, isNegated: scalar == "D")
        case "s", "S": index += 1; return .ranges(PatternParser.space, isNegated: scalar == "S")
        case "w", "W": index += 1; return .ranges(PatternParser.word, isNegated: scalar == "W")
        case "p", "P":
            index += 1
            return try property(isNegated: scalar == "P", from: start)
        default: return nil
        }
    }

    private mutating func property(isNegated: Bool, from start: Int) throws(CELFailure) -> ScalarClass.Part {
        var isNegated = isNegated
        var name = ""
        if take("{") {
            if take("^") { isNegated.toggle() }
            while let scalar = peek(), scalar != "}" {
                name.unicodeScalars.append(scalar)
                index += 1
            }
            guard take("}") else { throw fault("\"}\" is missing after the name of the class", at: start) }
        } else if let scalar = peek() {
            name.unicodeScalars.append(scalar)
            index += 1
        }
        if name == "Any" { return .ranges([0...0x10FFFF], isNegated: isNegated) }
        if Unicode.GeneralCategory.known.contains(name) { return .category(name, isNegated: isNegated) }
        guard let ranges = ScriptRanges.ranges(name) else {
            throw fault(
                "there is no class of characters \"\(name)\"; there are categories such as L and Nd, scripts such as Han", at: start)
        }
        return .ranges(ranges, isNegated: isNegated)
    }

    private static let digits: [ClosedRange<UInt32>] = [0x30...0x39]
    private static let space: [ClosedRange<UInt32>] = [9...10, 12...13, 0x20...0x20]
    private static let word: [ClosedRange<UInt32>] = [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]

    /// A single code point: `\n`, `\x41`, `\x{1F600}`, `\101`, `\.`.
    private mutating func scalarEscape(from start: Int) throws(CELFailure) -> Unicode.Scalar {
        guard let scalar = peek() else { throw fault("the pattern ends after a backslash", at: start) }
        index += 1
        switch scalar {
        case "a": return "\u{07}"
        case "f": return "\u{0C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "v": return "\u{0B}"
        case "x": return try hexadecimal(from: start)
        case "0"..."7":
            if let octal = octal(first: scalar) { return octal }
            throw fault("references back such as \\\(scalar) are not possible in linear time, and not part of RE2's syntax", at: start)
        case "8", "9":
            throw fault("references back such as \\\(scalar) are not possible in linear time, and not part of RE2's syntax", at: start)
        case let other where other.isASCII && !UInt8(other.value).isLetter: return other
        case "_": return scalar
        default: throw fault("\"\\\(scalar)\" is no escape", at: start)
        }
    }

    /// `\0` with up to two more digits, or two to three digits.
    private mutating func octal(first: Unicode.Scalar) -> Unicode.Scalar? {
        var value = first.value - 0x30
        var count = 1
        while count < 3, let next = peek(), ("0"..."7").contains(next) {
            value = value * 8 + next.value - 0x30
            index += 1
            count += 1
        }
        return first == "0" || count > 1 ? Unicode.Scalar(value) : nil
    }

    private mutating func hexadecimal(from start: Int) throws(CELFailure) -> Unicode.Scalar {
        let isBraced = take("{")
        var value: UInt32 = 0
        var count = 0
        while count < (isBraced ? 8 : 2), let next = peek(), next.isASCII, let digit = UInt8(next.value).hexadecimal {
            value = value << 4 | digit
            index += 1
            count += 1
        }
        guard count > 0, isBraced ? take("}") : count == 2, let scalar = Unicode.Scalar(value) else {
            throw fault("a code point was expected after \\x: two digits, or any number of them in braces", at: start)
        }
        return scalar
    }

    // MARK: Brackets

    /// What stands in brackets, from after the first one.
    mutating func bracketClass(from start: Int) throws(CELFailure) -> ScalarClass {
        let isNegated = take("^")
        var parts: [ScalarClass.Part] = []
        var isFirst = true
        while true {
            guard let scalar = peek() else { throw fault("\"]\" is missing", at: start) }
            if scalar == "]", !isFirst { break }
            isFirst = false
            if take("[:") {
                parts.append(try namedClass())
            } else if scalar == "\\" {
                let escape = index
                index += 1
                if let part = try classEscape(from: escape) {
                    parts.append(part)
                } else {
                    parts.append(try range(from: try scalarEscape(from: escape), escape))
                }
            } else {
                index += 1
                parts.append(try range(from: scalar, index - 1))
            }
        }
        index += 1
        return ScalarClass(parts, isNegated: isNegated, ignoresCase: flags.ignoresCase)
    }

    private mutating func range(from first: Unicode.Scalar, _ start: Int) throws(CELFailure) -> ScalarClass.Part {
        guard peek() == "-", let next = peek(1), next != "]" else { return .range(first.value...first.value) }
        index += 1
        let last: Unicode.Scalar
        if next == "\\" {
            index += 1
            last = try scalarEscape(from: index - 1)
        } else {
            index += 1
            last = next
        }
        guard first.value <= last.value else { throw fault("the range ends before it begins", at: start) }
        return .range(first.value...last.value)
    }

    private static let named: [String: [ClosedRange<UInt32>]] = [
        "alnum": [0x30...0x39, 0x41...0x5A, 0x61...0x7A], "alpha": [0x41...0x5A, 0x61...0x7A], "ascii": [0...0x7F],
        "blank": [9...9, 0x20...0x20], "cntrl": [0...0x1F, 0x7F...0x7F], "digit": digits, "graph": [0x21...0x7E],
        "lower": [0x61...0x7A], "print": [0x20...0x7E], "punct": [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E],
        "space": [9...13, 0x20...0x20], "upper": [0x41...0x5A], "word": word, "xdigit": [0x30...0x39, 0x41...0x46, 0x61...0x66],
    ]

    /// `[:alpha:]` or `[:^alpha:]`, from after its first colon.
    private mutating func namedClass() throws(CELFailure) -> ScalarClass.Part {
        let start = index - 2
        let isNegated = take("^")
        var name = ""
        while let scalar = peek(), scalar != ":", scalar != "]" {
            name.unicodeScalars.append(scalar)
            index += 1
        }
        guard take(":]"), let ranges = PatternParser.named[name] else {
            throw fault("there is no class [:\(name):]; there are \(PatternParser.named.keys.sorted().joined(separator: ", "))", at: start)
        }
        return .ranges(ranges, isNegated: isNegated)
    }
}
