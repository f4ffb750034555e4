import DubanModel
import DubanStore
import DubanTestKit
import Testing

@Suite struct CaseConformanceTests {
    @Test(arguments: StoreDriver.all)
    func append_atTheExpectedSequence_keepsEveryColumn(driver: StoreDriver) throws {
        try driver.run { store throws in
            let first = Samples.decision(count: 3)
            let second = Samples.decision(Samples.one, 4)
            let positions = try store.transact {
                [try $0.append(first), try $0.append(second), try $0.append(Samples.decision(Samples.two))]
            }
            #expect(positions == [1, 2, 3])
            let kept = try store.reader.decisions(of: Samples.one)
            #expect(kept.map(\.position) == [1, 2])
            #expect(kept.first?.caseID == Samples.one && kept.first?.sequence == 1 && kept.first?.count == 3 && kept.first?.at == first.at)
            #expect(kept.first?.actor == first.actor && kept.first?.events == first.events && kept.first?.hash == first.hash)
            #expect(kept.first?.lastSequence == 3)
            #expect(try store.reader.lastPosition() == 3)
        }
    }

    @Test(arguments: StoreDriver.all, [(1, 1), (1, 3), (2, 2), (1, 0)])
    func append_atAnotherSequence_isRefusedAsStale(driver: StoreDriver, place: (id: Int64, sequence: Int)) throws {
        try driver.run { store throws in
            _ = try store.transact { try $0.append(Samples.decision()) }
            let refusal = #expect(throws: Refusal.self) {
                try store.transact { try $0.append(Samples.decision(CaseID(place.id), place.sequence)) }
            }
            #expect(refusal?.code == .staleClaim)
            #expect(try store.reader.lastPosition() == 1)
        }
    }

    @Test(arguments: StoreDriver.all)
    func append_inTheSameTransaction_seesWhatWasAppendedBefore(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.transact { session in
                _ = try session.append(Samples.decision(count: 2))
                #expect(throws: Refusal.self) { try session.append(Samples.decision(Samples.one, 2)) }
                _ = try session.append(Samples.decision(Samples.one, 3))
                #expect(try session.load(Samples.one)?.tail.map(\.sequence) == [1, 3])
            }
        }
    }

    @Test(arguments: StoreDriver.all)
    func load_ofACase_isItsSnapshotAndWhatCameAfter(driver: StoreDriver) throws {
        try driver.run { store throws in
            #expect(try store.reader.load(Samples.one) == nil)
            try store.transact { session throws in
                #expect(try session.load(Samples.one) == nil)
                _ = try session.append(Samples.decision(count: 2))
                _ = try session.append(Samples.decision(Samples.one, 3))
                let snapshot = StoredSnapshot(caseID: Samples.one, sequence: 2, head: Samples.hash(1), state: [0x7B, 0x00, 0x7D])
                try session.save(snapshot)
                #expect(try session.load(Samples.one)?.snapshot == snapshot)
            }
            let stored = try store.reader.load(Samples.one)
            #expect(stored?.snapshot?.state == [0x7B, 0x00, 0x7D])
            #expect(stored?.tail.map(\.sequence) == [3])
            let later = StoredSnapshot(caseID: Samples.one, sequence: 3, head: Samples.hash(3), state: [1])
            try store.transact { try $0.save(later) }
            #expect(try store.reader.load(Samples.one) == StoredCase(snapshot: later, tail: []))
            #expect(try store.reader.snapshot(of: Samples.one) == later)
            #expect(try store.reader.snapshot(of: Samples.two) == nil)
            #expect(try store.reader.decisions(of: Samples.one).count == 2)
        }
    }

    @Test(arguments: StoreDriver.all)
    func newCaseID_afterEachOpening_isTheNext(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.transact { session in
                for expected in 1...3 {
                    let id = try session.newCaseID()
                    #expect(id == CaseID(Int64(expected)))
                    _ = try session.append(Samples.decision(id))
                }
            }
            #expect(try store.transact { try $0.newCaseID() } == CaseID(4))
            #expect(try store.reader.caseIDs(after: CaseID(0), limit: 2) == [CaseID(1), CaseID(2)])
            #expect(try store.reader.caseIDs(after: CaseID(2), limit: 2) == [CaseID(3)])
        }
    }

    @Test(arguments: StoreDriver.all)
    func decisions_afterAPosition_comeInOrderAndPages(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.transact { session in
                for sequence in 1...5 {
                    _ = try session.append(Samples.decision(Samples.one, sequence))
                    _ = try session.append(Samples.decision(Samples.two, sequence))
                }
            }
            #expect(try store.reader.decisions(after: 0, limit: 3).map(\.position) == [1, 2, 3])
            #expect(try store.reader.decisions(after: 8, limit: 100).map(\.position) == [9, 10])
            #expect(try store.reader.decisions(after: 10, limit: 100).isEmpty)
            #expect(try store.reader.decisions(of: Samples.two).map(\.sequence) == [1, 2, 3, 4, 5])
        }
    }

    @Test(arguments: StoreDriver.all)
    func reader_ofAnEmptyStore_findsNothing(driver: StoreDriver) throws {
        try driver.run { store throws in
            let reader = store.reader
            let lastSeal = try store.transact { try $0.lastSeal() }
            #expect(lastSeal == nil)
            #expect(try reader.lastPosition() == 0)
            #expect(try reader.caseIDs(after: CaseID(0), limit: 10).isEmpty)
            #expect(try reader.cases(CaseFilter()).isEmpty)
            #expect(try reader.tasks(limit: 10).isEmpty)
            #expect(try reader.earliestTimer() == nil)
            #expect(try reader.registers().isEmpty)
            #expect(try reader.jobCounts().isEmpty)
            #expect(try reader.seals(after: 0, limit: 10).isEmpty)
            #expect(try reader.meta(.epoch) == nil)
        }
    }
}
