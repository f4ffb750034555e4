import DubanEngine
import DubanModel
import DubanRunner
import DubanStore
import DubanTime
import DubanWorkflows

/// Looks whether what a scenario says is true. Only what it names is looked at: of a record the fields, of a list of records as many as
/// there are, each as far as it is described.
struct ExpectationCheck {
    let run: ScenarioRun
    let number: CaseNumber?

    init(_ run: ScenarioRun, _ number: CaseNumber?) {
        self.run = run
        self.number = number
    }

    func check(_ expectation: Expectation) throws(ScenarioFailure) {
        let found: DataValue
        do throws(Refusal) {
            found = try look(at: expectation)
        } catch {
            throw ScenarioFailure(line: expectation.line, message: "\(expectation.subject.rawValue): \(error.message)")
        }
        let differences = Difference.between(Difference.sorted(expectation), found)
        guard differences.isEmpty else {
            throw ScenarioFailure(
                line: expectation.line,
                message: differences.map { "\(expectation.subject.rawValue)\($0.description)" }.joined(separator: "\n"))
        }
    }

    private func look(at expectation: Expectation) throws(Refusal) -> DataValue {
        switch expectation.subject {
        case .inbox: return inbox(expectation.value)
        case .registers: return registers(expectation.value)
        case .balances: return balances(expectation.value)
        case .cases: return cases(expectation.value)
        default: break
        }
        guard let number else { throw Refusal(.unknownCase, "there is no case yet") }
        let state = try run.state(of: number)
        switch expectation.subject {
        case .data: return try data(expectation.value, state)
        case .tasks: return tasks(state)
        case .jobs: return jobs(state)
        case .events: return events(expectation.value, number)
        default: return of(expectation.subject, state)
        }
    }

    private func of(_ subject: Expectation.Subject, _ state: CaseState) -> DataValue {
        switch subject {
        case .at: .list(ScenarioRun.steps(state).map { .text($0) })
        case .outcome: state.outcome.map { .text($0) } ?? .null
        case .open: .bool(state.outcome == nil)
        case .owner: state.owner.map { .text($0.name) } ?? .null
        case .answerable: .list((state.answerable.last?.members ?? []).map { .text($0.name) })
        case .light: .text(state.light.rawValue)
        case .due: time(state.clocks.first { $0.subject == .promised }?.derived.due)
        case .clocks: clocks(state)
        case .notices: .list(state.notices.map { ["template": .text($0.template), "names": .list($0.named.map { .text($0) })] })
        case .documents: .list(state.documents.map { .text($0.name) })
        case .materials: .record(state.materials.mapValues { .integer(Int64($0)) })
        case .accountability: .list(charges(state))
        default: .null
        }
    }

    private func time(_ instant: Instant?) -> DataValue { instant.map { .text(run.virtual.local($0).prefixOfMinutes) } ?? .null }

    /// The clocks by what they measure: `promised`, `statutory`, or the step's name.
    private func clocks(_ state: CaseState) -> DataValue {
        var clocks: [String: DataValue] = [:]
        for clock in state.clocks {
            var name = clock.subject.text
            if case .step(let id) = clock.subject { name = state[id]?.step ?? name }
            clocks[name] = ["due": time(clock.derived.due), "light": .text(clock.light.rawValue), "stands": .bool(clock.isStopped)]
        }
        return .record(clocks)
    }

    private func charges(_ state: CaseState) -> [DataValue] {
        let rows = ((try? run.reader.accountability(of: state.id, limit: 1_000)) ?? []).reversed()
        return rows.map { row in
            let shares = row.entry.shares.map { ($0.person.name, DataValue.integer(Int64($0.minutes))) }
            return [
                "person": row.entry.person.map { .text($0.name) } ?? .null,
                "supervisor": row.entry.supervisor.map { .text($0.name) } ?? .null,
                "promise": .text(row.entry.promise), "standing": .text(row.standing.rawValue),
                "minutes": .record(Dictionary(shares, uniquingKeysWith: { first, _ in first })), "at": time(row.at),
            ]
        }
    }

    // MARK: Tasks and jobs

    /// The open tasks by their step: for whom they are, who has them, what can be done.
    private func tasks(_ state: CaseState) -> DataValue {
        var tasks: [String: DataValue] = [:]
        for task in (try? run.reader.tasks(of: state.id)) ?? [] {
            let name = task.name.hasPrefix("@") ? String(task.name.dropFirst()) : task.name
            tasks[name] = [
                "for": .list(people(task).map { .text($0) }), "holder": task.holder.map { .text($0.name) } ?? .null,
                "actions": .list(task.actions.map { .text($0) }), "title": .text(task.title.chinese),
            ]
        }
        return .record(tasks)
    }

    /// The members in whose inbox a task stands.
    private func people(_ task: TaskRow) -> [String] {
        run.hall.versions.inForce.roster.members.values.filter { task.isFor($0) }.map(\.id.name).sorted()
    }

    /// What stands in the inboxes of the members that are named: steps in order.
    private func inbox(_ wanted: DataValue) -> DataValue {
        let tasks = (try? run.reader.tasks(limit: 10_000)) ?? []
        let members = run.hall.versions.inForce.roster.members
        return .record(
            Dictionary(
                uniqueKeysWithValues: (wanted.fields ?? [:]).keys.map { name in
                    let own = members[StaffID(name)].map { member in tasks.filter { $0.isFor(member) }.map(\.name).sorted() }
                    return (name, own.map { .list($0.map { .text($0) }) } ?? .text("nobody of this name"))
                }))
    }

    private func jobs(_ state: CaseState) -> DataValue {
        let jobs = state.steps.compactMap { step in step.job.map { (step.step, DataValue.text($0.rawValue)) } }
        return .record(Dictionary(jobs, uniquingKeysWith: { first, _ in first }))
    }

    /// How often events of the kinds that are named happened.
    private func events(_ wanted: DataValue, _ number: CaseNumber) -> DataValue {
        let kinds = run.virtual.record.all.filter { $0.number == number }.flatMap(\.events).map(\.kind)
        return .record(
            Dictionary(
                uniqueKeysWithValues: (wanted.fields ?? [:]).keys.map { kind in (kind, .integer(Int64(kinds.count { $0 == kind }))) }))
    }
}

extension String {
    /// An instant as people write it, to the minute: `2026-03-05T17:30`.
    fileprivate var prefixOfMinutes: String { String(prefix(16)).replacing(" ", with: "T") }
}
