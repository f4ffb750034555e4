import DubanEngine
import DubanModel
import DubanStore
import DubanTestKit
import Testing

/// Jobs that belong to no case.
@Suite struct FreeJobConformanceTests {
    private let claim = JobClaim(epoch: 2, attempt: 1)

    private func order(
        _ number: Int64, queue: String = "work", plugin: String = "p", priority: Int = 0, runAt: Int64? = nil, at second: Int64 = 0,
        key: [UInt8]? = nil, until: Int64? = nil
    ) -> JobOrder {
        let row = JobRow(
            caseID: JobReference.noCase, caseNumber: JobRow.noCaseNumber, step: StepID(Int(number)), queue: queue, plugin: plugin,
            action: "go", arguments: ["n": .integer(number)], requestedAt: Samples.at(second))
        return JobOrder(
            row: row, priority: priority, runAt: runAt.map { Samples.at($0) }, uniqueKey: key, uniqueUntil: until.map { Samples.at($0) })
    }

    private func job(_ number: Int64) -> JobReference { JobReference(number: number) }

    private func state(_ store: any Store, _ number: Int64) throws -> JobState? { try store.reader.job(job(number))?.state }

    @Test(arguments: StoreDriver.all)
    func numbers_thatAreTaken_areNeverGivenAgain(driver: StoreDriver) throws {
        try driver.run { store throws in
            #expect(try store.transact { [try $0.takeJobNumbers(3), try $0.takeJobNumbers(1)] } == [1, 4])
            #expect(throws: Rollback()) {
                try store.transact { session in
                    _ = try session.takeJobNumbers(10)
                    throw Rollback()
                }
            }
            #expect(try store.transact { try $0.takeJobNumbers(1) } == 5)
        }
    }

    @Test(arguments: StoreDriver.all)
    func order_thatIsEnqueued_keepsEveryColumn(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.transact { session throws in
                #expect(try session.enqueue(order(1, priority: 7, at: 5), claim: nil) == nil)
                #expect(try session.enqueue(order(2, runAt: 60), claim: nil) == nil)
                #expect(try session.enqueue(order(3), claim: claim) == nil)
            }
            let none = JobClaim(epoch: 0, attempt: 0)
            #expect(
                try store.reader.job(job(1))
                    == StoredJob(row: order(1, at: 5).row, state: .ready, claim: none, readyAt: Samples.at(5), priority: 7))
            #expect(try store.reader.job(job(2)) == StoredJob(row: order(2).row, state: .delayed, claim: none, readyAt: Samples.at(60)))
            #expect(try store.reader.job(job(3)) == StoredJob(row: order(3).row, state: .claimed, claim: claim, readyAt: Samples.at(0)))
            #expect(try store.reader.job(job(1))?.row.key == "JOB/1")
            #expect(try store.reader.backingOff(limit: 10).isEmpty, "a job that is to run later is not in back-off")
            #expect(try store.reader.earliestDelayedJob() == Samples.at(60))
        }
    }

    @Test(arguments: StoreDriver.all)
    func priority_isAHeadStartAndNotMore(driver: StoreDriver) throws {
        try driver.run { store throws in
            let headStart = JobPriority.headStart / 1_000
            try store.transact { session in
                for order in [
                    order(1), order(2, priority: 1, at: headStart - 1), order(3, priority: 1, at: headStart + 1), order(4, priority: -1),
                ] {
                    _ = try session.enqueue(order, claim: nil)
                }
            }
            #expect(try store.reader.waitingJobs(of: "work", limit: 10).map(\.reference.number) == [2, 1, 3, 4])
        }
    }

    @Test(arguments: StoreDriver.all, [true, false])
    func job_thatIsDone_isKeptOrNot(driver: StoreDriver, keeps: Bool) throws {
        try driver.run { store throws in
            let stale = JobClaim(epoch: 1, attempt: 1)
            let finished = try store.transact { session in
                _ = try session.enqueue(order(1), claim: claim)
                return [
                    try session.finish(job(1), by: stale, at: Samples.at(9), keeps: keeps),
                    try session.finish(job(1), by: claim, at: Samples.at(9), keeps: keeps),
                    try session.finish(job(1), by: claim, at: Samples.at(9), keeps: keeps),
                ]
            }
            #expect(finished == [false, true, false])
            #expect(try state(store, 1) == (keeps ? .done : nil))
        }
    }

    @Test(arguments: StoreDriver.all)
    func job_thatIsBuried_canBeRevived(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.transact { session throws in
                _ = try session.enqueue(order(1, priority: 3), claim: claim)
                #expect(try session.revive(job(1), at: Samples.at(50)) == nil, "it is not dead")
                try session.bury(job(1), code: "c", message: "m")
            }
            #expect(try store.reader.job(job(1))?.errorCode == "c")
            let revived = try store.transact { try $0.revive(job(1), at: Samples.at(50)) }
            let expected = StoredJob(row: order(1).row, state: .ready, claim: claim, readyAt: Samples.at(50), priority: 3)
            #expect(revived == expected)
            #expect(try store.reader.job(job(1)) == expected)
        }
    }

    @Test(arguments: StoreDriver.all)
    func job_thatDoesNotRun_canBeCalledOff(driver: StoreDriver) throws {
        try driver.run { store throws in
            let calledOff = try store.transact { session in
                _ = try session.enqueue(order(1), claim: nil)
                _ = try session.enqueue(order(2, runAt: 60), claim: nil)
                _ = try session.enqueue(order(3), claim: claim)
                _ = try session.enqueue(order(4), claim: claim)
                try session.bury(job(4), code: "c", message: "m")
                return try (1...5).map { try session.callOff(job(Int64($0)), at: Samples.at(9)) }
            }
            #expect(calledOff == [true, true, false, true, false])
            #expect(try (1...4).map { try state(store, $0) } == [.cancelled, .cancelled, .claimed, .cancelled])
            #expect(try store.transact { try $0.callOff(job(1), at: Samples.at(10)) } == false)
            #expect(try store.reader.queuesWithWaitingJobs().isEmpty)
        }
    }

    // MARK: Unique keys

    @Test(arguments: StoreDriver.all)
    func uniqueKey_isTakenUntilItsJobEnds(driver: StoreDriver) throws {
        try driver.run { store throws in
            let (first, second) = (order(1, key: [7]), order(2, key: [7]))
            #expect(try store.transact { [try $0.enqueue(first, claim: claim), try $0.enqueue(second, claim: nil)] } == [nil, job(1)])
            #expect(try state(store, 2) == nil)
            #expect(try store.transact { try $0.enqueue(order(3, key: [8]), claim: nil) } == nil)
            _ = try store.transact { try $0.finish(job(1), by: claim, at: Samples.at(9), keeps: true) }
            #expect(try store.transact { try $0.enqueue(second, claim: nil) } == nil)
            _ = try store.transact { try $0.callOff(job(2), at: Samples.at(10)) }
            #expect(try store.transact { try $0.enqueue(order(4, key: [7]), claim: nil) } == nil)
        }
    }

    @Test(arguments: StoreDriver.all)
    func uniqueKey_ofAPeriod_staysTakenUntilItIsOver(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.transact { session throws in
                #expect(try session.enqueue(order(1, key: [7], until: 100), claim: claim) == nil)
                #expect(try session.finish(job(1), by: claim, at: Samples.at(9), keeps: false))
                #expect(try session.enqueue(order(2, at: 99, key: [7], until: 100), claim: nil) == job(1))
                #expect(try session.enqueue(order(3, at: 100, key: [7], until: 200), claim: nil) == nil)
            }
            #expect(try state(store, 3) == .ready)
        }
    }

    // MARK: Lists, pauses, sweeping

    @Test(arguments: StoreDriver.all)
    func jobs_byFilter_areThoseThatFit(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.transact { session in
                _ = try session.enqueue(order(1, queue: "a", at: 1), claim: nil)
                _ = try session.enqueue(order(2, queue: "b", plugin: "q", at: 2), claim: claim)
                _ = try session.enqueue(order(3, queue: "a", at: 3), claim: claim)
                try session.bury(job(3), code: "c", message: "m")
                try session.perform(.enqueue(Samples.job(queue: "a")))
            }
            func found(_ filter: JobFilter) throws -> [String] { try store.reader.jobs(filter).map(\.row.key) }
            #expect(try found(JobFilter()) == ["JOB/1", "JOB/2", "JOB/3", "CERT-2026-0001/3"])
            #expect(try found(JobFilter(queue: "a")) == ["JOB/1", "JOB/3", "CERT-2026-0001/3"])
            #expect(try found(JobFilter(states: [.dead, .claimed])) == ["JOB/2", "JOB/3"])
            #expect(try found(JobFilter(states: [])) == [])
            #expect(try found(JobFilter(plugin: "q")) == ["JOB/2"])
            #expect(try found(JobFilter(code: "c")) == ["JOB/3"])
            #expect(try found(JobFilter(before: Samples.at(2))) == ["JOB/1", "CERT-2026-0001/3"])
            #expect(try found(JobFilter(references: [job(3), job(99), Samples.reference()])).sorted() == ["CERT-2026-0001/3", "JOB/3"])
            #expect(try found(JobFilter(queue: "a", limit: 2)) == ["JOB/1", "JOB/3"])
            #expect(try found(JobFilter(plugin: "p", limit: 1)) == ["JOB/1"])
        }
    }

    @Test(arguments: StoreDriver.all)
    func queues_thatArePaused_stayPausedUntilOpened(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.transact { session in for queue in ["a", "b", "a"] { try session.setPaused(true, queue: queue) } }
            #expect(try store.reader.pausedQueues() == ["a", "b"])
            try store.transact { session in for queue in ["a", "c"] { try session.setPaused(false, queue: queue) } }
            #expect(try store.reader.pausedQueues() == ["b"])
        }
    }

    /// Five jobs of a queue that ended one after the other, one of another queue, and one that runs.
    private func endedJobs(_ store: any Store) throws {
        try store.transact { session in
            for number in 1...5 {
                _ = try session.enqueue(order(Int64(number)), claim: claim)
                try session.record(JobAttempt(claim: claim, endedAt: Samples.at(1), code: "done", message: ""), of: job(Int64(number)))
                _ = try session.finish(job(Int64(number)), by: claim, at: Samples.at(Int64(number * 10)), keeps: true)
            }
            _ = try session.enqueue(order(6, queue: "other"), claim: claim)
            _ = try session.finish(job(6), by: claim, at: Samples.at(1), keeps: true)
            _ = try session.enqueue(order(7), claim: claim)
        }
    }

    private func left(_ store: any Store) throws -> [Int64] { try store.reader.jobs(JobFilter()).map(\.reference.number) }

    @Test(arguments: StoreDriver.all)
    func sweep_byAge_deletesWhatEndedBefore(driver: StoreDriver) throws {
        try driver.run { store throws in
            try endedJobs(store)
            #expect(try store.transact { try $0.sweep("work", endedBefore: Samples.at(30), keeping: 100, limit: 100) } == 2)
            #expect(try left(store) == [3, 4, 5, 6, 7])
            #expect(try store.reader.attempts(of: job(1)).isEmpty)
            #expect(try store.reader.attempts(of: job(3)).count == 1)
        }
    }

    @Test(arguments: StoreDriver.all)
    func sweep_byNumber_keepsTheNewest(driver: StoreDriver) throws {
        try driver.run { store throws in
            try endedJobs(store)
            #expect(try store.transact { try $0.sweep("work", endedBefore: Samples.at(0), keeping: 2, limit: 100) } == 3)
            #expect(try left(store) == [4, 5, 6, 7])
            #expect(try store.transact { try $0.sweep("work", endedBefore: Samples.at(0), keeping: 2, limit: 100) } == 0)
        }
    }

    @Test(arguments: StoreDriver.all)
    func sweep_upToALimit_takesTheOldestFirst(driver: StoreDriver) throws {
        try driver.run { store throws in
            try endedJobs(store)
            #expect(try store.transact { try $0.sweep("work", endedBefore: Samples.at(1_000), keeping: 100, limit: 2) } == 2)
            #expect(try left(store) == [3, 4, 5, 6, 7])
        }
    }

    @Test(arguments: StoreDriver.all)
    func log_ofDecisions_namesTheirCasesAndSkipsThoseInNoList(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.transact { session in
                _ = try session.append(Samples.decision(Samples.two))
                _ = try session.append(Samples.decision(Samples.one))
                _ = try session.append(Samples.decision(Samples.one, 2))
                try session.perform(.summarise(Samples.summary()))
            }
            let logged = try store.reader.log(after: 0, limit: 1)
            #expect(logged.map(\.decision.position) == [2])
            #expect(logged.first?.number == CaseNumber("CERT-2026-0001") && logged.first?.workflow == "certificate")
            #expect(try store.reader.log(after: 2, limit: 10).map(\.decision.sequence) == [2])
            #expect(try store.reader.log(after: 0, limit: 10).map(\.decision) == store.reader.decisions(of: Samples.one))
        }
    }
}
