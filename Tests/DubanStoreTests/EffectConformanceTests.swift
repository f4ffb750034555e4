import DubanEngine
import DubanModel
import DubanStore
import DubanTestKit
import Testing

@Suite struct EffectConformanceTests {
    // MARK: Tasks

    @Test(arguments: StoreDriver.all)
    func task_thatIsOpened_keepsEveryColumn(driver: StoreDriver) throws {
        try driver.run { store throws in
            let held = Samples.task(9, of: Samples.two, step: 7, holder: StaffID("wang-qiang"))
            try store.perform([.openTask(Samples.task(3)), .openTask(Samples.task(1, step: 4))])
            try store.perform([.openTask(held)], of: Samples.two)
            #expect(try store.reader.task(TaskNumber(3)) == Samples.task(3))
            #expect(try store.reader.task(TaskNumber(9)) == held)
            #expect(try store.reader.tasks(limit: 10).map(\.number.rawValue) == [1, 3, 9])
            #expect(try store.reader.tasks(limit: 2).map(\.number.rawValue) == [1, 3])
            #expect(try store.reader.tasks(of: Samples.one).map(\.number.rawValue) == [1, 3])
            #expect(try store.reader.task(TaskNumber(2)) == nil)
        }
    }

    @Test(arguments: StoreDriver.all)
    func task_thatIsHeldReleasedAndClosed_changesAlone(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.perform([.openTask(Samples.task(1, step: 2)), .openTask(Samples.task(2, step: 5))])
            try store.perform([.openTask(Samples.task(3, of: Samples.two, step: 2))], of: Samples.two)
            try store.perform([.holdTask(step: StepID(2), holder: StaffID("liu-yan"))])
            #expect(try store.reader.tasks(limit: 10).map(\.holder) == [StaffID("liu-yan"), nil, nil])
            try store.perform([.holdTask(step: StepID(2), holder: nil)])
            #expect(
                try store.reader.tasks(limit: 10) == [
                    Samples.task(1, step: 2), Samples.task(2, step: 5), Samples.task(3, of: Samples.two, step: 2),
                ])
            try store.perform([.closeTask(step: StepID(2))])
            #expect(try store.reader.tasks(limit: 10).map(\.number.rawValue) == [2, 3])
            try store.perform([.closeTask(step: StepID(99))])
            #expect(try store.reader.tasks(limit: 10).count == 2)
        }
    }

    // MARK: Timers

    @Test(arguments: StoreDriver.all)
    func timers_thatAreDue_comeInTheOrderOfTheirInstants(driver: StoreDriver) throws {
        try driver.run { store throws in
            let rungs = [
                Samples.timer(clock: 4, .due, at: 30), Samples.timer(clock: 4, .remind, at: 10), Samples.timer(clock: 6, .lapse, at: 20),
                Samples.timer(clock: 4, .criticise, at: 40),
            ]
            try store.perform(rungs.map { .schedule($0) })
            try store.perform([.schedule(Samples.timer(Samples.two, at: 20))], of: Samples.two)
            let reader = store.reader
            #expect(try reader.earliestTimer() == Samples.at(10))
            #expect(try reader.timers(dueBy: Samples.at(9), limit: 10).isEmpty)
            #expect(try reader.timers(dueBy: Samples.at(20), limit: 10) == [rungs[1], rungs[2], Samples.timer(Samples.two, at: 20)])
            #expect(try reader.timers(dueBy: Samples.at(1_000), limit: 2) == [rungs[1], rungs[2]])
        }
    }

    @Test(arguments: StoreDriver.all)
    func timer_thatIsScheduledAgain_moves(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.perform([.schedule(Samples.timer(at: 10)), .schedule(Samples.timer(at: 50))])
            #expect(try store.reader.timers(dueBy: Samples.at(1_000), limit: 10) == [Samples.timer(at: 50)])
        }
    }

    @Test(arguments: StoreDriver.all)
    func timers_thatAreUnscheduled_goOneByOneOrByClock(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.perform([
                .schedule(Samples.timer(clock: 4, .remind, at: 10)), .schedule(Samples.timer(clock: 4, .due, at: 20)),
                .schedule(Samples.timer(clock: 5, .due, at: 30)), .schedule(Samples.timer(clock: 5, .criticise, at: 40)),
            ])
            try store.perform([.schedule(Samples.timer(Samples.two, clock: 4, at: 50))], of: Samples.two)
            try store.perform([.unschedule(clock: ClockID(5), rung: .due), .unschedule(clock: ClockID(4), rung: nil)])
            #expect(
                try store.reader.timers(dueBy: Samples.at(1_000), limit: 10) == [
                    Samples.timer(clock: 5, .criticise, at: 40), Samples.timer(Samples.two, clock: 4, at: 50),
                ])
        }
    }

    // MARK: Serials and registers

    @Test(arguments: StoreDriver.all)
    func serial_thatIsAdvanced_givesTheNextFreeNumber(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.transact { session throws in
                #expect(try session.nextSerial("cases/CERT/2026") == 1)
                try session.perform(.advance(serial: "cases/CERT/2026", next: 2))
                #expect(try session.nextSerial("cases/CERT/2026") == 2)
                try session.perform(.advance(serial: "cases/CERT/2026", next: 9))
                try session.perform(.advance(serial: "tasks", next: 5))
            }
            #expect(try store.reader.nextSerial("cases/CERT/2026") == 9)
            #expect(try store.reader.nextSerial("tasks") == 5)
            #expect(try store.reader.nextSerial("other") == 1)
        }
    }

    @Test(arguments: StoreDriver.all)
    func register_ofEntries_keepsThemInOrderWithEveryColumn(driver: StoreDriver) throws {
        try driver.run { store throws in
            let rows = [
                Samples.entry(key: "a", label: "X-1", sequence: 5), Samples.entry(key: nil, label: nil, sequence: 6),
                Samples.entry(Samples.two, key: "b", label: "X-2", sequence: 5), Samples.entry(register: "payments", key: "a", sequence: 7),
            ]
            try store.perform(rows.map { .register($0) })
            let reader = store.reader
            #expect(try reader.registers() == ["certificates", "payments"])
            #expect(try reader.entries(of: "certificates", offset: 0, limit: 10) == Array(rows[0...2]))
            #expect(try reader.entries(of: "certificates", offset: 1, limit: 1) == [rows[1]])
            #expect(try reader.entries(of: "certificates", offset: 3, limit: 1).isEmpty)
            #expect(try reader.entries(of: Samples.one) == [rows[0], rows[1], rows[3]])
            #expect(try reader.entries(of: "nothing", offset: 0, limit: 10).isEmpty)
        }
    }

    @Test(arguments: StoreDriver.all)
    func register_withTheKeyAlready_refusesItForEver(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.perform([.register(Samples.entry(key: "a", sequence: 5))])
            try store.transact { session throws in
                #expect(try session.hasKey(register: "certificates", key: "a"))
                #expect(try !session.hasKey(register: "certificates", key: "A"))
                #expect(try !session.hasKey(register: "payments", key: "a"))
            }
            let refusal = #expect(throws: Refusal.self) {
                try store.perform([.register(Samples.entry(Samples.two, key: "a", sequence: 9))])
            }
            #expect(refusal?.code == .duplicateKey)
            try store.transact { session in
                try session.perform(.register(Samples.entry(key: "b", sequence: 6)))
                #expect(throws: Refusal.self) { try session.perform(.register(Samples.entry(key: "b", sequence: 7))) }
            }
            #expect(try store.reader.entries(of: "certificates", offset: 0, limit: 10).map(\.key) == ["a", "b"])
        }
    }

    /// The number that people read is unique as well: a certificate's serial stands once.
    @Test(arguments: StoreDriver.all)
    func register_withTheLabelAlready_refusesIt(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.perform([
                .register(Samples.entry(label: "X-1", sequence: 5)), .register(Samples.entry(register: "payments", label: "X-1")),
            ])
            #expect(throws: Refusal.self) { try store.perform([.register(Samples.entry(label: "X-1", sequence: 6))]) }
            #expect(try store.reader.entries(of: "certificates", offset: 0, limit: 10).count == 1)
        }
    }

    // MARK: Accountability and lists

    @Test(arguments: StoreDriver.all)
    func accountability_ofAll_comesNewestFirst(driver: StoreDriver) throws {
        try driver.run { store throws in
            let rows = [
                Samples.charge(sequence: 4, at: 10), Samples.charge(sequence: 9, person: nil, at: 30),
                Samples.charge(Samples.two, sequence: 4, at: 20),
            ]
            try store.perform(rows.map { .charge($0) })
            #expect(try store.reader.accountability(of: nil, limit: 10) == [rows[1], rows[2], rows[0]])
            #expect(try store.reader.accountability(of: Samples.one, limit: 10) == [rows[1], rows[0]])
            #expect(try store.reader.accountability(of: nil, limit: 1) == [rows[1]])
        }
    }

    @Test(arguments: StoreDriver.all)
    func summary_thatIsWrittenAgain_isReplaced(driver: StoreDriver) throws {
        try driver.run { store throws in
            try store.perform([.summarise(Samples.summary())])
            #expect(try store.reader.summary(of: Samples.one) == Samples.summary())
            try store.perform([.summarise(Samples.summary(light: .red, outcome: "issued"))])
            #expect(try store.reader.summary(of: Samples.one) == Samples.summary(light: .red, outcome: "issued"))
            #expect(try store.reader.caseID(of: CaseNumber("CERT-2026-0001")) == Samples.one)
            #expect(try store.reader.caseID(of: CaseNumber("CERT-2026-0002")) == nil)
            #expect(try store.reader.summary(of: Samples.two) == nil)
        }
    }

    @Test(arguments: StoreDriver.all)
    func cases_byFilter_areThoseThatFitNewestFirst(driver: StoreDriver) throws {
        try driver.run { store throws in
            for (id, workflow, light, outcome) in [
                (1, "a", Light.green, nil), (2, "b", .yellow, nil), (3, "a", .red, nil), (4, "a", .red, "issued"),
            ] as [(Int64, String, Light, String?)] {
                try store.perform(
                    [.summarise(Samples.summary(CaseID(id), workflow: workflow, light: light, outcome: outcome))], of: CaseID(id))
            }
            func found(_ filter: CaseFilter) throws -> [Int64] { try store.reader.cases(filter).map(\.id.rawValue) }
            #expect(try found(CaseFilter()) == [4, 3, 2, 1])
            #expect(try found(CaseFilter(limit: 2)) == [4, 3])
            #expect(try found(CaseFilter(lights: [.red])) == [4, 3])
            #expect(try found(CaseFilter(lights: [.red, .yellow], isOpen: true)) == [3, 2])
            #expect(try found(CaseFilter(lights: [])) == [])
            #expect(try found(CaseFilter(workflow: "a", isOpen: false)) == [4])
            #expect(try found(CaseFilter(workflow: "b")) == [2])
            #expect(try found(CaseFilter(workflow: "c' OR 1=1 --")) == [])
        }
    }
}
