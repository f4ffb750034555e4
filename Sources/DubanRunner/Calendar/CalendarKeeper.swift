import DubanEngine
public import DubanModel
public import DubanStore
public import DubanTime
public import Logging
public import ServiceLifecycle

/// Keeps the calendar in force: one that was published or corrected is put in force by `load` and by nothing else, and every open
/// clock is derived anew from it. What a daemon left undone, the next one goes on with.
public final class CalendarKeeper: Service {
    private let writer: Writer
    private let reader: any StoreReader
    private let versions: Versions
    private let clock: any WallClock
    private let logger: Logger
    private let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    /// Open cases that a preview looks at; of more it says so.
    public static let previewLimit = 100_000

    /// A keeper of the calendar of a store.
    public init(writer: Writer, reader: any StoreReader, versions: Versions, clock: any WallClock, logger: Logger) {
        self.writer = writer
        self.reader = reader
        self.versions = versions
        self.clock = clock
        self.logger = logger
        (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Goes on with what an earlier daemon left, and with each calendar that is loaded, until the daemon stops.
    public func run() async throws {
        wake.yield()
        await withTaskCancellationOrGracefulShutdownHandler {
            for await _ in wakes { await settle() }
        } onCancelOrGracefulShutdown: {
            self.wake.finish()
        }
    }

    /// Derives every open clock anew that still follows from an earlier calendar.
    public func settle() async {
        var last = CalendarInForce.Progress()
        do throws(Refusal) {
            while !last.isDone { last = try await writer.rederive() }
            if last.cases > 0 { tell(last) }
        } catch {
            logger.error("Clocks cannot be derived anew from the calendar: \(error.message) It goes on at the next start.")
        }
    }

    private func tell(_ progress: CalendarInForce.Progress) {
        logger.notice(
            "The clocks of \(progress.cases) open cases were derived anew; \(progress.movedClocks) of \(progress.movedCases) cases moved.")
    }

    // MARK: Loading

    /// Puts a calendar in force; the clocks follow after that.
    /// - Returns: The calendar in force, with how far its clocks are.
    /// - Throws: A refusal where the caller is not the administrator, the file has findings, or it is another calendar.
    public func load(_ content: [UInt8], file: String, by member: StaffID) async throws(Refusal) -> CalendarInForce {
        let change = try check(content, file: file, by: member)
        try await writer.putInForce(change, by: .staff(member))
        wake.yield()
        return try inForce()
    }

    /// Says what a calendar would move, and changes nothing.
    public func preview(
        _ content: [UInt8], file: String, by member: StaffID
    ) async throws(Refusal) -> (progress: CalendarInForce.Progress, moves: [CalendarMove]) {
        let change = try check(content, file: file, by: member)
        var progress = CalendarInForce.Progress()
        var moves: [CalendarMove] = []
        while progress.cases < CalendarKeeper.previewLimit {
            let ids = try Refusal.wrapping {
                try reader.openCases(under: nil, after: progress.through, limit: Writer.rederivationWindow)
            }
            for id in ids {
                progress.through = id
                progress.cases += 1
                moves += try look(at: id, change, &progress)
            }
            if ids.count < Writer.rederivationWindow {
                progress.isDone = true
                break
            }
            await Task.yield()
        }
        return (progress, moves)
    }

    private func look(at id: CaseID, _ change: CalendarChange, _ progress: inout CalendarInForce.Progress) throws(Refusal) -> [CalendarMove]
    {
        guard let stored = try Refusal.wrapping({ try reader.load(id) }) else { return [] }
        let state = try CaseCache.fold(stored, id: id).state
        let environment = versions.environment(try versions.workflow(state.definition), at: clock.now(), change)
        switch DubanEngine.decide(state, .rederive, by: .system, in: environment) {
        case .events(let decision): return progress.note(from: state, to: decision.state)
        case .refused(let refusal) where refusal.code == .alreadyDone || refusal.code == .caseEnded: return []
        case .refused, .needs:
            progress.refused += 1
            return []
        }
    }

    private func check(_ content: [UInt8], file: String, by member: StaffID) throws(Refusal) -> CalendarChange {
        guard versions.inForce.roster[member]?.roles.contains("administrator") == true else {
            throw Refusal(.wrongRole, "Calendars are put in force by the role administrator, which \(member) does not hold.")
        }
        let change = try CalendarChange(content, file: file)
        let current = versions.inForce.calendar
        guard change.calendar.id == current.id else {
            throw Refusal(
                .invalidDefinition,
                "\(file) is the calendar \"\(change.calendar.id)\", but \"\(current.id)\" is in force; only a new version of that can follow it."
            )
        }
        if change.version == versions.inForce.calendarVersion {
            throw Refusal(.alreadyDone, "The calendar \(current.id) with this content is in force already; nothing moves.")
        }
        return change
    }

    /// The calendar in force.
    public func inForce() throws(Refusal) -> CalendarInForce {
        guard let inForce = try Refusal.wrapping({ try reader.calendarInForce() }) else {
            throw Refusal(.internalInconsistency, "No calendar is noted as in force; restart the daemon.")
        }
        return inForce
    }
}
