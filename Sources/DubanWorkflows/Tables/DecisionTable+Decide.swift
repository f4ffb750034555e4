import CEL
public import DubanModel

extension DecisionTable {
    /// How the rule language sees the inputs: each program of the table holds all of them in the order of the columns.
    static func environment(_ inputs: [Input]) -> CELEnvironment {
        let variables = inputs.map { ($0.field.name, RuleVocabulary.type(of: $0.field.type)) }
        return CELEnvironment(
            variables: Dictionary(variables, uniquingKeysWith: { first, _ in first }), slots: inputs.map(\.field.name))
    }

    /// Decides.
    /// - Parameters:
    ///   - values: The inputs by name, in the form in which a case stores them: money as whole fen, dates as ISO 8601. One that is
    ///     absent is no problem as long as no row has to know it.
    ///   - day: The case's date; only rows that are in force on it count.
    /// - Throws: A refusal where an input is none of the table's or of another type, where a row asks for one that is absent, or
    ///   where two rows fit a table that says `unique`.
    public func decide(_ values: [String: DataValue], on day: CivilDate) throws(Refusal) -> TableDecision {
        let bindings = try bindings(values)
        let taken = try rows(fitting: bindings, on: day)
        let outputs = try taken.isEmpty && policy != .collect ? fallbackOutputs(bindings) : gathered(taken, bindings)
        return TableDecision(table: self, bindings: bindings, day: day, rows: taken.map(\.number), outputs: outputs)
    }

    // MARK: Inputs

    private func bindings(_ values: [String: DataValue]) throws(Refusal) -> CELBindings {
        for name in values.keys.sorted() where !inputs.contains(where: { $0.field.name == name }) {
            let hint = nearest(to: name, among: inputs.map(\.field.name)).map { " Did you mean \"\($0)\"?" } ?? ""
            throw Refusal(.invalidData, "The table \(self.name) has no input \"\(name)\".\(hint)")
        }
        var bindings = CELBindings(slots: inputs.map(\.field.name))
        for (slot, input) in inputs.enumerated() {
            guard let data = values[input.field.name], !data.isNull else { continue }
            guard let value = RuleValue.value(of: data, as: input.field.type) else {
                throw Refusal(
                    .invalidData, "The table \(name) cannot use \"\(input.field.name)\": it must be \(input.field.type.expectation).")
            }
            if let number = InputDomain(input.field.type).number(of: value), number < input.bounds.low || number > input.bounds.high {
                throw Refusal(.invalidData, "The table \(name) cannot use \"\(input.field.name)\": \(describe(input)).")
            }
            bindings[slot: slot] = value
        }
        return bindings
    }

    private func describe(_ input: Input) -> String {
        let domain = InputDomain(input.field.type)
        let low = input.bounds.low == .min ? nil : "at least \(domain.shown(input.bounds.low))"
        let high = input.bounds.high == .max ? nil : "at most \(domain.shown(input.bounds.high))"
        return "it must be " + [low, high].compactMap { $0 }.joined(separator: " and ")
    }

    // MARK: Rows

    private func rows(fitting bindings: CELBindings, on day: CivilDate) throws(Refusal) -> [Row] {
        var taken: [Row] = []
        for row in rows where row.isInForce(on: day) {
            guard try row.condition.map({ condition throws(Refusal) in try value(condition, bindings, row) == true }) ?? true else {
                continue
            }
            taken.append(row)
            if policy == .first { break }
        }
        if policy == .unique, taken.count > 1 {
            throw Refusal(
                .invalidDefinition,
                "Rows \(taken.map { String($0.number) }.joined(separator: " and ")) of the table \(name) fit at once, though it says \"unique\"; correct the table."
            )
        }
        return taken
    }

    private func value(_ condition: Condition, _ bindings: CELBindings, _ row: Row?) throws(Refusal) -> CELValue {
        do throws(CELError) {
            return try condition.program.evaluate(bindings)
        } catch {
            let place = row.map { "row \($0.number)" } ?? "its default row"
            let absent = inputs.first { bindings[$0.field.name] == nil && condition.program.references.contains([$0.field.name]) }
            let reason = absent.map { "\"\($0.field.name)\" is not given" } ?? error.message
            throw Refusal(.invalidData, "The table \(name) cannot decide: \(reason), which \(place) asks for.")
        }
    }

    // MARK: Outputs

    private func fallbackOutputs(_ bindings: CELBindings) throws(Refusal) -> DataValue? {
        guard case .row(let cells) = fallback else { return nil }
        var record: [String: DataValue] = [:]
        for output in outputs { record[output.field.name] = try data(cells[output.field.name], bindings, nil) }
        return .record(record)
    }

    private func gathered(_ taken: [Row], _ bindings: CELBindings) throws(Refusal) -> DataValue? {
        var record: [String: DataValue] = [:]
        for output in outputs {
            if policy == .collect, output.gathering == .count {
                record[output.field.name] = .integer(Int64(taken.count))
                continue
            }
            var values: [DataValue] = []
            for row in taken {
                if let value = try data(row.results[output.field.name], bindings, row) { values.append(value) }
            }
            record[output.field.name] = policy == .collect ? try gathered(values, output) : values.first
        }
        return .record(record)
    }

    private func data(_ cell: Cell?, _ bindings: CELBindings, _ row: Row?) throws(Refusal) -> DataValue? {
        switch cell {
        case nil: nil
        case .value(let value): value
        case .expression(let condition): RuleValue.data(try value(condition, bindings, row))
        }
    }

    private func gathered(_ values: [DataValue], _ output: Output) throws(Refusal) -> DataValue? {
        switch output.gathering {
        case .list: return .list(values)
        case .count: return .integer(Int64(values.count))
        case .sum: return try sum(values, output)
        case .min: return values.min { DecisionTable.precedes($0, $1) }
        case .max: return values.max { DecisionTable.precedes($0, $1) }
        }
    }

    private func sum(_ values: [DataValue], _ output: Output) throws(Refusal) -> DataValue {
        if output.field.type == .number {
            return .double(values.reduce(0) { sum, value in if case .double(let number) = value { sum + number } else { sum } })
        }
        var total: Int64 = 0
        for value in values {
            let (sum, overflow) = total.addingReportingOverflow(value.integerValue ?? 0)
            guard !overflow else { throw Refusal(.invalidData, "The sum of \"\(output.field.name)\" in the table \(name) is too large.") }
            total = sum
        }
        return .integer(total)
    }

    private static func precedes(_ left: DataValue, _ right: DataValue) -> Bool {
        switch (left, right) {
        case (.integer(let first), .integer(let second)): first < second
        case (.double(let first), .double(let second)): first < second
        case (.text(let first), .text(let second)): first < second
        default: false
        }
    }
}
