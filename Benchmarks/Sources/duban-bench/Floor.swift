import Foundation

/// What the disk and SQLite give without an engine: per step one appended event of 400 bytes with its (case, sequence) index and one
/// job row of 100 bytes inserted and deleted, cases interleaved, WAL, `synchronous=FULL`. Everything above it is ours to answer for.
struct Floor {
    /// Steps in one transaction.
    let batch: Int
    /// Whether the cases take turns in an order that is another in each round, as those of an office do, so that a commit's rows do not lie
    /// side by side; otherwise in the order of their numbers.
    var isShuffled = false
    /// Cases that take turns.
    let cases = 20_000

    /// Bytes of an event, and of a job's payload.
    private static let eventBytes = 400
    private static let jobBytes = 100

    /// Runs so many steps on a fresh database.
    /// - Returns: Steps a second.
    func measure(steps: Int, path: String) throws -> Double {
        let database = try RawDatabase(path)
        try database.execute(
            """
            CREATE TABLE events (position INTEGER PRIMARY KEY, case_id INTEGER NOT NULL, sequence INTEGER NOT NULL, body BLOB NOT NULL);
            CREATE UNIQUE INDEX events_by_case ON events (case_id, sequence);
            CREATE TABLE jobs (case_id INTEGER NOT NULL, step INTEGER NOT NULL, payload BLOB NOT NULL, PRIMARY KEY (case_id, step))
                WITHOUT ROWID;
            """)
        let insert = try database.prepare("INSERT INTO events (case_id, sequence, body) VALUES (?, ?, ?)")
        let enqueue = try database.prepare("INSERT INTO jobs (case_id, step, payload) VALUES (?, ?, ?)")
        let finish = try database.prepare("DELETE FROM jobs WHERE case_id = ? AND step = ?")
        let (event, job) = ([UInt8](repeating: 0x61, count: Floor.eventBytes), [UInt8](repeating: 0x62, count: Floor.jobBytes))
        var turns = Array(0..<Int64(cases))
        let begin = ContinuousClock().now
        for first in stride(from: 0, to: steps, by: batch) {
            try database.transact {
                for step in first..<min(first + batch, steps) {
                    if isShuffled, step % cases == 0 { turns.shuffle() }
                    let (id, sequence) = (turns[step % cases], Int64(step / cases))
                    try database.run(insert, [id, sequence], event)
                    try database.run(enqueue, [id, sequence], job)
                    try database.run(finish, [id, sequence - 1], nil)
                }
            }
        }
        return Double(steps) / (ContinuousClock().now - begin).seconds
    }
}
