import CEL
import Foundation

/// `duban eval --ndjson`: one answer a line, whatever the line holds.
struct EvalLines {
    /// Whether each value comes with its reasons.
    let explains: Bool

    /// Bytes of one line; a longer one is answered with an error and skipped.
    static let maximumLineBytes = 8 << 20

    /// Answers each line of standard input on standard output.
    func run() {
        var rest = Data()
        var isSkipping = false
        while true {
            let chunk = FileHandle.standardInput.availableData
            if chunk.isEmpty { break }
            rest.append(chunk)
            while let end = rest.firstIndex(of: 0x0A) {
                if !isSkipping { answer(rest[rest.startIndex..<end]) }
                isSkipping = false
                rest = Data(rest[rest.index(after: end)...])
            }
            if rest.count > EvalLines.maximumLineBytes {
                if !isSkipping { write(EvalLines.failure("the line is longer than \(EvalLines.maximumLineBytes) bytes")) }
                isSkipping = true
                rest = Data()
            }
        }
        if !rest.isEmpty, !isSkipping { answer(rest) }
    }

    private func answer(_ line: Data) { write(answer(toLine: Array(line))) }

    private func write(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

    /// The answer to one line, without its end.
    func answer(toLine bytes: [UInt8]) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { return EvalLines.failure("the line is not UTF-8") }
        do throws(CELError) {
            guard case .map(let line) = try CELValue(json: text) else { return EvalLines.failure("the line is no JSON object") }
            return try answer(to: line)
        } catch {
            return EvalLines.failure("the line is no JSON: \(error.message), at byte \(error.offset + 1)")
        }
    }

    private func answer(to line: CELMap) throws(CELError) -> String {
        guard case .string(let expression)? = line["expr"] else { return EvalLines.failure("\"expr\" must be a text") }
        var bindings: [String: CELValue] = [:]
        for (name, tagged) in line["bindings"]?.mapValue?.fields ?? [:] {
            do throws(CELFailure) {
                bindings[name] = try CELValue(tagged: tagged)
            } catch {
                return EvalLines.failure("the binding \"\(name)\": \(error.message)")
            }
        }
        var options = CELEnvironment.Options.standard
        if line["disable_macros"] == true { options.remove(.macros) }
        if line["disable_check"] == true { options.remove(.check) }
        let environment = CELEnvironment(
            variables: bindings.mapValues { _ in .dynamic }, container: line["container"]?.stringValue ?? "", options: options)
        do throws(CELError) {
            let program = try environment.compile(expression)
            guard explains else { return try EvalLines.success(try program.evaluate(bindings), nil) }
            let explanation = try program.explain(bindings)
            return try EvalLines.success(explanation.value, explanation)
        } catch {
            return EvalLines.failure("\(error)")
        }
    }

    private static func success(_ value: CELValue, _ explanation: CELExplanation?) throws(CELError) -> String {
        do throws(CELFailure) {
            let tagged = try value.tagged()
            guard let explanation else { return "{\"value\": \(tagged)}" }
            let because: CELValue = ["en": .string(explanation.text(.english)), "zh": .string(explanation.text(.chinese))]
            return "{\"value\": \(tagged), \"because\": \(try because.json())}"
        } catch {
            throw CELError(error.code, error.message, at: 0)
        }
    }

    private static func failure(_ message: String) -> String {
        let text = (try? CELValue.string(message).json()) ?? "\"the error is too long to be told\""
        return "{\"error\": \(text)}"
    }
}
