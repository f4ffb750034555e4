import DubanModel

/// Whether the people of a roster can do what the workflow asks of them.
struct PeopleCheck {
    private let subject: CheckSubject
    private let roster: Roster

    init(_ subject: CheckSubject, _ roster: Roster) {
        self.subject = subject
        self.roster = roster
    }

    func check() {
        checkRoles()
        for step in subject.steps {
            guard case .task(let task) = step.kind else { continue }
            checkNamed(task, step.name)
            let able = members(for: step)
            if task.quorum > able.count, !able.isEmpty {
                subject.tell(
                    "DW063",
                    "step \"\(step.name)\" wants \(task.quorum) people, but only \(PeopleCheck.names(able)) can do it; lower \"several\", or give the role to others",
                    step.name, "several")
            }
        }
        checkDuties()
        checkSuperiors()
    }

    private static func names(_ members: [StaffID]) -> String { members.map(\.name).joined(separator: ", ") }

    // MARK: Roles

    private func checkRoles() {
        for step in subject.steps {
            let key = if case .wait = step.kind { "by" } else { "task" }
            for role in step.roles { checkRole(role, "step \"\(step.name)\" is for", subject.place(step.name, key)) }
            if case .each(let each) = step.kind, case .holders(let role) = each.items {
                checkRole(role, "step \"\(step.name)\" has a branch for each member with", subject.place(step.name, "each"))
            }
        }
        let definition = subject.definition
        for stop in definition.stops {
            for role in stop.roles { checkRole(role, "the clocks are stopped by", subject.place(["stops", stop.code, "by"])) }
        }
        for role in definition.extensionRule?.roles ?? [] {
            checkRole(role, "more time is approved by", subject.place(["extension", "by"]))
        }
        for key in ["withdraw", "cancel"] where subject.place([key]).isMapping && subject.place([key])["by"] != nil {
            let rule = key == "withdraw" ? definition.withdrawal : definition.cancellation
            for role in rule.roles { checkRole(role, "\"\(key)\" is for", subject.place([key, "by"])) }
        }
    }

    private func checkRole(_ role: String, _ what: String, _ node: YAMLNode) {
        guard roster.holders(of: role).isEmpty else { return }
        let known = roster.members.values.reduce(into: Set<String>()) { $0.formUnion($1.roles) }
        subject.findings.add(
            "DW060", "\(what) the role \"\(role)\", which nobody on the roster holds\(subject.hint(role, among: known.sorted()))", at: node)
    }

    /// Members and offices that the file names are on the roster.
    private func checkNamed(_ task: TaskStep, _ step: String) {
        for member in PeopleCheck.literals(task.candidates) where roster[StaffID(member)] == nil {
            let known = roster.members.keys.map(\.name).sorted()
            subject.tell(
                "DW060",
                "\"candidates\" of step \"\(step)\" names \"\(member)\", who is not on the roster\(subject.hint(member, among: known))",
                step, "candidates")
        }
        for office in PeopleCheck.literals(task.office)
        where !task.roles.contains(where: { role in roster.holders(of: role).contains { $0.office == office } }) {
            let known = Set(roster.members.values.map(\.office)).sorted()
            subject.tell(
                "DW060",
                "nobody of the office \"\(office)\" holds the role \(task.roles.joined(separator: " or ")) that step \"\(step)\" is for\(subject.hint(office, among: known))",
                step, "office")
        }
    }

    private static func literals(_ argument: Argument?) -> [String] {
        switch argument {
        case .literal(let value)?: (value.items ?? [value]).compactMap(\.textValue)
        case .list(let items)?: items.flatMap { literals($0) }
        default: []
        }
    }

    /// Who may do a step, as far as the file says: where it takes members from the case's data, everybody may be one.
    private func members(for step: Step) -> [StaffID] {
        let holders = Set(step.roles.flatMap { roster.holders(of: $0) }.map(\.id))
        guard case .task(let task) = step.kind else { return holders.sorted() }
        let named = PeopleCheck.literals(task.candidates).map { StaffID($0) }.filter { roster[$0] != nil }
        if task.candidates != nil { return named.isEmpty ? roster.members.keys.sorted() : named.sorted() }
        guard let office = PeopleCheck.literals(task.office).first else { return holders.sorted() }
        return holders.filter { roster[$0]?.office == office }.sorted()
    }

    // MARK: Separation of duties

    /// Parts of the separations that are looked at; more are needed only where dozens of steps exclude each other pair by pair.
    private static let maximumParts = 256

