import DubanEngine
import DubanModel
import DubanScenario
import DubanStore
import DubanTestKit
import Foundation
import Testing

@testable import DubanStoreSQLite

/// What is durable, and who waits for it. That a machine which loses its power keeps it, `.ci/torture` proves by a trace of the daemon.
@Suite struct LogConfirmationTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder("confirmation") }

    /// A confirmation is asked for once for all that was committed, and not again where nothing was.
    @Test func harden_afterCommits_asksTheDiskOnceForAllOfThem() throws {
        try folder.write("duban.db-wal", "")
        let log = try LogConfirmation(of: folder.path("duban.db"))
        #expect(log.isConfirmed)
        for _ in 1...3 { log.commit {} }
        #expect(!log.isConfirmed)
        try log.harden()
        #expect(log.isConfirmed)
    }

    @Test func commit_thatThrows_leavesNothingToConfirm() throws {
        try folder.write("duban.db-wal", "")
        let log = try LogConfirmation(of: folder.path("duban.db"))
        #expect(throws: Rollback()) { try log.commit { throw Rollback() } }
        #expect(log.isConfirmed)
    }

    /// A kernel that has told of a failure once may forget it, and the pages with it: what is unknown stays unknown.
    @Test func disk_thatFailedOnce_isNotAskedAgain() throws {
        // A pipe cannot be confirmed: EINVAL stands for EIO.
        try #require(mkfifo(folder.path("duban.db-wal"), 0o600) == 0)
        let log = try LogConfirmation(of: folder.path("duban.db"))
        try log.harden()
        log.commit {}
        let first = try #require(#expect(throws: OutcomeUnknown.self) { try log.harden() })
        #expect(first.description.contains("did not confirm"))
        log.commit {}
        #expect(throws: first) { try log.harden() }
        #expect(!log.isConfirmed)
    }

    @Test func log_thatIsMissing_isRefused() {
        let refusal = #expect(throws: Refusal.self) { try LogConfirmation(of: folder.path("nothing.db")) }
        #expect(refusal?.code == .storeFailure)
    }

    /// Whoever reads may tell others what they saw.
    @Test func reader_ofWhatIsNotConfirmed_hasItConfirmed() throws {
        let store = try SQLiteStore(path: folder.path("duban.db"))
        _ = try store.commit { try $0.append(Samples.decision()) }
        #expect(!store.log.isConfirmed)
        #expect(try store.reader.lastPosition() == 1)
        #expect(store.log.isConfirmed)
        _ = try store.commit { try $0.append(Samples.decision(Samples.one, 2)) }
        #expect(try store.reader.load(Samples.one)?.tail.count == 2)
        #expect(store.log.isConfirmed)
        try store.close()
    }

    @Test func powerLoss_inMemory_takesWhatWasNeitherHardenedNorRead() throws {
        let store = MemoryStore()
        _ = try store.commit { try $0.append(Samples.decision()) }
        store.losePower()
        #expect(try store.reader.lastPosition() == 0)
        _ = try store.transact { try $0.append(Samples.decision()) }
        _ = try store.commit { try $0.append(Samples.decision(Samples.one, 2)) }
        #expect(try store.reader.lastPosition() == 2)
        _ = try store.commit { try $0.append(Samples.decision(Samples.one, 3)) }
        store.losePower()
        #expect(try store.reader.lastPosition() == 2)
    }
}
