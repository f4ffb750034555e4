public import DubanEngine
public import DubanModel
public import DubanRunner
public import DubanScenario
public import DubanStore
public import DubanTime
public import DubanWorkflows

/// A writer over a store, with a virtual clock, and queues and observer that only record.
public struct HallFixture: Sendable {
    /// The store.
    public let store: any Store
    /// The clock.
    public let clock: VirtualWallClock
    /// The versions in force.
    public let versions: Versions
    /// What the writer told of its commits.
    public let observer: RecordingObserver
    /// What the writer told its queues, unless others were given.
    public let dispatcher: RecordingDispatcher
    /// The writer.
    public let writer: Writer

    /// A writer for these workflows.
    /// - Parameters:
    ///   - queues: The queues, where the recording ones will not do.
    ///   - scheduler: Runs the writer.
    ///   - retryDelay: The back-off after each attempt; none without.
    public init(
        _ workflows: [WorkflowDefinition], store: any Store = MemoryStore(), slots: Int = 1_000, queues: (any JobDispatcher)? = nil,
        clock: VirtualWallClock = VirtualWallClock(Fixture.monday), batchSize: Int = 256, cachedCases: Int = 100,
        scheduler: any Scheduler = DispatchScheduler(label: "test.writer"),
        onUnknownOutcome: @escaping @Sendable (OutcomeUnknown) -> Void = { _ in },
        retryDelay: @escaping @Sendable (StoredJob) -> Duration? = { _ in nil }
    ) throws {
        self.store = store
        self.clock = clock
        let (calendar, version) = try Fixture.calendar()
        versions = Versions(
            .init(
                workflows: workflows, calendar: calendar, calendarVersion: version, roster: try Fixture.roster(),
                office: ["name_en": "Test hall", "name_zh": "测试大厅"]), reader: store.reader)
        observer = RecordingObserver()
        dispatcher = RecordingDispatcher(slots: slots)
        writer = try Writer(
            store: store, versions: versions, clock: clock, dispatcher: queues ?? dispatcher, observer: observer, retryDelay: retryDelay,
            batchSize: batchSize, cachedCases: cachedCases, scheduler: scheduler,
            onUnknownOutcome: onUnknownOutcome)
    }

    /// Opens a case.
    public func open(
        _ workflow: WorkflowDefinition, by member: String = "li-na", _ changes: [DataChange] = [], materials: [String: Int] = [:],
        submits: Bool = true, key: String? = nil
    ) async throws(Refusal) -> Receipt {
        try await writer.perform(
            HallFixture.opening(workflow, changes, materials: materials, submits: submits), by: .staff(StaffID(member)),
            request: key.map { (RequestKey(caller: member, key: $0), Array($0.utf8)) })
    }

    /// The work that opens a case.
    public static func opening(
        _ workflow: WorkflowDefinition, _ changes: [DataChange] = [], materials: [String: Int] = [:], submits: Bool = true
    ) -> WriterItem.Work {
        .open(workflow: workflow.hash) { .open(.init(id: $0, changes: changes, materials: materials, submits: submits)) }
    }

    /// Acts at the open task at a step of a case.
    public func act(
        _ case: Receipt, at step: String, _ action: String = "done", by member: String = "li-na", _ changes: [DataChange] = []
    ) async throws -> Receipt {
        guard let number = `case`.tasks[step], let task = try store.reader.task(number) else {
            throw Fixture.Fault(description: "Case \(`case`.number) has no open task at \(step).")
        }
        return try await writer.perform(
            .decide(task.caseID, .act(.init(step: task.step, action: action, changes: changes))), by: .staff(StaffID(member)))
    }

    /// The internal number of a case.
    public func id(of case: Receipt) throws -> CaseID {
        guard let id = try store.reader.caseID(of: `case`.number) else { throw Fixture.Fault(description: "There is no \(`case`.number).") }
        return id
    }
}
