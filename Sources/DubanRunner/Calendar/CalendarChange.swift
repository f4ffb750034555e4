public import DubanModel
import DubanStore
public import DubanTime
import DubanWorkflows

/// A calendar that was published or corrected: checked, and named by its content.
public struct CalendarChange: Sendable {
    /// The calendar.
    public let calendar: WorkingCalendar
    /// Names its content.
    public let version: ContentHash
    private let content: [UInt8]

    /// Checks a calendar's file.
    /// - Throws: A refusal with every finding: a day that is both, a year with a gap.
    public init(_ content: [UInt8], file: String) throws(Refusal) {
        (calendar, version) = try CalendarLoader.load(content, file: file)
        self.content = content
    }

    /// The file as it is kept.
    func definition(at instant: Instant) -> StoredDefinition {
        StoredDefinition(hash: version, kind: .calendar, name: calendar.id, content: content, at: instant)
    }
}
