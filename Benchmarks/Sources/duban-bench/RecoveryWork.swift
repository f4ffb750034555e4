import DubanEngine
import DubanModel
import DubanRunner
import DubanStore
import DubanStoreSQLite
import DubanWorkflows
import Foundation
import Synchronization

/// W5: a process with 10,000 five-step cases in flight is killed (SIGKILL) when 15,000 of 50,000 steps are durable; another goes on.
struct RecoveryWork: Work {
    let name = "W5"

    func run(_ options: BenchOptions) async throws -> [BenchLine] {
        let folder = try options.freshFolder("w5")
        let cases = options.size("cases", 10_000)
        let sizes = ["--state", folder, "--cases", String(cases), "--slots", String(options.size("slots", 1_000))]
        let killed = try ChildRun.run("W5-victim", sizes)
        guard killed.status == SIGKILL else { throw BenchFailure("the victim ended with \(killed.status) instead of being killed") }
        let durable = try DoneCount.steps(folder)
        let (lines, _) = try ChildRun.run("W5-probe", sizes)
        guard lines.count == 3, let first = lines.first, let last = lines.last else {
            throw BenchFailure("the second process did not finish")
        }
        let check = try CrashCheck(folder + "/ledger.txt")
        let audit = try AuditCheck.verify(folder)
        let left = cases * 5 - durable
        let floor = try Floor(batch: max(1, Int(last.object["median_batch"].number))).measure(
            steps: max(left, 50_000), path: folder + "/floor.db")
        var line = BenchLine(name)
        line.add("cases", cases)
        line.add("steps_left", left)
        line.add("first_step_after_seconds", first.at, digits: 3)
        line.add("all_done_after_seconds", lines[1].at, digits: 3)
        line.add("cases_done", Int(last.object["cases_done"].number))
        line.add("register_entries", Int(last.object["register_entries"].number))
        line.add("register_entries_twice", Int(last.object["register_entries_twice"].number))
        line.add("steps_lost", cases * 5 - check.steps)
        line.add("steps_run_twice", check.twice)
        line.add("steps_run_twice_that_were_durable", check.twiceAfterDurable)
        line.add("steps_running_at_the_kill", check.runningAtKill)
        line.add("audit", audit)
        line.add("ratio_to_floor", Double(left) / lines[1].at / floor)
        return [line]
    }
}

/// How many steps the database has as done.
enum DoneCount {
    static func steps(_ folder: String) throws -> Int {
        let store = try SQLiteStore(path: folder + "/duban.db")
        defer { try? store.close() }
        var (position, steps) = (Int64(0), 0)
        while true {
            let page = try store.reader.decisions(after: position, limit: 10_000)
            guard let last = page.last else { return steps }
            position = last.position
            for decision in page {
                steps += try Event.decode(decision.events).reduce(0) { if case .jobCompleted = $1 { $0 + 1 } else { $0 } }
            }
        }
    }
}

/// What the ledger says of a run that was killed once. A mark `k` stands where the second process began.
struct CrashCheck {
    private(set) var steps = 0
    private(set) var twice = 0
    private(set) var twiceAfterDurable = 0
    private(set) var runningAtKill = 0

    init(_ path: String) throws {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { throw BenchFailure("the ledger \(path) cannot be read") }
        var starts: [Substring: Int] = [:]
        var durable: Set<Substring> = []
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ")
            guard parts.count == 3 else { continue }
            switch parts[0] {
            case "k": runningAtKill = starts.keys.reduce(0) { $0 + (durable.contains($1) ? 0 : 1) }
            case "s":
                starts[parts[1], default: 0] += 1
                if durable.contains(parts[1]) { twiceAfterDurable += 1 }
            default: durable.insert(parts[1])
            }
        }
        steps = starts.count
        twice = starts.values.reduce(0) { $0 + ($1 > 1 ? 1 : 0) }
    }
}

/// The process of W5 that is killed: it kills itself the moment that so many steps are durable.
struct RecoveryVictim: Work {
    let name = "W5-victim"

    func run(_ options: BenchOptions) async throws -> [BenchLine] {
        let cases = options.size("cases", 10_000)
        let ledger = try Ledger(options.folder + "/ledger.txt", isKept: true)
        let opened = Gate(cases)
        let office = try Office(
            folder: options.folder, bundle: "five-steps-registered", slots: options.size("slots", 1_000),
            executor: NotingExecutor(ledger: ledger)
        ) { decisions in
            ledger.committed(decisions)
            if ledger.completions >= cases * 3 / 2 { kill(getpid(), SIGKILL) }
            opened.pass(decisions.reduce(0) { if case .caseOpened? = $1.events.first { $0 + 1 } else { $0 } })
        }
        return try await office.serving {
            let definition = try office.versions.workflow(named: "five-steps-registered").hash
            _ = try await office.writer.operate(.setPaused(true, queue: "bench"), by: .system)
            for _ in 0..<cases { office.open(definition) }
            await opened.reached()
            _ = try await office.writer.operate(.setPaused(false, queue: "bench"), by: .system)
            try await Task.sleep(for: .seconds(600))
            return []
        }
    }
}

/// The process of W5 that goes on. It prints one line at the first step, one when all cases have ended, and one with what it found.
struct RecoveryProbe: Work {
    let name = "W5-probe"

    func run(_ options: BenchOptions) async throws -> [BenchLine] {
        let cases = options.size("cases", 10_000)
        let ledger = try Ledger(options.folder + "/ledger.txt", isKept: true)
        ledger.mark()
        let ended = Gate(cases)
        let executor = FirstStepExecutor(next: NotingExecutor(ledger: ledger))
        let office = try Office(
            folder: options.folder, bundle: "five-steps-registered", slots: options.size("slots", 1_000), executor: executor
        ) { decisions in
            ledger.committed(decisions)
            ended.pass(decisions.reduce(0) { if case .caseEnded? = $1.events.last { $0 + 1 } else { $0 } })
        }
        let before = try RecoveryProbe.endedCases(office)
        ended.pass(before)
        return try await office.serving {
            await ended.reached()
            FileHandle.standardOutput.write(Data("{\"done\":1}\n".utf8))
            var line = BenchLine(name)
            line.add("cases_done", cases)
            let entries = try office.store.reader.entries(of: "finished", offset: 0, limit: cases * 2)
            line.add("register_entries", entries.count)
            line.add("register_entries_twice", entries.count - Set(entries.map(\.caseID)).count)
            line.add("median_batch", max(1, Int(office.watcher.sizes.quantile(0.5))))
            return [line]
        }
    }

    private static func endedCases(_ office: Office) throws -> Int {
        try office.store.reader.cases(CaseFilter(isOpen: false, limit: 1_000_000)).count
    }
}

/// Tells of the first step.
final class FirstStepExecutor: JobExecutor {
    private let next: NotingExecutor
    private let hasTold = Atomic(false)

    init(next: NotingExecutor) { self.next = next }

    func execute(_ job: ExecutableJob) async -> JobReport {
        if !hasTold.exchange(true, ordering: .relaxed) { FileHandle.standardOutput.write(Data("{\"first\":1}\n".utf8)) }
        return await next.execute(job)
    }
}

/// Opens when something was counted so often.
final class Gate: Sendable {
    private let state: Mutex<(left: Int, waiting: CheckedContinuation<Void, Never>?)>

    init(_ count: Int) { state = Mutex((count, nil)) }

    func pass(_ count: Int) {
        let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.left -= count
            guard state.left <= 0 else { return nil }
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }

    func reached() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if state.left > 0 { state.waiting = continuation }
                return state.left <= 0
            }
            if isOpen { continuation.resume() }
        }
    }
}
