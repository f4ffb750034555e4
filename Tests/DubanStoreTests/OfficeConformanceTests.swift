import DubanEngine
import DubanModel
import DubanStore
import DubanTestKit
import Testing

/// What people look at besides single cases.
@Suite struct OfficeConformanceTests {
    private func task(
        _ number: Int64, roles: [String] = [], candidates: [StaffID] = [], excluded: [StaffID] = [], holder: StaffID? = nil,
        awaits: TaskRow.Awaited? = nil
    ) -> TaskRow {
        TaskRow(
            number: TaskNumber(number), caseID: CaseID(number), caseNumber: Samples.number(CaseID(number)), step: StepID(2), name: "review",
            title: LocalizedText(english: "Review", chinese: "审核"), workflow: "certificate", roles: roles, candidates: candidates,
            excluded: excluded, holder: holder, actions: ["approve"], openedAt: Samples.at(number), awaits: awaits)
    }

    private func summary(
        _ id: Int64, workflow: String = "w", definition: UInt8 = 1, owner: StaffID? = nil, offeredTo: StaffID? = nil, outcome: String? = nil
    ) -> CaseSummary {
        CaseSummary(
            id: CaseID(id), number: Samples.number(CaseID(id)), workflow: workflow, definition: Samples.hash(definition),
            openedAt: Samples.at(0),
            steps: ["a"], owner: owner, light: .green, due: Samples.at(9), isProvisional: id % 2 == 0, offeredTo: offeredTo,
            outcome: outcome,
            endedAt: outcome.map { _ in Samples.at(99) })
    }

    private func keep(_ store: any Store, tasks: [TaskRow] = [], cases: [CaseSummary] = []) throws {
        try store.transact { session in
            for task in tasks { try session.perform(.openTask(task), of: task.caseID, claim: nil) }
            for summary in cases { try session.perform(.summarise(summary), of: summary.id, claim: nil) }
        }
    }

    // MARK: Inboxes

    @Test(arguments: StoreDriver.all)
    func task_forCandidatesThatAwaitsAMessage_keepsEveryColumn(driver: StoreDriver) throws {
        try driver.run { store throws in
            let kept = task(
                7, roles: ["clerk"], candidates: ["li-na", "o'neil"], excluded: ["chen-jing"], holder: "li-na",
                awaits: .init(message: "paid", correlation: "X \"1\""))
            try keep(store, tasks: [kept])
            #expect(try store.reader.task(TaskNumber(7)) == kept)
        }
    }

    @Test(arguments: StoreDriver.all)
    func inbox_ofAMember_hasWhatIsTheirsAndWhatTheyMayTake(driver: StoreDriver) throws {
        try driver.run { store throws in
            let tasks = [
                task(1, roles: ["clerk"]), task(2, roles: ["reviewer", "clerk"]), task(3, roles: ["reviewer"]),
                task(4, roles: ["clerk"], excluded: ["li-na"]), task(5, roles: ["clerk"], holder: "chen-jing"),
                task(6, roles: ["reviewer"], holder: "li-na"), task(7, candidates: ["li-na"]),
                task(8, roles: ["clerk"], candidates: ["chen-jing"]),
                task(9, roles: ["reviewer"], holder: "wang-qiang"), task(10, candidates: ["li-na"], excluded: ["li-na"]),
            ]
            try keep(store, tasks: tasks)
            func inbox(_ audience: TaskAudience, limit: Int = 100) throws -> [Int64] {
                try store.reader.tasks(for: audience, limit: limit).map(\.number.rawValue)
            }
            let clerk = TaskAudience(member: "li-na", roles: ["clerk", "specialist"])
            #expect(try inbox(clerk) == [1, 2, 6, 7])
            #expect(try inbox(clerk, limit: 2) == [1, 2])
            #expect(try inbox(TaskAudience(member: "li-na", roles: ["clerk"], standsInFor: ["wang-qiang", "nobody"])) == [1, 2, 6, 7, 9])
            #expect(try inbox(TaskAudience(member: "nobody", roles: [])) == [])
            let expected = tasks.filter { clerk.includes($0) }.map(\.number.rawValue)
            #expect(try inbox(clerk) == expected, "the store and the rule say the same")
        }
    }

