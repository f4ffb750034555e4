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
        let definition =
            try receipt.definition ?? hall.reader.caseID(of: receipt.number).flatMap { try hall.reader.summary(of: $0) }?.definition
        return ReceiptBody(
            caseNumber: receipt.number.text, sequence: receipt.sequence, steps: receipt.steps,
            standing: standing(receipt.steps, receipt.outcome, titles(definition)), tasks: receipt.tasks.mapValues(\.rawValue),
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
            light: summary.light.rawValue, due: summary.due.map { local($0) }, isProvisional: summary.isProvisional,
            outcome: summary.outcome)
    }

    func task(_ task: TaskRow) throws -> TaskBody {
        let summary = try hall.reader.summary(of: task.caseID)
        let titles = titles(summary?.definition)
        let kind: TaskBody.Kind = task.name == EngineStep.opinion ? .opinion : task.name == EngineStep.extending ? .extension : .task
        let asker = kind == .extension ? try hall.state(of: task.caseID).extensionRequest?.member : nil
        return TaskBody(
            kind: kind, number: task.number.rawValue, caseNumber: task.caseNumber.text, step: task.name, title: TextBody(task.title),
            workflow: task.workflow, roles: task.roles, holder: task.holder?.name,
            holderName: task.holder.map { TextBody(titles.person($0.name)) },
            actions: task.actions.map { ActionBody(name: $0, title: TextBody(titles.action($0, at: task.name))) },
            openedAt: local(task.openedAt), due: summary?.due.map { local($0) }, isProvisional: summary?.isProvisional ?? false,
            light: summary?.light.rawValue ?? Light.green.rawValue, askedBy: asker?.name,
            askedByName: asker.map { TextBody(titles.person($0.name)) })
    }

    func accountability(_ row: AccountabilityRow, _ titles: Titles) -> AccountabilityBody {
        AccountabilityBody(
            entry: row.sequence, standing: row.standing.rawValue,
            standingTitle: TextBody(Sentences.chargeStandings[row.standing.rawValue] ?? .same(row.standing.rawValue)),
            shares: row.entry.shares.map {
                ShareBody(person: $0.person.name, personName: TextBody(titles.person($0.person.name)), minutes: $0.minutes)
            },
            caseNumber: row.caseNumber.text, at: local(row.at), person: row.entry.person?.name,
            personName: row.entry.person.map { TextBody(titles.person($0.name)) }, supervisor: row.entry.supervisor?.name,
            supervisorName: row.entry.supervisor.map { TextBody(titles.person($0.name)) }, promise: row.entry.promise,
            promiseTitle: TextBody(Sentences.promises[row.entry.promise] ?? .same(row.entry.promise)))
    }

    /// Entries of a register; what a branch entered whose data is shown to nobody yet is masked, its number and key too.
    func entries(_ rows: [RegisterRow], for caller: StaffID) throws -> [RegisterEntryBody] {
        var known: [CaseID: [SecretHistory]] = [:]
        return try rows.map { row in
            let histories = try known[row.caseID] ?? secretEntries(of: row.caseID)
            known[row.caseID] = histories
            let isShown = histories.allSatisfy { $0.shows(row.sequence, to: caller) }
            let mask = DataValue.mask
            return RegisterEntryBody(
                label: isShown ? row.label : row.label.map { _ in mask }, key: isShown ? row.key : row.key.map { _ in mask },
                caseNumber: row.caseNumber.text, at: local(row.at), fields: isShown ? Presenter.masked(row.fields) : .text(mask))
        }
    }

    /// The history of a case whose workflow enters something in a register from a secret branch; nothing of others, since that is rare.
    private func secretEntries(of id: CaseID) throws -> [SecretHistory] {
        guard let summary = try hall.reader.summary(of: id), let definition = try? hall.versions.workflow(summary.definition),
            definition.recordsInSecret
        else { return [] }
        return [SecretHistory(try hall.reader.decisions(of: id))]
    }

    func job(_ job: StoredJob, for caller: StaffID) throws -> JobBody {
        let message = try job.errorMessage.map { try hides(job, from: caller) ? DataValue.mask : $0 }
        return JobBody(
            caseNumber: job.row.caseNumber.text, step: job.row.step.sequence, queue: job.row.queue,
            action: "\(job.row.plugin).\(job.row.action)", state: job.state.rawValue, attempt: job.claim.attempt,
            errorCode: job.errorCode, errorMessage: message, priority: job.priority, readyAt: local(job.readyAt))
    }

    /// Whether a job works for a branch whose data is shown to nobody yet, so that neither its arguments nor what its plugin said may be.
    func hides(_ job: StoredJob, from caller: StaffID) throws -> Bool {
        guard !job.reference.isFree, let summary = try hall.reader.summary(of: job.row.caseID),
            let definition = try? hall.versions.workflow(summary.definition), definition.hasSecretBranches
        else { return false }
        return !SecretHistory(try hall.reader.decisions(of: job.row.caseID)).shows(job.row.step.sequence, to: caller)
    }

    func queues() throws -> [QueueBody] {
        let counts = try hall.reader.jobCounts()
        func count(_ queue: String, _ states: JobState...) -> Int {
            counts.filter { $0.queue == queue && states.contains($0.state) }.reduce(0) { $0 + $1.count }
        }
        var bodies = hall.queues.standings.map { standing in
            QueueBody(
                name: standing.name, slots: standing.slots, running: standing.running, waiting: count(standing.name, .ready, .delayed),
                dead: count(standing.name, .dead), isPaused: standing.isPaused)
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
