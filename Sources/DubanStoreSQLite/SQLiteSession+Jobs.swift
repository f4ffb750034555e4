import DubanEngine
import DubanModel
import DubanStore

/// Jobs of cases and of none.
extension SQLiteSession {
    func claim(_ job: JobReference, with claim: JobClaim) throws -> Bool {
        try run("UPDATE jobs SET state = 1, rank = NULL, epoch = ?, attempt = ? WHERE case_id = ? AND step = ? AND state = 0") {
            $0.integer(claim.epoch)
            $0.integer(claim.attempt)
            $0.job(job)
        }
        return statements.changes == 1
    }

    func take(_ job: JobReference, heldBy claim: JobClaim) throws -> Bool {
        try run("DELETE FROM jobs WHERE case_id = ? AND step = ? AND state = 1 AND epoch = ? AND attempt = ?") {
            $0.job(job)
            $0.integer(claim.epoch)
            $0.integer(claim.attempt)
        }
        return statements.changes == 1
    }

    func isHeld(_ job: JobReference, by claim: JobClaim) throws -> Bool {
        let found: Bool? = try statements.first(
            "SELECT 1 FROM jobs WHERE case_id = ? AND step = ? AND state = 1 AND epoch = ? AND attempt = ?",
            {
                $0.job(job)
                $0.integer(claim.epoch)
                $0.integer(claim.attempt)
            }
        ) { _ in true }
        return found ?? false
    }

    func retry(_ job: JobReference, after attempt: JobAttempt, readyAt: Instant) throws -> Bool {
        guard try isHeld(job, by: attempt.claim) else { return false }
        try run("UPDATE jobs SET state = 3, ready_at = ?, error_code = ?, error_message = ? WHERE case_id = ? AND step = ?") {
            $0.integer(readyAt.milliseconds)
            $0.text(attempt.code)
            $0.text(attempt.message)
            $0.job(job)
        }
        try record(attempt, of: job)
        return true
    }

    func record(_ attempt: JobAttempt, of job: JobReference) throws {
        try run("INSERT INTO job_attempts (case_id, step, epoch, attempt, ended_at, code, message) VALUES (?, ?, ?, ?, ?, ?, ?)") {
            $0.job(job)
            $0.integer(attempt.claim.epoch)
            $0.integer(attempt.claim.attempt)
            $0.integer(attempt.endedAt.milliseconds)
            $0.text(attempt.code)
            $0.text(attempt.message)
        }
    }

    func releaseClaims(before epoch: Int64, at instant: Instant) throws -> Int {
        func bind(_ binder: inout Binder) {
            binder.integer(instant.milliseconds)
            binder.integer(JobPriority.headStart)
            binder.integer(epoch)
        }
        // Jobs of cases are as many as are open now; those of none may be a million that wait, and have an index for this.
        try run("UPDATE jobs SET state = 0, ready_at = ?1, rank = ?1 - priority * ?2 WHERE case_id > 0 AND state = 1 AND epoch < ?3", bind)
        let ofCases = statements.changes
        // Left to itself, SQLite would look at all of those.
        try run(
            """
            UPDATE jobs INDEXED BY jobs_free_claimed SET state = 0, ready_at = ?1, rank = ?1 - priority * ?2
            WHERE case_id = 0 AND state = 1 AND epoch < ?3
            """, bind)
        return ofCases + statements.changes
    }

    func dueJobs(by instant: Instant, limit: Int) throws -> [StoredJob] {
        try jobs(
            """
            SELECT case_id, step, queue, state, epoch, attempt, ready_at, payload, priority, error_code, error_message
            FROM jobs WHERE state = 3 AND ready_at <= ? ORDER BY ready_at LIMIT ?
            """
        ) {
            $0.integer(instant.milliseconds)
            $0.integer(limit)
        }
    }

    func release(_ job: JobReference) throws -> StoredJob? {
        try run("UPDATE jobs SET state = 0, rank = ready_at - priority * ? WHERE case_id = ? AND step = ? AND state = 3") {
            $0.integer(JobPriority.headStart)
            $0.job(job)
        }
        return statements.changes == 1 ? try self.job(job) : nil
    }

    func job(_ job: JobReference) throws -> StoredJob? {
        try jobs(
            """
            SELECT case_id, step, queue, state, epoch, attempt, ready_at, payload, priority, error_code, error_message
            FROM jobs WHERE case_id = ? AND step = ?
            """
        ) { $0.job(job) }.first
    }

    /// Reads jobs whose columns stand in the order of the statements above.
    private func jobs(_ sql: StaticString, _ bind: (inout Binder) -> Void) throws -> [StoredJob] {
        try statements.all(sql, bind) { row in
            Result { () throws(Refusal) -> StoredJob in
                let job = try JobRow(
                    caseID: CaseID(row.integer(0)), step: StepID(Int(row.integer(1))), queue: row.text(2), payload: row.blob(7))
                return StoredJob(
                    row: job, state: JobState(code: row.integer(3)) ?? .dead,
                    claim: JobClaim(epoch: row.integer(4), attempt: Int(row.integer(5))), readyAt: Instant(milliseconds: row.integer(6)),
                    errorCode: row.isNull(9) ? nil : row.text(9), errorMessage: row.isNull(10) ? nil : row.text(10),
                    priority: Int(row.integer(8)))
            }
        }.map { try $0.get() }
    }
}

extension Binder {
    /// Binds a job's key.
    mutating func job(_ job: JobReference) {
        integer(job.caseID.rawValue)
        integer(job.step.sequence)
    }
}
