import ArgumentParser
import DubanAPI
import DubanClient
import DubanModel
import Foundation

/// `duban workflow migrate --from HASH --to HASH`: has open cases go on under another version, or says for each whether it could.
struct WorkflowMigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Have open cases go on under another version of their workflow.",
        discussion: """
            Each case is looked at before anything of it changes; its clocks keep the time that was left. Needs the role administrator.
            duban workflow migrate --from 3f2a9c --to 81d0be --all --dry-run
            duban workflow migrate --from 3f2a9c --to 81d0be --where 'certificate.kind == "departure"' --map review=check
            """)

    @Option(help: "The version under which they run, or its first digits; `duban workflow list` shows them.") var from: String
    @Option(help: "The version under which they are to go on.") var to: String
    @Option(name: .customLong("case"), help: "Only this case.") var number: String?
    @Option(name: .customLong("where"), help: "Only cases of which this condition holds.") var condition: String?
    @Flag(help: "All open cases of the version.") var all = false
    @Option(help: "Steps by their names before and after, such as review=check,hand-over=delivery.") var map: String?
    @Flag(help: "Change nothing; say for each case whether it could go on.") var dryRun = false
    @OptionGroup var change: ChangeOptions
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard [number != nil, condition != nil, all].count(where: { $0 }) == 1 else {
            throw ValidationError("say which cases: --case N, --where CONDITION or --all")
        }
        _ = try steps()
    }

    private func steps() throws -> [String: String] {
        var steps: [String: String] = [:]
        for part in (map ?? "").split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard pair.count == 2, !pair[0].isEmpty, !pair[1].isEmpty else {
                throw ValidationError("--map wants steps by their names before and after, such as review=check")
            }
            steps[pair[0]] = pair[1]
        }
        return steps
    }

    func run() async throws {
        var results: [MigrationBody.CaseResult] = []
        var next: Int64?
        repeat {
            let request = MigrateRequest(
                from: from, to: to, caseNumber: number, condition: condition, steps: try steps(), isDryRun: dryRun, after: next)
            let page: MigrationBody = try await options.client.post(["workflows", "migrate"], request, key: change.key)
            results += page.cases
            next = page.next
        } while next != nil
        try show(results)
        if results.contains(where: { $0.refusal != nil }) { throw ExitCode(Refusal.Code.invalidDefinition.exitCode) }
    }

    private func show(_ results: [MigrationBody.CaseResult]) throws {
        if options.json { return try Output.json(results) }
        if results.isEmpty { return print(options.say(.noCase)) }
        for result in results {
            guard let refusal = result.refusal else {
                print("✓ \(result.caseNumber)")
                continue
            }
            print("✗ \(result.caseNumber)  \(refusal.message)")
            for problem in refusal.problems { print("    \(problem.path): \(problem.message)") }
        }
        let refused = results.count { $0.refusal != nil }
        print(options.say(dryRun ? .couldMigrate(results.count - refused, refused) : .migrated(results.count - refused, refused)))
    }
}
