/// The entries of accountability of a month, and what they come to for each person and office.
public struct AccountabilityReportBody: Codable, Sendable {
    /// The month, such as `2026-03`.
    public let month: String
    /// The entries that the caller may see, the oldest first; those that were set aside are among them, as that.
    public let entries: [AccountabilityBody]
    /// What they come to, by office and person.
    public let people: [PersonBody]
    /// What they come to, by office.
    public let offices: [OfficeBody]

    /// What the entries of a person come to.
    public struct PersonBody: Codable, Sendable {
        /// The person; nobody where a matter lay with the applicant or the daemon.
        public let person: String?
        /// The name.
        public let name: TextBody?
        /// The office; nothing for who has left.
        public let office: String?
        /// How many there are of each kind.
        public let counts: CountsBody
        /// Minutes of business for which the person was answerable while clocks ran that passed their limit, of entries that count.
        public let minutes: Int

        /// A sum.
        public init(person: String?, name: TextBody?, office: String?, counts: CountsBody, minutes: Int) {
            self.person = person
            self.name = name
            self.office = office
            self.counts = counts
            self.minutes = minutes
        }
    }

    /// What the entries of an office come to.
    public struct OfficeBody: Codable, Sendable {
        /// The office; nothing where nobody is charged.
        public let office: String?
        /// How many there are of each kind.
        public let counts: CountsBody

        /// A sum.
        public init(office: String?, counts: CountsBody) {
            self.office = office
            self.counts = counts
        }
    }

    /// How many entries there are of each kind.
    public struct CountsBody: Codable, Sendable, Hashable {
        /// Those that nobody contests.
        public var standing = 0
        /// Those that are contested, and not settled yet.
        public var contested = 0
        /// Those that were contested, and stand.
        public var upheld = 0
        /// Those that were set aside; they do not count.
        public var setAside = 0

        /// None.
        public init() {}

        /// Those that count: all but the ones that were set aside.
        public var counting: Int { standing + contested + upheld }
    }

    /// A report.
    public init(month: String, entries: [AccountabilityBody], people: [PersonBody], offices: [OfficeBody]) {
        self.month = month
        self.entries = entries
        self.people = people
        self.offices = offices
    }
}
