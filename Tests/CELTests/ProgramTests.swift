import CEL
import Testing

@Suite struct ProgramTests {
    private let environment = CELEnvironment(variables: [
        "age": .int, "case": .record(["number": .string]), "applicant": .record(["name": .string, "born": .record(["year": .int])]),
        "tags": .map(.string, .string),
    ])

    @Test(arguments: [
        ("age > 3", [["age"]]),
        ("applicant.born.year > 3 && applicant.name == ''", [["applicant", "born", "year"], ["applicant", "name"]]),
        ("has(applicant.name)", [["applicant", "name"]]), ("applicant.?name.hasValue()", [["applicant", "name"]]),
        ("tags['a'] == ''", [["tags", "a"]]),
        ("tags[case.number] == ''", [["tags"], ["case", "number"]]), ("[1].all(age, age > 0)", []),
        ("cel.bind(x, age, x + x) > 1", [["age"]]),
        ("tags.all(k, tags[k] != '')", [["tags"]]), ("string(applicant.born.year)", [["applicant", "born", "year"]]), ("1 + 1", []),
        ("tags[?'a'].hasValue()", [["tags", "a"]]),
    ])
    func references_areTheLongestPaths(_ source: String, _ paths: [[String]]) throws {
        #expect(try environment.compile(source).references == Set(paths))
    }

    @Test(arguments: [
        ("age", ["age"]), ("applicant.name", ["applicant", "name"]), ("(applicant.name)", ["applicant", "name"]),
        ("tags['a']", ["tags", "a"]),
        ("applicant.name + ''", nil), ("1", nil), ("has(applicant.name)", nil), ("applicant.?name", nil),
    ])
    func path_isThatOfAPlainField(_ source: String, _ path: [String]?) throws { #expect(try environment.compile(source).path == path) }

    @Test(arguments: [
        ("age", CELType.int), ("age > 1", .bool), ("[age]", .list(.int)), ("{'a': age}", .map(.string, .int)), ("[]", .list(.dynamic)),
        ("dyn(age)", .dynamic), ("optional.of(age)", .optional(.int)), ("age > 1 ? [] : [age]", .list(.int)), ("type(age)", .type),
        ("tags.map(k, k)", .list(.string)), ("tags.transformMap(k, v, age)", .map(.string, .int)), ("applicant.?name", .optional(.string)),
        ("[1, 'a']", .list(.dynamic)), ("timestamp(age) - timestamp(0)", .duration), ("applicant.born.year", .int),
    ])
    func resultType_isDeduced(_ source: String, _ type: CELType) throws { #expect(try environment.compile(source).resultType == type) }

    @Test func bindings_giveTheSameAsADictionary() throws {
        let program = try environment.compile("age * 2 + tags.size()")
        var bindings = CELBindings(for: program)
        bindings["tags"] = [:]
        for age in 0..<5 {
            bindings["age"] = .int(Int64(age))
            #expect(try program.evaluate(bindings) == program.evaluate(["age": .int(Int64(age)), "tags": [:]]))
        }
        bindings["nobody reads this"] = 1
        #expect(program.variables == ["age", "tags"])
        bindings[slot: 0] = nil
        #expect(throws: CELError.self) { try program.evaluate(bindings) }
    }

    @Test func function_ofTheHost_isCheckedAndCalled() throws {
        let isLeapYear = CELFunction("isLeapYear", [.int], returns: .bool) { (arguments) throws(CELFailure) in
            .bool(try arguments.int(0).isMultiple(of: 4))
        }
        let twice = CELFunction("twice", [.list(.parameter("T"))], returns: .list(.parameter("T")), isMember: true) {
            (arguments) throws(CELFailure) in
            .list(try arguments.list(0) + arguments.list(0))
        }
        let refuses = CELFunction("fails", [], returns: .bool) { (_) throws(CELFailure) in throw CELFailure("as it should") }
        let environment = CELEnvironment(variables: ["year": .int], functions: [isLeapYear, twice, refuses])
        #expect(try environment.compile("isLeapYear(year)").evaluate(["year": 2024]) == true)
        #expect(try environment.compile("[1].twice() == [1, 1]").evaluate() == true)
        #expect(try environment.compile("[1].twice()[0] + 1").resultType == .int)
        #expect(throws: CELError.self) { try environment.compile("isLeapYear('a')") }
        #expect(throws: CELError.self) { try environment.compile("[1].twice()[0] + 'a'") }
        let error = try #require(throws: CELError.self) { try environment.compile("true && fails()").evaluate() }
        #expect(error.message == "as it should")
        #expect(error.column == 9)
    }

    @Test func program_isShared_betweenThreads() async throws {
        let program = try environment.compile("tags.all(k, v, k + v != '') && cel.bind(x, age + 1, x * x) > 0 && 'abc'.matches('b')")
        let results = await withTaskGroup(of: CELValue?.self) { group in
            for age in 1...64 {
                group.addTask { try? program.evaluate(["age": .int(Int64(age)), "tags": ["a": "b"]]) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.count == 64)
        #expect(results.allSatisfy { $0 == true })
    }

    @Test func json_isReadAndWritten() throws {
        let text = #"{"a":[1,-2.5,true,null,"x\n\"中\u0001"],"b":{"c":9223372036854775807}}"#
        #expect(try CELValue(json: text).json() == text)
        #expect(try CELValue(json: #""\ud83d\ude00""#) == "😀")
        for wrong in [
            "", "{", "[1,]", "{\"a\":1,\"a\":2}", "01", "1.", "\"\\x\"", "\"\\ud83d\"", "nul", "[1] 2", "\"\n\"",
            String(repeating: "[", count: 100),
        ] {
            #expect(throws: CELError.self, "\(wrong)") { try CELValue(json: wrong) }
        }
    }

    @Test func map_keepsItsOrderAndFindsNumbersOfAnyKind() throws {
        let entries: [(key: CELMap.Key, value: CELValue)] = (0..<20).map { (.int(Int64(19 - $0)), .int(Int64($0))) }
        let map = try #require(CELMap(entries: entries))
        #expect(map.keys.first == .int(19))
        #expect(map[CELValue.uint(19)] == 0)
        #expect(map[CELValue.double(18)] == 1)
        #expect(map[CELValue.double(18.5)] == nil)
        #expect(CELMap(entries: entries + [(.uint(3), 1)]) == nil)
        #expect(CELMap(["b": 1, "a": 2]).keys == [.string("a"), .string("b")])
    }

    @Test func timestamp_countsDaysAsTheCalendarDoes() throws {
        // Each day of 400 years, against plain counting.
        var (year, month, day) = (1890, 1, 1)
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        let first = try #require(CELTimestamp("1890-01-01T00:00:00Z")).seconds
        for days in 0..<146_097 {
            let text = try #require(CELTimestamp(seconds: first + Int64(days) * 86_400)).description
            let expected = "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)T00:00:00Z"
            guard text == expected else { Issue.record("\(text) instead of \(expected)"); return }
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            day += 1
            if day > lengths[month - 1] + (month == 2 && isLeap ? 1 : 0) { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
    }
}
