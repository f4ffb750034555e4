import ArgumentParser
import DubanAPI
import DubanClient
import DubanModel

/// `duban cases`: lists cases.
struct CasesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "cases", abstract: "List cases, the newest first.")

    @Option(help: "Only these: green, yellow or red.") var light: String?
    @Option(help: "Only this workflow's.") var workflow: String?
    @Flag(help: "Only open ones.") var open = false
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if let light, Light(rawValue: light) == nil { throw ValidationError("--light is green, yellow or red") }
    }

    func run() async throws {
        let cases: [CaseBody] = try await options.client.get(
            ["cases"], query: ["open": open ? "true" : nil, "light": light, "workflow": workflow])
        try CaseList.show(cases, options)
    }
}
