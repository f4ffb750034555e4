import DubanEngine
import DubanModel
import DubanStore

/// Jobs that belong to no case: they have case 0 and a number of their own, in the same table.
extension SQLiteSession {
    func takeJobNumbers(_ count: Int) throws -> Int64 {
        let first = try nextSerial(SQLiteSession.jobCounter)
        try run("INSERT INTO serials (name, next) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET next = excluded.next") {
            $0.text(SQLiteSession.jobCounter)
            $0.integer(first + Int64(count))
        }
        return first
    }

    private static let jobCounter = "jobs"

    func enqueue(_ order: JobOrder, claim: JobClaim?) throws -> JobReference? {
        if let key = order.uniqueKey, let holder = try holder(of: key, at: order.row.requestedAt) { return holder }
        let readyAt = order.runAt ?? order.row.requestedAt
        let state: JobState = claim != nil ? .claimed : order.runAt != nil ? .delayed : .ready
        try run(
            """
            INSERT INTO jobs (case_id, step, queue, state, epoch, attempt, ready_at, payload, priority, rank, unique_key, unique_until)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        ) {
            $0.job(order.reference)
            $0.text(order.row.queue)
            $0.integer(state.code)
            $0.integer(claim?.epoch ?? 0)
            $0.integer(claim?.attempt ?? 0)
            $0.integer(readyAt.milliseconds)
            $0.blob(order.row.payload)
            $0.integer(order.priority)
            $0.integer(ifPresent: state == .ready ? JobPriority.rank(order.priority, readyAt: readyAt) : nil)
            if let key = order.uniqueKey { $0.blob(key) } else { $0.null() }
            $0.integer(ifPresent: order.uniqueUntil?.milliseconds)
        }
        return nil
    }

    /// The job that has a unique key. A job that has ended and whose period is over gives its key up.
    private func holder(of key: [UInt8], at instant: Instant) throws -> JobReference? {
        let found = try statements.first(
            "SELECT case_id, step, state >= 4 AND unique_until <= ? FROM jobs WHERE unique_key = ?",
            {
                $0.integer(instant.milliseconds)
                $0.blob(key)
            }
        ) { (JobReference(caseID: CaseID($0.integer(0)), step: StepID(Int($0.integer(1)))), $0.integer(2) == 1) }
        guard let (job, isOver) = found else { return nil }
        guard isOver else { return job }
        try run("UPDATE jobs SET unique_key = NULL WHERE case_id = ? AND step = ?") { $0.job(job) }
        return nil
    }

    func finish(_ job: JobReference, by claim: JobClaim, at instant: Instant, keeps: Bool) throws -> Bool {
        guard keeps else {
            try run(
                "DELETE FROM jobs WHERE case_id = ? AND step = ? AND state = 1 AND epoch = ? AND attempt = ? AND unique_until IS NULL"
            ) {
                $0.job(job)
                $0.integer(claim.epoch)
                $0.integer(claim.attempt)
            }
            // A key that stays taken for a period keeps its job.
            return try statements.changes == 1 || finish(job, by: claim, at: instant, keeps: true)
        }
        try run(
            """
            UPDATE jobs SET state = 4, ended_at = ?1, unique_key = CASE WHEN unique_until > ?1 THEN unique_key END,
                error_code = NULL, error_message = NULL
            WHERE case_id = ?2 AND step = ?3 AND state = 1 AND epoch = ?4 AND attempt = ?5
            """
        ) {
            $0.integer(instant.milliseconds)
            $0.job(job)
            $0.integer(claim.epoch)
            $0.integer(claim.attempt)
        }
        return statements.changes == 1
    }

    func bury(_ job: JobReference, code: String, message: String) throws {
        try run("UPDATE jobs SET state = 2, rank = NULL, error_code = ?, error_message = ? WHERE case_id = ? AND step = ?") {
            $0.text(code)
            $0.text(message)
            $0.job(job)
        }
    }

    func revive(_ job: JobReference, at instant: Instant) throws -> StoredJob? {
        try run(
            """
            UPDATE jobs SET state = 0, ready_at = ?1, rank = ?1 - priority * ?2, error_code = NULL, error_message = NULL
            WHERE case_id = ?3 AND step = ?4 AND state = 2
            """
        ) {
            $0.integer(instant.milliseconds)
            $0.integer(JobPriority.headStart)
            $0.job(job)
        }
        return statements.changes == 1 ? try self.job(job) : nil
    }

    func callOff(_ job: JobReference, at instant: Instant) throws -> Bool {
        try run(
            """
            UPDATE jobs SET state = 5, ended_at = ?, rank = NULL, unique_key = NULL
            WHERE case_id = ? AND step = ? AND state IN (0, 2, 3)
            """
        ) {
            $0.integer(instant.milliseconds)
            $0.job(job)
        }
        return statements.changes == 1
    }

    func setPaused(_ isPaused: Bool, queue: String) throws {
        if isPaused {
            try run("INSERT OR IGNORE INTO paused_queues (name) VALUES (?)") { $0.text(queue) }
        } else {
            try run("DELETE FROM paused_queues WHERE name = ?") { $0.text(queue) }
        }
    }

    func sweep(_ queue: String, endedBefore instant: Instant, keeping count: Int, limit: Int) throws -> Int {
        // What was kept longest goes first; a key that is still taken keeps its job.
        let cut = try statements.first(
            "SELECT ended_at FROM jobs WHERE queue = ? AND state >= 4 ORDER BY ended_at DESC LIMIT 1 OFFSET ?",
            {
                $0.text(queue)
                $0.integer(count)
            }
        ) { $0.integer(0) + 1 }
        let victims = try statements.all(
            """
            SELECT case_id, step FROM jobs WHERE queue = ?1 AND state >= 4 AND ended_at < ?2 AND coalesce(unique_until, 0) <= ?3
            ORDER BY ended_at LIMIT ?4
            """,
            {
                $0.text(queue)
                $0.integer(max(instant.milliseconds, cut ?? .min))
                $0.integer(instant.milliseconds)
                $0.integer(limit)
            }
        ) { JobReference(caseID: CaseID($0.integer(0)), step: StepID(Int($0.integer(1)))) }
        for job in victims {
            try run("DELETE FROM jobs WHERE case_id = ? AND step = ?") { $0.job(job) }
            try run("DELETE FROM job_attempts WHERE case_id = ? AND step = ?") { $0.job(job) }
        }
        return victims.count
    }
}
