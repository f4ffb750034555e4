import DubanEngine
import DubanModel
import DubanStore
import DubanTestKit
import Testing

/// Inboxes, deadlines, the ledger of accountability by time, versions in use, and the calendar in force, over every driver.
@Suite struct OfficeConformanceTests {
    private func task(_ number: Int64, roles: [String] = [], candidates: [StaffID] = [], excluded: [StaffID] = [], holder: StaffID? = nil)
        -> TaskRow
    {
        TaskRow(
            number: TaskNumber(number), caseID: CaseID(number), caseNumber: Samples.number(CaseID(number)), step: StepID(2), name: "review",
            title: LocalizedText(english: "Review", chinese: "审核"), workflow: "w", roles: roles, candidates: candidates, excluded: excluded,
            holder: holder, actions: ["approve"], openedAt: Samples.at(number))
    }

    @Test(arguments: StoreDriver.all)
    func inbox_ofAMember_holdsWhatIsForThemAndNothingElse(driver: StoreDriver) throws {
        try driver.run { store in
            let rows = [
                task(1, roles: ["clerk", "reviewer"]), task(2, roles: ["clerk"]), task(3, roles: ["reviewer"], excluded: [StaffID("me")]),
                task(4, candidates: [StaffID("me"), StaffID("other")]), task(5, roles: ["reviewer"], candidates: [StaffID("other")]),
                task(6, roles: ["clerk"], holder: StaffID("me")), task(7, roles: ["reviewer"], holder: StaffID("other")),
                task(8, holder: StaffID("away")),
            ]
            for row in rows { try store.perform([.openTask(row)], of: row.caseID) }
            func inbox(_ audience: TaskAudience, limit: Int = 99) throws -> [Int64] {
                let found = try store.reader.tasks(for: audience, limit: limit)
                #expect(found == Array(rows.filter { audience.includes($0) }.prefix(limit)), "the driver's question is the rule itself")
                return found.map(\.number.rawValue)
            }
            #expect(try inbox(TaskAudience(member: StaffID("me"), roles: ["reviewer"])) == [1, 4, 6])
            #expect(try inbox(TaskAudience(member: StaffID("me"), roles: ["reviewer"], standsInFor: [StaffID("away")])) == [1, 4, 6, 8])
            #expect(try inbox(TaskAudience(member: StaffID("me"), roles: [])) == [4, 6])
            #expect(try inbox(TaskAudience(member: StaffID("me"), roles: ["reviewer"]), limit: 2) == [1, 4])
            #expect(try inbox(TaskAudience(member: StaffID("o'neil"), roles: ["clerk\"", "clerk"])) == [1, 2])
        }
    }

    private func summary(
        _ id: Int64, definition: UInt8 = 3, owner: StaffID? = StaffID("li-na"), offeredTo: StaffID? = nil, outcome: String? = nil
    ) -> CaseSummary {
        CaseSummary(
            id: CaseID(id), number: Samples.number(CaseID(id)), workflow: "w", definition: Samples.hash(definition),
            openedAt: Samples.at(id),
            steps: [], owner: owner, light: .green, due: Samples.at(9), isProvisional: id % 2 == 0, offeredTo: offeredTo, outcome: outcome,
            endedAt: nil)
    }

    @Test(arguments: StoreDriver.all)
    func openCases_areFoundByPersonByOfferAndByVersion(driver: StoreDriver) throws {
        try driver.run { store in
            let summaries = [
                summary(1), summary(2, owner: StaffID("other"), offeredTo: StaffID("li-na")),
                summary(3, definition: 4, owner: StaffID("other")),
                summary(4, outcome: "issued"), summary(5, definition: 4, owner: nil, offeredTo: StaffID("li-na"), outcome: "issued"),
                summary(6),
            ]
            for row in summaries { try store.perform([.summarise(row)], of: row.id) }
            try store.perform([.openTask(task(3, holder: StaffID("li-na")))], of: CaseID(3))
            let reader = store.reader
            for row in summaries { #expect(try reader.summary(of: row.id) == row) }
            #expect(try reader.openCases(of: StaffID("li-na"), limit: 9).map(\.rawValue) == [1, 3, 6])
            #expect(try reader.openCases(of: StaffID("li-na"), limit: 2).map(\.rawValue) == [1, 3])
            #expect(try reader.cases(offeredTo: StaffID("li-na"), limit: 9).map(\.id.rawValue) == [2])
            #expect(try reader.openCases(under: nil, after: CaseID(0), limit: 9).map(\.rawValue) == [1, 2, 3, 6])
            #expect(try reader.openCases(under: Samples.hash(3), after: CaseID(1), limit: 9).map(\.rawValue) == [2, 6])
            #expect(try store.transact { try $0.openCases(after: CaseID(2), limit: 1) }.map(\.rawValue) == [3])
            #expect(
                try reader.versionsInUse() == [
                    VersionInUse(workflow: "w", definition: Samples.hash(3), openCases: 3),
                    VersionInUse(workflow: "w", definition: Samples.hash(4), openCases: 1),
                ])
            try store.perform([.summarise(summary(2, owner: StaffID("other")))], of: CaseID(2))
            #expect(try reader.cases(offeredTo: StaffID("li-na"), limit: 9).isEmpty, "an offer that was answered")
        }
    }

