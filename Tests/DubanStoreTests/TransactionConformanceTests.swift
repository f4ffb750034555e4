import Dispatch
import DubanEngine
import DubanModel
import DubanStore
import DubanTestKit
import Synchronization
import Testing

@Suite struct TransactionConformanceTests {
    /// Everything that a transaction can write, in one.
    private func writeEverything(_ session: any StoreSession) throws {
        _ = try session.append(Samples.decision())
        try session.save(StoredSnapshot(caseID: Samples.one, sequence: 1, head: .zero, state: [1]))
        let effects: [Effect] = [
            .openTask(Samples.task(1)), .enqueue(Samples.job()), .schedule(Samples.timer(at: 1)), .advance(serial: "s", next: 2),
            .register(Samples.entry(key: "k")), .charge(Samples.charge(sequence: 1, at: 1)), .summarise(Samples.summary()),
        ]
        for effect in effects { try session.perform(effect) }
        try session.save(StoredAnswer(fingerprint: [1], body: [2], at: Samples.at(0)), for: RequestKey(caller: "a", key: "k"))
        try session.save(caseKey: [1], of: Samples.one)
        try session.save(SealedValue(reference: SealedReference(digest: .zero), ciphertext: [1]), of: Samples.one)
        try session.index(token: [1], of: Samples.one)
        try session.save(StoredDefinition(hash: .zero, kind: .workflow, name: "w", content: [1], at: Samples.at(0)))
        try session.append(StoredSeal(number: 1, at: Samples.at(0), position: 1, heads: [], hash: .zero))
        try session.setMeta(.epoch, 1)
        try session.post(PendingInput(id: "p", caseID: Samples.one, body: [1]))
        try session.record(
            JobAttempt(claim: JobClaim(epoch: 1, attempt: 1), endedAt: Samples.at(0), code: "c", message: "m"), of: Samples.reference())
    }

    /// Whether each table holds something.
    private func contents(_ reader: any StoreReader) throws -> [String: Bool] {
        [
            "decisions": try reader.lastPosition() > 0, "snapshots": try reader.snapshot(of: Samples.one) != nil,
            "tasks": try !reader.tasks(limit: 1).isEmpty, "jobs": try reader.job(Samples.reference()) != nil,
            "timers": try reader.earliestTimer() != nil, "serials": try reader.nextSerial("s") > 1,
            "registers": try !reader.registers().isEmpty,
            "accountability": try !reader.accountability(of: nil, limit: 1).isEmpty, "cases": try reader.summary(of: Samples.one) != nil,
            "answers": try reader.answer(to: RequestKey(caller: "a", key: "k")) != nil, "keys": try reader.caseKey(of: Samples.one) != nil,
            "sealed": try !reader.sealedValues(of: Samples.one).isEmpty, "index": try !reader.find(token: [1]).isEmpty,
            "definitions": try reader.definition(.zero) != nil, "seals": try !reader.seals(after: 0, limit: 1).isEmpty,
            "meta": try reader.meta(.epoch) != nil, "pending": try !reader.pendingInputs(limit: 1).isEmpty,
            "attempts": try !reader.attempts(of: Samples.reference()).isEmpty,
        ]
    }

