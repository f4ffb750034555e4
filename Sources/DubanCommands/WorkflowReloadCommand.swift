import ArgumentParser
import DubanClient

/// `duban workflow reload`: puts what stands in the files in force.
struct WorkflowReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Put workflows and roster in force as they stand in their files; open cases keep their workflow's version.")
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let names: [String] = try await options.client.post(["workflows", "reload"], [String: String](), key: nil)
        if options.json { return try Output.json(names) }
        print(options.say(.inForce(names.joined(separator: ", "))))
    }
}
