import DubanModel
import DubanStore
import DubanTestKit
import Testing

@Suite struct DaemonConformanceTests {
    // MARK: Requests

    @Test(arguments: StoreDriver.all)
    func answer_toARequest_isKeptPerCallerAndKey(driver: StoreDriver) throws {
        try driver.run { store throws in
            let key = RequestKey(caller: "li-na", key: "k1")
            let answer = StoredAnswer(fingerprint: [1, 2], body: Array("{\"case\":\"CERT-2026-0001\"}".utf8), at: Samples.at(3))
            try store.transact { session throws in
                #expect(try session.answer(to: key) == nil)
                try session.save(answer, for: key)
                #expect(try session.answer(to: key) == answer)
            }
            #expect(try store.reader.answer(to: key) == answer)
            #expect(try store.reader.answer(to: RequestKey(caller: "chen-jing", key: "k1")) == nil)
            #expect(try store.reader.answer(to: RequestKey(caller: "li-na", key: "K1")) == nil)
        }
    }

    @Test(arguments: StoreDriver.all)
    func answer_toTheSameRequestTwice_isRefused(driver: StoreDriver) throws {
        try driver.run { store throws in
            let key = RequestKey(caller: "li-na", key: "k1")
            let answer = StoredAnswer(fingerprint: [1], body: [1], at: Samples.at(0))
            try store.transact { try $0.save(answer, for: key) }
            let refusal = #expect(throws: Refusal.self) {
                try store.transact { try $0.save(StoredAnswer(fingerprint: [2], body: [2], at: Samples.at(1)), for: key) }
            }
            #expect(refusal?.code == .keyReused)
            #expect(try store.reader.answer(to: key) == answer)
        }
    }

    @Test(arguments: StoreDriver.all)
    func answers_givenBeforeAnInstant_areForgottenOldestFirst(driver: StoreDriver) throws {
        try driver.run { store throws in
            func key(_ number: Int64) -> RequestKey { RequestKey(caller: "li-na", key: "k\(9 - number)") }
            func forget(before second: Int64, keeping: Int) throws -> Int {
                try store.transact { try $0.forgetAnswers(before: Samples.at(second), keeping: keeping, limit: 2) }
            }
            try store.transact { session in
                for number in 1...5 as ClosedRange<Int64> {
                    try session.save(StoredAnswer(fingerprint: [1], body: [1], at: Samples.at(number)), for: key(number))
                }
            }
            #expect(try forget(before: 4, keeping: 6) == 0)
            #expect(try forget(before: 4, keeping: 1) == 2)
            #expect(try store.reader.answer(to: key(2)) == nil)
            #expect(try forget(before: 4, keeping: 1) == 1)
            #expect(try forget(before: 4, keeping: 1) == 0)
            // The newest stay whatever their age.
            #expect(try forget(before: 9, keeping: 2) == 0)
            #expect(try store.reader.answer(to: key(4)) != nil)
        }
    }

    // MARK: Seals

    private func seal(_ number: Int64) -> StoredSeal {
        StoredSeal(
            number: number, at: Samples.at(number), position: number * 10, heads: [UInt8(number), 0], hash: Samples.hash(UInt8(number)))
    }

    @Test(arguments: StoreDriver.all)
    func seals_inOrder_areKeptAndPaged(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.transact { session in for number in 1...3 { try session.append(seal(Int64(number))) } }
            #expect(try store.transact { try $0.lastSeal() } == seal(3))
            #expect(try store.reader.seals(after: 0, limit: 2) == [seal(1), seal(2)])
            #expect(try store.reader.seals(after: 2, limit: 2) == [seal(3)])
        }
    }

    @Test(arguments: StoreDriver.all, [0, 1, 2, 4] as [Int64])
    func seal_outOfOrder_isRefused(driver: StoreDriver, number: Int64) throws {
        try driver.run { store throws in
            try store.transact { session in for number in 1...2 { try session.append(seal(Int64(number))) } }
            #expect(throws: Refusal.self) { try store.transact { try $0.append(seal(number)) } }
            #expect(try store.transact { try $0.lastSeal() } == seal(2))
        }
    }

    // MARK: Definitions

    @Test(arguments: StoreDriver.all)
    func definition_withAHashThatIsKept_staysAsItWasFirst(driver: StoreDriver) throws {
        try driver.run { store throws in
            let first = StoredDefinition(
                hash: Samples.hash(1), kind: .workflow, name: "certificate", content: [1, 0, 2], at: Samples.at(1))
            let again = StoredDefinition(hash: Samples.hash(1), kind: .workflow, name: "other", content: [9], at: Samples.at(9))
            let calendar = StoredDefinition(hash: Samples.hash(2), kind: .calendar, name: "cn", content: [3], at: Samples.at(2))
            let newer = StoredDefinition(hash: Samples.hash(3), kind: .workflow, name: "certificate", content: [4], at: Samples.at(3))
            try store.transact { session in for definition in [newer, first, again, calendar] { try session.save(definition) } }
            #expect(try store.reader.definition(Samples.hash(1)) == first)
            #expect(try store.reader.definitions(.workflow) == [first, newer])
            #expect(try store.reader.definitions(.calendar) == [calendar])
            #expect(try store.reader.definitions(.roster).isEmpty)
            #expect(try store.reader.definition(Samples.hash(9)) == nil)
        }
    }

    // MARK: The daemon's own

    @Test(arguments: StoreDriver.all, MetaKey.allCases)
    func meta_ofEachKey_isReplaced(driver: StoreDriver, key: MetaKey) throws {
        try driver.run { store throws in
            #expect(try store.transact { try $0.meta(key) } == nil)
            try store.transact { session in
                try session.setMeta(key, 7)
                #expect(try session.meta(key) == 7)
                try session.setMeta(key, .max)
            }
            #expect(try store.reader.meta(key) == .max)
            for other in MetaKey.allCases where other != key { #expect(try store.reader.meta(other) == nil) }
        }
    }

    // MARK: Pending inputs

    @Test(arguments: StoreDriver.all)
    func pendingInput_thatIsPosted_isConsumedOnce(driver: StoreDriver) throws {
        try driver.run { store throws in
            let inputs = (1...3).map { PendingInput(id: "input-\(4 - $0)", caseID: CaseID(Int64($0)), body: [UInt8($0), 0]) }
            try store.transact { session in
                for input in inputs { try session.post(input) }
                try session.post(PendingInput(id: "input-3", caseID: Samples.two, body: [9]))  // The same id twice is one input.
            }
            #expect(try store.reader.pendingInputs(limit: 10) == inputs)
            #expect(try store.reader.pendingInputs(limit: 1) == [inputs[0]])
            #expect(try store.transact { [try $0.consume(pending: "input-2"), try $0.consume(pending: "input-2")] } == [true, false])
            #expect(try store.transact { try $0.consume(pending: "input-9") } == false)
            #expect(try store.reader.pendingInputs(limit: 10) == [inputs[0], inputs[2]])
            #expect(throws: Rollback()) {
                try store.transact {
                    _ = try $0.consume(pending: "input-1"); throw Rollback()
                }
            }
            #expect(try store.transact { try $0.consume(pending: "input-1") })
        }
    }
}
