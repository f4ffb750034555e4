import DubanModel
import DubanWorkflows
import Testing

@Suite struct DecideTests {
    private let day = CivilDate(year: 2012, month: 6, day: 1)

    private func table(_ hit: String, _ output: String, _ rows: String, _ rest: String = "") throws -> DecisionTable {
        let (table, findings) = read(
            """
            decision: support
            title: {en: Support, zh: 扶助}
            hit: \(hit)
            inputs:
              age: {type: integer, title: {en: age, zh: 年龄}}
              kind: {type: choice, of: [a, b, c]}
            outputs:
              amount: \(output)
            rows:
            \(rows)
            \(rest)
            """)
        return try #require(table, "\(findings)")
    }

    private func amount(_ table: DecisionTable, _ values: [String: DataValue], on day: CivilDate? = nil) throws -> DataValue {
        let date = try #require(day ?? self.day)
        return try table.decide(values, on: date).outputs?["amount"] ?? .null
    }

    @Test func first_takesTheFirstRowThatFits() throws {
        let table = try table(
            "first", "{type: money}", "  - {age: '>= 60', amount: 960}\n  - {kind: a, amount: 1.50}", "default: {amount: 0}")
        #expect(try amount(table, ["age": 61, "kind": "a"]) == .integer(96_000))
        #expect(try amount(table, ["age": 59, "kind": "a"]) == .integer(150))
        #expect(try amount(table, ["age": 59, "kind": "b"]) == .integer(0))
    }

    @Test func unique_takesTheOneRowThatFits() throws {
        let table = try table("unique", "{type: text}", "  - {age: '< 60', amount: young}\n  - {age: '[60..]', amount: old}")
        #expect(try amount(table, ["age": 59]) == "young")
        #expect(try amount(table, ["age": 60]) == "old")
    }

    /// What cannot be proved when the file is read is refused when it happens.
    @Test func unique_withTwoRowsThatFit_isRefused() throws {
        let table = try table(
            "unique", "{type: text}", "  - {age: '= age % 2 == 0', amount: even}\n  - {age: '= age % 3 == 0', amount: third}",
            "default: none")
        #expect(try amount(table, ["age": 4]) == "even")
        #expect(try amount(table, ["age": 5]).isNull)
        let date = try #require(day)
        let refusal = try #require(throws: Refusal.self) { try table.decide(["age": 6], on: date) }
        #expect(refusal.code == .invalidDefinition)
    }

    @Test(arguments: [
        ("sum", "integer", DataValue.integer(6), DataValue.integer(0)), ("min", "integer", .integer(1), .null),
        ("max", "integer", .integer(3), .null),
        ("count", "integer", .integer(3), .integer(0)), ("list", "integer", .list([1, 2, 3]), .list([])),
        ("sum", "number", .double(6), .double(0)),
        ("sum", "money", .integer(600), .integer(0)), ("max", "money", .integer(300), .null),
    ])
    func collect_gathersAsItsOutputSays(_ gathering: String, _ type: String, _ all: DataValue, _ none: DataValue) throws {
        let rows = "  - {age: '> 0', amount: 1}\n  - {age: '> 0', amount: 2}\n  - {age: '> 0', amount: 3}"
        let table = try table("collect", "{type: \(type), collect: \(gathering)}", rows)
        #expect(try amount(table, ["age": 1]) == all)
        #expect(try amount(table, ["age": 0]) == none)
    }

    @Test func rows_countOnlyWhileTheyAreInForce() throws {
        let table = try table(
            "first", "{type: money}",
            "  - {amount: 1, until: 2011-12-31}\n  - {amount: 2, from: 2012-01-01, until: 2012-12-31}\n  - {amount: 3, from: 2013-01-01}")
        for (date, fen) in [("2011-12-31", 100), ("2012-01-01", 200), ("2012-12-31", 200), ("2013-01-01", 300)] {
            #expect(try amount(table, [:], on: CivilDate(date)) == .integer(Int64(fen)))
        }
    }

    @Test func outputs_areComputedFromInputs() throws {
        let table = try table("first", "{type: money}", "  - {age: '>= 60', amount: '= age * 100'}", "default: {amount: '= age'}")
        #expect(try amount(table, ["age": 60]) == .integer(6_000))
        #expect(try amount(table, ["age": 59]) == .integer(59))
    }