    @Test(arguments: StoreDriver.all)
    func timers_areReadInPieces_withoutLossOrRepetition(driver: StoreDriver) throws {
        try driver.run { store in
            let rows = [
                Samples.timer(clock: 4, .remind, at: 10), Samples.timer(clock: 4, .due, at: 20), Samples.timer(clock: 4, .letter, at: 20),
                Samples.timer(clock: 5, .due, at: 20), Samples.timer(Samples.two, clock: 4, .due, at: 20),
                Samples.timer(clock: 9, .due, at: 99),
            ]
            for row in rows { try store.perform([.schedule(row)], of: row.caseID) }
            var (read, last): ([TimerRow], TimerRow?) = ([], nil)
            while case let piece = try store.reader.timers(dueBy: Samples.at(50), after: last, limit: 2), !piece.isEmpty {
                read += piece
                last = piece.last
            }
            #expect(read.count == 5 && Set(read) == Set(rows.dropLast()))
            #expect(read == (try store.reader.timers(dueBy: Samples.at(50), limit: 9)), "in the order in which they are worked off")
            #expect(
                try store.reader.timers([.remind, .due], dueBy: Samples.at(99), limit: 9).map(\.rung) == [.remind, .due, .due, .due, .due])
            #expect(try store.reader.timers([.letter], dueBy: Samples.at(99), limit: 9).map(\.rung) == [.letter])
        }
    }

    @Test(arguments: StoreDriver.all)
    func accountability_ofAMonth_begins_andEndsWhereItSays(driver: StoreDriver) throws {
        try driver.run { store in
            let rows = [1, 2, 3, 4].map { Samples.charge(sequence: $0, at: Int64($0) * 10) }
            try store.perform(rows.map { .charge($0) })
            let found = try store.reader.accountability(from: Samples.at(20), until: Samples.at(40), limit: 9)
            #expect(found.map(\.sequence) == [2, 3], "from one instant until before another, the oldest first")
            #expect(try store.reader.accountability(from: Samples.at(0), until: Samples.at(99), limit: 3).map(\.sequence) == [1, 2, 3])
        }
    }

    @Test(arguments: StoreDriver.all)
    func calendarInForce_isTheLast_withItsProgressAndMoves(driver: StoreDriver) throws {
        try driver.run { store in
            #expect(try store.reader.calendarInForce() == nil)
            let first = CalendarInForce(number: 1, hash: Samples.hash(1), at: Samples.at(1), actor: "system")
            var second = CalendarInForce(number: 2, hash: Samples.hash(2), at: Samples.at(2), actor: "staff:admin")
            try store.transact { session in
                try session.putInForce(first)
                try session.putInForce(second)
                #expect(try session.calendarInForce() == second, "seen in the same transaction")
            }
            second.progress.through = CaseID(7)
            second.progress.isDone = true
            (second.progress.cases, second.progress.movedCases, second.progress.movedClocks) = (5, 4, 6)
            (second.progress.passedTooEarly, second.progress.refused) = (1, 2)
            (second.progress.earlier, second.progress.later) = (-3, 8)
            let moves = [9, 8].map { clock in
                CalendarMove(
                    caseID: Samples.one, caseNumber: Samples.number(Samples.one), clock: ClockID(clock), subject: "promised",
                    before: clock == 9 ? nil : Samples.at(1), after: Samples.at(2), isProvisional: clock == 9)
            }
            try store.transact { session in
                try session.note(second.progress, of: 2)
                try session.note(moves, of: 2)
                try session.note(moves, of: 2)
            }
            #expect(try store.reader.calendarInForce() == second)
            #expect(try store.reader.calendarsInForce() == [first, second])
            #expect(try store.reader.moves(of: 2, offset: 0, limit: 9) == moves.reversed(), "by case and clock, each once")
            #expect(try store.reader.moves(of: 2, offset: 1, limit: 9).map(\.clock.sequence) == [9])
            try store.transact { session in
                try session.putInForce(CalendarInForce(number: 3, hash: Samples.hash(3), at: Samples.at(3), actor: "staff:admin"))
                try session.note([], of: 3)
            }
            #expect(try store.reader.moves(of: 2, offset: 0, limit: 9).isEmpty, "what an earlier one moved is forgotten")
        }
    }
}
