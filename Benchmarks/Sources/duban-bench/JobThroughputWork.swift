import DubanEngine
import DubanModel
import DubanPlugin
import DubanRunner
import DubanStore
import DubanStoreSQLite
import DubanWorkflows
import Foundation
import Logging
import Synchronization

/// W2: trivial jobs that belong to no case: enqueued singly by 64 clients and in batches, and completed one by one, each durably, by an
/// executor in this process and by a plugin's process.
struct JobThroughputWork: Work {
    let name = "W2"
    private static let clients = 64

    func run(_ options: BenchOptions) async throws -> [BenchLine] {
        let jobs = options.size("jobs", 100_000)
        let inProcess = try await measure(options, jobs, through: "in process")
        let throughPlugin = try await measure(options, jobs / 2, through: "a plugin process")
        return [inProcess, throughPlugin]
    }

    private func measure(_ options: BenchOptions, _ jobs: Int, through: String) async throws -> BenchLine {
        let folder = try options.freshFolder("w2")
        let counter = CountingExecutor()
        let isPlugin = through != "in process"
        let host = PluginHost(
            [JobThroughputWork.manifest], executableFolders: [], stateFolder: folder, logger: Logger(label: "duban-bench"))
        let office = try Office(
            folder: folder, slots: options.size("slots", 512), executor: isPlugin ? CountingRelay(counter: counter, next: host) : counter)
        var begun = BenchLine(name)
        begun.add("through", through)
        begun.add("jobs", jobs)
        let head = begun
        return try await office.serving(with: isPlugin ? [host] : []) {
            _ = try await office.writer.operate(.setPaused(true, queue: "bench"), by: .system)
            let single = try await enqueue(office, count: jobs / 4, clients: JobThroughputWork.clients, batch: 1)
            let batched = try await enqueue(office, count: jobs - jobs / 4, clients: 8, batch: options.size("batch", 100))
            if isPlugin { _ = await host.execute(JobThroughputWork.warmUp) }
            let begin = ContinuousClock().now
            _ = try await office.writer.operate(.setPaused(false, queue: "bench"), by: .system)
            await counter.reached(jobs)
            await office.writer.flush()
            let drained = Double(jobs) / (ContinuousClock().now - begin).seconds
            let floor = try JobFloor(batch: 64).measure(jobs: jobs, path: folder + "/floor.db")
            var line = head
            line.add("clients", JobThroughputWork.clients)
            line.add("enqueued_singly_per_second", single, digits: 0)
            line.add("enqueued_in_batches_per_second", batched, digits: 0)
            line.add("completed_per_second", drained, digits: 0)
            line.add("left", try office.store.reader.jobCounts().reduce(0) { $0 + $1.count })
            line.add("floor_enqueued_per_second", floor.enqueued, digits: 0)
            line.add("floor_completed_per_second", floor.completed, digits: 0)
            line.add("ratio_to_floor", drained / floor.completed)
            return line
        }
    }

    private func enqueue(_ office: Office, count: Int, clients: Int, batch: Int) async throws -> Double {
        let job = NewJob(queue: "bench", plugin: "bench", action: "note", arguments: ["step": 1])
        let begin = ContinuousClock().now
        let each = count / clients / batch
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<clients {
                group.addTask {
                    let jobs = [NewJob](repeating: job, count: batch)
                    for _ in 0..<each { _ = try await office.writer.operate(.enqueue(jobs), by: .system) }
                }
            }
            try await group.waitForAll()
        }
        let seconds = (ContinuousClock().now - begin).seconds
        let rest = count - each * clients * batch
        if rest > 0 { _ = try await office.writer.operate(.enqueue([NewJob](repeating: job, count: rest)), by: .system) }
        return Double(each * clients * batch) / seconds
    }

    /// This executable, serving as a plugin.
    private static var manifest: PluginManifest {
        PluginManifest(
            name: "bench", executable: URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path,
            arguments: ["serve-as-plugin"],
            actions: ["note"], queue: QueueConfiguration(name: "bench", slots: 512, retry: .standard), timeLimit: .seconds(60),
            memoryLimit: nil)
    }

    private static let warmUp = ExecutableJob(
        key: "warm-up", attempt: 1, plugin: "bench", action: "note", at: Instant(milliseconds: 0), arguments: .emptyRecord)

    /// The plugin's side: answers each job at once.
    static func serveAsPlugin() async throws {
        try await PluginServer(name: "bench", version: "1").on("note") { _ in JobOutput() }.serve()
    }
}

/// Does nothing, and counts.
final class CountingExecutor: JobExecutor {
    private let state = Mutex<(count: Int, target: Int, waiting: CheckedContinuation<Void, Never>?)>((0, .max, nil))

    func execute(_ job: ExecutableJob) async -> JobReport {
        note()
        return .done(output: .emptyRecord, files: [])
    }

    func note() {
        let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.count += 1
            guard state.count >= state.target else { return nil }
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }

    /// Returns when so many jobs were done.
    func reached(_ target: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                state.target = target
                if state.count < target { state.waiting = continuation }
                return state.count >= target
            }
            if isThere { continuation.resume() }
        }
    }
}

/// Has another executor do the job, and counts.
struct CountingRelay: JobExecutor {
    let counter: CountingExecutor
    let next: any JobExecutor

    func execute(_ job: ExecutableJob) async -> JobReport {
        let report = await next.execute(job)
        counter.note()
        return report
    }
}
