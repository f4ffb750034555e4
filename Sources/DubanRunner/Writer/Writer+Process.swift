import DubanEngine
import DubanModel
import DubanStore
import DubanTime
import DubanWorkflows
import Synchronization

extension Writer {
    /// Works one item out inside the transaction. A refusal is found before anything is written for the item.
    func process(_ item: WriterItem, _ session: any StoreSession, _ batch: inout Batch) throws -> Result<WriterAnswer, Refusal> {
        do {
            if let answer = try earlierAnswer(to: item, session) { return .success(answer) }
            switch item.work {
            case .open(let hash, let input):
                let id = try session.newCaseID()
                let definition = try versions.workflow(hash)
                let fresh = CachedCase(state: CaseState(id: id), head: .zero, sinceSnapshot: 0)
                return try decide(input(id), fresh, definition, item, session, &batch)
            case .decide(let id, let input):
                let cached = try load(id, session, batch)
                return try decide(input, cached, try versions.workflow(cached.state.definition), item, session, &batch)
            case .migrate(let id, let hash, let steps):
                let cached = try load(id, session, batch)
                return try decide(.migrate(steps: steps), cached, try versions.workflow(hash), item, session, &batch)
            case .forget(let pending):
                _ = try session.consume(pending: pending)
                return .success(.none)
            case .report(let job, let report):
                return try settle(job, report, item, session, &batch)
            case .claim(let jobs):
                try claim(jobs, session, &batch)
                return .success(.none)
            case .release(let jobs): return .success(.jobs(try release(jobs, session, &batch)))
            case .releaseDue(let limit):
                let due = try session.dueJobs(by: clock.now(), limit: limit).map(\.reference)
                return .success(.jobs(try release(due, session, &batch)))
            case .putInForce(let change): return try putInForce(change, item, session, &batch)
            case .rederive: return try rederive(item, session, &batch)
            case .operate(let operation):
                let outcome = try operate(operation, item, session, &batch)
                try keep(.jobs(outcome), for: item, at: clock.now(), session)
                return .success(.jobs(outcome))
            }
        } catch let refusal as Refusal where refusal.code != .storeFailure && refusal.code != .duplicateKey {
            return .failure(refusal)
        }
    }

    /// The same request gets the same answer, and another one under the same key is refused.
    private func earlierAnswer(to item: WriterItem, _ session: any StoreSession) throws -> WriterAnswer? {
        guard let request = item.request, let answer = try session.answer(to: request.key) else { return nil }
        guard answer.fingerprint == request.fingerprint else {
            throw Refusal(.keyReused, "The idempotency key \"\(request.key.key)\" was used for another request; use a new key.")
        }
        guard let earlier = WriterAnswer(stored: answer.body) else {
            throw Refusal(.internalInconsistency, "The kept answer to \"\(request.key.key)\" cannot be read.")
        }
        return earlier
    }

    /// Keeps the answer with the request's key, so that the same request gets the same answer.
    private func keep(_ answer: WriterAnswer, for item: WriterItem, at instant: Instant, _ session: any StoreSession) throws {
        guard let request = item.request, let body = answer.stored else { return }
        try session.save(StoredAnswer(fingerprint: request.fingerprint, body: body, at: instant), for: request.key)
    }

    func load(_ id: CaseID, _ session: any StoreSession, _ batch: Batch) throws -> CachedCase {
        if let cached = batch.cases[id] ?? cache.withLock({ $0[id] }) { return cached }
        guard let stored = try session.load(id) else { throw Refusal(.unknownCase, "There is no case \(id.rawValue).") }
        return try CaseCache.fold(stored, id: id)
    }

    /// Decides, with as many rounds as facts are asked for, and writes what was decided.
    func decide(
        _ input: Input, _ cached: CachedCase, _ definition: WorkflowDefinition, _ item: WriterItem, _ session: any StoreSession,
        _ batch: inout Batch
    ) throws -> Result<WriterAnswer, Refusal> {
        if let ahead = item.ahead, ahead.holds(for: cached, versions) { return try keep(ahead.decision, input, item, session, &batch) }
        var environment = versions.environment(definition, at: clock.now())
        environment.facts = batch.facts
        for _ in 0..<Writer.maximumRounds {
            switch DubanEngine.decide(cached.state, input, by: item.actor, in: environment) {
            case .refused(let refusal): return .failure(refusal)
            case .events(let decision):
                return try keep(ChainedDecision(decision, after: cached), input, item, session, &batch)
            case .needs(let facts):
                for fact in facts {
                    switch fact {
                    case .serial(let name):
                        let next = try session.nextSerial(name)
                        environment.facts.answer(serial: name, next: next)
                        batch.facts.answer(serial: name, next: next)
                    case .key(let register, let key):
                        environment.facts.answer(
                            register: register, key: key, isPresent: try session.hasKey(register: register, key: key))
                    case .balance(let register, let account):
                        environment.facts.answer(
                            register: register, account: account, balance: try session.balance(register: register, account: account))
                    case .entries(let query): environment.facts.answer(query, found: try session.entries(query))
                    }
                }
            }
        }
        throw Refusal(
            .limitExceeded, "A decision about case \(cached.state.number) asked for facts more than \(Writer.maximumRounds) times.")
    }