    @Test(arguments: StoreDriver.all)
    func tasks_thatAwaitAMessage_areFoundByItsCorrelation(driver: StoreDriver) throws {
        try driver.run { store throws in
            try keep(
                store,
                tasks: [
                    task(1, awaits: .init(message: "paid", correlation: "a")), task(2, awaits: .init(message: "paid", correlation: "b")),
                    task(3, awaits: .init(message: "sent", correlation: "a")), task(4),
                    task(5, awaits: .init(message: "paid", correlation: "a")),
                ])
            #expect(try store.reader.tasks(awaiting: .init(message: "paid", correlation: "a")).map(\.number.rawValue) == [1, 5])
            #expect(try store.reader.tasks(awaiting: .init(message: "paid", correlation: "c")).isEmpty)
        }
    }

    // MARK: Cases

    @Test(arguments: StoreDriver.all)
    func cases_ofAMember_areThoseTheyOwnOrHoldATaskOf(driver: StoreDriver) throws {
        try driver.run { store throws in
            try keep(
                store, tasks: [task(3, roles: ["clerk"], holder: "li-na"), task(1, roles: ["clerk"], holder: "li-na")],
                cases: [
                    summary(1, owner: "li-na"), summary(2, owner: "chen-jing", offeredTo: "li-na"), summary(3, owner: "chen-jing"),
                    summary(4, owner: "li-na", offeredTo: "wang-qiang", outcome: "issued"),
                    summary(5, owner: "li-na", offeredTo: "chen-jing"),
                ])
            #expect(try store.reader.openCases(of: "li-na", limit: 10) == [CaseID(1), CaseID(3), CaseID(5)])
            #expect(try store.reader.openCases(of: "li-na", limit: 2) == [CaseID(1), CaseID(3)])
            #expect(try store.reader.cases(offeredTo: "li-na", limit: 10) == [summary(2, owner: "chen-jing", offeredTo: "li-na")])
            #expect(try store.reader.cases(offeredTo: "wang-qiang", limit: 10).isEmpty, "it has ended")
        }
    }