    @Test(arguments: StoreDriver.all)
    func transaction_thatThrows_leavesNothingInAnyTable(driver: StoreDriver) throws {
        try driver.run { store throws in
            #expect(throws: Rollback()) {
                try store.transact { session in
                    try writeEverything(session)
                    throw Rollback()
                }
            }
            #expect(try contents(store.reader).filter(\.value).isEmpty)
            try store.transact { try writeEverything($0) }
            #expect(try contents(store.reader).filter { !$0.value }.isEmpty)
        }
    }

    @Test(arguments: StoreDriver.all)
    func reader_duringATransaction_seesWhatIsCommittedOnly(driver: StoreDriver) throws {
        try driver.run { store throws in
            _ = try store.transact { try $0.append(Samples.decision()) }
            try store.transact { session in
                try writeASecondDecision(session)
                #expect(try store.reader.lastPosition() == 1)
                #expect(try store.reader.tasks(limit: 10).isEmpty)
                #expect(try store.reader.nextSerial("s") == 1)
                #expect(try session.nextSerial("s") == 7)
            }
            #expect(try store.reader.lastPosition() == 2)
            #expect(try store.reader.tasks(limit: 10).count == 1)
        }
    }

    private func writeASecondDecision(_ session: any StoreSession) throws {
        _ = try session.append(Samples.decision(Samples.one, 2))
        try session.perform(.openTask(Samples.task(1)))
        try session.perform(.advance(serial: "s", next: 7))
    }

    @Test(arguments: StoreDriver.all)
    func transaction_thatThrows_doesNotHinderTheNext(driver: StoreDriver) throws {
        try driver.run { store throws in
            for round in 1...3 {
                #expect(throws: Rollback()) {
                    try store.transact {
                        _ = try $0.append(Samples.decision(CaseID(99))); throw Rollback()
                    }
                }
                let position = try store.transact { try $0.append(Samples.decision(CaseID(Int64(round)))) }
                #expect(position == Int64(round))
            }
        }
    }

    /// A writer goes on before the disk has confirmed what it committed: the next transaction sees it, and a confirmation covers both.
    @Test(arguments: StoreDriver.all)
    func commit_thatIsNotHardened_isSeenByTheNextTransaction(driver: StoreDriver) throws {
        try driver.run { store throws in
            _ = try store.commit { try $0.append(Samples.decision()) }
            let position = try store.commit { try $0.append(Samples.decision(Samples.one, 2)) }
            try store.harden()
            try store.harden()
            #expect(position == 2)
            #expect(try store.reader.lastPosition() == 2)
        }
    }

    @Test(arguments: StoreDriver.all)
    func commit_thatThrows_leavesWhatWasCommittedBefore(driver: StoreDriver) throws {
        try driver.run { store throws in
            _ = try store.commit { try $0.append(Samples.decision()) }
            #expect(throws: Rollback()) {
                try store.commit {
                    _ = try $0.append(Samples.decision(Samples.one, 2)); throw Rollback()
                }
            }
            #expect(try store.commit { try $0.append(Samples.decision(Samples.one, 2)) } == 2)
            #expect(try store.reader.lastPosition() == 2)
        }
    }

    @Test(arguments: StoreDriver.all)
    func refusal_ofABody_reachesTheCallerAsItIs(driver: StoreDriver) throws {
        try driver.run { store throws in
            let refusal = Refusal(.wrongRole, "Not you.", problems: [.init(path: "a", message: "b")])
            #expect(throws: refusal) { try store.transact { _ in throw refusal } }
        }
    }

    /// Four threads read while one writes: each sees whole transactions, and never goes back.
    @Test(arguments: StoreDriver.all)
    func readers_besideAWriter_seeWholeTransactionsInOrder(driver: StoreDriver) throws {
        try driver.run { store throws in
            let isDone = Atomic(false)
            let faults = Mutex<[String]>([])
            DispatchQueue.concurrentPerform(iterations: 5) { index in
                do {
                    if index == 0 {
                        defer { isDone.store(true, ordering: .releasing) }
                        for sequence in 1...200 {
                            try store.transact { session in
                                _ = try session.append(Samples.decision(Samples.one, sequence))
                                _ = try session.append(Samples.decision(Samples.two, sequence))
                            }
                        }
                    } else {
                        var last: Int64 = 0
                        while !isDone.load(ordering: .acquiring) {
                            let position = try store.reader.lastPosition()
                            if position < last || position % 2 != 0 { faults.withLock { $0.append("\(last) then \(position)") } }
                            last = position
                        }
                    }
                } catch {
                    faults.withLock { $0.append("\(error)") }
                }
            }
            let last = try store.reader.lastPosition()
            #expect(faults.withLock { $0 } == [])
            #expect(last == 400)
        }
    }

    /// Transactions of many threads are worked one after the other: a count that each reads and moves on misses none.
    @Test(arguments: StoreDriver.all)
    func transactions_ofManyThreads_areWorkedOneByOne(driver: StoreDriver) throws {
        try driver.run { store throws in
            let faults = Mutex<[String]>([])
            DispatchQueue.concurrentPerform(iterations: 8) { _ in
                for _ in 0..<10 {
                    do {
                        try store.transact { try $0.setMeta(.epoch, (try $0.meta(.epoch) ?? 0) + 1) }
                    } catch {
                        faults.withLock { $0.append("\(error)") }
                    }
                }
            }
            let count = try store.reader.meta(.epoch)
            #expect(faults.withLock { $0 } == [])
            #expect(count == 80)
        }
    }
}
