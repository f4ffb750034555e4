import DubanAPI
import DubanEngine
import DubanModel
import DubanRunner
import DubanStore
import DubanTime

extension Presenter {
    /// A case with everything that may be shown of it.
    func detail(_ id: CaseID) throws -> CaseDetailBody {
        let state = try hall.state(of: id)
        let titles = titles(state.definition)
        var narrator = Narrator(titles) { local($0) }
        let events = try events(of: id, state, titles, &narrator)
        return CaseDetailBody(
            summary: summary(try hall.reader.summary(of: id) ?? CaseSummary(state)), data: Presenter.masked(state.data),
            fields: titles.fields(of: state.data).map {
                FieldBody(path: $0.path, title: TextBody(titles.field($0.path)), value: TextBody(titles.value($0.value, at: $0.path)))
            },
            materials: state.materials.sorted { $0.key < $1.key }.map {
                MaterialBody(id: $0.key, title: TextBody(titles.material($0.key)), pages: $0.value)
            },
            tasks: try hall.reader.tasks(of: id).map { try task($0) },
            deadlines: state.clocks.map { deadline($0, narrator) },
            documents: state.documents.map {
                DocumentBody(
                    name: $0.name, title: TextBody(titles.document($0.name)), path: "\(hall.stateFolder)/documents/\($0.path)",
                    sha256: $0.hash.description, bytes: $0.bytes)
            },
            accountability: try hall.reader.accountability(of: id, limit: Presenter.maximumEntries).reversed().map {
                accountability($0, titles)
            },
            events: events)
    }

    /// Entries of accountability that are shown of a case.
    static let maximumEntries = 1_000

    private func deadline(_ clock: Clock, _ narrator: Narrator) -> DeadlineBody {
        DeadlineBody(
            subject: clock.subject.text, title: TextBody(narrator.subject(clock.subject.text)),
            budget: TextBody(Sentences.limit(clock.ledger.budget.description)), due: clock.derived.due.map { local($0) },
            light: clock.light.rawValue, isRunning: !clock.isStopped, isProvisional: clock.derived.isProvisional)
    }

    private func events(
        of id: CaseID, _ state: CaseState, _ titles: Titles, _ narrator: inout Narrator
    ) throws -> [EventBody] {
        var bodies: [EventBody] = []
        for stored in try hall.reader.decisions(of: id) {
            let events = try Event.decode(stored.events)
            let decision = CommittedDecision(
                position: stored.position, number: state.number, workflow: state.workflow, sequence: stored.sequence, at: stored.at,
                actor: Actor(stored.actor) ?? .system, events: events)
            let details = (try? JSONReader.read(stored.events, admitsSealed: true))?.items ?? []
            for (index, event) in events.enumerated() {
                let detail = details.indices.contains(index) ? Presenter.masked(details[index]) : .null
                let sequence = stored.sequence + index
                // A kind that is newer than the sentences is told as the journal tells it.
                let text = narrator.tell(sequence, event.kind, detail) ?? .same(JournalEntry(decision, index).text)
                bodies.append(
                    EventBody(
                        sequence: sequence, at: local(stored.at), actor: stored.actor, actorName: TextBody(titles.actor(stored.actor)),
                        kind: event.kind, text: TextBody(text), detail: detail))
            }
        }
        return bodies
    }
}
