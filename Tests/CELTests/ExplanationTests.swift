import CEL
import Testing

@Suite struct ExplanationTests {
    private let environment = CELEnvironment(variables: [
        "age": .int, "kind": .string, "married": .bool, "income": .double, "members": .double, "born": .timestamp, "name": .string,
        "papers": .list(.map(.string, .dynamic)), "scores": .map(.string, .int),
        "applicant": .record(["phone": .string, "village": .string]),
    ])
    private let values: [String: CELValue] = [
        "age": 58, "kind": "residence", "married": false, "income": 900.0, "members": 2.0, "name": "王芳",
        "born": .timestamp(CELTimestamp(milliseconds: 0)), "papers": [["title": "id", "pages": 2], ["title": "photo", "pages": 0]],
        "scores": ["judge": 7, "panel": 3], "applicant": ["village": "西王庄"],
    ]

    private func texts(_ source: String, wording: CELWording = CELWording()) throws -> (String, String) {
        let explanation = try environment.compile(source).explain(values)
        return (explanation.text(.english, wording: wording), explanation.text(.chinese, wording: wording))
    }

    @Test(arguments: [
        ("age >= 60", "age is 58, below 60", "age 58，低于 60"), ("age < 60", "age is 58, below 60", "age 58，低于 60"),
        ("age > 58", "age is 58, not above 58", "age 58，不高于 58"), ("60 <= age", "age is 58, below 60", "age 58，低于 60"),
        ("age <= 58", "age is 58, at most 58", "age 58，不高于 58"), ("!(age >= 60)", "age is 58, below 60", "age 58，低于 60"),
        ("kind == 'departure'", "kind is \"residence\", not \"departure\"", "kind “residence”，不是 “departure”"),
        ("kind != 'departure'", "kind is \"residence\", not \"departure\"", "kind “residence”，不是 “departure”"),
        ("kind == 'residence'", "kind is \"residence\"", "kind “residence”"),
        ("kind in ['a', 'b']", "kind is \"residence\", not one of \"a\", \"b\"", "kind “residence”，不在 “a”、“b” 之中"),
        ("married", "married is false", "married 否"), ("!married", "married is false", "married 否"),
        ("has(applicant.phone)", "applicant.phone is not given", "applicant.phone未填写"),
        ("has(applicant.village)", "applicant.village is given", "applicant.village已填写"),
        (
            "income / members >= 500.0", "income / members is 450 (income 900, members 2), below 500",
            "income / members 450（income 900，members 2），低于 500"
        ),
        ("income > members", "income is 900, above members (2)", "income 900，高于 members（2）"),
        ("name.startsWith('李')", "name is \"王芳\", does not begin with \"李\"", "name “王芳”，不以 “李” 开头"),
        ("name.size() == 2", "the length of name is 2", "name的长度 2"),
        ("papers.size() > 2", "the number of papers is 2, not above 2", "papers的数量 2，不高于 2"),
        (
            "born > timestamp('2000-01-01T00:00:00Z')", "born is 1970-01-01T00:00:00Z, not after 2000-01-01T00:00:00Z",
            "born 1970-01-01T00:00:00Z，不晚于 2000-01-01T00:00:00Z"
        ),
        ("papers.all(p, p.pages > 0)", "item 2 of papers: p.pages is 0, not above 0", "papers第 2 项：p.pages 0，不高于 0"),
        ("papers.exists(p, p.pages > 5)", "none of the 2 items of papers meet p.pages > 5", "papers共 2 项，均不满足 p.pages > 5"),
        ("papers.exists(p, p.title == 'id')", "item 1 of papers: p.title is \"id\"", "papers第 1 项：p.title “id”"),
        ("scores.all(k, v, v > 5)", "\"panel\" in scores: v is 3, not above 5", "scores中的 “panel”：v 3，不高于 5"),
        ("cel.bind(old, age >= 60, old || married)", "age is 58, below 60; married is false", "age 58，低于 60；married 否"),
        ("kind.matches('^d')", "kind is \"residence\", does not match the pattern \"^d\"", "kind “residence”，不符合格式 “^d”"),
    ])
    func reason_ofACondition_isTold(_ source: String, _ english: String, _ chinese: String) throws {
        let (first, second) = try texts(source)
        #expect(first == english)
        #expect(second == chinese)
    }

