import CEL
import Foundation
import Testing

@Suite struct RulesPageTests {
    private let person: [String: CELValue]
    private let environment: CELEnvironment

    init() throws {
        let data = try #require(try RulesPage.blocks("json").first).joined(separator: "\n")
        person = try #require(try CELValue(json: data).mapValue).fields
        environment = CELEnvironment(variables: person.mapValues { RulesPageTests.type(of: $0) })
    }

    private static func type(of value: CELValue) -> CELType {
        switch value {
        case .int: .int
        case .double: .double
        case .bool: .bool
        case .string: .string
        case .list: .list(.dynamic)
        default: .map(.string, .dynamic)
        }
    }

    @Test func expressions_ofThePage_comeOut() throws {
        let lines = try RulesPage.blocks("cel").joined().filter { !$0.isEmpty }
        #expect(lines.count > 40)
        for line in lines {
            let parts = line.components(separatedBy: "// → ")
            try #require(parts.count == 2, "\(line) says no value")
            let value = try? environment.compile(parts[0]).evaluate(person).tagged()
            let expected = parts[1] == "error" ? nil : try CELValue(json: parts[1]).tagged()
            #expect(value == expected, "\(line)")
        }
    }

    @Test func reasons_ofThePage_areTold() throws {
        let examples = RulesPage.paragraphs(try #require(try RulesPage.blocks("why").first))
        #expect(examples.count == 4)
        for example in examples {
            let explanation = try environment.compile(example[0]).explain(person)
            #expect(["→ " + explanation.text(.english), "→ " + explanation.text(.chinese)] == Array(example[1...]))
        }
    }

    @Test func mistakes_ofThePage_areFound() throws {
        for block in try RulesPage.blocks("mistake") {
            let error = try #require(throws: CELError.self) { try environment.compile(block[0]) }
            #expect(error.description == block[1...].joined(separator: "\n"))
        }
    }
}
