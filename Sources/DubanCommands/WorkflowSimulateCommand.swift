import ArgumentParser
import DubanModel
import DubanScenario
import DubanTime
import DubanWorkflows
import Foundation

/// `duban workflow simulate DIR`: what would come of a workflow with these people.
struct WorkflowSimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Have many cases run through a bundle with the people of a roster, on virtual time.",
        discussion: """
            Prints throughput, time to completion, the share of cases that turn red, and how busy each role is; with --target-red also how many \
            people more would keep red under a share. The same seed gives the same. docs/workflow-language.md explains the handling file.
            """)
    @OptionGroup var bundle: BundleOptions
    @Option(help: "How many cases.") var cases = 1_000
    @Option(help: "How many arrive, such as \"40 a working day\".") var arrivals = "20 a working day"
    @Option(help: "A file of handling times and shares; guesses without.", completion: .file()) var handling: String?
    @Option(help: "Where chance begins.") var seed: UInt64 = 1
    @Option(help: "When the first may arrive.") var start = "2026-03-02"
    @Option(name: .customLong("target-red"), help: "The share of red cases that is wanted at most, such as 2%: says which people would do.")
    var target: String?
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        if rate == nil { throw ValidationError("--arrivals is a number a working day, such as \"40 a working day\"") }
        if target != nil, wanted == nil { throw ValidationError("--target-red is a share such as 2%") }
        if cases < 1 || cases > 1_000_000 { throw ValidationError("--cases is a number from 1 to 1000000") }
    }

    func run() throws {
        let (workflows, _, findings) = try bundle.load()
        guard let workflow = workflows.first, findings.isEmpty else { throw Refusal("The bundle \(bundle.folder)", findings: findings) }
        guard let roster = try bundle.roster() else { throw Refusal(.invalidRequest, "Nobody works here: name a roster with --staff.") }
        let calendar = try bundle.workingCalendar()
        let simulator = Simulator(workflow, others: Array(workflows.dropFirst()), calendar: calendar, handling: try known(of: workflow))
        guard let moment = try? Moment(start) else { throw Refusal(.invalidRequest, "\"\(start)\" is no day; write it like 2026-03-02.") }
        let plan = Simulator.Plan(cases: cases, arrivalsPerDay: rate ?? 1, seed: seed, start: calendar.calendar.instant(of: moment))
        let meter = ProgressMeter(cases)
        let result = try simulator.run(plan, roster: roster) { meter.show($0) }
        meter.clear()
        let view = SimulationView(result)
        if !json { view.show(workflow.name, seed: seed) }
        var staffing: (added: [String], result: SimulationResult)?
        if let wanted {
            staffing = try simulator.staffing(plan, roster: roster, target: wanted) { added, red in
                meter.say("red \(SimulationView.percent(red)) with \(added.isEmpty ? "the roster" : "\(added.count) more")")
            }
            meter.clear()
            if !json { view.show(staffing, wanted: wanted) }
        }
        if json { print(String(decoding: view.data(staffing).json, as: UTF8.self)) }
    }

    private var rate: Double? { arrivals.split(separator: " ").first.flatMap { Double($0) }.flatMap { $0 > 0 && $0 < 1e6 ? $0 : nil } }

    private var wanted: Double? {
        guard let target else { return nil }
        let text = target.filter { !$0.isWhitespace }
        let share = text.hasSuffix("%") ? Double(text.dropLast()).map { $0 / 100 } : Double(text)
        return share.flatMap { (0...1).contains($0) ? $0 : nil }
    }

    private func known(of workflow: WorkflowDefinition) throws -> Handling {
        guard let handling else { return Handling() }
        let (known, findings) = Handling.load(try BundleOptions.read(handling, "file of handling times"), file: handling, for: workflow)
        guard let known else { throw Refusal("The handling times \(handling)", findings: findings) }
        return known
    }
}

/// Shows on a terminal how far something is; elsewhere nothing.
struct ProgressMeter {
    private let total: Int
    private let isShown = isatty(STDERR_FILENO) == 1

    init(_ total: Int) { self.total = total }

    func show(_ done: Int) { say("\(done) of \(total) cases") }

    func say(_ text: String) {
        guard isShown else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
    }

    func clear() { if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) } }
}

/// Shows what came of a simulation.
struct SimulationView {
    private let result: SimulationResult

    init(_ result: SimulationResult) { self.result = result }

    func show(_ name: String, seed: UInt64) {
        print("\(name): \(result.cases) cases, \(result.ended) ended, \(result.decisions) decisions, seed \(seed)")
        Output.rows(
            [
                ["throughput", "\(SimulationView.number(result.throughput)) cases a working day"],
                [
                    "completion",
                    "half within \(days(result.days.p50)), 90 % within \(days(result.days.p90)), 99 % within \(days(result.days.p99))",
                ],
                ["red", "\(SimulationView.percent(result.shareRed)) (\(result.red) cases), \(result.charges) entries of accountability"],
                ["busiest", result.busiest.map { "\($0.role), \(SimulationView.percent($0.load)) busy" } ?? "nobody"],
                [
                    "outcomes",
                    result.outcomes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" }.joined(
                        separator: ", "),
                ],
            ], indent: 2)
        print()
        Output.table(
            ["role", "people", "tasks", "busy", "tasks wait"],
            result.roles.map {
                [
                    $0.role, String($0.members), String($0.tasks), SimulationView.percent($0.load),
                    "\(SimulationView.number($0.meanWait)) hours of business",
                ]
            })
    }

    func show(_ staffing: (added: [String], result: SimulationResult)?, wanted: Double) {
        guard let staffing else {
            return print(
                "\nMore people do not bring red to \(SimulationView.percent(wanted)): the limits themselves, or what is waited for, take too long."
            )
        }
        let counts = Dictionary(grouping: staffing.added) { $0 }.map { "\($0.value.count) \($0.key)" }.sorted().joined(separator: ", ")
        print(
            "\nred \(SimulationView.percent(staffing.result.shareRed)) with \(counts.isEmpty ? "the people that there are" : "\(counts) more")"
        )
    }

    private func days(_ value: Double) -> String { "\(SimulationView.number(value)) working days" }

    static func percent(_ share: Double) -> String { "\(number(share * 100)) %" }

    static func number(_ value: Double) -> String { String(format: value < 10 ? "%.2f" : "%.1f", value) }

    /// As JSON has it.
    func data(_ staffing: (added: [String], result: SimulationResult)?) -> DataValue {
        var fields: [String: DataValue] = [
            "cases": .integer(Int64(result.cases)), "ended": .integer(Int64(result.ended)), "throughput": .double(result.throughput),
            "p50": .double(result.days.p50), "p90": .double(result.days.p90), "p99": .double(result.days.p99),
            "red": .double(result.shareRed),
            "outcomes": .record(result.outcomes.mapValues { .integer(Int64($0)) }),
            "busiest": result.busiest.map { .text($0.role) } ?? .null,
            "roles": .list(
                result.roles.map {
                    ["role": .text($0.role), "people": .integer(Int64($0.members)), "load": .double($0.load), "wait": .double($0.meanWait)]
                }),
        ]
        if let staffing {
            fields["staffing"] = ["added": .list(staffing.added.map { .text($0) }), "red": .double(staffing.result.shareRed)]
        }
        return .record(fields)
    }
}
