import DubanEngine
import DubanModel
import DubanStore
import DubanTime
import DubanWorkflows

extension Writer {
    /// Works one item out inside the transaction. A refusal is found before anything is written for the item.
    func process(
        _ item: WriterItem, _ session: any StoreSession, _ batch: inout Batch, _ cache: CaseCache
    ) throws -> Result<Receipt, Refusal> {
        do {
            if let answer = try earlierAnswer(to: item, session) { return .success(answer) }
            switch item.work {
            case .open(let hash, let input):
                let id = try session.newCaseID()
                let definition = try versions.workflow(hash)
                let fresh = CachedCase(state: CaseState(id: id), head: .zero, sinceSnapshot: 0)
                return try decide(input(id), fresh, definition, item, session, &batch)
            case .decide(let id, let input):
                let cached = try load(id, session, batch, cache)
                return try decide(input, cached, try versions.workflow(cached.state.definition), item, session, &batch)
            case .report(let job, let report):
                return try settle(job, report, item, session, &batch, cache)
            case .claim(let job):
                try claim(job, session, &batch)
                return .failure(Refusal(.staleClaim, "A claim has no answer."))
            }
        } catch let refusal as Refusal where refusal.code != .storeFailure && refusal.code != .duplicateKey {
            return .failure(refusal)
        }
    }

    /// The same request gets the same answer, and another one under the same key is refused.
    private func earlierAnswer(to item: WriterItem, _ session: any StoreSession) throws -> Receipt? {
        guard let request = item.request, let answer = try session.answer(to: request.key) else { return nil }
        guard answer.fingerprint == request.fingerprint else {
            throw Refusal(.keyReused, "The idempotency key \"\(request.key.key)\" was used for another request; use a new key.")
        }
        guard let receipt = Receipt(stored: answer.body) else {
            throw Refusal(.internalInconsistency, "The kept answer to \"\(request.key.key)\" cannot be read.")
        }
        return receipt
    }

    private func load(_ id: CaseID, _ session: any StoreSession, _ batch: Batch, _ cache: CaseCache) throws -> CachedCase {
        if let cached = batch.cases[id] ?? cache[id] { return cached }
        guard let stored = try session.load(id) else { throw Refusal(.unknownCase, "There is no case \(id.rawValue).") }
        return try CaseCache.fold(stored, id: id)
    }

    /// Decides, with as many rounds as facts are asked for, and writes what was decided.
    private func decide(
        _ input: Input, _ cached: CachedCase, _ definition: WorkflowDefinition, _ item: WriterItem, _ session: any StoreSession,
        _ batch: inout Batch
    ) throws -> Result<Receipt, Refusal> {
        var environment = versions.environment(definition, at: clock.now())
        for _ in 0..<Writer.maximumRounds {
            switch DubanEngine.decide(cached.state, input, by: item.actor, in: environment) {
            case .refused(let refusal): return .failure(refusal)
            case .events(let decision):
                try write(decision, after: cached, item, session, &batch)
                if let request = item.request {
                    let answer = StoredAnswer(
                        fingerprint: request.fingerprint, body: Receipt(decision.state).data.json, at: decision.at)
                    try session.save(answer, for: request.key)
                }
                if case .jobRevived(let step) = input { batch.reviving.append(JobReference(caseID: cached.state.id, step: step)) }
                return .success(Receipt(decision.state))
            case .needs(let facts):
                for fact in facts {
                    switch fact {
                    case .serial(let name): environment.facts.answer(serial: name, next: try session.nextSerial(name))
                    case .key(let register, let key):
                        environment.facts.answer(
                            register: register, key: key, isPresent: try session.hasKey(register: register, key: key))
                    }
                }
            }
        }
        throw Refusal(.limitExceeded, "A decision about case \(cached.state.number) asked for facts more than \(Writer.maximumRounds) times.")
    }

    /// Rounds of facts that one decision may ask for.
    private static let maximumRounds = 64
    /// Decisions after which a case gets a snapshot although it does not rest.
    private static let snapshotInterval = 64