    @Test(arguments: [
        ("60", [60], [59, 61]), ("-", [-5, 0, 999], []), (">= 60", [60, 61], [59]), ("> 60", [61], [60]), ("<= 60", [60], [61]),
        ("< 60", [59], [60]),
        ("!= 60", [59, 61], [60]), ("== 60", [60], [59]), ("[10..20)", [10, 19], [9, 20]), ("(10..20]", [11, 20], [10, 21]),
        ("[10..]", [10, 99], [9]),
        ("(..20)", [-9, 19], [20]), ("1, 2, 5", [1, 2, 5], [3]), (">= 60, [10..20), 3", [60, 15, 3], [4, 20, 59]),
        ("not 1, 2", [3], [1, 2]),
        ("not [10..20)", [9, 20], [10, 19]), ("= age % 2 == 0", [2, 4], [3]),
    ])
    func cell_letsPassWhatItSays(_ cell: String, _ passing: [Int], _ failing: [Int]) throws {
        let table = try table("first", "{type: boolean}", "  - {age: '\(cell)', amount: true}", "default: {amount: false}")
        for age in passing { #expect(try amount(table, ["age": .integer(Int64(age))]) == true, "\(age)") }
        for age in failing { #expect(try amount(table, ["age": .integer(Int64(age))]) == false, "\(age)") }
    }

    @Test func cells_ofEveryType_areUnderstood() throws {
        let (table, findings) = read(
            """
            decision: support
            title: {en: Support, zh: 扶助}
            inputs:
              born: {type: date}
              income: {type: money}
              rate: {type: number}
              married: {type: boolean}
              kind: {type: choice, of: table(kinds)}
              village: {type: text}
            outputs: {row: {type: integer}}
            rows:
              - {born: '< 1952-06-01', income: '[0..1200.50]', rate: '> 0.5', married: true, kind: 'one, "two"', village: '"西王庄", 东王庄', row: 1}
              - {born: 1960-01-01, row: 2}
              - {income: 88.80, row: 3}
              - {rate: 1.5, row: 4}
              - {married: false, village: not 西王庄, row: 5}
            default: {row: 0}
            """, others: ["tables/kinds.yaml": "table: kinds\nrows:\n  one: {title: {en: One, zh: 一}}\n  two: {title: {en: Two, zh: 二}}\n"])
        let rewards = try #require(table, "\(findings)")
        let date = try #require(day)
        let base: [String: DataValue] = [
            "born": "1950-01-01", "income": 120_050, "rate": .double(0.6), "married": true, "kind": "two", "village": "东王庄",
        ]
        func row(_ changes: [String: DataValue]) throws -> DataValue {
            try rewards.decide(base.merging(changes) { $1 }, on: date).outputs?["row"] ?? .null
        }
        #expect(try row([:]) == 1)
        #expect(try row(["income": 120_051]) == 0)
        #expect(try row(["rate": .double(0.5)]) == 0)
        #expect(try row(["born": "1960-01-01"]) == 2)
        #expect(try row(["born": "1952-06-01", "income": 8_880]) == 3)
        #expect(try row(["born": "1952-06-01", "rate": .double(1.5)]) == 4)
        #expect(try row(["married": false]) == 5)
        #expect(try row(["married": false, "village": "西王庄"]) == 0)
    }

    @Test func input_thatIsAbsent_isAskedForOnlyWhereARowMustKnowIt() throws {
        let table = try table("first", "{type: money}", "  - {kind: a, amount: 1}\n  - {age: '>= 60', amount: 2}", "default: {amount: 0}")
        let date = try #require(day)
        #expect(try amount(table, ["kind": "a"]) == .integer(100))
        let refusal = try #require(throws: Refusal.self) { try table.decide(["kind": "b"], on: date) }
        #expect(refusal.message == "The table support cannot decide: \"age\" is not given, which row 2 asks for.")
    }

    @Test func input_thatIsWrong_isRefused() throws {
        let date = try #require(day)
        let (bounded, _) = read(
            """
            decision: support
            title: {en: S, zh: 扶}
            inputs: {age: {type: integer, at_least: 0, at_most: 150}}
            outputs: {amount: {type: integer}}
            rows: [{age: "-", amount: 1}]
            """)
        let table = try #require(bounded)
        #expect(try table.decide(["age": 150], on: date).rows == [1])
        for wrong: [String: DataValue] in [["age": 151], ["age": -1], ["age": "x"], ["agee": 1]] {
            #expect(throws: Refusal.self, "\(wrong)") { try table.decide(wrong, on: date) }
        }
    }

    @Test func reasons_sayWhyEachRowWasTakenOrNot() throws {
        let table = try table(
            "first", "{type: money}",
            "  - {age: '>= 60', kind: a, amount: 1}\n  - {age: '>= 60', amount: 2, until: 2011-12-31}\n  - {age: '< 60', kind: 'a, b', amount: 3}\n  - {amount: 4}"
        )
        let date = try #require(day)
        let decision = try table.decide(["age": 58, "kind": "a"], on: date)
        #expect(decision.rows == [3])
        #expect(decision.reasons.map(\.row) == [1, 2, 3])
        #expect(decision.reasons.map(\.isTaken) == [false, false, true])
        #expect(
            decision.reasons.map(\.text.english) == [
                "age is 58, below 60", "not in force after 2011-12-31", "age is 58, below 60; kind is \"a\", one of \"a\", \"b\"",
            ])
        #expect(decision.reasons[0].cells["age"] == LocalizedText(english: "58 is below 60", chinese: "58 低于 60"))
        #expect(decision.text(.chinese) == "扶助：第 3 行：年龄 58，低于 60；kind “a”，在 “a”、“b” 之中")
        #expect(decision.because["facts"].items?.count == 3)
    }

    @Test func grid_showsTitlesOfChoices() throws {
        let (table, _) = read(
            """
            decision: support
            title: {en: Support, zh: 扶助标准}
            inputs: {kind: {type: choice, of: table(kinds), title: {en: kind, zh: 类型}}}
            outputs: {amount: {type: money, title: {en: amount, zh: 金额}}}
            rows:
              - {kind: 'one, two', amount: 960.5, note: {en: Notice 3, zh: 三号文}}
              - {kind: not one, amount: "= 100 * 2", from: 2012-01-01}
            default: {amount: 0}
            """, others: ["tables/kinds.yaml": "table: kinds\nrows:\n  one: {title: {en: One, zh: 甲}}\n  two: {title: {en: Two, zh: 乙}}\n"])
        let grid = try #require(table).grid(.chinese)
        #expect(grid.caption == "扶助标准 · 取首个适用行")
        #expect(grid.headings == ["#", "类型", "→ 金额（元）", "施行日", "截止日", "依据"])
        #expect(
            grid.lines == [
                ["1", "甲、乙", "960.50", "", "", "三号文"], ["2", "非甲", "= 100 * 2", "2012-01-01", "", ""], ["其他", "", "0.00", "", "", ""],
            ])
    }
}