    private func checkDuties() {
        let order = StepOrder(subject)
        var separations: [DutyColouring.Separation] = []
        var (able, counts): ([String: [StaffID]], [String: Int]) = ([:], [:])
        for step in subject.steps where step.isHuman {
            able[step.name] = members(for: step)
            guard case .task(let task) = step.kind else { continue }
            counts[step.name] = task.quorum
            if task.quorum > 1 { separations.append(.init(step: step.name, other: step.name)) }
            let earlier = order.earlier(than: step.name)
            for other in task.separatedFrom
            where earlier.contains(other) && subject.definition.steps[other]?.isHuman == true && other != step.name {
                separations.append(.init(step: step.name, other: other))
            }
        }
        // Steps for which there is nobody, or too few, are findings already.
        let usable = separations.filter { separation in
            [separation.step, separation.other].allSatisfy { (able[$0]?.count ?? 0) >= max(1, counts[$0] ?? 1) }
        }
        let colouring = DutyColouring(members: able, counts: counts)
        var told: Set<Set<DutyColouring.Separation>> = []
        var budget = PeopleCheck.maximumParts
        prove(usable, colouring, order, &budget) { core in if told.insert(Set(core)).inserted { tell(core, able) } }
        if told.isEmpty { checkCorners(usable, able) }
    }

    /// Looks for parts that cannot be kept. A part of which one case cannot pass all steps proves nothing: each of the two that exclude
    /// each other is left out in turn.
    private func prove(
        _ separations: [DutyColouring.Separation], _ colouring: DutyColouring, _ order: StepOrder, _ budget: inout Int,
        found: ([DutyColouring.Separation]) -> Void
    ) {
        budget -= 1
        guard budget > 0, !colouring.isPossible(separations) else { return }
        let core = colouring.core(of: separations)
        let steps = Set(core.flatMap { [$0.step, $0.other] }).sorted()
        for (index, first) in steps.enumerated() {
            for second in steps[(index + 1)...] where !order.mayBothBeDone(first, second) {
                for left in [first, second] {
                    prove(separations.filter { $0.step != left && $0.other != left }, colouring, order, &budget, found: found)
                }
                return
            }
        }
        found(core)
    }

    private func tell(_ core: [DutyColouring.Separation], _ able: [String: [StaffID]]) {
        let steps = subject.order.filter { name in core.contains { $0.step == name || $0.other == name } }
        guard let last = subject.order.last(where: { name in core.contains { $0.step == name } }) else { return }
        let who = steps.map { name in
            let roles = subject.definition.steps[name]?.roles.joined(separator: " or ") ?? ""
            return "\(name) (\(roles)) by \(PeopleCheck.names(able[name] ?? []))"
        }
        let persons = Set(steps.flatMap { able[$0] ?? [] })
        subject.tell(
            "DW061",
            "the roster cannot keep these steps apart: \(who.joined(separator: "; ")); give one of the roles to somebody besides \(PeopleCheck.names(persons.sorted())), or take a step out of \"not\"",
            last, core.contains { $0.step == last && $0.other != last } ? "not" : "several")
    }

    /// Four eyes fail where whoever did the other step may be the only one who could do this one.
    private func checkCorners(_ separations: [DutyColouring.Separation], _ able: [String: [StaffID]]) {
        for separation in separations {
            guard let only = able[separation.step]?.first, able[separation.step]?.count == 1,
                able[separation.other]?.contains(only) == true,
                separation.step != separation.other
            else { continue }
            subject.tell(
                "DW062",
                "step \"\(separation.step)\" must be done by somebody other than \"\(separation.other)\", but only \(only) can do it and may have done both; give the role to another member",
                separation.step, "not")
        }
    }

    // MARK: Superiors

    private func checkSuperiors() {
        let people = subject.steps.filter { if case .task = $0.kind { true } else { false } }
        func lackSupervisors(_ members: [StaffID]) -> Bool { !members.isEmpty && members.allSatisfy { roster[$0]?.supervisor == nil } }
        for step in people where step.limit?.ladder.escalate != nil && lackSupervisors(members(for: step)) {
            subject.tell(
                "DW065", "step \"\(step.name)\" escalates to a supervisor, but none of \(PeopleCheck.names(members(for: step))) has one",
                step.name, "limit", "escalate")
        }
        let all = Array(Set(people.flatMap { members(for: $0) })).sorted()
        if subject.definition.limits?.ladder.escalate != nil, lackSupervisors(all) {
            subject.findings.add(
                "DW065", "the case escalates to a supervisor, but nobody who works on it has one",
                at: subject.place(["limits", "escalate"]))
        }
        guard let rule = subject.definition.extensionRule, !all.isEmpty else { return }
        let approvers = Set(rule.roles.flatMap { roster.holders(of: $0) }.map(\.id))
        guard !approvers.isEmpty, !all.contains(where: { member in approvers.contains { roster.stands($0, above: member) } }) else {
            return
        }
        subject.findings.add(
            "DW065",
            "more time is approved by a superior with the role \(rule.roles.joined(separator: " or ")), but none of \(PeopleCheck.names(approvers.sorted())) stands above anybody who works on the case",
            at: subject.place(["extension", "by"]))
    }
}
