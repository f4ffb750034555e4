import DubanEngine
import DubanModel
import DubanStore
import DubanTime
import DubanWorkflows

/// What the writer does with jobs inside a transaction.
extension Writer {
    /// An attempt has ended: its slot goes over to the next job, and its result is decided, unless its claim is stale.
    func settle(
        _ job: StoredJob, _ report: JobReport, _ item: WriterItem, _ session: any StoreSession, _ batch: inout Batch
    ) throws -> Result<WriterAnswer, Refusal> {
        try handSlotOver(job.row.queue, session, &batch)
        if job.reference.isFree, case .done = report {
            let keeps = dispatcher.keepsEnded(job.row.queue)
            return try session.finish(job.reference, by: job.claim, at: clock.now(), keeps: keeps) ? .success(.none) : stale(job)
        }
        switch report {
        case .done(let output, let files):
            let input = job.completed(output, files)
            let cached = try load(job.row.caseID, session, batch)
            let result = try decide(input, cached, try versions.workflow(cached.state.definition), item, session, &batch)
            guard case .failure(let refusal) = result, refusal.code != .staleClaim else { return result }
            return try reject(job, refusal, item, session, &batch)
        case .failed(let code, let message, let isWorthRetrying):
            guard try session.isHeld(job.reference, by: job.claim) else { return stale(job) }
            let attempt = JobAttempt(claim: job.claim, endedAt: clock.now(), code: code, message: message)
            return try fail(job, attempt, isWorthRetrying, item, session, &batch)
        }
    }

    /// A result that its case cannot take: the job failed for good, and its case goes the way that it has for that.
    private func reject(
        _ job: StoredJob, _ refusal: Refusal, _ item: WriterItem, _ session: any StoreSession, _ batch: inout Batch
    ) throws -> Result<WriterAnswer, Refusal> {
        guard try session.isHeld(job.reference, by: job.claim) else { return stale(job) }
        let report = JobReport.failed(code: refusal.code.rawValue, message: refusal.message, isWorthRetrying: false)
        let attempt = JobAttempt(claim: job.claim, endedAt: clock.now(), code: refusal.code.rawValue, message: refusal.message)
        let failed = WriterItem(.report(job, report), by: item.actor, completion: item.completion)
        let result = try fail(job, attempt, false, failed, session, &batch)
        // A case that has ended takes not even that; then nobody waits for the job any more.
        if case .failure = result { _ = try session.take(job.reference, heldBy: job.claim) }
        return .failure(refusal)
    }

    /// Takes a done job off its queue, if it is held by exactly the claim that did it: the first write for a result, and the only one
    /// for a stale one (quality.md, P4).
    func fence(_ item: WriterItem, _ session: any StoreSession) throws -> Bool {
        guard case .report(let job, .done) = item.work else { return true }
        return try session.take(job.reference, heldBy: job.claim)
    }

    func stale(_ item: WriterItem) -> Result<WriterAnswer, Refusal> {
        guard case .report(let job, _) = item.work else { return .failure(Refusal(.staleClaim, "The claim is stale.")) }
        return stale(job)
    }

    private func stale(_ job: StoredJob) -> Result<WriterAnswer, Refusal> {
        .failure(Refusal(.staleClaim, "The result of attempt \(job.claim.attempt) at job \(job.row.key) is stale and changes nothing."))
    }

    /// An attempt failed: the job waits for its next one, or is dead.
    private func fail(
        _ job: StoredJob, _ attempt: JobAttempt, _ isWorthRetrying: Bool, _ item: WriterItem, _ session: any StoreSession,
        _ batch: inout Batch
    ) throws -> Result<WriterAnswer, Refusal> {
        let failed = StoredJob(
            row: job.row, state: .claimed, claim: job.claim, readyAt: job.readyAt, errorCode: attempt.code, errorMessage: attempt.message,
            priority: job.priority)
        let cached = job.reference.isFree ? nil : try load(job.row.caseID, session, batch)
        if isWorthRetrying, let delay = try delay(of: failed, cached) {
            let readyAt = attempt.endedAt + delay
            _ = try session.retry(job.reference, after: attempt, readyAt: readyAt)
            batch.holding.append(
                StoredJob(
                    row: job.row, state: .delayed, claim: job.claim, readyAt: readyAt, errorCode: attempt.code,
                    errorMessage: attempt.message,
                    priority: job.priority))
            return .failure(
                Refusal(.pluginFailure, "Attempt \(job.claim.attempt) at job \(job.row.key) failed (\(attempt.code)): \(attempt.message)"))
        }
        try session.record(attempt, of: job.reference)
        guard let cached else {
            try session.bury(job.reference, code: attempt.code, message: attempt.message)
            return .success(.none)
        }
        let input = Input.jobDied(.init(step: job.row.step, attempts: job.claim.attempt, code: attempt.code, message: attempt.message))
        return try decide(input, cached, try versions.workflow(cached.state.definition), item, session, &batch)
    }

