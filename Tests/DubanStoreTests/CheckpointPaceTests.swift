import Testing

@testable import DubanStoreSQLite

@Suite struct CheckpointPaceTests {
    /// A log that was moved stays as long as it was: its length alone must not call for another checkpoint after each commit.
    @Test func checkpoint_isDueOnceForEachSoManyPages() {
        var pace = CheckpointPace()
        let due = stride(from: 50, through: CheckpointPace.pages * 3, by: 50).filter { pace.isDue(at: $0) }
        #expect(due.count == 2 || due.count == 3)
        #expect(zip(due, due.dropFirst()).allSatisfy { $1 - $0 >= CheckpointPace.pages })
    }

    @Test func log_thatBeganAnew_countsFromItsStart() {
        var pace = CheckpointPace()
        let lengths = [CheckpointPace.pages * 4, 10, CheckpointPace.pages - 1, CheckpointPace.pages]
        #expect(lengths.map { pace.isDue(at: $0) } == [true, false, false, true])
    }
}
