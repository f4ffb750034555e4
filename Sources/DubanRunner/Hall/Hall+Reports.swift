public import DubanEngine
public import DubanModel
import DubanStore
import DubanTime

extension Hall {
    /// Which entries of accountability a report is about.
    public struct AccountabilityQuestion: Sendable {
        /// The first day of the month.
        public var month: CivilDate
        /// Only this person's.
        public var person: StaffID?
        /// Only this office's.
        public var office: String?

        /// A question.
        public init(month: CivilDate, person: StaffID? = nil, office: String? = nil) {
            self.month = month
            self.person = person
            self.office = office
        }
    }

    /// Entries that a report lists.
    public static let maximumReportEntries = 100_000

    /// The entries of accountability of a month that the caller may see: their own, those of who stands below them, and those that are
    /// charged to nobody; the administrator sees all. The oldest comes first; entries that were set aside are among them, as that.
    /// - Throws: A refusal where a person is asked for whose entries the caller may not see, or nobody has the office.
    public func accountability(_ question: AccountabilityQuestion, for caller: StaffID) throws(Refusal) -> [AccountabilityRow] {
        let (roster, calendar) = (versions.inForce.roster, versions.inForce.calendar)
        if let person = question.person {
            guard roster[person] != nil else { throw Refusal(.unknownCaller, "\"\(person)\" is not on the roster.") }
            guard sees(caller, person) else {
                throw Refusal(
                    .notPermitted, "\(caller) cannot read the entries of \(person): only they themselves and who stands above them.")
            }
        }
        if let office = question.office, !roster.members.values.contains(where: { $0.office == office }) {
            let known = Set(roster.members.values.map(\.office)).sorted().joined(separator: ", ")
            throw Refusal(.invalidRequest, "Nobody belongs to the office \"\(office)\"; there are \(known).")
        }
        let (from, until) = (calendar.midnight(of: question.month), calendar.midnight(of: question.month.adding(months: 1)))
        let rows = try Refusal.wrapping { try reader.accountability(from: from, until: until, limit: Hall.maximumReportEntries) }
        return rows.filter { row in
            guard let person = row.entry.person else { return question.person == nil && question.office == nil }
            return sees(caller, person) && (question.person.map { $0 == person } ?? true)
                && (question.office.map { $0 == roster[person]?.office } ?? true)
        }
    }
}