    /// How long until the next attempt: by the step's own policy, where the definition has one, else by the queue's.
    private func delay(of job: StoredJob, _ cached: CachedCase?) throws -> Duration? {
        if let cached, let step = cached.state[job.row.step]?.step,
            case .job(let asked)? = try versions.workflow(cached.state.definition).steps[step]?.kind, let policy = asked.retry
        {
            return BackOff.delay(after: job.claim.attempt, policy, jitter: jitter(of: job))
        }
        return retryDelay(job)
    }

    /// Spreads the attempts at different jobs, the same for the same attempt at the same job, so that nothing here is random.
    private func jitter(of job: StoredJob) -> Double {
        var value = UInt64(bitPattern: job.row.caseID.rawValue &* 0x9E37 &+ Int64(job.row.step.sequence * 31 + job.claim.attempt))
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((value ^ (value >> 31)) >> 11) / Double(1 << 53)
    }

    private func handSlotOver(_ queue: String, _ session: any StoreSession, _ batch: inout Batch) throws {
        while let next = dispatcher.successor(on: queue) {
            batch.handed.append((queue, next))
            if try take(next, session, &batch) { return }
            // It is not ready any more: the slot goes on to the one after it.
            batch.handed.removeLast()
        }
        batch.handed.append((queue, nil))
        batch.freed.insert(queue)
    }

    /// Claims held jobs on slots that are reserved for them.
    func claim(_ jobs: [StoredJob], _ session: any StoreSession, _ batch: inout Batch) throws {
        for job in jobs where try !take(job, session, &batch) { batch.released.append(job.row.queue) }
    }

    private func take(_ job: StoredJob, _ session: any StoreSession, _ batch: inout Batch) throws -> Bool {
        let claim = JobClaim(epoch: epoch, attempt: job.claim.attempt + 1)
        guard try session.claim(job.reference, with: claim) else { return false }
        batch.starting.append(StoredJob(row: job.row, state: .claimed, claim: claim, readyAt: job.readyAt, priority: job.priority))
        return true
    }

    /// The wait of delayed jobs is over: each is claimed in the same breath where a slot is free, or waits for one.
    func release(_ jobs: [JobReference], _ session: any StoreSession, _ batch: inout Batch) throws -> JobOutcome {
        var outcome = JobOutcome()
        for reference in jobs {
            guard let job = try session.release(reference) else { continue }
            outcome.entries.append(.init(key: job.row.key, result: "released"))
            if dispatcher.reserveSlot(of: job.row.queue) {
                batch.reserved.append(job.row.queue)
                if try take(job, session, &batch) { continue }
            }
            batch.holding.append(job)
        }
        return outcome
    }

    // MARK: Operations

    func operate(
        _ operation: JobOperation, _ item: WriterItem, _ session: any StoreSession, _ batch: inout Batch
    ) throws -> JobOutcome {
        switch operation {
        case .enqueue(let jobs): return try enqueue(jobs, session, &batch)
        case .occur(let job): return try occur(job, session, &batch)
        case .retry(let jobs): return try retry(jobs, item, session, &batch)
        case .discard(let jobs): return try discard(jobs, session, &batch)
        case .setPaused(let isPaused, let queue):
            try session.setPaused(isPaused, queue: queue)
            batch.pausing.append((queue, isPaused))
            return JobOutcome()
        case .sweep(let queue, let instant, let count, let limit):
            let swept = try session.sweep(queue, endedBefore: instant, keeping: count, limit: limit)
            return JobOutcome((0..<swept).map { _ in .init(key: queue, result: "swept") })
        }
    }

