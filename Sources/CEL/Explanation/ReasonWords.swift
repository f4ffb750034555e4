/// The sentences of reasons in one language.
struct ReasonWords {
    let language: CELLanguage
    let wording: CELWording

    private func phrase(_ english: String, _ chinese: String) -> String { language == .english ? english : chinese }

    // MARK: Names and values

    /// What an operand is called.
    func name(_ operand: CELReason.Operand) -> String {
        guard let path = operand.path else { return operand.source }
        let title = wording.title(path)?[language] ?? path.joined(separator: ".")
        switch operand.size {
        case nil: return title
        case .length: return phrase("the length of \(title)", "\(title)的长度")
        case .count: return phrase("the number of \(title)", "\(title)的数量")
        }
    }

    /// A value as people read it; one that stands against a field is shown as that field's.
    func value(_ value: CELValue, of path: [String]?) -> String {
        if let path, let shown = wording.value(value, path) { return shown[language] }
        switch value {
        case .string(let text): return phrase("\"\(text)\"", "“\(text)”")
        case .bool(let flag): return flag ? phrase("true", "是") : phrase("false", "否")
        case .null: return phrase("empty", "空")
        case .int(let number): return String(number)
        case .uint(let number): return String(number)
        case .double(let number): return number.plainText
        case .timestamp(let instant): return instant.description
        case .duration(let span): return span.secondsText
        case .type(let name): return name
        case .list(let items): return list(items, of: path)
        case .map(let map): return list(map.keys.map(\.value), of: path)
        case .optional(let inner): return inner.map { self.value($0, of: path) } ?? phrase("empty", "空")
        case .bytes(let bytes): return phrase("\(bytes.count) bytes", "\(bytes.count) 字节")
        case .opaque(let opaque): return opaque.description
        }
    }

    private static let shownItems = 8

    private func list(_ items: [CELValue], of path: [String]?) -> String {
        if items.isEmpty { return phrase("nothing", "空") }
        let shown = items.prefix(ReasonWords.shownItems).map { value($0, of: path) }.joined(separator: phrase(", ", "、"))
        return items.count > ReasonWords.shownItems ? shown + phrase(" and others", "等") : shown
    }

    /// The path in whose way values of both operands are shown; a size is a plain number.
    private func valuePath(_ operand: CELReason.Operand) -> [String]? { operand.size == nil ? operand.path : nil }

    /// `age is 58`, and what a longer expression read: `income / members is 450 (income 900, members 2)`.
    private func subject(_ operand: CELReason.Operand) -> String {
        let shown = value(operand.value, of: valuePath(operand))
        if operand.isConstant { return shown }
        let read = operand.read.map {
            "\(wording.title($0.path)?[language] ?? $0.path.joined(separator: ".")) \(value($0.value, of: $0.path))"
        }
        let detail = read.isEmpty ? "" : phrase(" (\(read.joined(separator: ", ")))", "（\(read.joined(separator: "，"))）")
        return phrase("\(name(operand)) is \(shown)\(detail)", "\(name(operand)) \(shown)\(detail)")
    }

    /// A value alone, or a field with its value in parentheses.
    private func object(_ operand: CELReason.Operand, as path: [String]?) -> String {
        let shown = value(operand.value, of: operand.isConstant ? path : valuePath(operand))
        return operand.isConstant ? shown : phrase("\(name(operand)) (\(shown))", "\(name(operand))（\(shown)）")
    }

    // MARK: Sentences

    func statement(_ operand: CELReason.Operand) -> String { subject(operand) }

    func presence(_ field: CELReason.Operand, _ holds: Bool) -> String {
        holds ? phrase("\(name(field)) is given", "\(name(field))已填写") : phrase("\(name(field)) is not given", "\(name(field))未填写")
    }

    func comparison(_ left: CELReason.Operand, _ relation: CELReason.Relation, _ right: CELReason.Operand, _ holds: Bool) -> String {
        let isEqual = (relation == .equal) == holds
        if relation == .equal || relation == .notEqual, isEqual {
            // What is equal to a constant is named by it.
            return right.isConstant
                ? subject(left)
                : "\(subject(left))\(phrase(", the same as ", "，与"))\(object(right, as: valuePath(left)))\(phrase("", "相同"))"
        }
        return "\(subject(left))\(phrase(", ", "，"))\(words(relation, holds, left.value)) \(object(right, as: valuePath(left)))"
    }

