/// Why a text is no limit.
public struct LimitError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was read.
    public let text: String
    let reason: Reason

    enum Reason: Sendable, Hashable {
        case noNumber
        case notPositive
        case notWhole
        case tooMuch
        case tooLong
        case noUnit(Int)
        case ambiguous(Int, [Limit.Unit])
        case unknownUnit(Int, nearest: Limit.Unit?)
        case moment(MomentError)
        case endsOnNoHoliday
    }

    /// What was expected, and what to write instead.
    public var description: String { "\"\(text)\" is no limit: \(explanation)" }

    private var explanation: String {
        switch reason {
        case .noNumber: "begin with a whole number, such as \"3 working days\", or with \"until\" and a date"
        case .notPositive: "it must be at least 1"
        case .notWhole: "the number must be whole; for parts of a day write working hours or working minutes"
        case .tooMuch: "it may be at most \(Limit.maximumAmount)"
        case .tooLong: "the text is too long"
        case .noUnit(let amount): "say of what, such as \"\(Limit(amount, .workingDays))\"; there are \(LimitError.units)"
        case .ambiguous(let amount, let units):
            "write " + units.map { "\"\(Limit(amount, $0))\"" }.joined(separator: " or ")
        case .unknownUnit(let amount, let nearest?): "there is no such unit; did you mean \"\(Limit(amount, nearest))\"?"
        case .unknownUnit(_, nil): "there is no such unit; there are \(LimitError.units)"
        case .moment(let error): error.description
        case .endsOnNoHoliday: "working days never end on a holiday; leave out what follows the unit"
        }
    }

    private static let units = Limit.Unit.allCases.map(\.rawValue).joined(separator: ", ")
}
