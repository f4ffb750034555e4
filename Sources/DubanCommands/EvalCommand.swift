import ArgumentParser
import CEL
import DubanModel
import Foundation

/// `duban eval EXPR [--data FILE]`: evaluates an expression of the rule language; needs no daemon.
struct EvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval", abstract: "Evaluate an expression of the rule language (CEL).",
        discussion: """
            With --ndjson each line of standard input is an object {"expr": …, "bindings": {name: tagged value}}, and each gives one \
            line {"value": tagged value} or {"error": "message"}. Tagged values say their kind: {"int": "1"}, {"list": […]}.
            docs/rules.md teaches the language.
            """)

    @ArgumentParser.Argument(help: "The expression.") var expression: String?
    @Option(help: "A JSON file whose fields are the variables, or - for standard input.") var data: String?
    @Flag(help: "Also say why it came to its value.") var explain = false
    @Flag(help: "Evaluate each line of standard input.") var ndjson = false
    @Option(help: "The language of explanations: en or zh; otherwise as the locale says.") var lang: String?

    func validate() throws {
        if ndjson {
            guard expression == nil, data == nil else {
                throw ValidationError("--ndjson reads expressions and data from standard input; leave EXPR and --data out")
            }
        } else if expression == nil {
            throw ValidationError("an expression is missing, such as: duban eval 'age >= 60' --data person.json")
        }
    }

    func run() throws {
        if ndjson { return EvalLines(explains: explain).run() }
        let variables = try data.map { try EvalCommand.variables($0) } ?? [:]
        do throws(CELError) {
            let environment = CELEnvironment(variables: variables.mapValues { _ in .dynamic })
            let program = try environment.compile(expression ?? "")
            let explanation = explain ? try program.explain(variables) : nil
            let value = if let explanation { explanation.value } else { try program.evaluate(variables) }
            do throws(CELFailure) { print(try value.json()) } catch { throw CELError(error.code, error.message, at: 0) }
            if let explanation, !explanation.reasons.isEmpty { print(explanation.text(language)) }
        } catch {
            throw Refusal(.invalidData, "The expression came to no value, at \(error)")
        }
    }

    private var language: CELLanguage {
        let chosen = lang.flatMap { Language(rawValue: $0) } ?? Language.ofLocale(ProcessInfo.processInfo.environment)
        return chosen == .chinese ? .chinese : .english
    }

    private static func variables(_ path: String) throws -> [String: CELValue] {
        let name = path == "-" ? "Standard input" : path
        let bytes = path == "-" ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: path)
        guard let bytes else { throw Refusal(.invalidRequest, "The file \(path) cannot be read.") }
        do {
            guard let text = String(validating: bytes, as: UTF8.self), case .map(let map) = try CELValue(json: text) else {
                throw Refusal(.invalidRequest, "\(name) must hold a JSON object whose fields are the variables.")
            }
            return map.fields
        } catch let error as CELError {
            throw Refusal(.invalidRequest, "\(name) is no JSON, at \(error)")
        }
    }
}