    func bareComparison(_ left: CELReason.Operand, _ relation: CELReason.Relation, _ right: CELReason.Operand, _ holds: Bool) -> String {
        let shown = value(left.value, of: valuePath(left))
        let isEquality = relation == .equal || relation == .notEqual
        let words =
            isEquality && (relation == .equal) == holds ? phrase("", "是") : words(relation, holds, left.value)
        let verb = phrase(words.isEmpty ? "is" : "is ", "")
        return "\(shown) \(verb)\(words) \(object(right, as: valuePath(left)))"
    }

    private func words(_ relation: CELReason.Relation, _ holds: Bool, _ value: CELValue) -> String {
        if case .timestamp = value { return timeWords(relation, holds) }
        switch (relation, holds) {
        case (.greaterOrEqual, true): return phrase("at least", "不低于")
        case (.greaterOrEqual, false): return phrase("below", "低于")
        case (.greater, true): return phrase("above", "高于")
        case (.greater, false): return phrase("not above", "不高于")
        case (.lessOrEqual, true): return phrase("at most", "不高于")
        case (.lessOrEqual, false): return phrase("above", "高于")
        case (.less, true): return phrase("below", "低于")
        case (.less, false): return phrase("not below", "不低于")
        case (.equal, _), (.notEqual, _): return phrase("not", "不是")
        }
    }

    private func timeWords(_ relation: CELReason.Relation, _ holds: Bool) -> String {
        switch (relation, holds) {
        case (.greaterOrEqual, true), (.less, false): phrase("not before", "不早于")
        case (.greaterOrEqual, false), (.less, true): phrase("before", "早于")
        case (.greater, true), (.lessOrEqual, false): phrase("after", "晚于")
        case (.greater, false), (.lessOrEqual, true): phrase("not after", "不晚于")
        case (.equal, _), (.notEqual, _): phrase("not", "不是")
        }
    }

    func membership(_ item: CELReason.Operand, _ container: CELReason.Operand, _ holds: Bool) -> String {
        let others = object(container, as: valuePath(item))
        return holds
            ? phrase("\(subject(item)), one of \(others)", "\(subject(item))，在 \(others) 之中")
            : phrase("\(subject(item)), not one of \(others)", "\(subject(item))，不在 \(others) 之中")
    }

    func bareMembership(_ item: CELReason.Operand, _ container: CELReason.Operand, _ holds: Bool) -> String {
        let (shown, others) = (value(item.value, of: valuePath(item)), object(container, as: valuePath(item)))
        return holds
            ? phrase("\(shown) is one of \(others)", "\(shown) 在 \(others) 之中")
            : phrase("\(shown) is not one of \(others)", "\(shown) 不在 \(others) 之中")
    }

    func text(_ text: CELReason.Operand, _ test: CELReason.TextTest, _ part: CELReason.Operand, _ holds: Bool) -> String {
        let (subject, object) = (subject(text), object(part, as: nil))
        switch test {
        case .startsWith:
            return phrase(
                "\(subject), \(holds ? "begins" : "does not begin") with \(object)", "\(subject)，\(holds ? "" : "不")以 \(object) 开头")
        case .endsWith:
            return phrase("\(subject), \(holds ? "ends" : "does not end") with \(object)", "\(subject)，\(holds ? "" : "不")以 \(object) 结尾")
        case .contains:
            return phrase("\(subject), \(holds ? "contains" : "does not contain") \(object)", "\(subject)，\(holds ? "" : "不")包含 \(object)")
        case .matches:
            return phrase(
                "\(subject), \(holds ? "matches" : "does not match") the pattern \(object)", "\(subject)，\(holds ? "" : "不")符合格式 \(object)")
        }
    }

    // MARK: Lists

    func item(_ container: CELReason.Operand, _ place: CELValue, _ reasons: [CELReason]) -> String {
        let inner = reasons.map { $0.text(language, wording: wording) }.joined(separator: phrase("; ", "；"))
        if case .list = container.value {
            let number = value(place, of: nil)
            return phrase("item \(number) of \(name(container)): \(inner)", "\(name(container))第 \(number) 项：\(inner)")
        }
        let key = value(place, of: nil)
        return phrase("\(key) in \(name(container)): \(inner)", "\(name(container))中的 \(key)：\(inner)")
    }

    func items(_ container: CELReason.Operand, _ count: Int, _ matching: Int, _ condition: String) -> String {
        if count == 0 { return phrase("\(name(container)) is empty", "\(name(container))为空") }
        let which =
            switch matching {
            case 0: phrase("none", "均不")
            case count: phrase("all", "均")
            default: phrase("\(matching)", "\(matching) 项")
            }
        return phrase(
            "\(which) of the \(count) items of \(name(container)) meet \(condition)",
            "\(name(container))共 \(count) 项，\(which)满足 \(condition)")
    }
}
