import Crypto
public import DubanModel

/// Reads the roster, `config/staff.yaml`.
public enum RosterLoader {
    /// Loads a roster.
    /// - Throws: A refusal with all findings: a name that comes twice, a supervisor whom nobody knows.
    public static func load(_ bytes: [UInt8], file: String) throws(Refusal) -> Roster {
        let findings = Findings()
        var members: [StaffMember] = []
        var absences: [Absence] = []
        if let node = YAMLNode.read(bytes, file: file, findings), let map = YAMLMap(node, keys: ["staff", "absences"], findings) {
            if map["staff"] == nil { findings.add("DW004", "\"staff\" is missing", at: node) }
            members = (map["staff"]?.items ?? []).compactMap { member($0, findings) }
            check(members, node, findings)
            absences = (map["absences"]?.items ?? []).compactMap { absence($0, Set(members.map(\.id)), findings) }
        }
        guard findings.list.isEmpty else { throw Refusal("Roster \(file)", findings: findings.sorted) }
        return Roster(hash: ContentHash(bytes: SHA256.hash(data: bytes)) ?? .zero, members: members, absences: absences)
    }

    /// Reads the members of a list, as scenario tests name them.
    package static func read(items node: YAMLNode, _ findings: Findings) -> Roster? {
        let members = (node.items ?? []).compactMap { member($0, findings) }
        check(members, node, findings)
        return members.isEmpty ? nil : Roster(hash: .zero, members: members)
    }

    private static func member(_ node: YAMLNode, _ findings: Findings) -> StaffMember? {
        guard let map = YAMLMap(node, keys: ["id", "name", "user", "roles", "office", "supervisor"], findings), let id = map.text("id"),
            let name = map["name"].flatMap({ YAMLMap.title($0, findings) }), let office = map.text("office")
        else { return nil }
        return StaffMember(
            id: StaffID(id), name: name, systemUser: map.optionalText("user"), roles: Set(map.texts("roles")), office: office,
            supervisor: map.optionalText("supervisor").map { StaffID($0) })
    }

    private static func absence(_ node: YAMLNode, _ known: Set<StaffID>, _ findings: Findings) -> Absence? {
        guard let map = YAMLMap(node, keys: ["member", "from", "through", "substitute"], findings), let member = map.text("member"),
            let from = map.text("from"), let through = map.text("through")
        else { return nil }
        guard let first = CivilDate(from), let last = CivilDate(through), first <= last else {
            findings.add("DW073", "an absence says two days in order, such as from: 2026-03-02, through: 2026-03-06", at: node)
            return nil
        }
        let substitute = map.optionalText("substitute").map { StaffID($0) }
        for id in [StaffID(member), substitute].compactMap({ $0 }) where !known.contains(id) {
            findings.add("DW072", "\"\(id)\" is not on the roster", at: node)
        }
        return Absence(member: StaffID(member), from: first, through: last, substitute: substitute)
    }

    private static func check(_ members: [StaffMember], _ node: YAMLNode, _ findings: Findings) {
        let ids = Dictionary(grouping: members, by: \.id)
        for (id, group) in ids where group.count > 1 {
            findings.add("DW071", "the id \"\(id)\" stands here \(group.count) times", at: node)
        }
        for (user, group) in Dictionary(grouping: members.filter { $0.systemUser != nil }, by: \.systemUser) where group.count > 1 {
            findings.add(
                "DW071", "the system user \"\(user ?? "")\" belongs to \(group.map(\.id.name).joined(separator: " and "))", at: node)
        }
        for member in members {
            if let supervisor = member.supervisor, ids[supervisor] == nil {
                findings.add("DW072", "the supervisor \"\(supervisor)\" of \"\(member.id)\" is not on the roster", at: node)
            }
        }
    }
}
