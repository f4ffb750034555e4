import DubanEngine
import DubanModel
import DubanStore
import DubanTestKit
import Testing

/// Whatever people, plugins and time do to a case: what is stored folds to the same state, a snapshot says the same as the events, a
/// refusal changes nothing, and the tables that the daemon works from are what the state says.
@Suite struct RandomWalkTests {
    /// Steps of one walk.
    private static let length = 40

    @Test(arguments: 1...24 as ClosedRange<UInt64>)
    func case_afterAnyInputs_isTheFoldOfItsEvents(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let run = try CaseRun(HallWorkflow.load())
        let kind: DataValue = Bool.random(using: &random) ? "departure" : "residence"
        let materials = [[:], ["id-card": 1], ["id-card": 1, "photo": 2]].randomElement(using: &random) ?? [:]
        try run.open(["applicant.name": "李娜", "kind": kind], materials: materials, submits: .random(using: &random))
        for number in 0..<Self.length where run.state.outcome == nil {
            let (before, count) = (run.state, run.decisions.count)
            do {
                try Self.step(run, &random)
                #expect(run.state.sequence > before.sequence, "seed \(seed), step \(number): an accepted input leaves an event")
            } catch {
                let refusal = try #require(error as? Refusal, "seed \(seed), step \(number): \(error)")
                #expect(refusal.code != .internalInconsistency, "seed \(seed), step \(number): \(refusal)")
                #expect(!refusal.message.isEmpty)
                #expect(run.state == before && run.decisions.count == count, "seed \(seed), step \(number): a refusal changed something")
            }
            try check(run, "seed \(seed), step \(number)")
        }
    }

    /// Something that may happen, likely or not.
    private static func step(_ run: CaseRun, _ random: inout SeededGenerator) throws {
        let member = ["li-na", "chen-jing", "wang-qiang", "liu-yan", "zhao-min", "admin", "nobody"].randomElement(using: &random) ?? ""
        let instance = run.state.steps.randomElement(using: &random)
        let step = Int.random(in: 0..<8, using: &random) == 0 ? StepID(Int.random(in: 1...40, using: &random)) : instance?.id ?? StepID(1)
        let actor = Actor.staff(StaffID(member))
        switch Int.random(in: 0..<12, using: &random) {
        case 0..<5:
            let actions = ["done", "approve", "refuse", "ask", "supplemented", "handed-over", "claim", "release", "fly"]
            let materials = [[:], ["id-card": 2], ["photo": 1]].randomElement(using: &random) ?? [:]
            let comment: DataValue? = Bool.random(using: &random) ? "because" : nil
            try run.decide(
                .act(.init(step: step, action: actions.randomElement(using: &random) ?? "", materials: materials, comment: comment)),
                by: actor)
        case 5, 6:
            try run.decide(.jobCompleted(.init(step: step, attempt: 1, output: ["n": 1], files: [])), by: .plugin("documents"))
        case 7: try run.decide(.jobDied(.init(step: step, attempts: 3, code: "c", message: "m")), by: .plugin("documents"))
        case 8: try run.decide(.jobRevived(step: step), by: actor)
        case 9:
            let value: DataValue = Bool.random(using: &random) ? "departure" : .null
            try run.decide(.amend(.init(change: DataChange(path: DataPath("kind"), value: value), reason: "r")), by: actor)
        case 10: try run.decide(.attach(Attachment(name: "f", hash: .zero, bytes: 1, material: "photo", pages: 1)), by: actor)
        default: try advance(run, &random)
        }
    }

    /// Time passes up to the next rung, which fires.
    private static func advance(_ run: CaseRun, _ random: inout SeededGenerator) throws {
        guard let timer = try run.reader.timers(dueBy: Instant(milliseconds: .max), limit: 1).first else {
            throw Refusal(.staleClaim, "Nothing is due.")
        }
        run.now = max(run.now, timer.due) + .seconds(Int64.random(in: 0...100_000, using: &random))
        try run.decide(.rung(.init(clock: timer.clock, rung: timer.rung, due: timer.due)), by: .clock)
    }

    private func check(_ run: CaseRun, _ place: Comment) throws {
        #expect(try run.refolded() == run.state, place)
        let snapshot = run.state.encoded
        #expect(try CaseState(decoding: snapshot) == run.state, place)
        #expect(try CaseState(decoding: snapshot).encoded == snapshot, place)
        let reader = run.reader
        let tasks = try Dictionary(reader.tasks(of: run.state.id).map { ($0.step, $0.holder) }, uniquingKeysWith: { first, _ in first })
        let open = Dictionary(run.state.steps.filter { $0.task != nil }.map { ($0.id, $0.holder) }, uniquingKeysWith: { first, _ in first })
        #expect(tasks == open, place)
        let jobs = try (reader.jobs(.ready, queue: nil, limit: 100) + reader.jobs(.dead, queue: nil, limit: 100)).map(\.row.step)
        #expect(Set(jobs) == Set(run.state.steps.filter { $0.job != nil }.map(\.id)), place)
        let timers = try Set(reader.timers(dueBy: Instant(milliseconds: .max), limit: 100))
        let rungs = run.state.clocks.flatMap { clock in
            clock.derived.rungs.map { TimerRow(caseID: run.state.id, clock: clock.id, rung: $0.key, due: $0.value) }
        }
        #expect(timers == Set(rungs), place)
        #expect(try reader.accountability(of: nil, limit: 1_000).count == run.kinds.filter { $0 == "accountability-recorded" }.count, place)
        if run.state.isAtRest { #expect(try reader.summary(of: run.state.id) == CaseSummary(run.state), place) }
    }

    /// The same inputs give the same events, byte for byte: the engine has no clock, no randomness and no order of a dictionary in it.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func walk_ofTheSameSeed_isTheSameToTheByte(seed: UInt64) throws {
        func walk() throws -> [[UInt8]] {
            var random = SeededGenerator(seed: seed)
            let run = try CaseRun(HallWorkflow.load())
            try run.open(["applicant.name": "李娜", "kind": "departure"])
            for _ in 0..<Self.length where run.state.outcome == nil { try? Self.step(run, &random) }
            return run.decisions.map { Event.encode($0.events) } + [run.state.encoded]
        }
        let first = try walk()
        for _ in 0..<3 { #expect(try walk() == first) }
    }
}