    private func write(
        _ decision: Decision, after cached: CachedCase, _ item: WriterItem, _ session: any StoreSession, _ batch: inout Batch
    ) throws {
        let (id, sequence) = (cached.state.id, cached.state.sequence + 1)
        let events = Event.encode(decision.events)
        let actor = decision.actor.description
        let hash = DecisionChain.hash(
            previous: cached.head, caseID: id, sequence: sequence, count: decision.events.count, at: decision.at, actor: actor,
            events: events)
        batch.position = try session.append(
            StoredDecision(
                caseID: id, sequence: sequence, count: decision.events.count, at: decision.at, actor: actor, events: events,
                hash: hash))
        for effect in decision.effects { try perform(effect, of: id, item, session, &batch) }
        if let key = item.privacy.caseKey { try session.save(caseKey: key, of: id) }
        for sealed in item.privacy.sealed { try session.save(sealed, of: id) }
        for token in item.privacy.tokens { try session.index(token: token, of: id) }
        var next = CachedCase(state: decision.state, head: hash, sinceSnapshot: cached.sinceSnapshot + 1)
        if decision.state.isAtRest || next.sinceSnapshot >= Writer.snapshotInterval {
            try session.save(
                StoredSnapshot(caseID: id, sequence: decision.state.sequence, head: hash, state: decision.state.encoded))
            next.sinceSnapshot = 0
        }
        batch.cases[id] = next
        batch.heads[id] = SealChain.Head(caseID: id, sequence: decision.state.sequence, hash: hash)
        batch.told.append(
            .init(
                position: batch.position, number: decision.state.number, workflow: decision.state.workflow, caseID: id,
                sequence: sequence, at: decision.at, actor: decision.actor, events: decision.events, state: decision.state))
    }

    private func perform(
        _ effect: Effect, of id: CaseID, _ item: WriterItem, _ session: any StoreSession, _ batch: inout Batch
    ) throws {
        switch effect {
        case .enqueue(let row):
            if case .decide(_, .jobRevived) = item.work { return try session.perform(effect, of: id, claim: nil) }
            let claim = dispatcher.reserveSlot(of: row.queue) ? JobClaim(epoch: epoch, attempt: 1) : nil
            if claim != nil { batch.reserved.append(row.queue) }
            try session.perform(effect, of: id, claim: claim)
            let job = StoredJob(
                row: row, state: claim == nil ? .ready : .claimed, claim: claim ?? JobClaim(epoch: 0, attempt: 0),
                readyAt: row.requestedAt)
            if claim == nil { batch.holding.append(job) } else { batch.starting.append(job) }
        case .schedule(let timer):
            try session.perform(effect, of: id, claim: nil)
            batch.earliestTimer = min(batch.earliestTimer ?? timer.due, timer.due)
        default:
            try session.perform(effect, of: id, claim: nil)
        }
    }

    // MARK: Jobs

    /// An attempt has ended: its slot goes over to the next job, and its result is decided, unless its claim is stale.
    private func settle(
        _ job: StoredJob, _ report: JobReport, _ item: WriterItem, _ session: any StoreSession, _ batch: inout Batch, _ cache: CaseCache
    ) throws -> Result<Receipt, Refusal> {
        try handSlotOver(job.row.queue, session, &batch)
        guard try session.isHeld(job.reference, by: job.claim) else {
            return .failure(
                Refusal(.staleClaim, "The result of attempt \(job.claim.attempt) at job \(job.row.key) is stale and changes nothing."))
        }
        let input: Input
        switch report {
        case .done(let output, let files):
            input = .jobCompleted(.init(step: job.row.step, attempt: job.claim.attempt, output: output, files: files))
        case .failed(let code, let message, let isWorthRetrying):
            let attempt = JobAttempt(claim: job.claim, endedAt: clock.now(), code: code, message: message)
            if isWorthRetrying, let delay = retryDelay(job) {
                let readyAt = clock.now() + delay
                _ = try session.retry(job.reference, after: attempt, readyAt: readyAt)
                batch.holding.append(
                    StoredJob(row: job.row, state: .ready, claim: job.claim, readyAt: readyAt, errorCode: code, errorMessage: message))
                return .failure(Refusal(.pluginFailure, "Attempt \(job.claim.attempt) at job \(job.row.key) failed (\(code)): \(message)"))
            }
            try session.record(attempt, of: job.reference)
            input = .jobDied(.init(step: job.row.step, attempts: job.claim.attempt, code: code, message: message))
        }
        let cached = try load(job.row.caseID, session, batch, cache)
        return try decide(input, cached, try versions.workflow(cached.state.definition), item, session, &batch)
    }

    private func handSlotOver(_ queue: String, _ session: any StoreSession, _ batch: inout Batch) throws {
        guard let next = dispatcher.successor(on: queue) else { return }
        batch.reserved.append(queue)
        batch.succeeded.append(next)
        try claim(next, session, &batch)
    }

    /// Claims a held job on a slot that is reserved for it.
    private func claim(_ job: StoredJob, _ session: any StoreSession, _ batch: inout Batch) throws {
        let claim = JobClaim(epoch: epoch, attempt: job.claim.attempt + 1)
        guard try session.claim(job.reference, with: claim) else {
            dispatcher.returnSlot(of: job.row.queue)
            return
        }
        batch.starting.append(StoredJob(row: job.row, state: .claimed, claim: claim, readyAt: job.readyAt))
    }
}
