import CEL
import DubanModel
import DubanWorkflows

/// Whom the conditions ask about. A class, so that the conditions written by hand copy nothing either.
final class Person: Sendable {
    let age: Int64 = 58
    let household = "two-daughter"
    let isMarried = true
    let income = 8_640.5
    let village = "西王庄"
    let pages: Int64 = 2
    let children: Int64 = 2
    let applied = CELTimestamp(milliseconds: 1_330_000_000_000)
    let missing = ["photo"]
    let application = ["name": "x", "kind": "departure"]

    var values: [String: CELValue] {
        [
            "age": .int(age), "household": .string(household), "married": .bool(isMarried), "income": .double(income),
            "village": .string(village), "pages": .int(pages), "children": .int(children), "applied": .timestamp(applied),
            "missing": .list(missing.map { .string($0) }), "application": .map(CELMap(application.mapValues { .string($0) })),
        ]
    }
}

/// Ten conditions of the kinds that definitions hold, and a table of 30 rows.
enum RuleConditions {
    struct Condition: Sendable {
        let source: String
        let byHand: @Sendable (Person) -> Bool
    }

    static let environment = CELEnvironment(variables: [
        "age": .int, "household": .string, "married": .bool, "income": .double, "village": .string, "pages": .int, "children": .int,
        "applied": .timestamp, "missing": .list(.string), "application": .map(.string, .string),
    ])

    private static let households = ["one-child", "two-daughter", "widowed"]
    private static let since = CELTimestamp(milliseconds: 1_325_376_000_000)

    static let all: [Condition] = [
        .init(source: "age >= 60") { $0.age >= 60 },
        .init(source: "age >= 60 || household == 'two-daughter'") { $0.age >= 60 || $0.household == "two-daughter" },
        .init(source: "married && age >= 50 && age < 60") { $0.isMarried && $0.age >= 50 && $0.age < 60 },
        .init(source: "household in ['one-child', 'two-daughter', 'widowed']") { households.contains($0.household) },
        .init(source: "income / 12.0 < 750.0") { $0.income / 12 < 750 },
        .init(source: "children * 600 + 3000 > 4000 && !married") { $0.children * 600 + 3_000 > 4_000 && !$0.isMarried },
        .init(source: "missing.size() > 0") { !$0.missing.isEmpty },
        .init(source: "application.kind == 'departure'") { $0.application["kind"] == "departure" },
        .init(source: "applied >= timestamp('2012-01-01T00:00:00Z')") { $0.applied >= since },
        .init(source: "village.startsWith('西') && pages == 2") { $0.village.utf8.starts(with: "西".utf8) && $0.pages == 2 },
    ]

    /// Steps of ages, for each of which each household has an amount.
    private static let ages = Array(stride(from: Int64(0), to: 100, by: 10))

    static func table() throws -> DecisionTable {
        var yaml = """
            decision: support
            title: {en: Support, zh: 扶助}
            hit: first
            inputs:
              age: {type: integer}
              household: {type: choice, of: [one-child, two-daughter, other]}
            outputs: {amount: {type: money}}
            default: {amount: 0}
            rows:

            """
        for age in ages.reversed() {
            for (position, household) in ["one-child", "two-daughter", "other"].enumerated() {
                yaml += "  - {age: \">= \(age)\", household: \(household), amount: \(age * 10 + Int64(position))}\n"
            }
        }
        let (tables, findings) = WorkflowLoader.decisionTables(BundleFiles(["tables/support.yaml": Array(yaml.utf8)]))
        guard let table = tables["support"], table.rows.count == 30 else {
            throw BenchFailure("the table cannot be read: \(findings.map(\.description).joined(separator: "; "))")
        }
        return table
    }

    /// What the table gives, in fen, written as one would by hand.
    static func tableByHand(age: Int64, household: String) -> Int64 {
        for step in ages.reversed() {
            if age >= step, household == "one-child" { return step * 1_000 }
            if age >= step, household == "two-daughter" { return step * 1_000 + 100 }
            if age >= step, household == "other" { return step * 1_000 + 200 }
        }
        return 0
    }
}
