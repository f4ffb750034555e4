import DubanModel
import DubanTime
import Testing

/// Random ledgers against a naive loop over days and minutes.
struct ClockLedgerPropertyTests {
    /// A random ledger, made by the changes that people make.
    private static func random(_ unit: Limit.Unit, _ calendar: WorkingCalendar, using generator: inout SeededGenerator) throws
        -> ClockLedger
    {
        func entry(_ at: Instant) -> ClockEntry { ClockEntry(at: at, reason: "reason") }
        var at = Instant(milliseconds: Int64.random(in: 25_000_000..<27_000_000, using: &generator) * 60_000)
        var ledger = ClockLedger(budget: Limit(Int.random(in: 1...20, using: &generator), unit), start: entry(at))
        for _ in 0..<Int.random(in: 0...6, using: &generator) {
            at = at + .seconds(60 * Int64.random(in: 0...6_000, using: &generator))
            if ledger.stops.last.map({ $0.to == nil }) ?? false {
                try ledger.resume(entry(at))
            } else {
                let maximum = Bool.random(using: &generator) ? Limit(Int.random(in: 1...5, using: &generator), .workingDays) : nil
                let afterwards: ClockStop.Rule.Afterwards = Int.random(in: 0..<4, using: &generator) == 0 ? .restarts : .resumes
                try ledger.stop(entry(at), rule: .init(maximum: maximum, afterwards: afterwards), in: calendar)
            }
            if Int.random(in: 0..<5, using: &generator) == 0 {
                try? ledger.extend(by: Limit(Int.random(in: 1...4, using: &generator), unit), entry(at), in: calendar)
            }
        }
        return ledger
    }

    @Test(arguments: UInt64(1)...120)
    func fires_ofARandomLedgerInDays_isWhereTheDayLoopEnds(seed: UInt64) throws {
        let (sample, start) = try CalendarPropertyTests.sample(seed)
        var generator = start
        let calendar = sample.calendar
        for unit in [Limit.Unit.workingDays, .calendarDays] {
            let ledger = try Self.random(unit, calendar, using: &generator)
            let budget = (ledger.budget.amount ?? 0) + ledger.extensions.reduce(0) { $0 + ($1.by.amount ?? 0) }
            let spans = try ledger.spans(in: calendar)
            func runs(before instant: Instant) -> Bool {
                spans.contains { $0.kind == .run && $0.from < instant && $0.to.map { instant <= $0 } ?? true }
            }
            var restarts = try ledger.stops.filter { $0.rule.afterwards == .restarts }.compactMap { try $0.end(in: calendar) }[...]
            var (day, count) = (calendar.day(of: ledger.start.at), 0)
            var first = day
            var expected: Instant?
            while expected == nil, day.year < 2030 {
                while let restart = restarts.first, calendar.day(of: restart) <= day {
                    restarts = restarts.dropFirst()
                    (first, count) = (calendar.day(of: restart), 0)
                }
                let counts = day > first && runs(before: calendar.midnight(of: day)) && runs(before: calendar.closing(of: day))
                if counts, unit == .calendarDays || sample.naive.isWorking(day) { count += 1 }
                if counts, count >= budget, sample.naive.isWorking(day) { expected = calendar.closing(of: day) }
                day = day.adding(days: 1)
            }
            #expect(try ledger.fires(in: calendar)?.instant == expected, "seed \(seed) \(unit.rawValue)")
        }
    }

    @Test(arguments: UInt64(1)...120)
    func consumed_ofARandomLedger_growsToTheBudgetAtTheInstantItFires(seed: UInt64) throws {
        let (sample, start) = try CalendarPropertyTests.sample(seed)
        var generator = start
        let calendar = sample.calendar
        for unit in Limit.Unit.allCases where unit != .calendarYears {
            let ledger = try Self.random(unit, calendar, using: &generator)
            guard let due = try ledger.fires(in: calendar) else {
                #expect(try ledger.remaining(at: Instant(milliseconds: 1_900_000_000_000), in: calendar).amount > 0)
                continue
            }
            #expect(try ledger.remaining(at: due.instant, in: calendar).amount == 0, "seed \(seed) \(unit.rawValue)")
            let restarts = ledger.stops.contains { $0.rule.afterwards == .restarts }
            if unit.isTime {
                #expect(
                    try ledger.remaining(at: Instant(milliseconds: due.instant.milliseconds - 1), in: calendar).amount == 1,
                    "seed \(seed) \(unit.rawValue)")
            }
            guard !restarts else { continue }
            var last: Int64 = 0
            for step in Int64(0)...30 {
                let at = Instant(
                    milliseconds: ledger.start.at.milliseconds + (due.instant.milliseconds - ledger.start.at.milliseconds) * step / 30)
                let consumed = try ledger.consumed(at: at, in: calendar).amount
                #expect(consumed >= last)
                last = consumed
            }
        }
    }

    @Test(arguments: UInt64(1)...120)
    func fires_derivedFromAStoredLedger_isTheSameToTheMillisecond(seed: UInt64) throws {
        let (sample, start) = try CalendarPropertyTests.sample(seed)
        var generator = start
        let calendar = sample.calendar
        for unit in Limit.Unit.allCases {
            let ledger = try Self.random(unit, calendar, using: &generator)
            let stored = try ClockLedger(
                budget: Limit(ledger.budget.description), start: ledger.start, stops: ledger.stops.map { ($0.from, $0.to, $0.rule) },
                extensions: ledger.extensions.map { ($0.by, $0.entry) })
            #expect(stored == ledger)
            #expect(try stored.fires(in: calendar) == ledger.fires(in: calendar))
            let wanted: [Int: RungOffset] = [
                1: .before(Limit(2, .workingDays)), 2: .atEnd, 3: .opening(workingDaysAfter: 1), 4: .after(Limit(5, .workingDays)),
            ]
            #expect(try stored.rungs(wanted, in: calendar) == ledger.rungs(wanted, in: calendar))
            let rungs = try ledger.rungs(wanted, in: calendar)
            guard let remind = rungs[1], let due = rungs[2], let letter = rungs[3], let criticise = rungs[4] else {
                #expect(rungs.isEmpty)
                continue
            }
            #expect(remind <= due && due <= letter && letter < criticise, "seed \(seed) \(unit.rawValue)")
        }
    }

    @Test(arguments: UInt64(1)...40)
    func fires_ofARandomLedgerInWorkingMinutes_isWhereTheMinuteLoopEnds(seed: UInt64) throws {
        let (sample, start) = try CalendarPropertyTests.sample(seed)
        var generator = start
        let calendar = sample.calendar
        let ledger = try Self.random(.workingMinutes, calendar, using: &generator)
        guard !ledger.stops.contains(where: { $0.rule.afterwards == .restarts }), let due = try ledger.fires(in: calendar) else { return }
        let spans = try ledger.spans(in: calendar).filter { $0.kind == .run }
        var left = (ledger.budget.amount ?? 0) + ledger.extensions.reduce(0) { $0 + ($1.by.amount ?? 0) }
        var expected: Int64 = 0
        sample.naive.scan(from: ledger.start.at) { minute, isOpen in
            let at = Instant(milliseconds: minute * 60_000)
            if isOpen, spans.contains(where: { $0.from <= at && $0.to.map { at < $0 } ?? true }) { left -= 1 }
            expected = (minute + 1) * 60_000
            return left == 0
        }
        #expect(due.instant.milliseconds == expected, "seed \(seed)")
    }
}

extension Limit.Unit {
    fileprivate var isTime: Bool { self == .workingHours || self == .workingMinutes }
}
