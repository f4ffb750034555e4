import DubanModel

/// Who is free, and what each has done.
struct StaffBook {
    /// What was done for a role.
    struct Work {
        var tasks = 0
        var seconds = 0.0
        var waited = 0.0
    }

    private let members: [StaffMember]
    private let roster: Roster
    private var busy: Set<StaffID> = []
    private(set) var work: [String: Work] = [:]

    init(_ roster: Roster) {
        self.roster = roster
        members = roster.members.values.sorted { $0.id < $1.id }
    }

    var freeMembers: [StaffMember] { members.filter { !busy.contains($0.id) } }

    func isAway(_ member: StaffMember, on day: CivilDate) -> Bool { roster.absence(of: member.id, on: day) != nil }

    mutating func start(_ member: StaffID, role: String, seconds: Double, waited: Double) {
        busy.insert(member)
        work[role, default: Work()].tasks += 1
        work[role, default: Work()].seconds += seconds
        work[role, default: Work()].waited += waited
    }

    mutating func free(_ member: StaffID) { busy.remove(member) }
}
