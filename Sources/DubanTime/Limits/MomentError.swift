/// Why a text is no moment.
public struct MomentError: Error, Sendable, Hashable, CustomStringConvertible {
    enum Reason: Sendable, Hashable {
        case form
        case noSuchDay
    }
    /// What was read.
    public let text: String
    let reason: Reason

    /// What was expected.
    public var description: String {
        switch reason {
        case .form:
            "\"\(text)\" is no instant; write 2026-03-02T09:00:00+08:00, or 2026-03-02T09:00 or 2026-03-02 in the zone of the calendar"
        case .noSuchDay: "\"\(text)\" names a day that no calendar has"
        }
    }
}
