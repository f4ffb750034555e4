import CEL
import Foundation
import Testing

@Suite struct PatternTests {
    private let environment = CELEnvironment(variables: ["text": .string, "pattern": .string])

    private func outcome(_ text: String, _ pattern: String) -> Result<Bool?, CELError> {
        do throws(CELError) {
            return .success(
                try environment.compile("text.matches(pattern)").evaluate(["text": .string(text), "pattern": .string(pattern)]).boolValue)
        } catch {
            return .failure(error)
        }
    }

    /// Each of these takes a backtracking engine longer than the age of the universe. Here the steps that are counted grow with the
    /// length of the text and not faster, so that the limit is never met.
    @Test(arguments: [
        "^(a+)+$", "^(a|aa)+$", "^(a*)*$", "^(a?){20}(a){20}$", "(a|b|ab)*c", "^(.*)*x$", "((a{0,5}){0,5}){0,5}x", "(x+x+)+y",
    ])
    func bomb_overALongText_endsWithinTheSteps(_ pattern: String) throws {
        let text = String(repeating: "a", count: 4_000) + "!"
        #expect(try outcome(text, pattern).get() == false)
        #expect(try outcome(String(repeating: "x", count: 4_000), pattern).get() != nil)
    }

    @Test func bomb_ofRepetitions_isRefused() {
        for pattern in ["((a{100}){100}){100}", "(a{1000}){1000}", "(((((a{9}){9}){9}){9}){9}){9}", "(((x{1,30}){1,30}){1,30}){1,30}"] {
            guard case .failure(let error) = outcome("a", pattern) else { Issue.record("\(pattern) was taken"); continue }
            #expect(error.code == .limit)
        }
    }

    /// Repetitions of nothing have no instructions; writing them out must not take for ever either.
    @Test func bomb_ofEmptyRepetitions_isTaken() throws {
        #expect(try outcome("a", "(((((){1000}){1000}){1000}){1000}){1000}a").get() == true)
    }

    @Test func groups_nestedTooDeep_areRefused() {
        guard case .failure(let error) = outcome("a", String(repeating: "(", count: 500) + "a" + String(repeating: ")", count: 500)) else {
            Issue.record("taken")
            return
        }
        #expect(error.code == .limit)
    }

    @Test func text_tooLongForThePattern_isRefused() throws {
        let text = String(repeating: "ab", count: 400_000)
        guard case .failure(let error) = outcome(text, "(a|b|c|d|e|f|[g-z]){900}z") else { Issue.record("taken"); return }
        #expect(error.code == .limit)
    }

    @Test func pattern_thatIsWrong_isFoundWhenItIsCompiled() throws {
        let error = try #require(throws: CELError.self) { try environment.compile("text.matches('a(b')") }
        #expect(error.column == 14)
        #expect(error.message == "in the pattern, character 2: this group is not closed")
    }

    /// Every short text over a small alphabet, against an engine that backtracks.
    @Test(arguments: [
        "^a*b", "(a|b)*c$", "a.b|c", "^(ab|ba)+$", "[^a]b?c{2}", "^(a?b?c?)$", "a{2,3}b", "^.{3}$", "(ab)*?c", "^(a|ab)(c|bcd)?$", "\\ba",
        "b\\B",
        "^$|a$", "(?i)AB", "[a-b]+c[^c]*$",
    ])
    func pattern_overAllShortTexts_agreesWithBacktracking(_ pattern: String) throws {
        let oracle = try NSRegularExpression(pattern: pattern)
        var texts = [""]
        var all = [""]
        for _ in 0..<4 {
            texts = texts.flatMap { text in "abcA".map { text + String($0) } }
            all += texts
        }
        let program = try environment.compile("text.matches(pattern)")
        for text in all {
            let expected = oracle.firstMatch(in: text, range: NSRange(location: 0, length: text.utf16.count)) != nil
            #expect(try program.evaluate(["text": .string(text), "pattern": .string(pattern)]) == .bool(expected), "\(pattern) on \(text)")
        }
    }
}
