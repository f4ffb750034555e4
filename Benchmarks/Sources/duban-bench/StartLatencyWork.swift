import DubanEngine
import DubanModel
import DubanRunner
import DubanStoreSQLite
import Foundation
import Synchronization

/// W4: how long after it is asked for a job starts, when nothing else is done: durably enqueued and claimed in one commit, then pushed.
struct StartLatencyWork: Work {
    let name = "W4"

    func run(_ options: BenchOptions) async throws -> [BenchLine] {
        let samples = options.size("samples", 3_000)
        let folder = try options.freshFolder("w4")
        let probe = StartProbe()
        let office = try Office(folder: folder, slots: 4, executor: probe)
        return try await office.serving {
            let latencies = try await probe.latencies(office, samples)
            let database = try RawDatabase(folder + "/floor.db")
            try database.execute("CREATE TABLE jobs (number INTEGER PRIMARY KEY, payload BLOB NOT NULL)")
            let insert = try database.prepare("INSERT INTO jobs (number, payload) VALUES (?, ?)")
            let floors = try (1...samples).map { number -> Double in
                let begin = ContinuousClock().now
                try database.transact { try database.run(insert, [Int64(number)], [UInt8](repeating: 0x62, count: 100)) }
                return (ContinuousClock().now - begin).seconds * 1_000
            }
            var line = BenchLine(name)
            line.add("samples", samples)
            line.add("start_p50_ms", latencies.quantile(0.5), digits: 3)
            line.add("start_p99_ms", latencies.quantile(0.99), digits: 3)
            line.add("floor_commit_p50_ms", floors.quantile(0.5), digits: 3)
            line.add("floor_commit_p99_ms", floors.quantile(0.99), digits: 3)
            line.add("ratio_to_floor", latencies.quantile(0.5) / max(floors.quantile(0.5), 1e-9))
            return [line]
        }
    }
}

/// Notes when jobs start.
final class StartProbe: JobExecutor {
    private let state = Mutex<(start: ContinuousClock.Instant?, waiting: CheckedContinuation<ContinuousClock.Instant, Never>?)>((nil, nil))

    func execute(_ job: ExecutableJob) async -> JobReport {
        let now = ContinuousClock().now
        let waiting = state.withLock { state -> CheckedContinuation<ContinuousClock.Instant, Never>? in
            defer { state.waiting = nil }
            if state.waiting == nil { state.start = now }
            return state.waiting
        }
        waiting?.resume(returning: now)
        return .done(output: .emptyRecord, files: [])
    }

    private func nextStart() async -> ContinuousClock.Instant {
        await withCheckedContinuation { continuation in
            let start = state.withLock { state -> ContinuousClock.Instant? in
                defer { state.start = nil }
                if state.start == nil { state.waiting = continuation }
                return state.start
            }
            if let start { continuation.resume(returning: start) }
        }
    }

    /// Milliseconds from asking for a job to its start, one job at a time.
    func latencies(_ office: Office, _ samples: Int) async throws -> [Double] {
        let job = NewJob(queue: "bench", plugin: "bench", action: "note", arguments: ["step": 1])
        var latencies: [Double] = []
        for _ in 0..<samples {
            let begin = ContinuousClock().now
            async let started = nextStart()
            _ = try await office.writer.operate(.enqueue([job]), by: .system)
            latencies.append((await started - begin).seconds * 1_000)
        }
        return latencies
    }
}
