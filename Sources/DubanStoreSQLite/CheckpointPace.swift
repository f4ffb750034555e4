/// When the write-ahead log is to be moved into the database: after each so many pages that commits added to it. Its length alone does not
/// say so, since a log that was moved stays as long as it was until it begins anew at its start.
struct CheckpointPace {
    /// Pages of 4 KiB between two checkpoints.
    static let pages = 4_096

    private var due = CheckpointPace.pages
    private var last = 0

    /// A commit left the log with so many pages.
    /// - Returns: Whether a checkpoint is due now.
    mutating func isDue(at pages: Int) -> Bool {
        if pages < last { due = CheckpointPace.pages }
        last = pages
        guard pages >= due else { return false }
        due = pages + CheckpointPace.pages
        return true
    }
}
