import CEL
import DubanModel

/// Reads the shorthand of cells: `-`, `60`, `"a", "b"`, `>= 60`, `[10..20)`, `not "a"`, several with commas between them, and
/// `= expression` for everything else that the rule language can say.
struct CellReader {
    let input: Field
    let domain: InputDomain
    let environment: CELEnvironment
    let findings: Findings

    /// The cell; `nil` where anything goes, and where it is wrong, which is a finding then.
    func cell(_ node: YAMLNode) -> TableCell? {
        guard let text = node.text?.trimmed, !text.isEmpty else {
            findings.add("DW082", "a cell is a text such as >= 60, [10..20), \"a\", \"b\" or - for anything", at: node)
            return nil
        }
        if text == "-" { return nil }
        if text.hasPrefix("= ") { return cell(text, String(text.dropFirst(2)), nil, node) }
        let isNegated = text.hasPrefix("not ")
        let body = isNegated ? String(text.dropFirst(4)) : text
        var alternatives: [Alternative] = []
        for part in CellReader.parts(body) {
            guard let alternative = alternative(part.trimmed, node) else { return nil }
            alternatives.append(alternative)
        }
        let source = source(alternatives)
        let values = DiscreteSet(alternatives.flatMap(\.values.intervals))
        return isNegated
            ? cell(text, "!(\(source))", values.complement, node) : cell(text, source, values, node)
    }

    private func cell(_ text: String, _ source: String, _ values: DiscreteSet?, _ node: YAMLNode) -> TableCell? {
        do throws(CELError) {
            let program = try environment.compile(source)
            guard program.resultType == .bool || program.resultType == .dynamic else {
                findings.add("DW082", "a cell must say true or false; \(source) gives \(program.resultType)", at: node)
                return nil
            }
            return TableCell(
                text: text, source: source, values: values, condition: Condition(source: source, program: program),
                place: FilePlace(node))
        } catch {
            findings.add("DW082", "\(error.message), in: \(source)", at: node)
            return nil
        }
    }

    // MARK: Alternatives

    private struct Alternative {
        let values: DiscreteSet
        /// The literal, where it is a single value.
        var literal: String?
        /// The whole as an expression.
        let source: String
    }

    /// Several single values are told as one list, which reads better when a decision is explained.
    private func source(_ alternatives: [Alternative]) -> String {
        let literals = alternatives.compactMap(\.literal)
        if alternatives.count > 1, literals.count == alternatives.count { return "\(input.name) in [\(literals.joined(separator: ", "))]" }
        if alternatives.count == 1 { return alternatives[0].source }
        return alternatives.map { "(\($0.source))" }.joined(separator: " || ")
    }

    private static let operators = [">=", "<=", "!=", "==", ">", "<"]

    private func alternative(_ text: String, _ node: YAMLNode) -> Alternative? {
        if let sign = text.first, sign == "[" || sign == "(", text.contains("..") { return range(text, node) }
        guard let symbol = CellReader.operators.first(where: { text.hasPrefix($0) }) else {
            guard let (value, literal) = literal(text, node) else { return nil }
            return Alternative(
                values: DiscreteSet([DiscreteInterval(value, value)]), literal: literal, source: "\(input.name) == \(literal)")
        }
        guard let (value, literal) = literal(text.dropFirst(symbol.count).trimmed, node) else { return nil }
        guard domain.isOrdered || symbol == "==" || symbol == "!=" else {
            findings.add("DW082", "values of \"\(input.name)\" have no order, so no \(symbol)", at: node)
            return nil
        }
        let values =
            switch symbol {
            case ">=": DiscreteSet([DiscreteInterval(value, .max)])
            case "<=": DiscreteSet([DiscreteInterval(.min, value)])
            case ">": DiscreteSet(value == .max ? [] : [DiscreteInterval(value + 1, .max)])
            case "<": DiscreteSet(value == .min ? [] : [DiscreteInterval(.min, value - 1)])
            case "==": DiscreteSet([DiscreteInterval(value, value)])
            default: DiscreteSet([DiscreteInterval(value, value)]).complement
            }
        return Alternative(values: values, source: "\(input.name) \(symbol) \(literal)")
    }

    /// `[10..20)`: a square bracket counts its end, a round one does not; an end may be left out.
    private func range(_ text: String, _ node: YAMLNode) -> Alternative? {
        guard domain.isOrdered, let open = text.first, let close = text.last, close == "]" || close == ")", text.count >= 4,
            let dots = text.firstRange(of: "..")
        else {
            findings.add("DW082", "a range is written as [10..20), and only numbers, money and dates have one", at: node)
            return nil
        }
        let (first, second) = (
            text[text.index(after: text.startIndex)..<dots.lowerBound].trimmed, text[dots.upperBound...].dropLast().trimmed
        )
        var (low, high) = (Int64.min, Int64.max)
        var sources: [String] = []
        if !first.isEmpty {
            guard let (value, literal) = literal(first, node) else { return nil }
            low = open == "[" ? value : value + 1
            sources.append("\(input.name) \(open == "[" ? ">=" : ">") \(literal)")
        }
        if !second.isEmpty {
            guard let (value, literal) = literal(second, node) else { return nil }
            high = close == "]" ? value : value - 1
            sources.append("\(input.name) \(close == "]" ? "<=" : "<") \(literal)")
        }
        guard low <= high, !sources.isEmpty else {
            findings.add("DW083", "nothing lies in the range \(text)", at: node)
            return nil
        }
        return Alternative(values: DiscreteSet([DiscreteInterval(low, high)]), source: sources.joined(separator: " && "))
    }

    private func literal(_ text: String, _ node: YAMLNode) -> (value: Int64, source: String)? {
        if let literal = domain.literal(text) { return literal }
        var hint = ""
        if case .choice(let ids) = input.type {
            hint = nearest(to: InputDomain.unquoted(text), among: ids).map { "; did you mean \"\($0)\"?" } ?? ""
        }
        findings.add("DW082", "\"\(input.name)\" must be \(input.type.expectation), not \(text)\(hint)", at: node)
        return nil
    }

    /// The parts between commas that stand in no quotes and no brackets.
    static func parts(_ text: String) -> [Substring] {
        var parts: [Substring] = []
        var start = text.startIndex
        var quote: Character?
        var depth = 0
        for position in text.indices {
            let character = text[position]
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == "[" || character == "(" {
                depth += 1
            } else if character == "]" || character == ")" {
                depth -= 1
            } else if character == ",", depth == 0 {
                parts.append(text[start..<position])
                start = text.index(after: position)
            }
        }
        return parts + [text[start...]]
    }

    /// The texts that a cell names, so that the column knows all of them before any is read.
    static func texts(_ text: String) -> [String] {
        if text.hasPrefix("= ") { return [] }
        return parts(text.hasPrefix("not ") ? String(text.dropFirst(4)) : text).map { part in
            let part = part.trimmed
            let symbol = operators.first { part.hasPrefix($0) }
            return InputDomain.unquoted(part.dropFirst(symbol?.count ?? 0).trimmed)
        }
    }
}

extension StringProtocol {
    /// Without the space at both ends.
    var trimmed: String {
        let head = drop(while: \.isWhitespace)
        return String(head.reversed().drop(while: \.isWhitespace).reversed())
    }
}
