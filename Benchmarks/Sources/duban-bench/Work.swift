/// A work that is measured. One file a work; `WorkRegistry` lists them.
protocol Work: Sendable {
    /// Its name on the command line and in its line: `W1`.
    var name: String { get }
    /// Runs it.
    /// - Returns: One line a figure set.
    func run(_ options: BenchOptions) async throws -> [BenchLine]
}

/// The works there are.
enum WorkRegistry {
    static let all: [any Work] = [
        DurableStepsWork(), JobThroughputWork(), PendingWork(), StartLatencyWork(), RecoveryWork(), ServerWork(), ClockCountWork(),
        ClockBurstWork(), RulesWork(),
    ]
    /// What works run in processes of their own.
    private static let probes: [any Work] = [PendingProbe(), RecoveryVictim(), RecoveryProbe(), ClockCountProbe()]

    static func named(_ names: [String]) throws -> [any Work] {
        if names.isEmpty { return all }
        return try names.map { name in
            guard let work = (all + probes).first(where: { $0.name.lowercased() == name.lowercased() }) else {
                throw BenchFailure("there is no work \"\(name)\"; there are \(all.map(\.name).joined(separator: ", "))")
            }
            return work
        }
    }
}

/// Why a work gives no figure.
struct BenchFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
