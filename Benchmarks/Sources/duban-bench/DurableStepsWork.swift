import DubanEngine
import DubanModel
import DubanRunner
import DubanStoreSQLite
import DubanWorkflows
import Foundation
import ServiceLifecycle
import Synchronization

/// W1: cases of five durable job steps, 1,000 in flight; each step's completion is kept before the next starts. The ledger outside
/// proves the order, and the audit the database.
struct DurableStepsWork: Work {
    let name = "W1"
    private static let stepsOfCase = 5

    func run(_ options: BenchOptions) async throws -> [BenchLine] {
        let cases = options.size("cases", 20_000)
        let inFlight = min(cases, options.size("in-flight", 1_000))
        let folder = try options.freshFolder("w1")
        let ledger = try Ledger(folder + "/ledger.txt")
        let control = CaseControl(cases: cases)
        let office = try Office(
            folder: folder, bundle: "five-steps", slots: inFlight, batchSize: options.size("batch", DaemonConfiguration.standardBatchSize),
            executor: NotingExecutor(ledger: ledger)
        ) { decisions in
            ledger.committed(decisions)
            control.committed(decisions)
        }
        let begin = ContinuousClock().now
        let used = ProcessUse.processorSeconds
        let (seconds, processor, lag) = try await office.serving {
            let definition = try office.versions.workflow(named: "five-steps").hash
            control.begin(inFlight) { office.open(definition) }
            await control.finished()
            // The journal goes on once the work is done: how far it is behind is asked now.
            return ((ContinuousClock().now - begin).seconds, ProcessUse.processorSeconds - used, try office.journal.lag())
        }
        try ledger.close()
        if options.size("bare", 2) == 1 {
            var line = BenchLine(name)
            line.add("steps_per_second", Double(cases * DurableStepsWork.stepsOfCase) / seconds, digits: 0)
            line.add("median_batch", Int(office.watcher.sizes.quantile(0.5)))
            line.add("processor_microseconds_per_step", processor * 1e6 / Double(cases * DurableStepsWork.stepsOfCase))
            return [line]
        }
        var line = try line(
            office, ledger, folder, cases: cases, inFlight: inFlight, seconds: seconds, lag: Int(lag), floors: options.size("floors", 2))
        line.add("processor_microseconds_per_step", processor * 1e6 / Double(cases * DurableStepsWork.stepsOfCase))
        return [line]
    }

    private func line(
        _ office: Office, _ ledger: Ledger, _ folder: String, cases: Int, inFlight: Int, seconds: Double, lag: Int, floors: Int
    ) throws -> BenchLine {
        let steps = cases * DurableStepsWork.stepsOfCase
        try office.store.close()
        let sizes = office.watcher.sizes
        let (batch, mean) = (max(1, Int(sizes.quantile(0.5))), max(1, Int((sizes.reduce(0, +) / Double(sizes.count)).rounded())))
        func floor(isShuffled: Bool) throws -> Double {
            try (1...floors).map {
                try Floor(batch: batch, isShuffled: isShuffled).measure(
                    steps: min(max(steps, 100_000), batch * 2_000), path: folder + "/floor\($0)\(isShuffled).db")
            }
            .quantile(0.5)
        }
        let (floor, shuffled) = (try floor(isShuffled: false), try floor(isShuffled: true))
        let check = try LedgerCheck(ledger.path)
        let audit = try AuditCheck.verify(folder)
        var line = BenchLine(name)
        line.add("steps", steps)
        line.add("cases", cases)
        line.add("in_flight", inFlight)
        line.add("seconds", seconds, digits: 3)
        line.add("steps_per_second", Double(steps) / seconds, digits: 0)
        line.add("commits", office.watcher.sizes.count)
        line.add("median_batch", batch)
        line.add("mean_batch", mean)
        line.add("floor_steps_per_second", floor, digits: 0)
        line.add("ratio_to_floor", Double(steps) / seconds / floor)
        line.add("shuffled_floor_steps_per_second", shuffled, digits: 0)
        line.add("ratio_to_shuffled_floor", Double(steps) / seconds / shuffled)
        line.add("journal", office.sink.description)
        line.add("journal_entries", office.sink.entries)
        line.add("journal_behind_at_the_end", lag)
        line.add(
            "ledger", check.findings.isEmpty && check.completions == steps ? "each completion durable before the next start" : "\(check)")
        line.add("audit", audit)
        return line
    }
}

/// Notes each start in the ledger, and is done.
struct NotingExecutor: JobExecutor {
    let ledger: Ledger

    func execute(_ job: ExecutableJob) async -> JobReport {
        ledger.started(job.key, attempt: job.attempt)
        return .done(output: .emptyRecord, files: [])
    }
}

/// Keeps so many cases in flight until all have ended.
final class CaseControl: Sendable {
    private struct State {
        var toOpen: Int
        var toEnd: Int
        var open: (@Sendable () -> Void)?
        var waiting: CheckedContinuation<Void, Never>?
    }
    private let state: Mutex<State>

    init(cases: Int) { state = Mutex(State(toOpen: cases, toEnd: cases)) }

    /// Opens the first cases.
    func begin(_ count: Int, _ open: @escaping @Sendable () -> Void) {
        state.withLock { state in
            state.open = open
            state.toOpen -= count
        }
        for _ in 0..<count { open() }
    }

    /// For each case that ended, another is opened.
    func committed(_ decisions: [CommittedDecision]) {
        let ended = decisions.reduce(0) { sum, decision in
            if case .caseEnded? = decision.events.last { sum + 1 } else { sum }
        }
        guard ended > 0 else { return }
        let (open, count, waiting) = state.withLock { state in
            let count = min(ended, state.toOpen)
            state.toOpen -= count
            state.toEnd -= ended
            let waiting = state.toEnd <= 0 ? state.waiting : nil
            if waiting != nil { state.waiting = nil }
            return (state.open, count, waiting)
        }
        for _ in 0..<count { open?() }
        waiting?.resume()
    }

    /// Returns when all cases have ended.
    func finished() async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.toEnd > 0 { state.waiting = continuation }
                return state.toEnd <= 0
            }
            if isDone { continuation.resume() }
        }
    }
}
