import CEL
public import DubanModel

/// What a table decided, and why. The reasons are found when they are asked for.
public struct TableDecision: Sendable {
    /// The table that decided.
    public let table: DecisionTable
    /// The day whose rows counted.
    public let day: CivilDate
    /// The rows that were taken, by their numbers from 1; empty where none fits.
    public let rows: [Int]
    /// What they give, by output; `nil` where no row fits and the table has no default row.
    public let outputs: DataValue?
    private let bindings: CELBindings

    init(table: DecisionTable, bindings: CELBindings, day: CivilDate, rows: [Int], outputs: DataValue?) {
        self.table = table
        self.day = day
        self.rows = rows
        self.outputs = outputs
        self.bindings = bindings
    }

    /// Why a row was taken or not.
    public struct RowReason: Sendable {
        /// The row's number.
        public let row: Int
        /// Whether it was taken.
        public let isTaken: Bool
        /// In words, by language: `age is 58, below 60`.
        public let text: LocalizedText
        /// For each cell that decided, by the name of its input: `58 is below 60`.
        public let cells: [String: LocalizedText]
        /// How many cells held before the one that failed: the more, the nearer the row was.
        let held: Int
    }

    /// For each row that was looked at, in their order: why it was taken or not. Of a row that was not, the first cell that failed.
    public var reasons: [RowReason] {
        var reasons: [RowReason] = []
        for row in table.rows {
            reasons.append(reason(row))
            if table.policy == .first, rows.first == row.number { break }
        }
        return reasons
    }

    /// The decision in words: of the rows taken their reasons, of none taken those of the rows that came nearest.
    public func text(_ language: Language) -> String {
        let reasons = reasons
        let nearest = reasons.map(\.held).max() ?? 0
        let told = reasons.filter { rows.isEmpty ? $0.held == nearest : $0.isTaken }
        let texts = told.map { language == .english ? "row \($0.row): \($0.text.english)" : "第 \($0.row) 行：\($0.text.chinese)" }
        let head =
            rows.isEmpty
            ? (language == .english ? "no row of \(table.title.english) fits" : "\(table.title.chinese)无适用的行")
            : (language == .english ? table.title.english : table.title.chinese)
        let separator = language == .english ? "; " : "；"
        return texts.isEmpty ? head : "\(head)\(language == .english ? ": " : "：")\(texts.joined(separator: separator))"
    }

    /// As an event keeps it.
    public var because: DataValue {
        let facts = reasons.map { reason -> DataValue in
            [
                "row": .integer(Int64(reason.row)), "taken": .bool(reason.isTaken), "en": .text(reason.text.english),
                "zh": .text(reason.text.chinese),
            ]
        }
        return [
            "rule": .text("table \(table.name)"), "en": .text(text(.english)), "zh": .text(text(.chinese)), "facts": .list(facts),
        ]
    }

    // MARK: Rows

    private func reason(_ row: DecisionTable.Row) -> RowReason {
        let isTaken = rows.contains(row.number)
        guard row.isInForce(on: day) else {
            return RowReason(row: row.number, isTaken: false, text: outOfForce(row), cells: [:], held: 0)
        }
        var cells: [String: LocalizedText] = [:]
        var held = 0
        var texts: [LocalizedText] = []
        for input in table.inputs {
            let name = input.field.name
            guard let cell = row.conditions[name], let explanation = try? cell.condition.program.explain(bindings),
                explanation.value.boolValue == isTaken
            else {
                if row.conditions[name] != nil { held += 1 }
                continue
            }
            cells[name] = text(explanation, bare: true)
            texts.append(text(explanation, bare: false))
            if !isTaken { break }
        }
        let always = LocalizedText(english: "it holds always", chinese: "无条件适用")
        return RowReason(row: row.number, isTaken: isTaken, text: texts.isEmpty ? always : joined(texts), cells: cells, held: held)
    }

    private func outOfForce(_ row: DecisionTable.Row) -> LocalizedText {
        if let from = row.from, day < from {
            return LocalizedText(english: "not in force before \(from)", chinese: "\(from) 起方施行")
        }
        let until = row.until.map { $0.description } ?? ""
        return LocalizedText(english: "not in force after \(until)", chinese: "\(until) 后已停止施行")
    }

    private func text(_ explanation: CELExplanation, bare: Bool) -> LocalizedText {
        func words(_ language: CELLanguage) -> String {
            let texts = explanation.reasons.map {
                bare ? $0.bareText(language, wording: table.wording) : $0.text(language, wording: table.wording)
            }
            return texts.joined(separator: language == .english ? "; " : "；")
        }
        return LocalizedText(english: words(.english), chinese: words(.chinese))
    }

    private func joined(_ texts: [LocalizedText]) -> LocalizedText {
        LocalizedText(
            english: texts.map(\.english).joined(separator: "; "), chinese: texts.map(\.chinese).joined(separator: "；"))
    }
}

extension DecisionTable {
    /// How inputs are called and their values are shown.
    var wording: CELWording {
        let (inputs, choices) = (inputs, choices)
        return CELWording(
            title: { path in
                inputs.first { [$0.field.name] == path }?.field.title.map { CELPhrase(english: $0.english, chinese: $0.chinese) }
            },
            value: { value, path in inputs.first { [$0.field.name] == path }?.field.type.shown(value, choices) })
    }
}
