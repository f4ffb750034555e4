import DubanModel
import DubanWorkflows
import Testing

@Suite struct TableCheckTests {
    private func findings(_ rows: [String], hit: String = "first", rest: String = "", inputs: String = "age: {type: integer}") -> [String] {
        read(
            (["decision: support", "title: {en: S, zh: 扶}", "hit: \(hit)", "inputs:"] + ["  \(inputs)"]
                + ["outputs:", "  amount: {type: money}", "rows:"] + rows.map { "  - \($0)" } + (rest.isEmpty ? [] : [rest])).joined(
                    separator: "\n")
        ).findings.map(\.description)
    }

    private func place(_ line: Int, _ column: Int) -> String { "tables/support.yaml:\(line):\(column): " }

    @Test func table_withoutMistakes_hasNoFinding() {
        #expect(findings(["{age: '< 60', amount: 1}", "{age: '>= 60', amount: 2}"]) == [])
        #expect(findings(["{age: '< 60', amount: 1}", "{age: '>= 60', amount: 2}"], hit: "unique") == [])
    }

    @Test func overlap_underUnique_isTold() {
        #expect(
            findings(["{age: '<= 60', amount: 1}", "{age: '>= 60', amount: 2}"], hit: "unique")
                == [place(10, 5) + "DW085 rows 1 and 2 both fit age 60, though the table says \"unique\""])
    }

    @Test func overlap_onDaysThatDoNotMeet_isNone() {
        let rows = ["{age: '>= 0', amount: 1, until: 2011-12-31}", "{age: '>= 0', amount: 2, from: 2012-01-01}"]
        #expect(findings(rows, hit: "unique", rest: "default: none") == [])
        let meeting = ["{age: '>= 0', amount: 1, until: 2012-01-01}", "{age: '>= 0', amount: 2, from: 2012-01-01}"]
        #expect(
            findings(meeting, hit: "unique", rest: "default: none")
                == [place(10, 5) + "DW085 rows 1 and 2 both fit on 2012-01-01, age 0, though the table says \"unique\""])
    }

    @Test func gap_isToldWithAnExample() {
        #expect(
            findings(["{age: '< 60', amount: 1}", "{age: '> 60', amount: 2}"])
                == [place(1, 11) + "DW086 no row fits age 60; add a row, a default row, or where that is right, default: none"])
        #expect(findings(["{age: '< 60', amount: 1}", "{age: '> 60', amount: 2}"], rest: "default: none") == [])
        #expect(findings(["{age: '< 60', amount: 1}", "{age: '> 60', amount: 2}"], rest: "default: {amount: 0}") == [])
        #expect(findings(["{age: '< 60', amount: 1}"], hit: "collect") == [])
    }

    @Test func gap_betweenTwoColumns_isFound() {
        let inputs = "age: {type: integer}\n  kind: {type: choice, of: [a, b]}"
        #expect(
            findings(["{kind: a, amount: 1}", "{age: '>= 60', kind: b, amount: 2}"], inputs: inputs)
                == [
                    "tables/support.yaml:1:11: DW086 no row fits age 59, kind b; add a row, a default row, or where that is right, default: none"
                ])
        #expect(
            findings(["{kind: a, amount: 1}", "{age: '>= 60', kind: b, amount: 2}", "{age: '< 60', kind: b, amount: 3}"], inputs: inputs)
                == [])
    }

    @Test func gap_ofEachType_isFound() {
        for (inputs, cells, gap) in [
            ("rate: {type: number}", ["rate: '< 0.5'", "rate: '> 0.5'"], "rate 0.5"), ("on: {type: boolean}", ["on: true"], "on false"),
            ("sum: {type: money}", ["sum: '<= 10.50'", "sum: '>= 10.52'"], "sum 10.51"),
            ("born: {type: date}", ["born: '< 2012-01-01'", "born: '> 2012-01-01'"], "born 2012-01-01"),
            ("name: {type: text}", ["name: '\"a\", \"b\"'"], "name any other text"),
            ("age: {type: integer, at_least: 0}", ["age: '> 0'"], "age 0"),
        ] {
            let found = findings(cells.map { "{\($0), amount: 1}" }, inputs: inputs)
            #expect(found.count == 1 && found.first?.contains("DW086 no row fits \(gap);") == true, "\(found)")
        }
    }

    @Test func gap_inTimeAfterTheLastRow_isNone() {
        #expect(findings(["{amount: 1, from: 2012-01-01, until: 2012-12-31}"]) == [])
        let between = findings(["{age: '< 60', amount: 1, from: 2012-01-01}", "{age: '>= 60', amount: 2, from: 2012-03-01}"])
        #expect(
            between == [
                place(1, 11) + "DW086 no row fits on 2012-01-01, age 60; add a row, a default row, or where that is right, default: none"
            ])
    }

    @Test func row_thatIsNeverTaken_isTold() {
        #expect(
            findings(["{age: '>= 0', amount: 1}", "{age: '>= 60', amount: 2}"], rest: "default: none")
                == [place(10, 5) + "DW083 row 2 is never taken: row 1 fits whenever it does"])
        #expect(
            findings(["{age: '< 60', amount: 1}", "{age: '>= 60', amount: 2}", "{age: 50, amount: 3}", "{amount: 4}"])
                == [
                    place(11, 5) + "DW083 row 3 is never taken: row 1 fits whenever it does",
                    place(12, 5) + "DW083 row 4 is never taken: the rows before it take every case that it fits",
                ])
    }

    @Test func row_thatCanNeverFit_isTold() {
        #expect(findings(["{age: '[60..10)', amount: 1}"]).map { $0.contains("DW083 nothing lies in the range [60..10)") } == [true])
        #expect(
            findings(["{age: '< 0', amount: 1}", "{amount: 2}"], inputs: "age: {type: integer, at_least: 0}")
                == [place(9, 11) + "DW083 row 1 can never be taken: no value of \"age\" is < 0"])
    }

    @Test func expression_ofTheAuthors_isNeitherOverlapNorCover() {
        #expect(findings(["{age: '= age > 5', amount: 1}", "{age: '> 5', amount: 2}"], hit: "unique", rest: "default: none") == [])
        #expect(findings(["{age: '= true', amount: 1}"]).map { $0.contains("DW086") } == [true])
    }

    @Test(arguments: [
        ("{age: '>= x', amount: 1}", 9, 11, "DW082 \"age\" must be a whole number, not x"), ("{age: abc, amount: 1}", 9, 11, "DW082"),
        ("{age: '= age + 1', amount: 1}", 9, 11, "DW082 a cell must say true or false"),
        ("{age: '= agee > 1', amount: 1}", 9, 11, "did you mean \"age\"?"),
        ("{age: 1.5, amount: 1}", 9, 11, "DW082"), ("{age: 1, amount: x}", 9, 22, "DW081 \"amount\" must be an amount in yuan"),
        ("{age: 1}", 9, 5, "DW081 the row gives no \"amount\""), ("{agee: 1, amount: 1}", 9, 6, "DW003"),
        ("{age: 1, amount: '= \"a\"'}", 9, 22, "DW081 \"amount\" is int"),
        ("{age: 1, amount: 1, from: soon}", 9, 31, "DW084"),
        ("{age: 1, amount: 1, from: 2012-02-01, until: 2012-01-01}", 9, 50, "DW084 row 1 ends on 2012-01-01"),
        ("{age: [1, 2], amount: 1}", 9, 11, "DW082"), ("{age: '[1..x]', amount: 1}", 9, 11, "DW082"),
        ("{age: '', amount: 1}", 9, 11, "DW082"),
    ])
    func mistake_inARow_hasItsPlace(_ row: String, _ line: Int, _ column: Int, _ text: String) {
        let found = findings([row], rest: "default: none")
        #expect(found.count >= 1 && found[0].hasPrefix(place(line, column)) && found[0].contains(text), "\(found)")
    }

    @Test(arguments: [
        ("hit: firrst", "did you mean \"first\"?"), ("inputs: {age: {type: intger}}", "did you mean \"integer\"?"),
        ("inputs: {}", "no inputs"),
        ("inputs: {from: {type: integer}}", "reserved"), ("outputs: {age: {type: money}}", "is an input and an output"),
        ("rows: none", "\"rows\" is missing"),
        ("outputs: {amount: {type: money, collect: sum}}", "in a table with hit: collect"), ("decision: other", "but its file \"support\""),
        ("inputs: {age: {type: list, of: text}}", "a single value"), ("inputs: {kind: {type: text, at_least: 1}}", "\"at_least\" must be"),
        ("colour: red", "there is no key \"colour\""),
    ])
    func mistake_inTheHead_isTold(_ line: String, _ text: String) {
        var lines = [
            "decision: support", "title: {en: S, zh: 扶}", "inputs: {age: {type: integer}}", "outputs: {amount: {type: money}}",
            "rows: [{amount: 1}]",
        ]
        let key = line.prefix { $0 != ":" }
        lines.removeAll { $0.hasPrefix("\(key):") }
        let found = read((lines + [line]).joined(separator: "\n")).findings.map(\.description)
        #expect(found.contains { $0.contains(text) }, "\(found)")
    }

    /// Against plain enumeration of a small world: what the sets prove is what there is.
    @Test func proofs_agreeWithEnumeration() throws {
        var generator = Numbers(state: 20_120_601)
        for _ in 0..<200 {
            let rows = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                (
                    cell(&generator),
                    Bool.random(using: &generator) ? ["a", "b", "a, b", "not a", "-"].randomElement(using: &generator) ?? "-" : "-"
                )
            }
            let yaml =
                [
                    "decision: support", "title: {en: S, zh: 扶}", "hit: %", "inputs:", "  age: {type: integer, at_least: 0, at_most: 9}",
                    "  kind: {type: choice, of: [a, b]}", "outputs: {amount: {type: integer}}", "rows:",
                ]
                + rows.map { "  - {age: '\($0.0)', kind: '\($0.1)', amount: 1}" }
            let text = yaml.joined(separator: "\n")
            let codes = read(text.replacing("%", with: "first")).findings.map(\.code)
            let unique = read(text.replacing("%", with: "unique")).findings.map(\.code)
            let all = try #require(read(text.replacing("%", with: "collect")).table, "\(text)")
            let hits = try enumerate(all)
            #expect(codes.contains("DW086") == hits.contains { $0.isEmpty }, "\(text)")
            #expect(unique.contains("DW085") == hits.contains { $0.count > 1 }, "\(text)")
            let taken = Set(hits.compactMap(\.first))
            #expect(codes.count { $0 == "DW083" } == rows.count - taken.count, "\(text)\n\(codes)")
        }
    }

    private func cell(_ generator: inout Numbers) -> String {
        let (low, high) = (Int.random(in: 0...9, using: &generator), Int.random(in: 0...9, using: &generator))
        return switch Int.random(in: 0...5, using: &generator) {
        case 0: "-"
        case 1: ">= \(low)"
        case 2: "< \(max(1, low))"
        case 3: "[\(min(low, high))..\(max(low, high))]"
        case 4: "\(low), \(high)"
        default: "not \(low)"
        }
    }

    private func enumerate(_ table: DecisionTable) throws -> [[Int]] {
        let day = try #require(CivilDate("2012-01-01"))
        var hits: [[Int]] = []
        for age in 0...9 {
            for kind in ["a", "b"] { hits.append(try table.decide(["age": .integer(Int64(age)), "kind": .text(kind)], on: day).rows) }
        }
        return hits
    }
}

/// Numbers from a seed (SplitMix64).
struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
