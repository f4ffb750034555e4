import DubanEngine
import DubanModel
import DubanTime
import DubanWorkflows

/// One run of a simulation: the queue of what is due, the cases, the people.
struct SimulationRun {
    /// Something that is due.
    enum Due {
        case arrival
        case rung(CaseID, ClockID, Rung)
        case done(member: StaffID, CaseID, StepID, action: String)
        case job(CaseID, StepID)
        case answer(CaseID, StepID, action: String)
    }

    private struct Event {
        let at: Instant
        let number: Int
        let due: Due
    }

    let simulator: Simulator
    let plan: Simulator.Plan
    let roster: Roster
    private var queue = Heap<Event> { ($0.at, $0.number) < ($1.at, $1.number) }
    private var scheduled = 0
    private(set) var now: Instant
    var cases: [CaseID: CaseState] = [:]
    var store = SimulatedStore()
    var pool = WorkPool()
    var staff: StaffBook
    var book: SimulationBook
    private var arrivals: SeededRandom
    var chance: SeededRandom
    private var opened: Int64 = 0
    private var arrived = 0

    init(_ simulator: Simulator, _ plan: Simulator.Plan, _ roster: Roster) {
        self.simulator = simulator
        self.plan = plan
        self.roster = roster
        now = plan.start
        staff = StaffBook(roster)
        book = SimulationBook(simulator.calendar)
        var seed = SeededRandom(seed: plan.seed)
        arrivals = seed.fork()
        chance = seed.fork()
    }

    mutating func play(_ progress: (Int) -> Void) throws(Refusal) -> SimulationResult {
        scheduleArrival()
        var told = 0
        while let event = queue.pop() {
            now = max(now, event.at)
            try happen(event.due)
            try assign()
            if book.ended / max(1, plan.cases / 100) != told {
                told = book.ended / max(1, plan.cases / 100)
                progress(book.ended)
            }
            if arrived == plan.cases, book.ended >= arrived, cases.isEmpty { break }
        }
        return book.result(staff, roster, attendance: simulator.handling.attendance, unended: Array(cases.values))
    }

    mutating func schedule(_ due: Due, at instant: Instant) {
        scheduled += 1
        queue.push(Event(at: instant, number: scheduled, due: due))
    }

    // MARK: What happens

    private mutating func happen(_ due: Due) throws(Refusal) {
        switch due {
        case .arrival: try arrive()
        case .rung(let id, let clock, let rung):
            guard let instant = cases[id]?[clock]?.derived.rungs[rung], instant <= now else { return }
            try decide(id, .rung(.init(clock: clock, rung: rung, due: instant)), by: .clock)
        case .done(let member, let id, let step, let action):
            staff.free(member)
            book.lastWork = now
            guard cases[id]?[step] != nil else { return }  // Somebody else, or a limit, was quicker.
            try act(id, step, action, by: .staff(member))
        case .job(let id, let step):
            guard cases[id]?[step] != nil else { return }
            try decide(id, .jobCompleted(.init(step: step, attempt: 1, output: output(of: id, step), files: [])), by: .plugin("simulated"))
        case .answer(let id, let step, let action):
            guard let instance = cases[id]?[step], let role = instance.task?.roles.first, let member = roster.holders(of: role).first else {
                return
            }
            try act(id, step, action, by: .staff(member.id))
        }
    }

    private mutating func scheduleArrival() {
        guard arrived < plan.cases else { return }
        // Arrivals come in the hours of business; their gaps are as chance has it.
        let gap = arrivals.exponential(mean: book.dayMilliseconds / plan.arrivalsPerDay)
        if let next = try? simulator.calendar.instant(workingMilliseconds: Int64(gap), after: now) { schedule(.arrival, at: next) }
    }

    private mutating func arrive() throws(Refusal) {
        arrived += 1
        let applicant = chance.choice(simulator.handling.applicants.map { ($0, $0.weight) })
        let filler = FormFiller(definition: simulator.workflow)
        let start = simulator.workflow.start
        var changes = filler.fill(
            (simulator.workflow.steps[start]?.form ?? []) + simulator.workflow.takes, at: start,
            simulator.handling.steps[start]?.data ?? [], &chance)
        if let applicant { changes = merged(changes, filler.changes(applicant.data)) }
        let lacking = applicant.map { Set($0.lacks) }
        let materials = simulator.workflow.materials.filter { material in
            lacking.map { !$0.contains(material.id) } ?? (chance.unit() >= Handling.lacking / Double(simulator.workflow.materials.count))
        }
        let pages = Dictionary(materials.map { ($0.id, 1) }, uniquingKeysWith: { first, _ in first })
        let clerk =
            simulator.workflow.steps[start]?.roles.compactMap { roster.holders(of: $0).first?.id }.first ?? roster.members.keys.min()
            ?? StaffID("")
        try open(simulator.workflow, changes, pages, submits: false, by: .staff(clerk), parent: nil)
        scheduleArrival()
    }

