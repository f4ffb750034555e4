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
        var query = ["open": open ? "true" : nil, "light": light, "workflow": workflow].compactMap { key, value in
            value.map { "\(key)=\($0)" }
        }
        query.sort()
        let cases: [CaseBody] = try await options.client.get("/v1/cases" + (query.isEmpty ? "" : "?" + query.joined(separator: "&")))
        try CaseList.show(cases, options)
    }
}

/// Shows cases as a table.
enum CaseList {
    static func show(_ cases: [CaseBody], _ options: GlobalOptions) throws {
        if options.json { return try Output.json(cases) }
        if cases.isEmpty { return print(options.text("No case.", "没有办件。")) }
        Output.table(
            options.language == .chinese
                ? ["办件", "事项", "受理", "环节", "责任人", "时限", "灯"] : ["CASE", "WORKFLOW", "OPENED", "STANDS AT", "OWNER", "DUE", "LIGHT"],
            cases.map { item in
                [
                    item.number, item.workflow, Output.time(item.openedAt), item.outcome ?? item.steps.joined(separator: " "),
                    item.owner ?? "",
                    Output.time(item.due), Output.light(item.light),
                ]
            })
    }
}
