import DubanAPI
import DubanEngine
import DubanModel
import DubanRunner
import DubanStore
import DubanTime

extension Presenter {
    /// A case with everything of it that may be shown to a caller.
    func detail(_ id: CaseID, for caller: StaffID) throws -> CaseDetailBody {
        let state = try hall.state(of: id)
        let titles = titles(state.definition)
        var narrator = Narrator(titles) { local($0) }
        let history = SecretHistory(try hall.reader.decisions(of: id))
        let events = try events(of: history, state, titles, &narrator, for: caller)
        return CaseDetailBody(
            summary: summary(try hall.reader.summary(of: id) ?? CaseSummary(state)), data: Presenter.masked(state.data),
            fields: titles.fields(of: state.data).map {
                FieldBody(path: $0.path, title: TextBody(titles.field($0.path)), value: TextBody(titles.value($0.value, at: $0.path)))
            },
            materials: state.materials.sorted { $0.key < $1.key }.map {
                MaterialBody(id: $0.key, title: TextBody(titles.material($0.key)), pages: $0.value)
            },
            tasks: try hall.reader.tasks(of: id).map { try task($0) },
            deadlines: state.clocks.map { deadline($0, narrator) }, branches: branches(of: state, history, for: caller),
            handOver: state.handOver.map { handOver($0, state, titles) }, isSuspended: state.isSuspended,
            documents: state.documents.filter { !history.branches.hiddenFiles.contains($0.hash) }.map {
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
        let left = try? clock.ledger.remaining(at: hall.clock.now(), in: hall.versions.calendar(clock.derived.calendar))
        return DeadlineBody(
            subject: clock.subject.text, title: TextBody(narrator.subject(clock.subject.text)),
            budget: TextBody(Sentences.limit(clock.ledger.budget.description)), due: clock.derived.due.map { local($0) },
            light: clock.light.rawValue, isRunning: !clock.isStopped, stopReason: clock.isStopped ? clock.ledger.stops.last?.from.reason : nil,
            remaining: left.map { TextBody(LocalizedText(english: $0.text(.english), chinese: $0.text(.chinese))) },
            isProvisional: clock.derived.isProvisional)
    }

    private func branches(of state: CaseState, _ history: SecretHistory, for caller: StaffID) -> [BranchBody] {
        let own = Dictionary(history.branches.own(of: caller, in: state), uniquingKeysWith: { first, _ in first })
        return state.scopes.map { scope in
            let isSecret = history.branches.isSecret(scope: scope.id)
            return BranchBody(
                scope: scope.id, name: scope.branch, standing: isSecret ? "secret" : scope.standing.rawValue, isSecret: isSecret,
                data: Presenter.masked(isSecret ? own[scope.id] ?? .emptyRecord : scope.data))
        }
    }

    private func handOver(_ offer: HandOver, _ state: CaseState, _ titles: Titles) -> HandOverBody {
        HandOverBody(
            from: offer.from.name, fromName: TextBody(titles.person(offer.from.name)), to: offer.to.name,
            toName: TextBody(titles.person(offer.to.name)), task: offer.step.flatMap { state[$0]?.task?.number.rawValue },
            returns: offer.returns)
    }

    private func events(
        of history: SecretHistory, _ state: CaseState, _ titles: Titles, _ narrator: inout Narrator, for caller: StaffID
    ) throws -> [EventBody] {
        var bodies: [EventBody] = []
        for stored in history.decisions {
            let events = try Event.decode(stored.events)
            let decision = CommittedDecision(
                position: stored.position, number: state.number, workflow: state.workflow, sequence: stored.sequence, at: stored.at,
                actor: Actor(stored.actor) ?? .system, events: events)
            let details = (try? JSONReader.read(stored.events, admitsSealed: true))?.items ?? []
            for (index, event) in events.enumerated() {
                let sequence = stored.sequence + index
                var detail = details.indices.contains(index) ? Presenter.masked(details[index]) : .null
                let isHidden = !history.shows(sequence, to: caller)
                if isHidden { detail = SecretHistory.hidden(detail) }
                // A kind that is newer than the sentences is told as the journal tells it.
                let text = narrator.tell(sequence, event.kind, detail) ?? .same(isHidden ? event.kind : JournalEntry(decision, index).text)
                bodies.append(
                    EventBody(
                        sequence: sequence, at: local(stored.at), actor: stored.actor, actorName: TextBody(titles.actor(stored.actor)),
                        kind: event.kind, text: TextBody(text), detail: detail, lateFrom: lateness(of: event, at: stored.at),
                        isSecret: history.isSecret(sequence)))
            }
        }
        return bodies
    }

    /// When a rung was due that was noticed more than a moment later.
    private func lateness(of event: Event, at instant: Instant) -> String? {
        guard case .rungReached(_, _, let due) = event, instant - due > Presenter.moment else { return nil }
        return local(due)
    }

    /// A rung that is noticed within so long is on time.
    private static let moment = Duration.seconds(60)
}
