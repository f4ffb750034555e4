import DubanModel
import DubanTestKit
import Testing

@Suite struct RosterTests {
    private func member(_ id: String, _ roles: Set<String>, user: String? = nil, supervisor: String? = nil) -> StaffMember {
        StaffMember(
            id: StaffID(id), name: LocalizedText(english: id, chinese: id), systemUser: user, roles: roles, office: "hall",
            supervisor: supervisor.map { StaffID($0) })
    }

    @Test func holders_ofARole_areThoseByName() {
        let roster = Roster(
            hash: .zero, members: [member("li-na", ["clerk"]), member("admin", ["administrator"]), member("chen", ["clerk", "reviewer"])])
        #expect(roster.holders(of: "clerk").map(\.id.name) == ["chen", "li-na"])
        #expect(roster.holders(of: "mayor").isEmpty)
        #expect(roster[StaffID("li-na")]?.roles == ["clerk"])
        #expect(roster[StaffID("nobody")] == nil)
    }

    @Test func member_ofASystemUser_isTheOneThatNamesIt() {
        let roster = Roster(hash: .zero, members: [member("li-na", ["clerk"], user: "lina"), member("chen", ["clerk"])])
        #expect(roster.member(systemUser: "lina")?.id == StaffID("li-na"))
        #expect(roster.member(systemUser: "root") == nil)
        #expect(roster.member(systemUser: "") == nil)
    }
}
