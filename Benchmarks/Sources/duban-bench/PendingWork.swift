import DubanEngine
import DubanModel
import DubanRunner
import DubanStore
import DubanStoreSQLite
import Foundation

/// W3: what a million jobs that wait for their instant, and as many rungs of clocks, cost a new job, the disk, memory and a restart.
struct PendingWork: Work {
    let name = "W3"

    func run(_ options: BenchOptions) async throws -> [BenchLine] {
        let most = options.size("pending", 1_000_000)
        var lines: [BenchLine] = []
        var bare: (p50: Double, p99: Double)?
        for pending in [0, most / 100, most / 10, most] {
            let folder = try options.freshFolder("w3")
            let bytes = try await fill(folder, pending)
            let (found, _) = try ChildRun.run(
                "W3-probe", ["--state", folder, "--samples", String(options.size("samples", 2_000)), "--pending", String(max(pending, 1))])
            guard let object = found.last?.object else { throw BenchFailure("the process with \(pending) pending jobs gave no figures") }
            let (p50, p99) = (object["start_p50_ms"].number, object["start_p99_ms"].number)
            if bare == nil { bare = (p50, p99) }
            var line = BenchLine(name)
            line.add("pending_jobs", pending)
            line.add("pending_rungs", pending)
            line.add("start_p50_ms", p50, digits: 3)
            line.add("start_p99_ms", p99, digits: 3)
            line.add("times_none", p50 / max(bare?.p50 ?? p50, 1e-9), digits: 3)
            line.add("bytes_per_job", bytes.job, digits: 1)
            line.add("bytes_per_rung", bytes.rung, digits: 1)
            line.add("resident_mib", object["resident_mib"].number, digits: 1)
            line.add("restart_seconds", object["restart_seconds"].number, digits: 3)
            line.add("ratio_to_floor", (bare?.p50 ?? p50) / max(p50, 1e-9), digits: 3)
            lines.append(line)
        }
        return lines
    }

    /// Fills a database: delayed jobs through the writer, rungs as the engine's effects write them.
    /// - Returns: Bytes of the file that one of each takes.
    private func fill(_ folder: String, _ pending: Int) async throws -> (job: Double, rung: Double) {
        let office = try Office(folder: folder, slots: 4, executor: StartProbe())
        defer { try? office.store.close() }
        guard pending > 0 else { return (0, 0) }
        let path = folder + "/duban.db"
        func size() throws -> Double {
            try office.store.checkpoint()
            return Double((try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0)
        }
        let empty = try size()
        let later = SystemNow.instant + .seconds(30 * 86_400)
        for first in stride(from: 0, to: pending, by: 1_000) {
            let jobs = (first..<min(first + 1_000, pending)).map { number in
                NewJob(
                    queue: "bench", plugin: "bench", action: "note", arguments: ["step": .integer(Int64(number))],
                    runAt: later + .milliseconds(Int64(number)))
            }
            _ = try await office.writer.operate(.enqueue(jobs), by: .system)
        }
        let withJobs = try size()
        for first in stride(from: 0, to: pending, by: 10_000) {
            try office.store.transact { session in
                for number in first..<min(first + 10_000, pending) {
                    let row = TimerRow(
                        caseID: CaseID(Int64(number / 3 + 1)), clock: ClockID(5 + number % 3), rung: .due,
                        due: later + .milliseconds(Int64(number)))
                    try session.perform(.schedule(row), of: row.caseID, claim: nil)
                }
            }
        }
        return ((withJobs - empty) / Double(pending), (try size() - withJobs) / Double(pending))
    }
}

/// The wall clock's instant.
enum SystemNow {
    static var instant: Instant { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }
}

/// The process of W3 that is measured.
struct PendingProbe: Work {
    let name = "W3-probe"

    func run(_ options: BenchOptions) async throws -> [BenchLine] {
        let begin = ContinuousClock().now
        let probe = StartProbe()
        let office = try Office(folder: options.folder, slots: 4, executor: probe)
        return try await office.serving {
            _ = try await probe.latencies(office, 1)
            let restart = (ContinuousClock().now - begin).seconds
            let latencies = try await probe.latencies(office, options.size("samples", 2_000))
            var line = BenchLine(name)
            line.add("restart_seconds", restart, digits: 3)
            line.add("start_p50_ms", latencies.quantile(0.5), digits: 3)
            line.add("start_p99_ms", latencies.quantile(0.99), digits: 3)
            line.add("resident_mib", Double(ProcessUse.residentBytes) / 1_048_576, digits: 1)
            return [line]
        }
    }
}
