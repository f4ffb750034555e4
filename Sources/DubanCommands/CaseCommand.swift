import ArgumentParser
import DubanAPI
import DubanClient
import DubanModel

/// `duban case CASE`: shows a case.
struct CaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "case", abstract: "Show a case; private values are masked.")

    @Argument(help: "The case's number.") var number: String
    @Flag(help: "Show every event.") var events = false
    @Flag(help: "Show why each choice went where it did.") var why = false
    @Flag(name: .customLong("private"), help: "Show private values; needs --reason, and leaves an event.") var showsPrivate = false
    @Option(help: "Why private values are read.") var reason: String?
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if showsPrivate, reason == nil { throw ValidationError("--private needs --reason: who reads private values says why") }
    }

    func run() async throws {
        if showsPrivate {
            let values: [String: DataValue] = try await options.client.post(
                "/v1/cases/\(number)/private", PrivateRequest(fields: [], reason: reason ?? ""), key: nil)
            if options.json { return try Output.json(values) }
            return Output.table(
                [options.text("FIELD", "字段"), options.text("VALUE", "值")],
                values.sorted { $0.key < $1.key }.map { [$0.key, $0.value.textValue ?? String(decoding: $0.value.json, as: UTF8.self)] })
        }
        let detail: CaseDetailBody = try await options.client.get("/v1/cases/\(number)")
        if options.json { return try Output.json(detail) }
        show(detail)
    }

    private func show(_ detail: CaseDetailBody) {
        let summary = detail.summary
        let state = summary.outcome.map { options.text("ended: \($0)", "已办结：\($0)") } ?? summary.steps.joined(separator: ", ")
        print("\(summary.number)  \(summary.workflow)  \(state)  \(Output.light(summary.light))")
        if let due = summary.due { print(options.text("due ", "承诺办结 ") + Output.time(due)) }
        print(String(decoding: detail.data.json, as: UTF8.self))
        for document in detail.documents { print("\(document.name)  \(document.path)") }
        for entry in detail.accountability {
            print(
                options.text("accountability ", "问责 ")
                    + "\(Output.time(entry.at))  \(entry.promise)  \(entry.person ?? "–") → \(entry.supervisor ?? "–")")
        }
        if why { showReasons(detail.events) }
        if events {
            print("")
            Output.table(
                ["#", options.text("WHEN", "时间"), options.text("WHO", "经办"), options.text("WHAT", "事项")],
                detail.events.map { [String($0.sequence), Output.time($0.at), $0.actor, $0.text] })
        }
    }

    private func showReasons(_ events: [EventBody]) {
        for event in events where !event.detail["because"].isNull {
            let because = event.detail["because"]
            let values = (because["values"].fields ?? [:]).sorted { $0.key < $1.key }.map {
                "\($0.key) = \(String(decoding: $0.value.json, as: UTF8.self))"
            }
            print(
                "#\(event.sequence) \(event.text): \(because["rule"].textValue ?? "")\(values.isEmpty ? "" : "  [\(values.joined(separator: ", "))]")"
            )
        }
    }
}
