import DubanAPI
import DubanEngine
import DubanModel
import DubanRunner
import DubanStore
import DubanTime

/// Shows what the store has as bodies: instants in the office's zone, names with their titles, private values masked.
struct Presenter {
    let hall: Hall

    func local(_ instant: Instant) -> String { hall.versions.inForce.calendar.local(instant) }

    /// The titles of a workflow's version; names stand for themselves where it is not to be had any more.
    func titles(_ definition: ContentHash?) -> Titles {
        Titles(definition.flatMap { try? hall.versions.workflow($0) }, roster: hall.versions.inForce.roster)
    }

    func receipt(_ receipt: Receipt) throws -> ReceiptBody {
        let summary = try hall.reader.caseID(of: receipt.number).flatMap { try hall.reader.summary(of: $0) }
        return ReceiptBody(
            caseNumber: receipt.number.text, sequence: receipt.sequence, steps: receipt.steps,
            standing: standing(receipt.steps, receipt.outcome, titles(summary?.definition)), tasks: receipt.tasks.mapValues(\.rawValue),
            outcome: receipt.outcome)
    }

    private func standing(_ steps: [String], _ outcome: String?, _ titles: Titles) -> [TextBody] {
        if let outcome { return [TextBody(titles.outcome(outcome))] }
        return steps.map { TextBody(titles.step($0)) }
    }

    func summary(_ summary: CaseSummary) -> CaseBody {
        let titles = titles(summary.definition)
        return CaseBody(
            number: summary.number.text, workflow: summary.workflow, title: TextBody(titles.workflow(summary.workflow)),
            openedAt: local(summary.openedAt), steps: summary.steps, standing: standing(summary.steps, summary.outcome, titles),
            owner: summary.owner?.name, ownerName: summary.owner.map { TextBody(titles.person($0.name)) },
            light: summary.light.rawValue, due: summary.due.map { local($0) }, outcome: summary.outcome)
    }

    func task(_ task: TaskRow) throws -> TaskBody {
        let summary = try hall.reader.summary(of: task.caseID)
        let titles = titles(summary?.definition)
        return TaskBody(
            number: task.number.rawValue, caseNumber: task.caseNumber.text, step: task.name, title: TextBody(task.title),
            workflow: task.workflow, roles: task.roles, holder: task.holder?.name,
            holderName: task.holder.map { TextBody(titles.person($0.name)) },
            actions: task.actions.map { ActionBody(name: $0, title: TextBody(titles.action($0, at: task.name))) },
            openedAt: local(task.openedAt), due: summary?.due.map { local($0) }, light: summary?.light.rawValue ?? Light.green.rawValue)
    }

    func accountability(_ row: AccountabilityRow, _ titles: Titles) -> AccountabilityBody {
        AccountabilityBody(
            caseNumber: row.caseNumber.text, at: local(row.at), person: row.entry.person?.name,
            personName: row.entry.person.map { TextBody(titles.person($0.name)) }, supervisor: row.entry.supervisor?.name,
            supervisorName: row.entry.supervisor.map { TextBody(titles.person($0.name)) }, promise: row.entry.promise,
            promiseTitle: TextBody(Sentences.promises[row.entry.promise] ?? .same(row.entry.promise)))
    }

    func entry(_ row: RegisterRow) -> RegisterEntryBody {
        RegisterEntryBody(
            label: row.label, key: row.key, caseNumber: row.caseNumber.text, at: local(row.at), fields: Presenter.masked(row.fields))
    }

    func job(_ job: StoredJob) -> JobBody {
        JobBody(
            caseNumber: job.row.caseNumber.text, step: job.row.step.sequence, queue: job.row.queue,
            action: "\(job.row.plugin).\(job.row.action)", state: job.state.rawValue, attempt: job.claim.attempt,
            errorCode: job.errorCode, errorMessage: job.errorMessage)
    }

    func queues() throws -> [QueueBody] {
        let counts = try hall.reader.jobCounts()
        var bodies = hall.queues.standings.map { standing in
            QueueBody(
                name: standing.name, slots: standing.slots, running: standing.running, waiting: standing.waiting + standing.delayed,
                dead: counts.first { $0.queue == standing.name && $0.state == .dead }?.count ?? 0, isPaused: standing.isPaused)
        }
        for count in counts where count.state == .dead && !bodies.contains(where: { $0.name == count.queue }) {
            bodies.append(QueueBody(name: count.queue, slots: 0, running: 0, waiting: 0, dead: count.count, isPaused: false))
        }
        return bodies
    }

    /// The value with everything sealed replaced by a mask.
    static func masked(_ value: DataValue) -> DataValue {
        switch value {
        case .sealed: .text(DataValue.mask)
        case .record(let fields): .record(fields.mapValues { masked($0) })
        case .list(let items): .list(items.map { masked($0) })
        default: value
        }
    }
}
