import DubanEngine
import DubanModel

/// The tasks that wait for somebody, the most urgent first, by whom they are for.
struct WorkPool {
    /// A task that waits.
    struct Item {
        let caseID: CaseID
        let step: StepID
        let row: TaskRow
        let due: Instant
        let since: Instant
    }

    private var groups: [String: Heap<Item>] = [:]
    private var members: [String: (roles: [String], candidates: [StaffID])] = [:]
    private(set) var open: [StepKey: TaskRow] = [:]

    struct StepKey: Hashable {
        let caseID: CaseID
        let step: StepID
    }

    mutating func add(_ item: Item) {
        let key =
            item.row.candidates.isEmpty
            ? item.row.roles.joined(separator: "|") : "=" + item.row.candidates.map(\.name).joined(separator: "|")
        members[key] = (item.row.roles, item.row.candidates)
        open[StepKey(caseID: item.caseID, step: item.step)] = item.row
        groups[key, default: Heap { ($0.due, $0.caseID, $0.step) < ($1.due, $1.caseID, $1.step) }].push(item)
    }

    mutating func close(_ caseID: CaseID, _ step: StepID) { open[StepKey(caseID: caseID, step: step)] = nil }

    /// Takes the most urgent task that a member may do; those that are closed meanwhile are dropped on the way.
    mutating func take(for member: StaffMember) -> Item? {
        var best: (key: String, item: Item)?
        for key in groups.keys.sorted() {
            guard let whom = members[key],
                whom.candidates.isEmpty ? !member.roles.isDisjoint(with: whom.roles) : whom.candidates.contains(member.id)
            else { continue }
            guard let item = first(in: key, for: member) else { continue }
            if best.map({ (item.due, item.caseID, item.step) < ($0.item.due, $0.item.caseID, $0.item.step) }) ?? true {
                if let other = best { groups[other.key]?.push(other.item) }
                best = (key, item)
            } else {
                groups[key]?.push(item)
            }
        }
        return best?.item
    }

    /// Removes the first task of a group that the member may do.
    private mutating func first(in key: String, for member: StaffMember) -> Item? {
        var skipped: [Item] = []
        defer { for item in skipped { groups[key]?.push(item) } }
        while let item = groups[key]?.pop() {
            guard let row = open[StepKey(caseID: item.caseID, step: item.step)] else { continue }
            if row.isFor(member) { return Item(caseID: item.caseID, step: item.step, row: row, due: item.due, since: item.since) }
            skipped.append(item)
        }
        return nil
    }
}
