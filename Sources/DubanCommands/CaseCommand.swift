import ArgumentParser
import DubanAPI
import DubanClient
import DubanModel
import DubanPictures

/// `duban case CASE`: shows a case.
struct CaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "case", abstract: "Show a case; private values are masked.")

    @Argument(help: "The case's number, such as CERT-2026-0001.") var number: String
    @Flag(help: "Show its history, every event.") var events = false
    @Flag(help: "Show why each choice went where it did.") var why = false
    @Flag(help: "Show day by day why each clock ends when it does.") var whyDue = false
    @Flag(help: "Draw its workflow with the way that it took.") var graph = false
    @Option(help: "With --graph: mermaid, svg, dot or bpmn.") var format: String?
    @Flag(name: .customLong("private"), help: "Show private values; needs --reason, and leaves an event.") var showsPrivate = false
    @Option(help: "Why private values are read.") var reason: String?
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if showsPrivate, reason == nil { throw ValidationError("--private needs --reason: who reads private values says why") }
        if reason != nil, !showsPrivate { throw ValidationError("--reason goes with --private") }
        if graph, events || why || whyDue || showsPrivate { throw ValidationError("--graph goes alone") }
        if let format, !graph || PictureFormat(rawValue: format) == nil {
            throw ValidationError("--format goes with --graph: mermaid, svg, dot or bpmn")
        }
        if whyDue, events || why || showsPrivate { throw ValidationError("--why-due goes alone") }
    }

    func run() async throws {
        if showsPrivate { return try await showPrivate() }
        if whyDue { return try await showWhyDue() }
        if graph { return try await showGraph() }
        let detail: CaseDetailBody = try await options.client.get(["cases", number])
        if options.json { return try Output.json(detail) }
        let view = CaseView(detail, options)
        view.showCase()
        if why { view.showReasons() }
        if events { view.showHistory() }
    }

    private func showGraph() async throws {
        let picture: PictureBody = try await options.client.get(
            ["cases", number, "graph"], query: ["format": format, "lang": options.language.rawValue])
        if options.json { return try Output.json(picture) }
        print(picture.text, terminator: "")
    }

    private func showWhyDue() async throws {
        let clocks: [WhyDueBody] = try await options.client.get(["cases", number, "why-due"])
        if options.json { return try Output.json(clocks) }
        if clocks.isEmpty { return print(options.say(.noClock)) }
        for (index, clock) in clocks.enumerated() {
            if index > 0 { print() }
            print(clock.title[options.language])
            for line in options.language == .chinese ? clock.chinese : clock.english { print(line) }
        }
    }

    private func showPrivate() async throws {
        let values: [String: DataValue] = try await options.client.post(
            ["cases", number, "private"], PrivateRequest(fields: [], reason: reason ?? ""), key: nil)
        if options.json { return try Output.json(values) }
        if values.isEmpty { return print(options.say(.noPrivateValue)) }
        let detail: CaseDetailBody = try await options.client.get(["cases", number])
        let titles = Dictionary(detail.fields.map { ($0.path, $0.title[options.language]) }, uniquingKeysWith: { first, _ in first })
        Output.table(
            options.headings(.field, .name, .value),
            values.sorted { $0.key < $1.key }.map { [$0.key, titles[$0.key] ?? "", Output.text($0.value)] })
    }
}
