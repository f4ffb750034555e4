import DubanAPI
import DubanEngine
import DubanModel
import DubanRunner
import DubanStore
import DubanTime
import DubanWorkflows

/// What people look at besides single cases: their inbox, deadlines, the ledger of accountability, versions in use.
extension Presenter {
    /// Tasks that one inbox shows.
    static let maximumTasks = 1_000

    /// What waits for a member: tasks of every version, opinions and extensions that are wanted, hand-overs that are offered.
    func inbox(of caller: StaffID) throws -> [TaskBody] {
        let roster = hall.versions.inForce.roster
        guard let member = roster[caller] else { return [] }
        let today = hall.versions.inForce.calendar.day(of: hall.clock.now())
        let away = roster.absences.filter { $0.substitute == caller && $0.from <= today && today <= $0.through }.map(\.member)
        let audience = TaskAudience(member: caller, roles: member.roles, standsInFor: away)
        let tasks = try hall.reader.tasks(for: audience, limit: Presenter.maximumTasks).map { try task($0) }
        return try hall.reader.cases(offeredTo: caller, limit: Presenter.maximumTasks).compactMap { try offer($0) } + tasks
    }

    private func offer(_ summary: CaseSummary) throws -> TaskBody? {
        let state = try hall.state(of: summary.id)
        guard let offer = state.handOver else { return nil }
        let titles = titles(summary.definition)
        let instance = offer.step.flatMap { state[$0] }
        let what = instance.map { titles.step($0.step) } ?? titles.workflow(summary.workflow)
        let title = LocalizedText(english: "Take over: \(what.english)", chinese: "移交：\(what.chinese)")
        return TaskBody(
            kind: .handOver, number: instance?.task?.number.rawValue ?? 0, caseNumber: summary.number.text, step: "@hand-over",
            title: TextBody(title), workflow: summary.workflow, roles: [], holder: nil, holderName: nil,
            actions: ["accept", "decline"].map { ActionBody(name: $0, title: TextBody(Sentences.engineActions[$0] ?? .same($0))) },
            openedAt: local(instance?.enteredAt ?? summary.openedAt), due: summary.due.map { local($0) },
            isProvisional: summary.isProvisional, light: summary.light.rawValue, askedBy: offer.from.name,
            askedByName: TextBody(titles.person(offer.from.name)))
    }

    // MARK: Deadlines

    func deadline(_ deadline: OpenDeadline) -> DeadlineLineBody {
        let (state, clock) = (deadline.state, deadline.clock)
        let titles = titles(state.definition)
        return DeadlineLineBody(
            caseNumber: state.number.text, clock: clock.id.sequence, workflow: TextBody(titles.workflow(state.workflow)),
            title: TextBody(subject(clock, of: state, titles)), budget: TextBody(Sentences.limit(clock.ledger.budget.description)),
            due: local(deadline.due), isProvisional: clock.derived.isProvisional, light: clock.light.rawValue,
            turnsTo: deadline.turn.map { $0.rung == .remind ? Light.yellow.rawValue : Light.red.rawValue },
            turnsAt: deadline.turn.map { local($0.at) }, remainingMilliseconds: deadline.remaining,
            remaining: TextBody(remaining(until: deadline.due, milliseconds: deadline.remaining)),
            answerable: deadline.answerable.map(\.name), answerableNames: deadline.answerable.map { TextBody(titles.person($0.name)) },
            standing: state.steps.map { TextBody(titles.step($0.step)) })
    }

    func subject(_ clock: Clock, of state: CaseState, _ titles: Titles) -> LocalizedText {
        guard case .step(let id) = clock.subject else { return Sentences.subjects[clock.subject.text] ?? .same(clock.subject.text) }
        guard let step = state[id]?.step else { return .same(clock.subject.text) }
        let title = titles.step(step)
        return LocalizedText(english: "limit of “\(title.english)”", chinese: "“\(title.chinese)”时限")
    }

    /// What is left: whole working days through the last one, or the time of today's business; how long ago it passed.
    private func remaining(until due: Instant, milliseconds: Int64) -> LocalizedText {
        let calendar = hall.versions.inForce.calendar
        let (today, last) = (calendar.day(of: hall.clock.now()), calendar.day(closedBy: due))
        let days = calendar.workingDays(after: min(today, last), through: max(today, last))
        let time = days > 0 ? ClockTime(Int64(days), .workingDays) : ClockTime(abs(milliseconds), .milliseconds)
        if due >= hall.clock.now() { return LocalizedText(english: time.text(.english), chinese: time.text(.chinese)) }
        return LocalizedText(english: "passed \(time.text(.english)) ago", chinese: "逾期\(time.text(.chinese))")
    }

