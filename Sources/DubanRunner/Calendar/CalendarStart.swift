public import DubanModel
public import DubanStore
import DubanTime
import DubanWorkflows

/// Which calendar a daemon starts with: the one that was put in force last. The file of the configuration is the first calendar of a
/// fresh state folder and nothing after that, so that no deadline moves because a file was edited or a package upgraded; whoever wants
/// that says `duban calendar load` (docs/decisions).
public enum CalendarStart {
    /// Has the set of versions use the calendar in force.
    /// - Parameters:
    ///   - inForce: The set as the files have it.
    ///   - now: When a first calendar is put in force.
    /// - Returns: Whether the file has another calendar than is in force, which was never in force: somebody may have forgotten to load it.
    public static func settle(_ inForce: inout Versions.InForce, in store: any Store, at now: Instant) throws -> Bool {
        let file = inForce.calendarVersion
        guard let current = try store.reader.calendarInForce() else {
            try store.transact { session in
                var progress = CalendarInForce.Progress()
                progress.isDone = try session.openCases(after: CaseID(0), limit: 1).isEmpty
                try session.putInForce(CalendarInForce(number: 1, hash: file, at: now, actor: "system", progress: progress))
            }
            return false
        }
        guard current.hash != file else { return false }
        guard let stored = try store.reader.definition(current.hash) else {
            throw Refusal(.internalInconsistency, "The calendar in force, \(current.hash), is not in the database; restore a backup of it.")
        }
        (inForce.calendar, inForce.calendarVersion) = try CalendarLoader.load(stored.content, file: "the calendar in force")
        return try !store.reader.calendarsInForce().contains { $0.hash == file }
    }
}
