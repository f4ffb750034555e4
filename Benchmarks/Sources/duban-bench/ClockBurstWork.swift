import DubanEngine
import DubanModel
import DubanRunner
import DubanStore
import DubanStoreSQLite
import DubanTime
import Foundation

/// C2: 100,000 clocks that come due in one instant are worked off in bounded transactions, while new requests are answered: how long a
/// request waits meanwhile, and without.
struct ClockBurstWork: Work {
    let name = "C2"

    func run(_ options: BenchOptions) async throws -> [BenchLine] {
        let clocks = options.size("clocks", 100_000)
        let folder = try options.freshFolder("c2")
        let here = try ClockOffice(folder: folder)
        try await here.open(clocks / ClockBurstWork.rungsOfCase)
        try here.office.store.checkpoint()
        var calm: [Double] = []
        for _ in 0..<options.size("samples", 1_000) { calm.append(try await here.openOne()) }
        guard let due = try here.office.store.reader.earliestTimer() else { throw BenchFailure("no clock runs") }
        here.clock.advance(to: due)
        let waiting = try here.office.store.reader.timers([.remind, .due], dueBy: due, limit: clocks * ClockOffice.clocksOfCase).count
        let (busy, seconds) = try await burst(here)
        let late = try here.office.store.reader.timers(dueBy: due, limit: 1).count
        var line = BenchLine(name)
        line.add("clocks_due", waiting)
        line.add("seconds", seconds, digits: 2)
        line.add("rungs_per_second", Double(waiting) / seconds, digits: 0)
        line.add("left_over", late)
        line.add("requests_meanwhile", busy.count)
        line.add("request_p50_ms", busy.quantile(0.5), digits: 2)
        line.add("request_p99_ms", busy.quantile(0.99), digits: 2)
        line.add("request_max_ms", busy.max() ?? 0, digits: 2)
        line.add("calm_p50_ms", calm.quantile(0.5), digits: 2)
        line.add("calm_p99_ms", calm.quantile(0.99), digits: 2)
        line.add("largest_commit", Int(here.office.watcher.sizes.max() ?? 0))
        try here.office.store.close()
        line.add("audit", try AuditCheck.verify(folder))
        return [line]
    }

    /// A case's promised limit turns yellow, and its step's limit passes, at the same close of business.
    private static let rungsOfCase = 2

    /// Fires what is due while one request after another is asked.
    private func burst(_ here: ClockOffice) async throws -> (latencies: [Double], seconds: Double) {
        let begin = ContinuousClock().now
        return try await withThrowingTaskGroup(of: [Double].self) { group in
            group.addTask {
                var latencies: [Double] = []
                while !Task.isCancelled { latencies.append(try await here.openOne()) }
                return latencies
            }
            _ = try await here.office.timers.fireDue()
            let seconds = (ContinuousClock().now - begin).seconds
            group.cancelAll()
            return (try await group.reduce(into: []) { $0 += $1 }, seconds)
        }
    }
}
