/// How much one commit takes in. An input that waits for the disk waits for one commit at least; so a transaction may decide for as
/// long as its commit will take, and nobody waits much longer than that. On a slow disk batches grow, on a fast one they stay small.
/// Where hundreds wait, throughput counts more, and the slice grows with them.
struct CommitPace {
    /// The mean time of a commit, the latest weighing an eighth.
    private var mean = Duration.milliseconds(1)

    /// Inputs that a commit takes in whatever the time.
    static let leastItems = 16
    /// Waiting inputs from which on the slice grows.
    static let crowd = 640
    /// How many times a commit's own time a slice may have.
    static let longest = 8

    /// A commit took so long.
    mutating func note(commit: Duration) { mean = mean * 7 / 8 + commit / 8 }

    /// How long the next transaction may decide.
    func slice(backlog: Int) -> Duration {
        mean * min(max(backlog, CommitPace.crowd), CommitPace.crowd * CommitPace.longest) / CommitPace.crowd
    }
}
