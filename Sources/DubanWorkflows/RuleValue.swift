public import CEL
public import DubanModel

/// Values of the document as the rule language sees them, and back.
public enum RuleValue {
    /// What a condition sees of a field. A record that is not filled yet is an empty one, so that `has` can ask for its fields.
    /// - Returns: `nil` where the field is absent, or sealed: no rule sees it.
    public static func value(of data: DataValue, as type: FieldType) -> CELValue? {
        switch (data, type) {
        case (_, .record(let declared)):
            var fields: [String: CELValue] = [:]
            for field in declared { fields[field.name] = value(of: data[field.name], as: field.type) }
            return .map(CELMap(fields))
        case (.text(let text), .date):
            return CivilDate(text).map { .timestamp(CELTimestamp(milliseconds: Instant(day: $0).milliseconds)) }
        case (.text, .integer), (.text, .number), (.text, .money), (.text, .boolean): return nil
        case (.text(let text), _): return .string(text)
        case (.integer(let number), .number): return .double(Double(number))
        case (.integer(let number), _): return .int(number)
        case (.double(let number), _): return .double(number)
        case (.bool(let flag), _): return .bool(flag)
        case (.list(let items), .list(let element)): return .list(items.compactMap { value(of: $0, as: element) })
        default: return nil
        }
    }

    /// A value as the document and events hold it. What the document has no kind for is written as text.
    public static func data(_ value: CELValue) -> DataValue {
        switch value {
        case .null, .optional(nil): .null
        case .bool(let flag): .bool(flag)
        case .int(let number): .integer(number)
        case .uint(let number): Int64(exactly: number).map { .integer($0) } ?? .text(String(number))
        case .double(let number): number.isFinite ? .double(number) : .null
        case .string(let text), .type(let text): .text(text)
        case .timestamp(let instant): .text(Instant(milliseconds: instant.milliseconds).description)
        case .duration(let span): .integer(span.components.seconds)
        case .bytes(let bytes): .text(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
        case .list(let items): .list(items.map { data($0) })
        case .map(let map): .record(map.fields.mapValues { data($0) })
        case .optional(.some(let inner)): data(inner)
        case .opaque(let opaque): .text(opaque.description)
        }
    }
}

extension FieldType {
    /// How a value of this type is shown in explanations: choices by their titles, money in yuan, dates without a clock.
    public func shown(_ value: CELValue, _ choices: [String: ChoiceTable]) -> CELPhrase? {
        switch (self, value) {
        case (.choice(let ids), .string(let id)):
            guard ids.contains(id), let title = choices.values.lazy.compactMap({ $0[id] }).first?.title else { return nil }
            return CELPhrase(english: title.english, chinese: title.chinese)
        case (.money, .int(let fen)): return CELPhrase(english: "\(Money(fen: fen)) yuan", chinese: "\(Money(fen: fen)) 元")
        case (.date, .timestamp(let instant)):
            let day = String(instant.description.prefix(10))
            return CELPhrase(english: day, chinese: day)
        case (.list(let element), _): return element.shown(value, choices)
        default: return nil
        }
    }
}
