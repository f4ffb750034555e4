import DubanEngine
import DubanModel
import DubanRunner
import DubanStore
import DubanStoreSQLite
import Foundation

/// W3: what a million jobs that wait for their instant, and as many rungs of clocks, cost a new job, the disk, memory and a restart.
struct PendingWork: Work {
    let name = "W3"

    /// Rounds in which each database is measured, one after another: what the machine does meanwhile comes to all of them alike.
    private static let rounds = 15

    func run(_ options: BenchOptions) async throws -> [BenchLine] {
        let most = options.size("pending", 1_000_000)
        var databases: [Database] = []
        for pending in [0, most / 100, most / 10, most] {
            let folder = try options.freshFolder("w3-\(pending)")
            databases.append(Database(pending: pending, folder: folder, bytes: try await fill(folder, pending)))
        }
        for _ in 0..<PendingWork.rounds {
            for index in databases.indices { try databases[index].measure(samples: options.size("samples", 1_000)) }
        }
        return databases.map { $0.line(name, none: databases[0]) }
    }

    /// A database with so much pending, and what each round found.
    private struct Database {
        let pending: Int
        let folder: String
        let bytes: (job: Double, rung: Double)
        private var found: [String: [Double]] = [:]

        init(pending: Int, folder: String, bytes: (job: Double, rung: Double)) {
            (self.pending, self.folder, self.bytes) = (pending, folder, bytes)
        }

        mutating func measure(samples: Int) throws {
            let (lines, _) = try ChildRun.run("W3-probe", ["--state", folder, "--samples", String(samples)])
            guard let object = lines.last?.object else { throw BenchFailure("the process with \(pending) pending jobs gave no figures") }
            for figure in ["start_p50_ms", "start_p99_ms", "resident_mib", "restart_seconds"] {
                found[figure, default: []].append(object[figure].number)
            }
        }

        func median(_ figure: String) -> Double { (found[figure] ?? []).quantile(0.5) }

        func line(_ work: String, none: Database) -> BenchLine {
            // Each round is compared with the round of none beside it.
            let times = zip(found["start_p50_ms"] ?? [], none.found["start_p50_ms"] ?? []).map { $0 / max($1, 1e-9) }.quantile(0.5)
            var line = BenchLine(work)
            line.add("pending_jobs", pending)
            line.add("pending_rungs", pending)
            line.add("start_p50_ms", median("start_p50_ms"), digits: 3)
            line.add("start_p99_ms", median("start_p99_ms"), digits: 3)
            line.add("times_none", times, digits: 3)
            line.add("bytes_per_job", bytes.job, digits: 1)
            line.add("bytes_per_rung", bytes.rung, digits: 1)
            line.add("resident_mib", median("resident_mib"), digits: 1)
            line.add("restart_seconds", median("restart_seconds"), digits: 3)
            line.add("ratio_to_floor", 1 / max(times, 1e-9), digits: 3)
            return line
        }
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