    /// One false operand of `&&` is enough; the one that takes the fewest words is told.
    @Test func conjunction_thatIsFalse_namesOneOperand() throws {
        #expect(try texts("(age >= 60 || married) && kind == 'departure' && income > 0.0").0 == "kind is \"residence\", not \"departure\"")
        #expect(try texts("age >= 60 && married").0 == "age is 58, below 60")
    }

    @Test func conjunction_thatIsTrue_namesAllOperands() throws {
        #expect(try texts("age < 60 && kind == 'residence'").0 == "age is 58, below 60; kind is \"residence\"")
    }

    @Test func disjunction_thatIsTrue_namesOneOperand() throws { #expect(try texts("married || age < 60").0 == "age is 58, below 60") }

    @Test func disjunction_thatIsFalse_namesAllOperands() throws {
        #expect(try texts("married || age >= 60").0 == "married is false; age is 58, below 60")
    }

    @Test func error_thatIsAbsorbed_isNotTold() throws {
        #expect(try texts("applicant.phone == 'x' && age >= 60").0 == "age is 58, below 60")
        #expect(throws: CELError.self) { try environment.compile("applicant.phone == 'x' && age < 60").explain(values) }
    }

    @Test func conditional_isToldByItsConditionAndItsWay() throws {
        #expect(try texts("married ? age > 20 : age > 60").0 == "married is false; age is 58, not above 60")
        #expect(try texts("age >= 60 ? 960 : 0").0 == "age is 58, below 60")
    }

    @Test func constants_alone_needNoReason() throws {
        #expect(try environment.compile("1 + 1 == 2 || age > 3").explain(values).reasons.isEmpty)
    }

    @Test func wording_ofTheHost_namesFieldsAndValues() throws {
        let wording = CELWording(
            title: { $0 == ["age"] ? CELPhrase(english: "the age", chinese: "年龄") : nil },
            value: { value, path in
                guard path == ["kind"], value == "residence" else { return nil }
                return CELPhrase(english: "certificate of residence", chinese: "居住证明")
            })
        #expect(try texts("age >= 60", wording: wording) == ("the age is 58, below 60", "年龄 58，低于 60"))
        #expect(try texts("kind == 'x'", wording: wording) == ("kind is certificate of residence, not \"x\"", "kind 居住证明，不是 “x”"))
    }

    @Test func bareText_leavesTheNameOut() throws {
        let reason = try #require(try environment.compile("age >= 60").explain(values).reasons.first)
        #expect(reason.bareText(.english) == "58 is below 60")
        #expect(reason.bareText(.chinese) == "58 低于 60")
        let other = try #require(try environment.compile("kind in ['a']").explain(values).reasons.first)
        #expect(other.bareText(.english) == "\"residence\" is not one of \"a\"")
        let equal = try #require(try environment.compile("age == 58").explain(values).reasons.first)
        #expect(equal.bareText(.english) == "58 is 58")
    }

    @Test func reasons_areLimited() throws {
        let source = (0..<40).map { "age > \($0 + 100)" }.joined(separator: " || ")
        #expect(try environment.compile(source).explain(values).reasons.count == CELLimits().reasons)
    }

    @Test func reason_carriesItsSourceAndValues() throws {
        let reason = try #require(try environment.compile("married || age  >=  60").explain(values).reasons.last)
        #expect(reason.source == "age  >=  60")
        guard case .comparison(let left, .greaterOrEqual, let right, holds: false) = reason.kind else { Issue.record("\(reason)"); return }
        #expect(left.path == ["age"])
        #expect(left.value == 58)
        #expect(right.isConstant)
    }
}
