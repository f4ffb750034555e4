/// A member of staff as `config/staff.yaml` lists them.
public struct StaffMember: Sendable, Hashable {
    /// The name by which events and commands refer to the member.
    public let id: StaffID
    /// The name that people read.
    public let name: LocalizedText
    /// The system user whose connections act as this member, where there is one.
    public let systemUser: String?
    /// What the member may do.
    public let roles: Set<String>
    /// The office or village that the member belongs to.
    public let office: String
    /// Who is told when a promise of this member is broken.
    public let supervisor: StaffID?

    /// A member of staff.
    public init(
        id: StaffID, name: LocalizedText, systemUser: String?, roles: Set<String>, office: String, supervisor: StaffID?
    ) {
        self.id = id
        self.name = name
        self.systemUser = systemUser
        self.roles = roles
        self.office = office
        self.supervisor = supervisor
    }
}

/// A time in which a member of staff is away, and who stands in.
public struct Absence: Sendable, Hashable {
    /// Who is away.
    public let member: StaffID
    /// The first day.
    public let from: CivilDate
    /// The last day.
    public let through: CivilDate
    /// Who stands in; nobody where the tasks wait for others of the role.
    public let substitute: StaffID?

    /// An absence.
    public init(member: StaffID, from: CivilDate, through: CivilDate, substitute: StaffID?) {
        self.member = member
        self.from = from
        self.through = through
        self.substitute = substitute
    }
}

/// Who works here: the roster in force at a decision.
public struct Roster: Sendable {
    /// Names the content; events record it.
    public let hash: ContentHash
    /// All members, by id.
    public let members: [StaffID: StaffMember]
    /// Who is away when.
    public let absences: [Absence]

    /// A roster of `members`.
    public init(hash: ContentHash, members: [StaffMember], absences: [Absence] = []) {
        self.hash = hash
        self.members = Dictionary(members.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.absences = absences
    }

    /// The absence of a member on a day.
    public func absence(of member: StaffID, on day: CivilDate) -> Absence? {
        absences.first { $0.member == member && $0.from <= day && day <= $0.through }
    }

    /// Whether `superior` stands above `member`, directly or through others.
    public func stands(_ superior: StaffID, above member: StaffID) -> Bool {
        var (current, seen) = (members[member]?.supervisor, Set<StaffID>())
        while let next = current, seen.insert(next).inserted {
            if next == superior { return true }
            current = members[next]?.supervisor
        }
        return false
    }

    /// The member with this id.
    public subscript(id: StaffID) -> StaffMember? { members[id] }

    /// The members who hold `role`, by name.
    public func holders(of role: String) -> [StaffMember] {
        members.values.filter { $0.roles.contains(role) }.sorted { $0.id < $1.id }
    }

    /// The member as whom connections of the system user act.
    public func member(systemUser: String) -> StaffMember? {
        members.values.filter { $0.systemUser == systemUser }.min { $0.id < $1.id }
    }
}