    func enqueue(_ jobs: [NewJob], _ session: any StoreSession, _ batch: inout Batch) throws -> JobOutcome {
        let (now, first) = (clock.now(), try session.takeJobNumbers(jobs.count))
        var outcome = JobOutcome()
        outcome.entries.reserveCapacity(jobs.count)
        for (index, job) in jobs.enumerated() {
            let order = job.order(first + Int64(index), at: now)
            let claim = order.runAt == nil && dispatcher.reserveSlot(of: job.queue) ? JobClaim(epoch: epoch, attempt: 1) : nil
            if claim != nil { batch.reserved.append(job.queue) }
            if let holder = try session.enqueue(order, claim: claim) {
                if claim != nil { batch.released.append(job.queue) }
                outcome.entries.append(.init(key: "\(JobRow.noCaseNumber)/\(holder.number)", result: "exists"))
                continue
            }
            outcome.entries.append(.init(key: order.row.key, result: "enqueued"))
            if let runAt = order.runAt {
                batch.schedule(runAt)
            } else {
                let stored = StoredJob(
                    row: order.row, state: claim == nil ? .ready : .claimed, claim: claim ?? JobClaim(epoch: 0, attempt: 0), readyAt: now,
                    priority: job.priority)
                if claim == nil { batch.holding.append(stored) } else { batch.starting.append(stored) }
            }
        }
        return outcome
    }

    private func retry(
        _ jobs: [JobReference], _ item: WriterItem, _ session: any StoreSession, _ batch: inout Batch
    ) throws -> JobOutcome {
        var outcome = JobOutcome()
        for reference in jobs {
            guard let job = try session.job(reference), job.state == .dead else {
                let refusal = Refusal(.unknownJob, "It is not among the dead jobs any more.")
                outcome.entries.append(.init(key: Writer.key(reference), refusal: refusal))
                continue
            }
            if reference.isFree {
                if let job = try session.revive(reference, at: clock.now()) { batch.holding.append(job) }
                outcome.entries.append(.init(key: job.row.key, result: "retried"))
                continue
            }
            let cached = try load(reference.caseID, session, batch)
            let input = Input.jobRevived(step: reference.step)
            switch try decide(input, cached, try versions.workflow(cached.state.definition), item, session, &batch) {
            case .success: outcome.entries.append(.init(key: job.row.key, result: "retried"))
            case .failure(let refusal): outcome.entries.append(.init(key: job.row.key, refusal: refusal))
            }
        }
        return outcome
    }

    private func discard(_ jobs: [JobReference], _ session: any StoreSession, _ batch: inout Batch) throws -> JobOutcome {
        var outcome = JobOutcome()
        for reference in jobs {
            let key = Writer.key(reference)
            guard reference.isFree else {
                let job = try session.job(reference)
                let refusal = Refusal(.notPermitted, "A case waits for this job; retry it, or give its step an on_error.")
                outcome.entries.append(.init(key: job?.row.key ?? key, refusal: refusal))
                continue
            }
            if try session.callOff(reference, at: clock.now()) {
                batch.forgetting.append(reference)
                outcome.entries.append(.init(key: key, result: "discarded"))
            } else {
                outcome.entries.append(
                    .init(key: key, refusal: Refusal(.alreadyDone, "It runs, has ended, or is not known; a running job can be cancelled.")))
            }
        }
        return outcome
    }

    private static func key(_ job: JobReference) -> String {
        job.isFree ? "\(JobRow.noCaseNumber)/\(job.number)" : "case \(job.caseID.rawValue)/\(job.step)"
    }
}

extension StoredJob {
    /// What its case is told when the attempt was successful.
    func completed(_ output: DataValue, _ files: [Document]) -> Input {
        .jobCompleted(.init(step: row.step, attempt: claim.attempt, output: output, files: files))
    }
}

extension JobOutcome.Entry {
    init(key: String, refusal: Refusal) { self.init(key: key, result: refusal.code.rawValue, message: refusal.message) }
}

extension TimerService.DueWork {
    /// Delayed jobs: the wait of those that are due ends.
    public static func delayedJobs(of writer: Writer) -> TimerService.DueWork {
        .init(earliest: { try writer.store.reader.earliestDelayedJob() }, fire: { await writer.releaseDue(limit: Writer.releaseLimit) })
    }
}

extension Writer {
    /// Delayed jobs whose wait one transaction ends.
    static let releaseLimit = 256
}
