import DubanEngine
public import DubanModel
public import DubanStore
public import DubanTime
public import DubanWorkflows
import Synchronization

/// The versions in force: workflows by name, calendar, roster, office; and any older workflow that a case is pinned to, by hash.
public final class Versions: Sendable {
    /// What is in force together.
    public struct InForce: Sendable {
        /// The workflows that new cases use, by name.
        public var workflows: [String: WorkflowDefinition]
        /// The calendar and the hash of its content.
        public var calendar: WorkingCalendar
        /// Names the calendar's content.
        public var calendarVersion: ContentHash
        /// The roster.
        public var roster: Roster
        /// The office's names and address.
        public var office: DataValue

        /// Versions.
        public init(
            workflows: [WorkflowDefinition], calendar: WorkingCalendar, calendarVersion: ContentHash, roster: Roster, office: DataValue
        ) {
            self.workflows = Dictionary(workflows.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
            self.calendar = calendar
            self.calendarVersion = calendarVersion
            self.roster = roster
            self.office = office
        }

        fileprivate var forDecisions: DecisionEnvironment.InForce {
            .init(calendar: calendar, calendarVersion: calendarVersion, roster: roster, office: office)
        }
    }

    private struct State {
        var inForce: InForce {
            didSet { forDecisions = inForce.forDecisions }
        }
        /// The same as decisions see it.
        private(set) var forDecisions: DecisionEnvironment.InForce
        var byHash: [ContentHash: WorkflowDefinition]

        init(_ inForce: InForce) {
            self.inForce = inForce
            forDecisions = inForce.forDecisions
            byHash = Dictionary(inForce.workflows.values.map { ($0.hash, $0) }, uniquingKeysWith: { first, _ in first })
        }
    }

    private let state: Mutex<State>
    private let calendars = Mutex<[ContentHash: WorkingCalendar]>([:])
    private let reader: any StoreReader

    /// Versions, with a store to load older workflows from.
    public init(_ inForce: InForce, reader: any StoreReader) {
        state = Mutex(State(inForce))
        self.reader = reader
    }

    /// What is in force now.
    public var inForce: InForce { state.withLock { $0.inForce } }

    /// Puts a checked set in force as a whole.
    public func replace(_ inForce: InForce) {
        state.withLock { state in
            state.inForce = inForce
            for workflow in inForce.workflows.values { state.byHash[workflow.hash] = workflow }
        }
    }

    /// Puts a checked set in force, but for its calendar: the one in force stays so.
    public func replaceAllButCalendar(_ inForce: InForce) {
        state.withLock { state in
            var next = inForce
            (next.calendar, next.calendarVersion) = (state.inForce.calendar, state.inForce.calendarVersion)
            state.inForce = next
            for workflow in inForce.workflows.values { state.byHash[workflow.hash] = workflow }
        }
    }

    /// Puts a calendar in force.
    func putInForce(_ change: CalendarChange) {
        state.withLock { state in
            var next = state.inForce
            (next.calendar, next.calendarVersion) = (change.calendar, change.version)
            state.inForce = next
        }
    }

    /// The calendar with this content, in force or older; the one in force where it is not to be had any more.
    public func calendar(_ hash: ContentHash) -> WorkingCalendar {
        let inForce = self.inForce
        if hash == inForce.calendarVersion { return inForce.calendar }
        if let known = calendars.withLock({ $0[hash] }) { return known }
        guard let stored = try? reader.definition(hash), let loaded = try? CalendarLoader.load(stored.content, file: stored.name) else {
            return inForce.calendar
        }
        calendars.withLock { known in
            if known.count >= Versions.maximumCalendars { known.removeAll() }
            known[hash] = loaded.calendar
        }
        return loaded.calendar
    }

    /// Older calendars that are kept at once.
    private static let maximumCalendars = 16

    /// The workflow with this name that new cases use.
    public func workflow(named name: String) throws(Refusal) -> WorkflowDefinition {
        let workflows = inForce.workflows
        if let workflow = workflows[name] { return workflow }
        throw Refusal(
            .unknownWorkflow, "There is no workflow \"\(name)\"; there are \(workflows.keys.sorted().joined(separator: ", ")).")
    }

    /// The workflow with this content, in force or older.
    public func workflow(_ hash: ContentHash) throws(Refusal) -> WorkflowDefinition {
        if let known = state.withLock({ $0.byHash[hash] }) { return known }
        let stored = try Refusal.wrapping { try reader.definition(hash) }
        guard let stored, let files = BundleFiles(encoded: stored.content), let definition = WorkflowLoader.restore(stored.name, files)
        else {
            throw Refusal(
                .internalInconsistency,
                "Version \(hash) of a workflow is not in the database, or cannot be loaded; restore it, or migrate its cases.")
        }
        state.withLock { $0.byHash[hash] = definition }
        return definition
    }

    /// Whether these versions are still those by which decisions are made.
    func areInForce(_ inForce: DecisionEnvironment.InForce) -> Bool { state.withLock { $0.forDecisions === inForce } }

    /// What a decision at `now` about a case of `definition` may look at.
    func environment(_ definition: WorkflowDefinition, at now: Instant) -> DecisionEnvironment {
        DecisionEnvironment(now: now, definition: definition, inForce: state.withLock { $0.forDecisions })
    }

    /// What a decision may look at were a calendar in force.
    func environment(_ definition: WorkflowDefinition, at now: Instant, _ change: CalendarChange) -> DecisionEnvironment {
        let inForce = self.inForce
        return DecisionEnvironment(
            now: now, definition: definition, calendar: change.calendar, calendarVersion: change.version, roster: inForce.roster,
            office: inForce.office)
    }
}

extension Refusal {
    /// Gives every error as a refusal.
    static func wrapping<Result>(_ body: () throws -> Result) throws(Refusal) -> Result {
        do {
            return try body()
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            throw Refusal(.storeFailure, "\(error)")
        }
    }
}
