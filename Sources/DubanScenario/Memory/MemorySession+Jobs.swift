import DubanEngine
import DubanModel
import DubanStore
import HashTreeCollections

extension MemorySession {
    func claim(_ job: JobReference, with claim: JobClaim) -> Bool {
        guard let stored = tables.jobs[job], stored.state == .ready else { return false }
        tables.jobs[job] = stored.with(.claimed, claim: claim)
        return true
    }

    func take(_ job: JobReference, heldBy claim: JobClaim) -> Bool {
        guard isHeld(job, by: claim) else { return false }
        tables.jobs[job] = nil
        return true
    }

    func isHeld(_ job: JobReference, by claim: JobClaim) -> Bool {
        tables.jobs[job].map { $0.state == .claimed && $0.claim == claim } ?? false
    }

    func retry(_ job: JobReference, after attempt: JobAttempt, readyAt: Instant) -> Bool {
        guard isHeld(job, by: attempt.claim), let stored = tables.jobs[job] else { return false }
        tables.jobs[job] = stored.with(.delayed, readyAt: readyAt, code: attempt.code, message: attempt.message)
        record(attempt, of: job)
        return true
    }

    func record(_ attempt: JobAttempt, of job: JobReference) { tables.attempts[job, default: []].append(attempt) }

    func releaseClaims(before epoch: Int64, at instant: Instant) -> Int {
        let stale = tables.jobs.filter { $0.value.state == .claimed && $0.value.claim.epoch < epoch }
        for (reference, job) in stale { tables.jobs[reference] = job.with(.ready, readyAt: instant) }
        return stale.count
    }

    func dueJobs(by instant: Instant, limit: Int) -> [StoredJob] {
        let due = tables.jobs.values.filter { $0.state == .delayed && $0.readyAt <= instant }
        return Array(due.sorted { ($0.readyAt, $0.row.caseID, $0.row.step) < ($1.readyAt, $1.row.caseID, $1.row.step) }.prefix(limit))
    }

    func release(_ job: JobReference) -> StoredJob? {
        guard let stored = tables.jobs[job], stored.state == .delayed else { return nil }
        tables.jobs[job] = stored.with(.ready)
        return tables.jobs[job]
    }

    func job(_ job: JobReference) -> StoredJob? { tables.jobs[job] }

    func perform(_ effect: Effect, of caseID: CaseID, claim: JobClaim?) throws {
        switch effect {
        case .enqueue(let row):
            let reference = JobReference(caseID: row.caseID, step: row.step)
            // A revived job keeps its count of attempts, so that no token is given out twice.
            let before = tables.jobs[reference]?.claim ?? JobClaim(epoch: 0, attempt: 0)
            tables.jobs[reference] = StoredJob(
                row: row, state: claim == nil ? .ready : .claimed, claim: claim ?? before, readyAt: row.requestedAt)
        case .finishJob(let step): tables.jobs[JobReference(caseID: caseID, step: step)] = nil
        case .buryJob(let step, let code, let message):
            let reference = JobReference(caseID: caseID, step: step)
            guard let job = tables.jobs[reference] else { return }
            tables.jobs[reference] = job.with(.dead, code: code, message: message)
        case .openTask(let task):
            if tables.tasks[task.number] == nil { tables.tasksOfCase[caseID, default: []].append(task.number) }
            tables.tasks[task.number] = task
        case .holdTask(let step, let holder): change(step, caseID) { $0.held(by: holder) }
        case .closeTask(let step): change(step, caseID) { _ in nil }
        case .schedule(let timer): tables.timers.insert(timer)
        case .unschedule(let clock, let rung): tables.timers.remove(caseID) { $0.clock == clock && (rung == nil || $0.rung == rung) }
        case .advance(let serial, let next): tables.serials[serial] = next
        case .register(let entry):
            if let key = entry.key, hasKey(register: entry.register, key: key) {
                throw Refusal(.duplicateKey, "Register \(entry.register) holds \"\(key)\" already; a key is unique for ever.")
            }
            if let label = entry.label, tables.registers[entry.register]?.has(label: label) == true {
                throw Refusal(.storeFailure, "Register \(entry.register) has \(label) already; its counts and its entries do not agree.")
            }
            tables.registers[entry.register, default: RegisterTable()].append(entry)
            tables.entriesOfCase[entry.caseID, default: []].append(entry)
        case .balance(let register, let account, let value): tables.balances[register, default: [:]][account] = value
        case .charge(let row): tables.accountability.append(row)
        case .settleCharge(let sequence, let standing):
            for index in 0..<tables.accountability.count {
                let row = tables.accountability[index]
                if row.caseID == caseID, row.sequence == sequence { tables.accountability[index] = row.with(standing) }
            }
        case .post: break  // The writer posts it, under an id of its own.
        case .summarise(let summary):
            tables.summaries[caseID] = summary
            tables.numbers[summary.number] = caseID
        }
    }

    private func change(_ step: StepID, _ caseID: CaseID, _ body: (TaskRow) -> TaskRow?) {
        for number in tables.tasksOfCase[caseID] ?? [] {
            guard let task = tables.tasks[number], task.step == step else { continue }
            tables.tasks[number] = body(task)
            if tables.tasks[number] == nil { tables.tasksOfCase[caseID]?.removeAll { $0 == number } }
        }
        if tables.tasksOfCase[caseID]?.isEmpty == true { tables.tasksOfCase[caseID] = nil }
    }
}

extension TaskRow {
    fileprivate func held(by holder: StaffID?) -> TaskRow {
        TaskRow(
            number: number, caseID: caseID, caseNumber: caseNumber, step: step, name: name, title: title, workflow: workflow, roles: roles,
            candidates: candidates, excluded: excluded, holder: holder, actions: actions, openedAt: openedAt, awaits: awaits)
    }
}

extension AccountabilityRow {
    fileprivate func with(_ standing: Charge.Standing) -> AccountabilityRow {
        AccountabilityRow(caseID: caseID, caseNumber: caseNumber, sequence: sequence, at: at, entry: entry, standing: standing)
    }
}

extension StoredJob {
    /// The job in another state; an error stays where none is given.
    func with(
        _ state: JobState, claim: JobClaim? = nil, readyAt: Instant? = nil, code: String? = nil, message: String? = nil
    ) -> StoredJob {
        StoredJob(
            row: row, state: state, claim: claim ?? self.claim, readyAt: readyAt ?? self.readyAt, errorCode: code ?? errorCode,
            errorMessage: message ?? errorMessage, priority: priority)
    }

    /// The job without an error, as it is when it begins anew or is done.
    func cleared(_ state: JobState, readyAt: Instant? = nil) -> StoredJob {
        StoredJob(row: row, state: state, claim: claim, readyAt: readyAt ?? self.readyAt, priority: priority)
    }
}
