import ArgumentParser
import CEL
import DubanModel

/// `duban eval EXPR [--data FILE]`: evaluates an expression of the rule language; needs no daemon.
struct EvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "eval", abstract: "Evaluate an expression of the rule language.")

    @Argument(help: "The expression.") var expression: String
    @Option(help: "A JSON file whose fields are the variables, or - for standard input.") var data: String?

    func run() throws {
        let document = try data.map { try DocumentFile.read($0) } ?? .emptyRecord
        let variables = (document.fields ?? [:]).mapValues { EvalCommand.value($0) }
        do {
            let program = try CELProgram(expression, environment: CELEnvironment(variables: variables.mapValues { _ in .dynamic }))
            print(String(decoding: EvalCommand.data(try program.evaluate(variables)).json, as: UTF8.self))
        } catch {
            throw Refusal(.invalidData, error.rendered(source: expression))
        }
    }

    private static func value(_ data: DataValue) -> CELValue {
        switch data {
        case .null, .sealed: .null
        case .bool(let flag): .bool(flag)
        case .integer(let number): .int(number)
        case .double(let number): .double(number)
        case .text(let text): .string(text)
        case .list(let items): .list(items.map { value($0) })
        case .record(let fields): .map(fields.mapValues { value($0) })
        }
    }

    private static func data(_ value: CELValue) -> DataValue {
        switch value {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .int(let number): .integer(number)
        case .double(let number): .double(number)
        case .string(let text): .text(text)
        case .timestamp(let instant): .text(Instant(milliseconds: instant).description)
        case .list(let items): .list(items.map { data($0) })
        case .map(let fields): .record(fields.mapValues { data($0) })
        }
    }
}
