import DubanModel
import DubanWorkflows

extension Decider {
    // MARK: Decision tables

    mutating func run(_ decide: DecideStep, _ step: Step, _ id: StepID, scope: Int) throws(Refusal) {
        let decision = try view(scope).decide(decide, on: today)
        emit(
            .tableDecided(
                .init(
                    step: id, table: decide.table, rows: decision.rows, because: decision.because, isSecret: state.isSecret(scope: scope))))
        if let path = decide.because {
            let words = [decision.because["zh"], decision.because["en"]].compactMap(\.textValue).joined(separator: " ")
            write([DataChange(path: path, value: .text(words))], scope: scope)
        }
        if let output = decision.output {
            write([DataChange(path: decide.into, value: output)], scope: scope)
        } else if decide.otherwise == nil {
            throw Refusal(
                .invalidData,
                "No row of the table \(decide.table) fits case \(state.number), and step \(step.name) has no \"otherwise\"; complete the table."
            )
        }
        try leave(step, id, scope: scope, because: decision.because)
        enter(decision.output == nil ? decide.otherwise ?? decide.then : decide.then, scope: scope)
    }

    // MARK: Entries

    mutating func run(_ record: RecordStep, _ step: Step, _ id: StepID, scope: Int) throws(Refusal) {
        if let conflict = try conflict(of: record, scope: scope) {
            let elsewhere = conflict.code == .duplicateKey ? record.onDuplicate : record.onShortfall
            guard let elsewhere else { throw conflict }
            try leave(step, id, scope: scope, because: ["conflict": .text(conflict.code.rawValue)])
            return enter(elsewhere, scope: scope)
        }
        try enter(record, at: id, scope: scope)
        try leave(step, id, scope: scope)
        enter(record.then, scope: scope)
    }

    /// Why an entry cannot be made: its key stands there already, or a sum would fall below its floor. Looked at before anything of
    /// it is emitted; a key that is free is taken.
    private mutating func conflict(of record: RecordStep, scope: Int) throws(Refusal) -> Refusal? {
        let key = try record.key.map { argument throws(Refusal) in try view(scope).text(of: argument) }
        if let key, isTaken(key, of: record.register) { return duplicate(key, record) }
        for change in record.balances {
            guard let argument = change.floor else { continue }
            let (account, amount) = (try view(scope).text(of: change.account), try whole(change.amount, scope: scope))
            let floor = try whole(argument, scope: scope)
            let register = change.register ?? record.register
            let after = try sum(balance(of: account, in: register), amount)
            if after < floor {
                return Refusal(
                    .insufficientBalance,
                    "Case \(state.number) cannot take \(-amount) from \(account) of register \(register): \(after - amount) is left, and it must not fall below \(floor)."
                )
            }
        }
        if let key { takeKey(key, of: record.register) }
        return nil
    }

    private func duplicate(_ key: String, _ record: RecordStep) -> Refusal {
        Refusal(
            .duplicateKey,
            "Case \(state.number) cannot enter \"\(key)\" in register \(record.register): it stands there already, and a key is unique for ever."
        )
    }

    private mutating func enter(_ record: RecordStep, at id: StepID, scope: Int) throws(Refusal) {
        let key = try record.key.map { argument throws(Refusal) in try view(scope).text(of: argument) }
        var serial: (counter: String, number: Int64, label: String)?
        if let pattern = record.serial {
            let counter = Counter.register(record.register, year: pattern.isYearly ? year : nil)
            let number = takeSerial(counter)
            serial = (counter, number, pattern.text(year: year, serial: number))
        }
        if let path = record.into, let serial { write([DataChange(path: path, value: .text(serial.label))], scope: scope) }
        let fields = try view(scope).value(of: .record(record.fields))
        let sequence = emit(
            .registerEntered(
                .init(
                    step: id, register: record.register, key: key, counter: serial?.counter, serial: serial?.number,
                    label: serial?.label, fields: fields)))
        effect(
            .register(
                RegisterRow(
                    register: record.register, key: key, label: serial?.label, caseID: state.id, caseNumber: state.number,
                    sequence: sequence, at: now, fields: fields)))
        for change in record.balances { try apply(change, of: change.register ?? record.register, at: id, scope: scope) }
    }

    private mutating func apply(_ change: BalanceChange, of register: String, at id: StepID, scope: Int) throws(Refusal) {
        let (account, amount) = (try view(scope).text(of: change.account), try whole(change.amount, scope: scope))
        let after = try sum(balance(of: account, in: register), amount)
        noteBalance(amount, of: account, in: register)
        emit(.balanceChanged(.init(step: id, register: register, account: account, amount: amount, after: after)))
        effect(.balance(register: register, account: account, value: after))
    }

    private func whole(_ argument: Argument, scope: Int) throws(Refusal) -> Int64 {
        guard let number = try view(scope).value(of: argument).integerValue else {
            throw Refusal(.invalidData, "Case \(state.number) cannot change a sum: what the definition names is no whole number.")
        }
        return number
    }

    private func sum(_ first: Int64, _ second: Int64) throws(Refusal) -> Int64 {
        let (sum, overflow) = first.addingReportingOverflow(second)
        guard !overflow else { throw Refusal(.invalidData, "A sum of case \(state.number) does not fit into 64 bits.") }
        return sum
    }

    // MARK: Look-ups

    mutating func run(_ lookup: LookupStep, _ step: Step, _ id: StepID, scope: Int) throws(Refusal) {
        let (value, found) = try look(up: lookup, scope: scope)
        emit(.registerRead(.init(step: id, register: lookup.register, found: found)))
        write([DataChange(path: lookup.into, value: value)], scope: scope)
        try leave(step, id, scope: scope)
        enter(found == 0 ? lookup.none ?? lookup.then : lookup.then, scope: scope)
    }

    private mutating func look(up lookup: LookupStep, scope: Int) throws(Refusal) -> (value: DataValue, found: Int) {
        let view = view(scope)
        var selection: EntryQuery.Selection
        switch lookup.selection {
        case .balance(let account):
            let account = try view.text(of: account)
            return (.integer(balance(of: account, in: lookup.register)), 1)
        case .key(let key): selection = .key(try view.text(of: key))
        case .number(let number): selection = .label(try view.text(of: number))
        case .fields(let fields):
            var wanted: [String: DataValue] = [:]
            for (name, argument) in fields { wanted[name] = try view.value(of: argument) }
            selection = .fields(wanted)
        }
        let rows = entries(EntryQuery(register: lookup.register, selection: selection, limit: LookupStep.maximumEntries))
        switch lookup.yield {
        case .count: return (.integer(Int64(rows.count)), rows.count)
        case .sum(let field):
            var total: Int64 = 0
            for row in rows { total = try sum(total, row.fields[field].integerValue ?? 0) }
            return (.integer(total), rows.count)
        case .entries:
            let values = rows.map(\.lookedUp)
            if case .fields = lookup.selection { return (.list(values), rows.count) }
            return (values.first ?? .null, rows.count)
        }
    }
}

extension RegisterRow {
    /// The entry as a look-up puts it into a document: its fields, its number and its case.
    fileprivate var lookedUp: DataValue {
        var fields = self.fields.fields ?? [:]
        if let label { fields["number"] = .text(label) }
        fields["case_number"] = .text(caseNumber.text)
        return .record(fields)
    }
}
