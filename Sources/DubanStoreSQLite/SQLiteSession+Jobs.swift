import DubanEngine
import DubanModel
import DubanStore
import GRDB

extension SQLiteSession {
    func claim(_ job: JobReference, with claim: JobClaim) throws -> Bool {
        try run(
            "UPDATE jobs SET state = 'claimed', epoch = ?, attempt = ? WHERE case_id = ? AND step = ? AND state = 'ready'",
            [claim.epoch, claim.attempt, job.caseID.rawValue, job.step.sequence])
        return database.changesCount == 1
    }

    func isHeld(_ job: JobReference, by claim: JobClaim) throws -> Bool {
        try row(
            "SELECT 1 FROM jobs WHERE case_id = ? AND step = ? AND state = 'claimed' AND epoch = ? AND attempt = ?",
            [job.caseID.rawValue, job.step.sequence, claim.epoch, claim.attempt]) != nil
    }

    func retry(_ job: JobReference, after attempt: JobAttempt, readyAt: Instant) throws -> Bool {
        guard try isHeld(job, by: attempt.claim) else { return false }
        try run(
            "UPDATE jobs SET state = 'ready', ready_at = ?, error_code = ?, error_message = ? WHERE case_id = ? AND step = ?",
            [readyAt.milliseconds, attempt.code, attempt.message, job.caseID.rawValue, job.step.sequence])
        try record(attempt, of: job)
        return true
    }

    func record(_ attempt: JobAttempt, of job: JobReference) throws {
        try run(
            "INSERT INTO job_attempts (case_id, step, epoch, attempt, ended_at, code, message) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                job.caseID.rawValue, job.step.sequence, attempt.claim.epoch, attempt.claim.attempt, attempt.endedAt.milliseconds,
                attempt.code, attempt.message,
            ])
    }

    func releaseClaims(before epoch: Int64, at instant: Instant) throws -> Int {
        try run("UPDATE jobs SET state = 'ready', ready_at = ? WHERE state = 'claimed' AND epoch < ?", [instant.milliseconds, epoch])
        return database.changesCount
    }
}
