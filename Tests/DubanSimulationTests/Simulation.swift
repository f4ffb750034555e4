import DubanEngine
import DubanModel
import DubanRunner
import DubanStore
import Synchronization

/// One run from a seed: clients, plugins, crashes, clocks that jump and a disk that fails, for ten minutes; then everything works, and
/// what went in must have come out, once (quality.md, P1, P3, P4, P7, P9).
struct Simulation {
    static let cases = 12

    /// Runs a seed.
    /// - Parameter lie: Plants a bug that must be caught.
    /// - Returns: What is wrong; nothing where all is well.
    static func run(seed: UInt64, lie: SimulatedStore.Lie? = nil) throws -> [String] {
        let world = try World(seed: seed, lie: lie)
        world.start()
        world.store.works = false
        for number in 0..<cases { world.time.after(world.time.duration(0...60_000)) { world.ask(number) } }
        for _ in 0..<world.time.number(0...4) { world.time.after(world.time.duration(1_000...600_000)) { world.crash() } }
        for _ in 0..<world.time.number(0...3) {
            let hours = world.time.chance(0.3) ? 24 * 365 : 1
            let sign = world.time.chance(0.5) ? 1 : -1
            world.time.after(world.time.duration(1_000...600_000)) {
                world.time.jump(.seconds(3_600 * hours * sign))
                world.daemon?.fireDue()
            }
        }
        administer(world)
        while world.time.now < .seconds(600), world.time.step() {}
        // The process goes on as it is: a restart would heal what only its memory has lost.
        world.store.works = true
        world.daemon?.fireDue()
        // A limit, so that a run which never comes to rest is a finding and not a hang.
        var steps = 0
        while steps < 100_000, world.time.step() { steps += 1 }
        guard steps < 100_000 else { return ["the world does not come to rest: \(try unrest(world))"] }
        return try findings(world)
    }

    /// What is still going on, for whoever looks into a seed.
    private static func unrest(_ world: World) throws -> String {
        let reader = world.store.reader
        let jobs = try reader.jobs(JobFilter(states: [.claimed, .ready, .delayed])).map {
            "\($0.row.key) \($0.state) \($0.claim) \($0.readyAt)"
        }
        let rungs = try reader.timers(dueBy: Instant(milliseconds: .max), limit: 10).map {
            "rung \($0.caseID.rawValue)/\($0.clock) \($0.due)"
        }
        return "\(world.time.wall) \(world.daemon == nil ? "no daemon" : "\(world.daemon?.queues.standings ?? [])") \(jobs) \(rungs)"
    }

    /// Somebody pauses the queue now and then, and cancels what runs.
    private static func administer(_ world: World) {
        for _ in 0..<world.time.number(0...3) {
            world.time.after(world.time.duration(1_000...500_000)) {
                world.daemon?.writer.submit(WriterItem(.operate(.setPaused(true, queue: "sim")), by: .system))
                world.time.after(world.time.duration(1_000...30_000)) { resume(world) }
            }
        }
        for _ in 0..<world.time.number(0...2) {
            world.time.after(world.time.duration(1_000...500_000)) {
                guard let queues = world.daemon?.queues, let job = queues.runningJobs.first else { return }
                _ = queues.cancel(job.reference)
            }
        }
        for number in 0..<world.time.number(0...6) {
            world.time.after(world.time.duration(0...300_000)) {
                let job = NewJob(
                    queue: "sim", plugin: "sim", action: "note", priority: world.time.number(-3...3),
                    runAt: world.time.chance(0.5) ? world.time.wall + world.time.duration(0...60_000) : nil,
                    uniqueness: .init(key: "free-\(number % 2)"))
                world.daemon?.writer.submit(WriterItem(.operate(.enqueue([job])), by: .system))
            }
        }
    }

    /// Opens the queue again, until that is kept.
    private static func resume(_ world: World) {
        guard let daemon = world.daemon else { return world.time.after(.seconds(1)) { resume(world) } }
        daemon.writer.submit(
            WriterItem(.operate(.setPaused(false, queue: "sim")), by: .system) { answer in
                if case .failure = answer { world.time.after(.seconds(1)) { resume(world) } }
            })
        world.time.after(.seconds(40)) { if daemon !== world.daemon { resume(world) } }
    }

    private static func findings(_ world: World) throws -> [String] {
        var findings = world.ledger.withLock { $0.findings }
        let reader = world.store.reader
        let (acknowledged, began) = world.ledger.withLock { ($0.acknowledged, $0.began) }
        for number in 0..<cases where acknowledged["request-\(number)"] == nil { findings.append("request \(number) never got an answer") }
        for (key, receipts) in acknowledged {
            if Set(receipts.map(\.number)).count > 1 { findings.append("\(key) made \(Set(receipts.map(\.number.text)).sorted())") }
            for receipt in receipts where try reader.caseID(of: receipt.number) == nil { findings.append("\(receipt.number) was lost") }
        }
        let ids = try reader.caseIDs(after: CaseID(0), limit: 1_000)
        if ids.count != cases { findings.append("\(cases) requests made \(ids.count) cases") }
        for id in ids where try reader.summary(of: id)?.outcome == nil { findings.append("case \(id.rawValue) never ended") }
        for (attempt, same) in Dictionary(grouping: began, by: { $0 }) where same.count > 1 {
            findings.append("attempt \(attempt) began \(same.count) times")
        }
        for job in try reader.jobs(JobFilter(states: [.claimed, .ready, .delayed])) {
            findings.append("job \(job.row.key) is left \(job.state)")
        }
        if world.daemon?.queues.isQuiet != true { findings.append("slots are taken although nothing runs") }
        findings += try completions(reader) + numbers(reader)
        var auditor = Auditor(reader)
        return findings + (try auditor.verify().findings)
    }

    /// Each job of a case has one recorded outcome.
    private static func completions(_ reader: any StoreReader) throws -> [String] {
        var outcomes: [String: Int] = [:]
        for decision in try reader.decisions(after: 0, limit: 100_000) {
            for event in try Event.decode(decision.events) {
                switch event {
                case .jobCompleted(let done): outcomes["\(decision.caseID.rawValue)/\(done.step)", default: 0] += 1
                case .jobDied(let died): outcomes["\(decision.caseID.rawValue)/\(died.step)", default: 0] += 1
                default: break
                }
            }
        }
        return outcomes.filter { $0.value > 1 }.map { "job \($0.key) has \($0.value) outcomes" }
    }

    /// The register has each number once, without a gap.
    private static func numbers(_ reader: any StoreReader) throws -> [String] {
        let labels = try reader.entries(of: "numbers", offset: 0, limit: 1_000).compactMap(\.label)
        let numbers = labels.compactMap { Int($0.dropFirst(2)) }
        return numbers.sorted() == Array(1..<(numbers.count + 1)) ? [] : ["the register has the numbers \(labels)"]
    }
}
