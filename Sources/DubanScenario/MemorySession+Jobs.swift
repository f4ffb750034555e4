import DubanEngine
import DubanModel
import DubanStore

extension MemorySession {
    func claim(_ job: JobReference, with claim: JobClaim) -> Bool {
        guard let stored = tables.jobs[job], stored.state == .ready else { return false }
        tables.jobs[job] = StoredJob(
            row: stored.row, state: .claimed, claim: claim, readyAt: stored.readyAt, errorCode: stored.errorCode,
            errorMessage: stored.errorMessage)
        return true
    }

    func isHeld(_ job: JobReference, by claim: JobClaim) -> Bool {
        tables.jobs[job].map { $0.state == .claimed && $0.claim == claim } ?? false
    }

    func retry(_ job: JobReference, after attempt: JobAttempt, readyAt: Instant) -> Bool {
        guard isHeld(job, by: attempt.claim), let stored = tables.jobs[job] else { return false }
        tables.jobs[job] = StoredJob(
            row: stored.row, state: .ready, claim: stored.claim, readyAt: readyAt, errorCode: attempt.code, errorMessage: attempt.message)
        record(attempt, of: job)
        return true
    }

    func record(_ attempt: JobAttempt, of job: JobReference) { tables.attempts[job, default: []].append(attempt) }

    func releaseClaims(before epoch: Int64, at instant: Instant) -> Int {
        let stale = tables.jobs.filter { $0.value.state == .claimed && $0.value.claim.epoch < epoch }
        for (reference, job) in stale {
            tables.jobs[reference] = StoredJob(
                row: job.row, state: .ready, claim: job.claim, readyAt: instant, errorCode: job.errorCode, errorMessage: job.errorMessage)
        }
        return stale.count
    }

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
            tables.jobs[reference] = StoredJob(
                row: job.row, state: .dead, claim: job.claim, readyAt: job.readyAt, errorCode: code, errorMessage: message)
        case .openTask(let task): tables.tasks[task.number] = task
        case .holdTask(let step, let holder): change(step, caseID) { $0.held(by: holder) }
        case .closeTask(let step): change(step, caseID) { _ in nil }
        case .schedule(let timer): tables.timers[.init(caseID: caseID, clock: timer.clock, rung: timer.rung)] = timer
        case .unschedule(let clock, let rung):
            tables.timers = tables.timers.filter { key, _ in key.caseID != caseID || key.clock != clock || (rung != nil && key.rung != rung)
            }
        case .advance(let serial, let next): tables.serials[serial] = next
        case .register(let entry):
            if let key = entry.key, hasKey(register: entry.register, key: key) {
                throw Refusal(.duplicateKey, "Register \(entry.register) holds \"\(key)\" already; a key is unique for ever.")
            }
            if let label = entry.label, tables.registers.contains(where: { $0.register == entry.register && $0.label == label }) {
                throw Refusal(.storeFailure, "Register \(entry.register) has \(label) already; its counts and its entries do not agree.")
            }
            tables.registers.append(entry)
        case .charge(let row): tables.accountability.append(row)
        case .summarise(let summary): tables.summaries[caseID] = summary
        }
    }

    private func change(_ step: StepID, _ caseID: CaseID, _ body: (TaskRow) -> TaskRow?) {
        for (number, task) in tables.tasks where task.caseID == caseID && task.step == step { tables.tasks[number] = body(task) }
    }
}

extension TaskRow {
    fileprivate func held(by holder: StaffID?) -> TaskRow {
        TaskRow(
            number: number, caseID: caseID, caseNumber: caseNumber, step: step, name: name, title: title, workflow: workflow, roles: roles,
            excluded: excluded, holder: holder, actions: actions, openedAt: openedAt)
    }
}
