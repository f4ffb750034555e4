import DubanAPI
import DubanEngine
import DubanModel
import DubanRunner
import DubanStore
import DubanTime

/// Shows what the store has as bodies: instants in the office's zone, private values masked.
struct Presenter {
    let hall: Hall

    func local(_ instant: Instant) -> String { hall.versions.inForce.calendar.local(instant) }

    func receipt(_ receipt: Receipt) -> ReceiptBody {
        ReceiptBody(
            caseNumber: receipt.number.text, sequence: receipt.sequence, steps: receipt.steps, tasks: receipt.tasks.mapValues(\.rawValue),
            outcome: receipt.outcome)
    }

    func summary(_ summary: CaseSummary) -> CaseBody {
        CaseBody(
            number: summary.number.text, workflow: summary.workflow, openedAt: local(summary.openedAt), steps: summary.steps,
            owner: summary.owner?.name, light: summary.light.rawValue, due: summary.due.map { local($0) }, outcome: summary.outcome)
    }

    func task(_ task: TaskRow) throws -> TaskBody {
        let summary = try hall.reader.summary(of: task.caseID)
        return TaskBody(
            number: task.number.rawValue, caseNumber: task.caseNumber.text, step: task.name, title: TextBody(task.title),
            workflow: task.workflow, roles: task.roles, holder: task.holder?.name, actions: task.actions, openedAt: local(task.openedAt),
            due: summary?.due.map { local($0) }, light: summary?.light.rawValue ?? Light.green.rawValue)
    }

    func detail(_ id: CaseID) throws -> CaseDetailBody {
        let state = try hall.state(of: id)
        return CaseDetailBody(
            summary: summary(try hall.reader.summary(of: id) ?? CaseSummary(state)), data: masked(state.data), materials: state.materials,
            tasks: try hall.reader.tasks(of: id).map { try task($0) },
            documents: state.documents.map {
                DocumentBody(
                    name: $0.name, path: "\(hall.stateFolder)/documents/\($0.path)", sha256: $0.hash.description, bytes: $0.bytes)
            },
            accountability: try hall.reader.accountability(of: id, limit: 1_000).reversed().map { accountability($0) },
            events: try events(of: id, state))
    }

    private func events(of id: CaseID, _ state: CaseState) throws -> [EventBody] {
        var bodies: [EventBody] = []
        for stored in try hall.reader.decisions(of: id) {
            let events = try Event.decode(stored.events)
            let decision = CommittedDecision(
                position: stored.position, number: state.number, workflow: state.workflow, sequence: stored.sequence, at: stored.at,
                actor: Actor(stored.actor) ?? .system, events: events)
            let details = (try? JSONReader.read(stored.events, admitsSealed: true))?.items ?? []
            for (index, event) in events.enumerated() {
                bodies.append(
                    EventBody(
                        sequence: stored.sequence + index, at: local(stored.at), actor: stored.actor, kind: event.kind,
                        text: JournalEntry(decision, index).text, detail: details.indices.contains(index) ? masked(details[index]) : .null))
            }
        }
        return bodies
    }

    func accountability(_ row: AccountabilityRow) -> AccountabilityBody {
        AccountabilityBody(
            caseNumber: row.caseNumber.text, at: local(row.at), person: row.entry.person?.name, supervisor: row.entry.supervisor?.name,
            promise: row.entry.promise)
    }

    func entry(_ row: RegisterRow) -> RegisterEntryBody {
        RegisterEntryBody(label: row.label, key: row.key, caseNumber: row.caseNumber.text, at: local(row.at), fields: masked(row.fields))
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
    private func masked(_ value: DataValue) -> DataValue {
        switch value {
        case .sealed: .text(DataValue.mask)
        case .record(let fields): .record(fields.mapValues { masked($0) })
        case .list(let items): .list(items.map { masked($0) })
        default: value
        }
    }
}
