import DubanModel
import DubanStore
import DubanTestKit
import Testing

@Suite struct PrivacyConformanceTests {
    private func sealed(_ byte: UInt8) -> SealedValue {
        SealedValue(reference: SealedReference(digest: Samples.hash(byte)), ciphertext: [byte, 0, 255])
    }

    @Test(arguments: StoreDriver.all)
    func sealedValue_ofACase_isFoundUnderItsReferenceThere(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.transact { session in
                try session.save(caseKey: [1, 2, 3], of: Samples.one)
                try session.save(sealed(1), of: Samples.one)
                try session.save(sealed(2), of: Samples.one)
                try session.save(sealed(1), of: Samples.one)  // The same value twice is no error.
            }
            #expect(try store.reader.caseKey(of: Samples.one) == [1, 2, 3])
            #expect(try store.reader.caseKey(of: Samples.two) == nil)
            #expect(try store.reader.sealed(sealed(1).reference, of: Samples.one) == [1, 0, 255])
            #expect(try store.reader.sealed(sealed(1).reference, of: Samples.two) == nil)
            #expect(try Set(store.reader.sealedValues(of: Samples.one)) == [sealed(1), sealed(2)])
        }
    }

    @Test(arguments: StoreDriver.all)
    func caseKey_thatIsDestroyed_takesSealedValuesAndTokensOfItsCaseAlong(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.transact { session in
                for id in [Samples.one, Samples.two] {
                    try session.save(caseKey: [UInt8(id.rawValue)], of: id)
                    try session.save(sealed(UInt8(id.rawValue)), of: id)
                    try session.index(token: [7], of: id)
                }
            }
            try store.transact { try $0.save(caseKey: nil, of: Samples.one) }
            #expect(try store.reader.caseKey(of: Samples.one) == nil)
            #expect(try store.reader.sealedValues(of: Samples.one).isEmpty)
            #expect(try store.reader.find(token: [7]) == [Samples.two])
            #expect(try store.reader.caseKey(of: Samples.two) == [2])
            #expect(try store.reader.sealedValues(of: Samples.two) == [sealed(2)])
        }
    }

    @Test(arguments: StoreDriver.all)
    func token_ofSeveralCases_findsThemNewestFirst(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.transact { session in
                for id in 1...3 { try session.index(token: [1, 2], of: CaseID(Int64(id))) }
                try session.index(token: [1, 2], of: CaseID(2))
                try session.index(token: [1], of: CaseID(4))
            }
            #expect(try store.reader.find(token: [1, 2]) == [CaseID(3), CaseID(2), CaseID(1)])
            #expect(try store.reader.find(token: [1]) == [CaseID(4)])
            #expect(try store.reader.find(token: []).isEmpty)
        }
    }
}