    func explanations(of state: CaseState) throws -> [WhyDueBody] {
        let titles = titles(state.definition)
        return try hall.explanations(of: state).map { clock, explanation in
            WhyDueBody(
                subject: clock.subject.text, title: TextBody(subject(clock, of: state, titles)), english: explanation.lines(.english),
                chinese: explanation.lines(.chinese), explanation: explanation.data, calendar: clock.derived.calendar.description)
        }
    }

    // MARK: Accountability

    func report(_ rows: [AccountabilityRow], month: String) -> AccountabilityReportBody {
        let roster = hall.versions.inForce.roster
        let titles = titles(nil)
        var people: [StaffID?: AccountabilityReportBody.CountsBody] = [:]
        var offices: [String?: AccountabilityReportBody.CountsBody] = [:]
        var minutes: [StaffID?: Int] = [:]
        for row in rows {
            let person = row.entry.person
            people[person, default: .init()].note(row.standing)
            offices[person.flatMap { roster[$0]?.office }, default: .init()].note(row.standing)
            guard row.standing != .setAside else { continue }
            minutes[person, default: 0] += row.entry.shares.filter { $0.person == person }.map(\.minutes).reduce(0, +)
        }
        let sums = people.map { person, counts in
            AccountabilityReportBody.PersonBody(
                person: person?.name, name: person.map { TextBody(titles.person($0.name)) }, office: person.flatMap { roster[$0]?.office },
                counts: counts, minutes: minutes[person] ?? 0)
        }
        return AccountabilityReportBody(
            month: month, entries: rows.map { accountability($0, titles) },
            people: sums.sorted { ($0.office ?? "", $0.person ?? "") < ($1.office ?? "", $1.person ?? "") },
            offices: offices.map { .init(office: $0.key, counts: $0.value) }.sorted { $0.office ?? "" < $1.office ?? "" })
    }

    // MARK: Versions and calendars

    /// Workflows in force, and those that open cases still run.
    func workflows() throws -> [WorkflowBody] {
        let inForce = hall.versions.inForce.workflows
        let used = Dictionary(grouping: try hall.reader.versionsInUse(), by: \.workflow)
        return Set(inForce.keys).union(used.keys).sorted().map { name in
            let current = inForce[name]
            let uses = used[name] ?? []
            let shown = current ?? uses.lazy.compactMap { try? hall.versions.workflow($0.definition) }.first
            var versions = uses.map {
                WorkflowBody.VersionBody(
                    hash: $0.definition.description, openCases: $0.openCases, isInForce: $0.definition == current?.hash)
            }
            if let current, !versions.contains(where: \.isInForce) {
                versions.append(.init(hash: current.hash.description, openCases: 0, isInForce: true))
            }
            return WorkflowBody(
                name: name, title: TextBody(shown?.title ?? .same(name)), code: shown?.code ?? "", hash: current?.hash.description ?? "",
                steps: shown?.steps.count ?? 0, versions: versions.sorted { $0.isInForce && !$1.isInForce })
        }
    }

    func calendar(_ calendar: CalendarInForce, moves: [CalendarMove]? = nil) -> CalendarInForceBody {
        body(
            calendar.progress, number: calendar.number, version: calendar.hash.description, since: local(calendar.at),
            actor: calendar.actor, moves: moves)
    }

    func body(
        _ progress: CalendarInForce.Progress, number: Int64, version: String, since: String?, actor: String, moves: [CalendarMove]?
    ) -> CalendarInForceBody {
        CalendarInForceBody(
            number: number, version: version, since: since, actor: actor, isDone: progress.isDone, cases: progress.cases,
            movedCases: progress.movedCases, movedClocks: progress.movedClocks, passedTooEarly: progress.passedTooEarly,
            refused: progress.refused, earlierMilliseconds: progress.earlier, laterMilliseconds: progress.later,
            moves: moves.map { $0.map { move($0) } })
    }

    func move(_ move: CalendarMove) -> CalendarMoveBody {
        CalendarMoveBody(
            caseNumber: move.caseNumber.text, subject: move.subject, before: move.before.map { local($0) },
            after: move.after.map { local($0) }, isProvisional: move.isProvisional)
    }
}

extension AccountabilityReportBody.CountsBody {
    fileprivate mutating func note(_ standing: Charge.Standing) {
        switch standing {
        case .standing: self.standing += 1
        case .contested: contested += 1
        case .upheld: upheld += 1
        case .setAside: setAside += 1
        }
    }
}
