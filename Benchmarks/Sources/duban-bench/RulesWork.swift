import CAllocations
import CEL
import DubanModel
import DubanWorkflows

/// The rule language: nanoseconds and allocations an evaluation for ten typical conditions, each beside the same condition written by
/// hand in Swift in the same run, and for a decision table of 30 rows.
struct RulesWork: Work {
    let name = "rules"

    func run(_ options: BenchOptions) async throws -> [BenchLine] {
        let rounds = options.size("rounds", 2_000_000)
        let person = Person()
        var lines = try RuleConditions.all.map { try line($0, person, rounds) }
        lines.append(try tableLine(rounds / 20))
        return lines
    }

    private func line(_ condition: RuleConditions.Condition, _ person: Person, _ rounds: Int) throws -> BenchLine {
        let program = try RuleConditions.environment.compile(condition.source)
        var bindings = CELBindings(for: program)
        for (name, value) in person.values { bindings[name] = value }
        let expected = condition.byHand(person)
        let ours = try Measured(rounds) { try program.holds(bindings) == expected }
        let hand = try Measured(rounds) { condition.byHand(person) == expected }
        var line = BenchLine(name)
        line.add("condition", condition.source)
        line.add("nanoseconds", ours.nanoseconds, digits: 1)
        line.add("allocations", ours.allocations, digits: 3)
        line.add("by_hand_nanoseconds", hand.nanoseconds, digits: 1)
        line.add("ratio_to_hand", ours.nanoseconds / hand.nanoseconds, digits: 1)
        return line
    }

    private func tableLine(_ rounds: Int) throws -> BenchLine {
        let table = try RuleConditions.table()
        guard let day = CivilDate("2012-06-01") else { throw BenchFailure("the day is none") }
        let inputs: [String: DataValue] = ["age": 58, "household": "two-daughter"]
        let expected = try table.decide(inputs, on: day).outputs?["amount"]
        let ours = try Measured(rounds) { try table.decide(inputs, on: day).outputs?["amount"] == expected }
        let told = try Measured(rounds / 10) { try !table.decide(inputs, on: day).reasons.isEmpty }
        let hand = try Measured(rounds) { .integer(RuleConditions.tableByHand(age: 58, household: "two-daughter")) == expected }
        var line = BenchLine(name)
        line.add("table_rows", table.rows.count)
        line.add("nanoseconds", ours.nanoseconds, digits: 0)
        line.add("allocations", ours.allocations, digits: 1)
        line.add("with_reasons_nanoseconds", told.nanoseconds, digits: 0)
        line.add("by_hand_nanoseconds", hand.nanoseconds, digits: 1)
        line.add("ratio_to_hand", ours.nanoseconds / hand.nanoseconds, digits: 1)
        return line
    }
}

/// What one round of a body takes.
struct Measured {
    let nanoseconds: Double
    let allocations: Double

    /// Measures so many rounds of a body, the best of five runs; it must say true each time.
    init(_ rounds: Int, _ body: () throws -> Bool) throws {
        let clock = ContinuousClock()
        var best = Double.infinity
        var allocated: Int64 = .max
        for _ in 0..<5 {
            var held = 0
            let before = duban_allocations()
            let begin = clock.now
            for _ in 0..<rounds where try body() { held += 1 }
            let taken = clock.now - begin
            allocated = min(allocated, duban_allocations() - before)
            guard held == rounds else { throw BenchFailure("a rule did not come to what was expected") }
            best = min(best, taken.seconds * 1e9 / Double(rounds))
        }
        nanoseconds = best
        allocations = Double(allocated) / Double(rounds)
    }
}
