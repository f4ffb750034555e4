import CEL
import Testing

@testable import DubanCommands

@Suite struct EvalLinesTests {
    private func answer(_ line: String, explains: Bool = false) -> String { EvalLines(explains: explains).answer(toLine: Array(line.utf8)) }

    @Test(arguments: [
        (#"{"expr": "1 + 2"}"#, #"{"value": {"int": "3"}}"#),
        (#"{"expr": "x + 1u", "bindings": {"x": {"uint": "2"}}, "name": "n", "anything": [1]}"#, #"{"value": {"uint": "3"}}"#),
        (#"{"expr": "{2: 'b', 1: 'a'}"}"#, #"{"value": {"map": [[{"int": "1"}, {"string": "a"}],[{"int": "2"}, {"string": "b"}]]}}"#),
        (#"{"expr": "y", "container": "x", "bindings": {"x.y": {"bool": true}}}"#, #"{"value": {"bool": true}}"#),
        (#"{"expr": "1 + 'a'", "disable_check": true, "x": 1}"#, #"{"error": "1:3: \"+\" does not fit int and string\n  1 + 'a'\n    ^"}"#),
        (#"{"expr": "optional.none()"}"#, #"{"value": {"optional": null}}"#),
    ])
    func line_isAnswered(_ line: String, _ expected: String) { #expect(answer(line) == expected) }

    /// Whatever comes, a line of JSON goes out, and the next line is answered all the same.
    @Test(arguments: [
        "", "   ", "no JSON", "[]", "1", "{}", "{\"expr\": 1}", "{\"expr\": \"1\"", "{\"expr\": \"x\", \"bindings\": {\"x\": 1}}",
        "{\"expr\": \"x\", \"bindings\": {\"x\": {\"int\": \"y\"}}}", "{\"expr\": \"((((\"}",
        "{\"expr\": \"[1].all(x, x)\", \"disable_macros\": true}",
    ])
    func line_thatIsWrong_isAnsweredWithAnError(_ line: String) throws {
        let answer = try CELValue(json: answer(line))
        #expect(answer.mapValue?["error"]?.stringValue?.isEmpty == false)
    }

    @Test func bytes_thatAreNoText_areAnsweredWithAnError() {
        #expect(EvalLines(explains: false).answer(toLine: [0x7B, 0xFF, 0x7D]) == #"{"error": "the line is not UTF-8"}"#)
    }

    @Test func line_withExplain_saysWhy() {
        #expect(
            answer(#"{"expr": "age >= 60", "bindings": {"age": {"int": "58"}}}"#, explains: true)
                == #"{"value": {"bool": false}, "because": {"en":"age is 58, below 60","zh":"age 58，低于 60"}}"#)
    }
}
