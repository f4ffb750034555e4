import CEL
import Testing

@Suite struct ErrorTests {
    private let environment = CELEnvironment(variables: [
        "age": .int, "name": .string, "kind": .string, "applicant": .record(["phone": .string, "born": .timestamp]),
        "scores": .list(.double),
    ])

    private func failure(_ source: String) throws -> CELError {
        try #require(throws: CELError.self) { try environment.compile(source) }
    }

    @Test(arguments: [
        ("age >", CELError.Code.syntax, 1, 6), ("age > 'x'", .type, 1, 5), ("agee > 1", .type, 1, 1), ("1 +\n  nam", .type, 2, 3),
        ("applicant.fone", .type, 1, 11), ("name.charAt('x')", .type, 1, 6), ("age + 1.0", .type, 1, 5), ("(age", .syntax, 1, 5),
        ("\"中文\" + nam", .type, 1, 8), ("scores.all(s, s)", .type, 1, 15), ("Message{a: 1}", .unsupported, 1, 1),
        ("name.matches('(')", .type, 1, 14), ("f(1)", .type, 1, 1), ("age\r\n+ 'a'", .type, 2, 1), ("'abc", .syntax, 1, 1),
        ("1 & 2", .syntax, 1, 3),
    ])
    func error_ofCompiling_hasCodeAndPlace(_ source: String, _ code: CELError.Code, _ line: Int, _ column: Int) throws {
        let error = try failure(source)
        #expect(error.code == code)
        #expect([error.line, error.column] == [line, column], "\(error)")
        #expect(error.source == source)
    }

    @Test(arguments: [
        ("1 / age", 1, 3), ("age + 9223372036854775807", 1, 5), ("true &&\n scores[5] > 1.0", 2, 8), ("applicant.phone == ''", 1, 11),
        ("name + kind", 1, 8),
    ])
    func error_ofEvaluating_hasPlace(_ source: String, _ line: Int, _ column: Int) throws {
        let program = try environment.compile(source)
        var values: [String: CELValue] = ["age": 0, "scores": [1.0], "applicant": [:], "name": "a"]
        if source.contains("+ 9") { values["age"] = 1 }
        let error = try #require(throws: CELError.self) { try program.evaluate(values) }
        #expect(error.code == .evaluation)
        #expect([error.line, error.column] == [line, column], "\(error)")
    }

    @Test func error_printed_readsLikeACompilers() throws {
        #expect(
            try failure("kind == 'a' &&\n  agee >= 60").description == """
                2:3: there is no variable "agee"; did you mean "age"?
                    agee >= 60
                    ^
                """)
    }

    @Test func error_afterWideCharacters_hasItsCaretBelowThePlace() throws {
        #expect(
            try failure("name == \"办件\" && agee > 1").description == """
                1:17: there is no variable "agee"; did you mean "age"?
                  name == "办件" && agee > 1
                                    ^
                """)
    }

    @Test(arguments: [
        ("nam == 'a'", "did you mean \"name\"?"), ("applicant.fone", "did you mean \"phone\"?"),
        ("name.startswith('a')", "did you mean \"startsWith\"?"),
        ("age + 1.0", "convert one with int(), uint() or double()"), ("a = 1", "write == to compare"), ("a & b", "write && for \"and\""),
        ("startsWith(name, 'a')", "called as value.startsWith(…)"), ("name.all('x')", "for instance items.all(item, item > 0)"),
        ("name.charAt('x')", "there is string.charAt(int)"), ("for > 1", "reserved word"), ("Point{x: 1}", "use a map"),
    ])
    func error_whereItHelps_saysWhatToDo(_ source: String, _ hint: String) throws {
        let error = try failure(source)
        #expect(error.message.contains(hint), "\(error)")
    }
}