    /// Writes a decision, unless the claim that it rests on is stale, and works out the answer to whoever asked.
    private func keep(
        _ chained: ChainedDecision, _ input: Input, _ item: WriterItem, _ session: any StoreSession, _ batch: inout Batch
    ) throws -> Result<WriterAnswer, Refusal> {
        guard try fence(item, session) else { return stale(item) }
        try write(chained, item, session, &batch)
        if case .jobRevived(let step) = input { batch.reviving.append(JobReference(caseID: chained.stored.caseID, step: step)) }
        if case .operate = item.work { return .success(.none) }
        if item.isUnattended { return .success(.none) }
        let answer = WriterAnswer.decided(Receipt(chained.next.state))
        try keep(answer, for: item, at: chained.decision.at, session)
        return .success(answer)
    }

    /// Rounds of facts that one decision may ask for.
    private static let maximumRounds = 64
    /// Decisions after which a case gets a snapshot when it comes to rest: fewer are folded sooner than a snapshot is written.
    private static let restingInterval = 8
    /// Decisions after which a case gets a snapshot although it does not rest.
    private static let snapshotInterval = 64

    func write(_ chained: ChainedDecision, _ item: WriterItem, _ session: any StoreSession, _ batch: inout Batch) throws {
        let (stored, id) = (chained.stored, chained.stored.caseID)
        if let pending = item.consumes, try !session.consume(pending: pending) {
            throw Refusal(.staleClaim, "What is owed under \(pending) was done already.")
        }
        batch.position = try session.append(stored)
        for effect in chained.decision.effects where !item.hasTaken(effect) { try perform(effect, of: id, item, session, &batch) }
        try post(chained, session, &batch)
        if let key = item.privacy.caseKey { try session.save(caseKey: key, of: id) }
        for sealed in item.privacy.sealed { try session.save(sealed, of: id) }
        for token in item.privacy.tokens { try session.index(token: token, of: id) }
        batch.cases[id] = try snapshot(chained.next, session) ?? chained.next
        batch.told.append(CommittedDecision(chained, at: batch.position))
    }

    /// Keeps a snapshot of a case where it is time for one.
    /// - Returns: The case as it counts from there; `nil` where it is not time yet.
    private func snapshot(_ cached: CachedCase, _ session: any StoreSession) throws -> CachedCase? {
        let interval = cached.state.isAtRest ? Writer.restingInterval : Writer.snapshotInterval
        guard cached.sinceSnapshot >= interval else { return nil }
        try session.save(
            StoredSnapshot(caseID: cached.state.id, sequence: cached.state.sequence, head: cached.head, state: cached.state.encoded))
        return CachedCase(state: cached.state, head: cached.head, sinceSnapshot: 0)
    }

    /// Keeps what the decision owes other cases, in the same transaction.
    private func post(_ chained: ChainedDecision, _ session: any StoreSession, _ batch: inout Batch) throws {
        let (id, sequence) = (chained.stored.caseID, chained.next.state.sequence)
        var number = 0
        for case .post(let owed) in chained.decision.effects {
            try session.post(PendingInput(owed, number: number, debtor: id, sequence: sequence))
            number += 1
        }
        if number > 0 { batch.owes = true }
    }

    private func perform(
        _ effect: Effect, of id: CaseID, _ item: WriterItem, _ session: any StoreSession, _ batch: inout Batch
    ) throws {
        switch effect {
        case .advance(let serial, let next):
            try session.perform(effect, of: id, claim: nil)
            batch.facts.answer(serial: serial, next: next)
        case .enqueue(let row):
            if item.revives { return try session.perform(effect, of: id, claim: nil) }
            let claim = dispatcher.reserveSlot(of: row.queue) ? JobClaim(epoch: epoch, attempt: 1) : nil
            if claim != nil { batch.reserved.append(row.queue) }
            try session.perform(effect, of: id, claim: claim)
            let job = StoredJob(
                row: row, state: claim == nil ? .ready : .claimed, claim: claim ?? JobClaim(epoch: 0, attempt: 0),
                readyAt: row.requestedAt)
            if claim == nil { batch.holding.append(job) } else { batch.starting.append(job) }
        case .schedule(let timer):
            try session.perform(effect, of: id, claim: nil)
            batch.schedule(timer.due)
        case .finishJob(let step):
            try session.perform(effect, of: id, claim: nil)
            // A job whose step was given up: it waits no more, and an attempt that runs is stopped.
            if !item.reports(step, of: id) { batch.abandoned.append(JobReference(caseID: id, step: step)) }
        default:
            try session.perform(effect, of: id, claim: nil)
        }
    }
}
