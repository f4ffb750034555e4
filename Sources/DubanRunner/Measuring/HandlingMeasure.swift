import DubanEngine
import DubanModel
public import DubanStore
public import DubanTime
import DubanWorkflows

/// Measures from the history of a workflow's cases how long its steps take and what people decide: what a simulation reckons with.
///
/// A person's time counts from taking the task up to doing it, in business time, since what lies before is waiting; a task that nobody
/// took up before doing it gives no time. What is awaited counts from the beginning, around the clock; so does a job.
public struct HandlingMeasure: Sendable {
    /// What was found of a step or a job.
    private struct Sample: Sendable {
        var times: [Double] = []
        var actions: [String: Int] = [:]
        var lapsed = 0
        var isAwaited = false
    }

    /// A step instance of one case.
    private struct Instance {
        let step: String
        let entered: Instant
        var claimed: Instant?
        var job: String?
    }

    private let calendar: WorkingCalendar
    private var steps: [String: Sample] = [:]
    private var jobs: [String: Sample] = [:]
    private var cases = 0
    /// The steps at which something is awaited, in any version.
    private var awaited: Set<String> = []

    /// Measures with a calendar, which says what business time is.
    public init(calendar: WorkingCalendar) { self.calendar = calendar }

    /// Goes through all cases of a workflow, under whatever version.
    /// - Parameter progress: Called now and then with the number of cases that were looked at.
    public mutating func measure(_ workflow: String, in reader: any StoreReader, progress: (Int) -> Void = { _ in }) throws {
        for stored in try reader.definitions(.workflow) where stored.name == workflow {
            guard let files = BundleFiles(encoded: stored.content) else { continue }
            awaited.formUnion(WorkflowLoader.restore(workflow, files)?.awaited ?? [])
        }
        var last = CaseID(0)
        while case let ids = try reader.caseIDs(after: last, limit: HandlingMeasure.page), let end = ids.last {
            for id in ids where try reader.summary(of: id)?.workflow == workflow { try add(reader.decisions(of: id)) }
            last = end
            progress(cases)
        }
    }

    /// Cases that are looked at before progress is told.
    private static let page = 1_000

    /// Adds the history of a case.
    mutating func add(_ decisions: [StoredDecision]) throws {
        cases += 1
        var open: [StepID: Instance] = [:]
        for stored in decisions {
            for (index, event) in try Event.decode(stored.events).enumerated() {
                follow(event, StepID(stored.sequence + index), at: stored.at, &open)
            }
        }
    }

    private mutating func follow(_ event: Event, _ id: StepID, at instant: Instant, _ open: inout [StepID: Instance]) {
        switch event {
        case .stepEntered(let entered) where entered.opinionOn == nil && !EngineStep.isOne(entered.step):
            open[id] = Instance(step: entered.step, entered: instant)
        case .taskClaimed(let step, _): open[step]?.claimed = instant
        case .taskReleased(let step): open[step]?.claimed = nil
        case .jobRequested(let job): open[job.step]?.job = "\(job.plugin).\(job.action)"
        case .stepCompleted(let completed):
            guard let instance = open.removeValue(forKey: completed.step) else { return }
            add(instance, completed.action, at: instant)
        case .stepAbandoned(let step, let reason):
            guard let instance = open.removeValue(forKey: step), reason == .lapsed else { return }
            steps[instance.step, default: Sample()].lapsed += 1
        default: break
        }
    }

    private mutating func add(_ instance: Instance, _ action: String?, at instant: Instant) {
        if let job = instance.job {
            jobs[job, default: Sample()].times.append((instant - instance.entered).inSeconds)
        } else if let action {
            var sample = steps[instance.step] ?? Sample()
            sample.actions[action, default: 0] += 1
            if awaited.contains(instance.step) {
                sample.isAwaited = true
                sample.times.append((instant - instance.entered).inSeconds)
            } else if let claimed = instance.claimed {
                sample.times.append(Double(calendar.workingMilliseconds(from: claimed, to: instant)) / 1_000)
            }
            steps[instance.step] = sample
        }
    }

    /// Whether there was a case.
    public var hasCases: Bool { cases > 0 }

    // MARK: The file

    /// The file of handling times, as `duban workflow simulate --handling` reads it.
    public var file: String {
        var lines = [
            "# Measured from \(cases) cases: half of the time shorter than the first, 9 times of 10 within the second.", "duban: 1",
        ]
        for (title, samples) in [("steps", steps), ("jobs", jobs)] where !samples.isEmpty {
            let known = samples.sorted { $0.key < $1.key }.map { "  \($0.key): {\(HandlingMeasure.words($0.value))}" }
            let useful = known.filter { !$0.hasSuffix("{}") }
            if !useful.isEmpty { lines += ["\(title):"] + useful }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func words(_ sample: Sample) -> String {
        var words: [String] = []
        let times = sample.times.filter { $0 > 0 }.sorted()
        if !times.isEmpty { words.append("time: \"\(time(median: quantile(times, 0.5), ninth: quantile(times, 0.9)))\"") }
        if sample.actions.count > 1 {
            let actions = sample.actions.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
            words.append("actions: {\(actions.joined(separator: ", "))}")
        }
        if sample.isAwaited || sample.lapsed > 0 {
            let came = sample.actions.values.reduce(0, +)
            words.append("comes: \(rounded(100 * Double(came) / Double(max(1, came + sample.lapsed)))) %")
        }
        return words.joined(separator: ", ")
    }

    private static func time(median: Double, ninth: Double) -> String {
        let (unit, seconds): (String, Double) = median >= 2 * 86_400 ? ("days", 86_400) : median >= 60 ? ("min", 60) : ("s", 1)
        let (first, second) = (rounded(median / seconds), rounded(ninth / seconds))
        return (Double(second) ?? 0) > (Double(first) ?? 0) ? "\(first) \(unit), 90 % within \(second) \(unit)" : "\(first) \(unit)"
    }

    /// The value below which a part of the values lies: the nearest rank.
    private static func quantile(_ sorted: [Double], _ part: Double) -> Double {
        sorted[min(sorted.count - 1, max(0, Int((Double(sorted.count) * part).rounded(.up)) - 1))]
    }

    /// A positive number with one digit after the point, and none where that says nothing.
    private static func rounded(_ value: Double) -> String {
        let tenths = max(1, Int((value * 10).rounded()))
        return tenths.isMultiple(of: 10) ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
    }
}

extension WorkflowDefinition {
    fileprivate var awaited: [String] {
        steps.values.filter { if case .wait = $0.kind { true } else { false } }.map(\.name)
    }
}

extension Duration {
    fileprivate var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
