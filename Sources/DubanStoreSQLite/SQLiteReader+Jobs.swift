import DubanEngine
import DubanModel
import DubanStore
import GRDB

extension SQLiteReader {
    func jobs(_ state: JobState, queue: String?, limit: Int) throws -> [StoredJob] {
        try rows(
            // The state stands in the text, so that the partial index for it is used.
            """
            SELECT \(JobColumns.text) FROM jobs WHERE state = \(state.code) AND (?1 IS NULL OR queue = ?1)
            ORDER BY ready_at, case_id, step LIMIT ?2
            """, [queue, limit]
        ) { try $0.job() }
    }

    func jobs(_ filter: JobFilter) throws -> [StoredJob] {
        if !filter.references.isEmpty { return try filter.references.compactMap { try job($0) }.filter { filter.admits($0) } }
        var conditions = ["state IN (\(filter.states.map { String($0.code) }.sorted().joined(separator: ", ")))"]
        var arguments: [(any DatabaseValueConvertible)?] = []
        if let queue = filter.queue {
            conditions.append("queue = ?")
            arguments.append(queue)
        }
        if let code = filter.code {
            conditions.append("error_code = ?")
            arguments.append(code)
        }
        // What stands in the payload is compared after reading; so many more are looked at.
        let isWhole = filter.plugin == nil && filter.before == nil
        arguments.append(isWhole ? filter.limit : SQLiteReader.longestScan)
        let sql = "SELECT \(JobColumns.text) FROM jobs WHERE \(conditions.joined(separator: " AND ")) ORDER BY case_id, step LIMIT ?"
        return Array(try rows(sql, arguments) { try $0.job() }.filter { filter.admits($0) }.prefix(filter.limit))
    }

    /// Rows that a filter on the payload looks at.
    private static let longestScan = 1_000_000

    func waitingJobs(of queue: String, limit: Int) throws -> [StoredJob] {
        try rows("SELECT \(JobColumns.text) FROM jobs WHERE queue = ? AND state = 0 ORDER BY rank LIMIT ?", [queue, limit]) { try $0.job() }
    }

    func backingOff(limit: Int) throws -> [StoredJob] {
        try rows("SELECT \(JobColumns.text) FROM jobs WHERE state = 3 AND attempt > 0 ORDER BY ready_at LIMIT ?", [limit]) { try $0.job() }
    }

    func queuesWithWaitingJobs() throws -> [String] {
        // One step of the index a queue, however many jobs wait in it.
        var queues: [String] = []
        while let next = try row(
            "SELECT min(queue) AS queue FROM jobs WHERE state = 0 AND queue > ?", [queues.last ?? ""], { $0["queue"] as String? })
        {
            queues.append(next)
        }
        return queues
    }

    func earliestDelayedJob() throws -> Instant? {
        try row("SELECT min(ready_at) AS due FROM jobs WHERE state = 3", []) { $0.optionalInstant("due") }
    }

    func pausedQueues() throws -> Set<String> { Set(try rows("SELECT name FROM paused_queues", []) { $0["name"] as String? }) }

    func job(_ reference: JobReference) throws -> StoredJob? {
        try row(
            "SELECT \(JobColumns.text) FROM jobs WHERE case_id = ? AND step = ?", [reference.caseID.rawValue, reference.step.sequence]
        ) { try $0.job() }
    }

    func jobCounts() throws -> [JobCount] {
        try rows("SELECT queue, state, count(*) AS count FROM jobs GROUP BY queue, state ORDER BY queue, state", []) { row in
            JobState(code: row["state"]).map { JobCount(queue: row["queue"], state: $0, count: row["count"]) }
        }
    }

    func attempts(of job: JobReference) throws -> [JobAttempt] {
        try rows(
            "SELECT * FROM job_attempts WHERE case_id = ? AND step = ? ORDER BY rowid", [job.caseID.rawValue, job.step.sequence]
        ) { row in
            JobAttempt(
                claim: JobClaim(epoch: row["epoch"], attempt: row["attempt"]), endedAt: row.instant("ended_at"), code: row["code"],
                message: row["message"])
        }
    }
}
