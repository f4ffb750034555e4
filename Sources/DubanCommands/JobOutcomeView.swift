import DubanAPI

/// Shows what happened to jobs, not what was asked for: the sum, then whatever was refused.
enum JobOutcomeView {
    static func show(_ outcome: JobOutcomeBody, _ options: GlobalOptions) throws {
        if options.json { return try Output.json(outcome) }
        if outcome.jobs.isEmpty { return print(options.say(.noJob)) }
        let sums = Dictionary(grouping: outcome.jobs, by: \.result).mapValues(\.count).sorted { $0.key < $1.key }
        print(sums.map { "\($0.value) \($0.key)" }.joined(separator: ", "))
        let shown = outcome.jobs.count <= 20 ? outcome.jobs : outcome.jobs.filter { $0.message != nil }
        if !shown.isEmpty {
            Output.table(options.headings(.job, .state, .message), shown.map { [$0.key, $0.result, $0.message ?? ""] })
        }
    }
}