    @Test(arguments: StoreDriver.all)
    func versions_thatOpenCasesUse_areCounted(driver: StoreDriver) throws {
        try driver.run { store throws in
            try keep(
                store,
                cases: [
                    summary(1, definition: 2), summary(2, definition: 1), summary(3, definition: 2),
                    summary(4, definition: 2, outcome: "x"),
                    summary(5, workflow: "a", definition: 3),
                ])
            #expect(
                try store.reader.versionsInUse() == [
                    VersionInUse(workflow: "a", definition: Samples.hash(3), openCases: 1),
                    VersionInUse(workflow: "w", definition: Samples.hash(1), openCases: 1),
                    VersionInUse(workflow: "w", definition: Samples.hash(2), openCases: 2),
                ])
            #expect(try store.reader.openCases(under: Samples.hash(2), after: CaseID(0), limit: 10) == [CaseID(1), CaseID(3)])
            #expect(try store.reader.openCases(under: nil, after: CaseID(1), limit: 2) == [CaseID(2), CaseID(3)])
            #expect(try store.transact { try $0.openCases(after: CaseID(2), limit: 10) } == [CaseID(3), CaseID(5)])
        }
    }

    // MARK: Deadlines

    @Test(arguments: StoreDriver.all)
    func timers_afterOne_comeEachOnce(driver: StoreDriver) throws {
        try driver.run { store throws in
            let rungs: [TimerRow] = (1...4).flatMap { id in
                [Rung.due, .remind, .lapse].map {
                    TimerRow(caseID: CaseID(Int64(id)), clock: ClockID(id % 2 + 1), rung: $0, due: Samples.at(Int64(id / 2)))
                }
            }
            try store.transact { session in
                for rung in rungs.shuffled() { try session.perform(.schedule(rung), of: rung.caseID, claim: nil) }
            }
            for size in [1, 2, 5, 100] {
                var seen: [TimerRow] = []
                while case let page = try store.reader.timers(dueBy: Samples.at(100), after: seen.last, limit: size), !page.isEmpty {
                    seen += page
                }
                #expect(seen.count == rungs.count && Set(seen) == Set(rungs), "\(size) at once")
                #expect(seen.map(\.due) == seen.map(\.due).sorted())
            }
            #expect(
                try Set(store.reader.timers([.remind], dueBy: Samples.at(1), limit: 100))
                    == Set(rungs.filter { $0.rung == .remind && $0.due <= Samples.at(1) }))
            #expect(try store.reader.timers([], dueBy: Samples.at(100), limit: 100).isEmpty)
        }
    }

    // MARK: Accountability

    @Test(arguments: StoreDriver.all)
    func accountability_ofATime_comesOldestFirstWithItsStanding(driver: StoreDriver) throws {
        try driver.run { store throws in
            let shares = [Event.Accountability.Share(person: "chen-jing", minutes: 5), .init(person: "li-na", minutes: 30)]
            let rows = (1...4).map { number in
                AccountabilityRow(
                    caseID: Samples.one, caseNumber: Samples.number(Samples.one), sequence: number, at: Samples.at(Int64(number * 10)),
                    entry: .init(
                        person: "li-na", supervisor: nil, promise: "step-limit", step: StepID(number), shares: number == 2 ? shares : []))
            }
            try store.perform(rows.reversed().map { .charge($0) })
            #expect(try store.reader.accountability(from: Samples.at(20), until: Samples.at(40), limit: 10) == Array(rows[1...2]))
            #expect(try store.reader.accountability(from: Samples.at(0), until: Samples.at(99), limit: 1) == [rows[0]])
            try store.perform([.settleCharge(sequence: 2, standing: .contested), .settleCharge(sequence: 3, standing: .setAside)])
            // Another case's: nothing of this one changes.
            try store.perform([.settleCharge(sequence: 1, standing: .upheld)], of: Samples.two)
            #expect(
                try store.reader.accountability(from: Samples.at(0), until: Samples.at(99), limit: 10).map(\.standing) == [
                    .standing, .contested, .setAside, .standing,
                ])
        }
    }

    // MARK: Registers

    @Test(arguments: StoreDriver.all)
    func entries_byAQuery_areThoseThatFit(driver: StoreDriver) throws {
        try driver.run { store throws in
            func entry(_ sequence: Int, _ fields: DataValue, register: String = "r", key: String? = nil, label: String? = nil)
                -> RegisterRow
            {
                RegisterRow(
                    register: register, key: key, label: label, caseID: Samples.one, caseNumber: Samples.number(Samples.one),
                    sequence: sequence,
                    at: Samples.at(1), fields: fields)
            }
            let rows = [
                entry(1, ["kind": "a", "year": 2_026], key: "k1", label: "L-1"),
                entry(2, ["kind": "b", "year": 2_026], key: "k2", label: "L-2"),
                entry(3, ["kind": "a", "year": 2_025], label: "L-3"), entry(4, ["kind": "a", "year": 2_026], register: "other", key: "k1"),
            ]
            try store.perform(rows.map { .register($0) })
            func found(_ selection: EntryQuery.Selection, limit: Int = 10) throws -> [Int] {
                let query = EntryQuery(register: "r", selection: selection, limit: limit)
                let sequences = try store.reader.entries(query).map(\.sequence)
                #expect(try store.transact { try $0.entries(query).map(\.sequence) } == sequences, "transaction and reader say the same")
                return sequences
            }
            #expect(try found(.key("k1")) == [1])
            #expect(try found(.key("k3")) == [])
            #expect(try found(.label("L-2")) == [2])
            #expect(try found(.fields(["kind": "a"])).sorted() == [1, 3])
            #expect(try found(.fields(["kind": "a", "year": 2_026])) == [1])
            #expect(try found(.fields(["kind": "a"]), limit: 1).count == 1)
            #expect(try found(.fields(["missing": "a"])) == [])
        }
    }

    @Test(arguments: StoreDriver.all)
    func balance_ofAnAccount_isWhatWasWrittenLast(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.transact { session throws in
                #expect(try session.balance(register: "budget", account: "2026") == 0)
                try session.perform(.balance(register: "budget", account: "2026", value: 500))
                try session.perform(.balance(register: "budget", account: "2026", value: -3))
                try session.perform(.balance(register: "budget", account: "2027", value: .max))
                #expect(try session.balance(register: "budget", account: "2026") == -3)
            }
            #expect(try store.reader.balances(of: "budget") == ["2026": -3, "2027": .max])
            #expect(try store.reader.balances(of: "other").isEmpty)
        }
    }

    // MARK: The calendar

    @Test(arguments: StoreDriver.all)
    func calendars_inForce_followEachOtherWithTheirProgress(driver: StoreDriver) throws {
        try driver.run { store throws in
            #expect(try store.reader.calendarInForce() == nil)
            let (first, second) = (
                CalendarInForce(number: 1, hash: Samples.hash(1), at: Samples.at(1), actor: "system"),
                CalendarInForce(number: 2, hash: Samples.hash(2), at: Samples.at(2), actor: "staff:admin")
            )
            var progress = CalendarInForce.Progress()
            (progress.through, progress.isDone, progress.cases, progress.movedCases) = (CaseID(9), true, 8, 7)
            (progress.movedClocks, progress.passedTooEarly, progress.refused, progress.earlier, progress.later) = (6, 5, 4, -3, 2)
            try store.transact { session throws in
                try session.putInForce(first)
                try session.putInForce(second)
                try session.note(progress, of: 2)
                #expect(try session.calendarInForce()?.progress == progress)
            }
            var expected = second
            expected.progress = progress
            #expect(try store.reader.calendarInForce() == expected)
            #expect(try store.reader.calendarsInForce() == [first, expected])
        }
    }

    @Test(arguments: StoreDriver.all)
    func moves_underACalendar_arePagedByCase(driver: StoreDriver) throws {
        try driver.run { store throws in
            let moves = (1...5).map { number -> CalendarMove in
                let id = CaseID(Int64(number))
                let (before, after): (Instant?, Instant?) = (number == 2 ? nil : Samples.at(1), number == 3 ? nil : Samples.at(2))
                return CalendarMove(
                    caseID: id, caseNumber: Samples.number(id), clock: ClockID(3), subject: "promised", before: before, after: after,
                    isProvisional: number == 4)
            }
            try store.transact { session in
                try session.putInForce(CalendarInForce(number: 1, hash: Samples.hash(1), at: Samples.at(1), actor: "system"))
                try session.note(Array(moves.reversed()), of: 1)
            }
            #expect(try store.reader.moves(of: 1, offset: 0, limit: 10) == moves)
            #expect(try store.reader.moves(of: 1, offset: 3, limit: 1) == [moves[3]])
            #expect(try store.reader.moves(of: 2, offset: 0, limit: 10).isEmpty)
        }
    }

    // MARK: What cases owe each other

    private static let owed: [Owed] = [
        .child(
            step: StepID(4), workflow: "child", changes: [DataChange(path: DataPath("a.b"), value: .sealed(SealedReference(digest: .zero)))]
        ),
        .opened(parent: ParentLink(caseID: CaseID(1), number: CaseNumber("P-1"), step: StepID(4))),
        .ended(
            parent: ParentLink(caseID: CaseID(1), number: CaseNumber("P-1"), step: StepID(4)), outcome: "done", wasClosed: true,
            results: ["n": 1]),
        .closing(child: CaseNumber("C-1")),
    ]

    @Test(arguments: owed)
    func errand_asItIsKept_readsBack(owed: Owed) throws {
        let pending = PendingInput(owed, number: 1, debtor: CaseID(7), sequence: 12)
        #expect(pending.id == "7/12/1" && pending.caseID == CaseID(7))
        #expect(try pending.owed() == owed)
        let damaged = PendingInput(id: "x", caseID: CaseID(7), body: Array(pending.body.dropLast()))
        #expect(#expect(throws: Refusal.self) { try damaged.owed() }?.code == .internalInconsistency)
    }
}