    private func merged(_ changes: [DataChange], _ own: [DataChange]) -> [DataChange] {
        changes.filter { change in !own.contains { $0.path == change.path } } + own
    }

    mutating func open(
        _ definition: WorkflowDefinition, _ changes: [DataChange], _ materials: [String: Int], submits: Bool, by actor: Actor,
        parent: ParentLink?
    ) throws(Refusal) {
        opened += 1
        let id = CaseID(opened)
        cases[id] = CaseState(id: id)
        if parent == nil { book.arrived(id, at: now) }
        try decide(
            id, .open(.init(id: id, changes: changes, materials: materials, submits: submits, parent: parent)), by: actor, in: definition)
    }

    // MARK: Acts

    /// Somebody acts: what the form still lacks is filled in, and what was missing is brought.
    mutating func act(_ id: CaseID, _ step: StepID, _ action: String, by actor: Actor) throws(Refusal) {
        guard let state = cases[id], let instance = state[step], let definition = simulator.others[state.workflow] else { return }
        let filler = FormFiller(definition: definition)
        let form = definition.steps[instance.step]?.form ?? []
        let given = simulator.handling.steps[instance.step]?.data ?? []
        let changes = filler.fill(form, at: instance.step, given, &chance).filter { state.value(at: $0.path, in: instance.scope).isNull }
        var materials: [String: Int] = [:]
        if instance.step != definition.start {
            for material in definition.materials where state.materials[material.id] == nil { materials[material.id] = 1 }
        }
        try decide(
            id, .act(.init(step: step, action: action, changes: changes, materials: materials, comment: .text("simulated"))), by: actor)
    }

    /// What a job gives: values of the fields into which it goes.
    private mutating func output(of id: CaseID, _ step: StepID) -> DataValue {
        guard let state = cases[id], let instance = state[step], let definition = simulator.others[state.workflow],
            case .job(let job)? = definition.steps[instance.step]?.kind, let into = job.into
        else { return .emptyRecord }
        let filler = FormFiller(definition: definition)
        let given = simulator.handling.steps[instance.step]?.data ?? []
        var output = DataValue.emptyRecord
        for change in filler.fill([into], at: instance.step, given, &chance) {
            output[DataPath(Array(change.path.names.dropFirst(into.names.count)))] = change.value
        }
        return output
    }

    // MARK: People

    /// Gives those who are free the most urgent of what they may do.
    private mutating func assign() throws(Refusal) {
        for member in staff.freeMembers where !staff.isAway(member, on: simulator.calendar.day(of: now)) {
            guard let item = pool.take(for: member), let state = cases[item.caseID], let definition = simulator.others[state.workflow],
                let step = definition.steps[item.row.name]
            else { continue }
            let handling = simulator.handling.steps[step.name]
            let seconds = ((handling?.time ?? Handling.taskTime)?.sample(&chance) ?? 0) / max(0.01, simulator.handling.attendance)
            guard let end = try? simulator.calendar.instant(workingMilliseconds: Int64(seconds * 1_000), after: now),
                let action = chooseAction(step, handling)
            else { continue }
            let role = step.roles.first { member.roles.contains($0) } ?? member.roles.sorted().first ?? ""
            staff.start(member.id, role: role, seconds: seconds, waited: book.businessHours(from: item.since, to: now))
            if case .task(let task) = step.kind, task.quorum == 1, cases[item.caseID]?[item.step]?.holder == nil {
                try decide(item.caseID, .act(.init(step: item.step, action: Input.Act.claim)), by: .staff(member.id))
            }
            schedule(.done(member: member.id, item.caseID, item.step, action: action), at: end)
        }
    }

    mutating func chooseAction(_ step: Step, _ handling: Handling.StepHandling?) -> String? {
        let own = handling?.actions.filter { choice in step.actions.contains { $0.name == choice.value } } ?? []
        if !own.isEmpty { return chance.choice(own) }
        let rest = Double(max(1, step.actions.count - 1))
        return chance.choice(step.actions.enumerated().map { ($0.element.name, $0.offset == 0 ? Handling.firstAction : 1 / rest) })
    }
}
