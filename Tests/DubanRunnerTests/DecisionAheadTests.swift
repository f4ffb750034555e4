import DubanEngine
import DubanModel
import DubanScenario
import DubanStore
import DubanTestKit
import DubanTime
import DubanWorkflows
import Synchronization
import Testing

@testable import DubanRunner

/// What may be decided before the writer's turn comes, and when that counts.
@Suite(.timeLimit(.minutes(1))) struct DecisionAheadTests {
    private let store = MemoryStore()
    private let workflow: WorkflowDefinition
    private let hall: HallFixture
    private let worker = Actor.plugin("worker")
    private let done = JobReport.done(output: ["x": 1], files: [])

    init() throws {
        workflow = try Fixture.jobs(3)
        hall = try HallFixture([workflow], store: store)
    }

    private func firstJob() async throws -> StoredJob {
        _ = try await hall.open(workflow)
        return try #require(hall.dispatcher.started.first)
    }

    private func ahead(of job: StoredJob) throws -> DecisionAhead {
        try #require(hall.writer.decideAhead(job, done, by: worker))
    }

    private func cached(_ job: StoredJob) throws -> CachedCase { try #require(hall.writer.cache.withLock { $0[job.row.caseID] }) }

    private func submit(_ job: StoredJob, _ ahead: DecisionAhead?) async -> Result<WriterAnswer, Refusal> {
        await withCheckedContinuation { continuation in
            hall.writer.submit(WriterItem(.report(job, done), by: worker, ahead: ahead) { continuation.resume(returning: $0) })
        }
    }

    private func log() throws -> [StoredDecision] { try store.reader.decisions(of: CaseID(1)) }

    @Test func endOfAJob_isDecidedAhead_andKeptAsItWasDecided() async throws {
        let job = try await firstJob()
        let ahead = try ahead(of: job)
        #expect(ahead.holds(for: try cached(job), hall.versions))
        hall.clock.advance(to: hall.clock.now() + .seconds(5))  // The decision was made before; its instant says so.
        _ = try await submit(job, ahead).get()
        let kept = try #require(try log().last)
        #expect(kept.at == ahead.decision.stored.at && kept.at < hall.clock.now())
        #expect(kept.hash == ahead.decision.stored.hash && kept.events == ahead.decision.stored.events)
        #expect(try cached(job) === ahead.decision.next)
    }

    /// The queues' own way of reporting decides ahead.
    @Test func report_byTheQueues_comesToTheSameAsByTheWriter() async throws {
        let job = try await firstJob()
        let ahead = try ahead(of: job)
        hall.writer.finished(job, done)
        await hall.writer.flush()
        #expect(try log().last?.events == ahead.decision.stored.events)
        #expect(hall.dispatcher.started.map(\.row.arguments) == [["n": 1], ["n": 2]])
    }

    @Test func case_thatMovedOnMeanwhile_isDecidedAnew() async throws {
        let job = try await firstJob()
        let ahead = try ahead(of: job)
        let comment = Input.comment(.text("Meanwhile."))
        _ = try await hall.writer.perform(.decide(job.row.caseID, comment), by: .staff(StaffID("li-na")))
        #expect(!ahead.holds(for: try cached(job), hall.versions))
        _ = try await submit(job, ahead).get()
        let kept = try log()
        #expect(kept.count == 3)
        #expect(kept.last?.sequence == kept[1].lastSequence + 1)
        #expect(try cached(job).state.sequence == kept.last?.lastSequence)
    }

    @Test func versions_thatWereReplacedMeanwhile_areDecidedByAnew() async throws {
        let job = try await firstJob()
        let ahead = try ahead(of: job)
        hall.versions.replace(hall.versions.inForce)
        #expect(!ahead.holds(for: try cached(job), hall.versions))
        hall.clock.advance(to: hall.clock.now() + .seconds(5))
        _ = try await submit(job, ahead).get()
        #expect(try log().last?.at == hall.clock.now())
    }

    @Test func claim_thatIsStale_changesNothing() async throws {
        let job = try await firstJob()
        let stale = StoredJob(row: job.row, state: .claimed, claim: JobClaim(epoch: 1, attempt: 2), readyAt: job.readyAt)
        let before = try log()
        guard case .failure(let refusal) = await submit(stale, try ahead(of: job)) else { Issue.record("it counted"); return }
        #expect(refusal.code == .staleClaim)
        #expect(try log() == before)
    }

    @Test func whatTheWriterAloneCanDecide_isLeftToIt() async throws {
        let job = try await firstJob()
        #expect(hall.writer.decideAhead(job, .failed(code: "x", message: "x", isWorthRetrying: true), by: worker) == nil)
        hall.writer.cache.withLock { $0.forget([job.row.caseID]) }
        #expect(hall.writer.decideAhead(job, done, by: worker) == nil, "the case is not decoded")
    }
}
