import DubanEngine
import DubanModel
import DubanStore
import DubanTestKit
import Testing

@Suite struct JobConformanceTests {
    private let claim = JobClaim(epoch: 3, attempt: 1)
    private let job = Samples.reference()

    private func attempt(_ claim: JobClaim, _ code: String = "plugin-crashed") -> JobAttempt {
        JobAttempt(claim: claim, endedAt: Samples.at(9), code: code, message: "It \"crashed\".")
    }

    @Test(arguments: StoreDriver.all)
    func job_thatIsEnqueued_isReadyWithEveryColumn(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.perform([.enqueue(Samples.job(at: 5))])
            let stored = try store.reader.job(job)
            #expect(
                stored == StoredJob(row: Samples.job(at: 5), state: .ready, claim: JobClaim(epoch: 0, attempt: 0), readyAt: Samples.at(5)))
            #expect(stored?.row.key == "CERT-2026-0001/3")
            #expect(try store.reader.job(Samples.reference(step: 4)) == nil)
            #expect(try store.reader.jobs(.ready, queue: nil, limit: 10) == [stored])
            #expect(try store.reader.jobs(.claimed, queue: nil, limit: 10).isEmpty)
        }
    }

    @Test(arguments: StoreDriver.all)
    func job_thatIsEnqueuedWithAClaim_isHeldByIt(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.perform([.enqueue(Samples.job())], claim: claim)
            #expect(try store.reader.job(job)?.state == .claimed)
            #expect(try store.reader.job(job)?.claim == claim)
            #expect(try store.transact { try $0.isHeld(job, by: claim) })
        }
    }

    @Test(arguments: StoreDriver.all)
    func job_thatIsReady_isClaimedOnce(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.perform([.enqueue(Samples.job())])
            #expect(
                try store.transact { [try $0.claim(job, with: claim), try $0.claim(job, with: JobClaim(epoch: 3, attempt: 2))] } == [
                    true, false,
                ])
            #expect(try store.reader.job(job)?.claim == claim)
            #expect(try store.transact { try $0.claim(Samples.reference(step: 99), with: claim) } == false)
        }
    }

    @Test(arguments: StoreDriver.all, [JobClaim(epoch: 3, attempt: 2), JobClaim(epoch: 2, attempt: 1), JobClaim(epoch: 4, attempt: 1)])
    func claim_thatIsStale_holdsNothingAndChangesNothing(driver: StoreDriver, stale: JobClaim) throws {
        try driver.run { store throws in
            try store.perform([.enqueue(Samples.job())], claim: claim)
            let before = try store.reader.job(job)
            #expect(try store.transact { try $0.isHeld(job, by: stale) } == false)
            #expect(try store.transact { try $0.retry(job, after: attempt(stale), readyAt: Samples.at(60)) } == false)
            #expect(try store.reader.job(job) == before)
            #expect(try store.reader.attempts(of: job).isEmpty)
        }
    }

    @Test(arguments: StoreDriver.all)
    func retry_ofAHeldJob_delaysItAndKeepsTheAttempt(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.perform([.enqueue(Samples.job())], claim: claim)
            #expect(try store.transact { try $0.retry(job, after: attempt(claim), readyAt: Samples.at(60)) })
            let expected = StoredJob(
                row: Samples.job(), state: .delayed, claim: claim, readyAt: Samples.at(60), errorCode: "plugin-crashed",
                errorMessage: "It \"crashed\".")
            #expect(try store.reader.job(job) == expected)
            #expect(try store.reader.attempts(of: job) == [attempt(claim)])
            #expect(try store.transact { try $0.isHeld(job, by: claim) } == false)
            // A second report of the same attempt is stale by now.
            #expect(try store.transact { try $0.retry(job, after: attempt(claim), readyAt: Samples.at(70)) } == false)
            #expect(try store.reader.job(job) == expected)
        }
    }

    @Test(arguments: StoreDriver.all)
    func job_thatIsFinished_isGoneButItsAttemptsStay(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.perform([.enqueue(Samples.job()), .enqueue(Samples.job(step: 4))], claim: claim)
            try store.transact { try $0.record(attempt(claim, "done"), of: job) }
            try store.perform([.finishJob(step: StepID(3))])
            #expect(try store.reader.job(job) == nil)
            #expect(try store.reader.job(Samples.reference(step: 4)) != nil)
            #expect(try store.reader.attempts(of: job) == [attempt(claim, "done")])
            #expect(try store.transact { try $0.isHeld(job, by: claim) } == false)
        }
    }

    @Test(arguments: StoreDriver.all)
    func job_thatIsBuried_isADeadLetterUntilItIsEnqueuedAgain(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.perform([.enqueue(Samples.job())], claim: claim)
            try store.perform([.buryJob(step: StepID(3), code: "bad-arguments", message: "No template.")])
            let dead = try store.reader.job(job)
            #expect(dead?.state == .dead && dead?.errorCode == "bad-arguments" && dead?.errorMessage == "No template.")
            #expect(try store.reader.jobs(.dead, queue: "documents", limit: 10) == [dead])
            #expect(try store.transact { try $0.claim(job, with: JobClaim(epoch: 3, attempt: 2)) } == false)
            #expect(try store.transact { try $0.isHeld(job, by: claim) } == false)
            // Revived, it keeps its count of attempts, so that no token is given out twice.
            try store.perform([.enqueue(Samples.job(at: 7))])
            #expect(try store.reader.job(job) == StoredJob(row: Samples.job(at: 7), state: .ready, claim: claim, readyAt: Samples.at(7)))
        }
    }

    @Test(arguments: StoreDriver.all)
    func releaseClaims_ofEarlierEpochs_makesThoseJobsReadyAndNoOther(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.perform([.enqueue(Samples.job(step: 1))], claim: JobClaim(epoch: 1, attempt: 4))
            try store.perform([.enqueue(Samples.job(step: 2))], claim: JobClaim(epoch: 2, attempt: 1))
            try store.perform([.enqueue(Samples.job(step: 3))], claim: JobClaim(epoch: 3, attempt: 1))
            try store.perform([
                .enqueue(Samples.job(step: 4)), .enqueue(Samples.job(step: 5)), .buryJob(step: StepID(5), code: "c", message: "m"),
            ])
            #expect(try store.transact { try $0.releaseClaims(before: 3, at: Samples.at(500)) } == 2)
            let states = try (1...5).map { try store.reader.job(Samples.reference(step: $0))?.state }
            #expect(states == [.ready, .ready, .claimed, .ready, .dead])
            // The attempt is not given out again, whoever the old daemon's plugin may still be.
            #expect(try store.reader.job(Samples.reference(step: 1))?.claim == JobClaim(epoch: 1, attempt: 4))
            #expect(try store.reader.job(Samples.reference(step: 1))?.readyAt == Samples.at(500))
            #expect(try store.transact { try $0.isHeld(Samples.reference(step: 1), by: JobClaim(epoch: 1, attempt: 4)) } == false)
            #expect(try store.transact { try $0.releaseClaims(before: 3, at: Samples.at(600)) } == 0)
        }
    }

    @Test(arguments: StoreDriver.all)
    func releaseClaims_ofAJobThatFailedBefore_keepsWhyItFailed(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.perform([.enqueue(Samples.job())], claim: claim)
            try store.transact { session throws in
                #expect(try session.retry(job, after: attempt(claim), readyAt: Samples.at(60)))
                #expect(try session.release(job) != nil)
                #expect(try session.claim(job, with: JobClaim(epoch: 3, attempt: 2)))
                #expect(try session.releaseClaims(before: 4, at: Samples.at(70)) == 1)
            }
            #expect(try store.reader.job(job)?.errorCode == "plugin-crashed")
            #expect(try store.reader.job(job)?.claim == JobClaim(epoch: 3, attempt: 2))
        }
    }

    @Test(arguments: StoreDriver.all)
    func jobs_ofAQueue_comeEarliestReadyFirst(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.perform([
                .enqueue(Samples.job(step: 1, at: 30)), .enqueue(Samples.job(step: 2, at: 10)),
                .enqueue(Samples.job(step: 3, queue: "notices", at: 20)),
                .enqueue(Samples.job(step: 4, queue: "notices", at: 5)), .buryJob(step: StepID(4), code: "c", message: "m"),
            ])
            func steps(_ queue: String?, limit: Int = 10) throws -> [Int] {
                try store.reader.jobs(.ready, queue: queue, limit: limit).map(\.row.step.sequence)
            }
            #expect(try steps(nil) == [2, 3, 1])
            #expect(try steps("documents") == [2, 1])
            #expect(try steps(nil, limit: 1) == [2])
            #expect(try steps("none") == [])
            let counts: Set = [
                JobCount(queue: "documents", state: .ready, count: 2), JobCount(queue: "notices", state: .dead, count: 1),
                JobCount(queue: "notices", state: .ready, count: 1),
            ]
            #expect(try Set(store.reader.jobCounts()) == counts)
            #expect(try store.reader.jobCounts().map(\.queue) == ["documents", "notices", "notices"])
            #expect(try store.reader.queuesWithWaitingJobs() == ["documents", "notices"])
            #expect(try store.reader.waitingJobs(of: "documents", limit: 10).map(\.row.step.sequence) == [2, 1])
            #expect(try store.reader.waitingJobs(of: "documents", limit: 1).map(\.row.step.sequence) == [2])
        }
    }

    @Test(arguments: StoreDriver.all)
    func take_ofAHeldJob_takesItOffForThatClaimOnly(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.perform([.enqueue(Samples.job()), .enqueue(Samples.job(step: 4))], claim: claim)
            let taken = try store.transact { session in
                [
                    try session.take(job, heldBy: JobClaim(epoch: 3, attempt: 2)),
                    try session.take(job, heldBy: JobClaim(epoch: 2, attempt: 1)),
                    try session.take(job, heldBy: claim), try session.take(job, heldBy: claim),
                ]
            }
            #expect(taken == [false, false, true, false])
            #expect(try store.reader.job(job) == nil)
            #expect(try store.reader.job(Samples.reference(step: 4)) != nil)
        }
    }

    @Test(arguments: StoreDriver.all, [JobState.ready, .delayed, .dead])
    func take_ofAJobThatIsNotHeld_changesNothing(driver: StoreDriver, state: JobState) throws {
        try driver.run { store throws in
            try store.perform([.enqueue(Samples.job())], claim: claim)
            try store.transact { session in
                switch state {
                case .dead: try session.perform(.buryJob(step: StepID(3), code: "c", message: "m"))
                case .delayed: _ = try session.retry(job, after: attempt(claim), readyAt: Samples.at(60))
                default: _ = try session.releaseClaims(before: 9, at: Samples.at(1))
                }
            }
            #expect(try store.reader.job(job)?.state == state)
            #expect(try store.transact { try $0.take(job, heldBy: claim) } == false)
            #expect(try store.reader.job(job)?.state == state)
        }
    }

    // MARK: Delayed jobs

    @Test(arguments: StoreDriver.all)
    func jobs_thatAreDelayed_areDueInOrderAndReleasedOnce(driver: StoreDriver) throws {
        try driver.run { store throws in
            for (step, second) in [(3, 60), (4, 20), (5, 40)] {
                try store.perform([.enqueue(Samples.job(step: step))], claim: claim)
                _ = try store.transact {
                    try $0.retry(Samples.reference(step: step), after: attempt(claim), readyAt: Samples.at(Int64(second)))
                }
            }
            #expect(try store.reader.earliestDelayedJob() == Samples.at(20))
            #expect(try store.reader.backingOff(limit: 10).map(\.row.step.sequence) == [4, 5, 3])
            #expect(try store.reader.backingOff(limit: 1).count == 1)
            try store.transact { session throws in
                #expect(try session.dueJobs(by: Samples.at(19), limit: 10).isEmpty)
                #expect(try session.dueJobs(by: Samples.at(40), limit: 10).map(\.row.step.sequence) == [4, 5])
                #expect(try session.dueJobs(by: Samples.at(99), limit: 1).map(\.row.step.sequence) == [4])
                #expect(
                    try session.claim(Samples.reference(step: 4), with: JobClaim(epoch: 3, attempt: 2)) == false,
                    "a delayed job is not ready")
                let released = try session.release(Samples.reference(step: 4))
                #expect(released?.state == .ready && released?.claim == claim && released?.readyAt == Samples.at(20))
                #expect(released?.errorCode == "plugin-crashed")
                #expect(try session.release(Samples.reference(step: 4)) == nil)
                #expect(try session.release(Samples.reference(step: 99)) == nil)
                #expect(try session.claim(Samples.reference(step: 4), with: JobClaim(epoch: 3, attempt: 2)))
            }
            #expect(try store.reader.earliestDelayedJob() == Samples.at(40))
        }
    }

    @Test(arguments: StoreDriver.all)
    func attempts_atAJob_comeInOrder(driver: StoreDriver) throws {
        try driver.run { store throws in
            let attempts = (1...3).map { attempt(JobClaim(epoch: 1, attempt: $0), "code-\($0)") }
            try store.transact { session in for attempt in attempts { try session.record(attempt, of: job) } }
            try store.transact { try $0.record(attempt(claim), of: Samples.reference(Samples.two)) }
            #expect(try store.reader.attempts(of: job) == attempts)
        }
    }
}
