import DubanEngine
import DubanModel
import DubanRunner
import DubanStore
import DubanWorkflows

extension ExpectationCheck {
    /// The fields that are named, by path; private values are opened, and amounts are in yuan.
    func data(_ wanted: DataValue, _ state: CaseState) throws(Refusal) -> DataValue {
        let definition = try run.hall.definition(of: state.id)
        var found: [String: DataValue] = [:]
        for path in (wanted.fields ?? [:]).keys {
            let type = definition.data[DataPath(path)]?.type
            found[path] = shown(try opened(state.data[DataPath(path)], state.id), type)
        }
        return .record(found)
    }

    private func opened(_ value: DataValue, _ id: CaseID) throws(Refusal) -> DataValue {
        switch value {
        case .sealed(let reference):
            do {
                guard let wrapped = try run.reader.caseKey(of: id), let bytes = try run.reader.sealed(reference, of: id) else {
                    return .text("erased")
                }
                return try run.hall.vault.open(bytes, under: try run.hall.vault.unwrap(wrapped))
            } catch { throw error as? Refusal ?? Refusal(.storeFailure, "\(error)") }
        case .record(let fields):
            var opened: [String: DataValue] = [:]
            for (name, value) in fields { opened[name] = try self.opened(value, id) }
            return .record(opened)
        case .list(let items):
            var opened: [DataValue] = []
            for item in items { opened.append(try self.opened(item, id)) }
            return .list(opened)
        default: return value
        }
    }

    /// A value as people write it.
    private func shown(_ value: DataValue, _ type: FieldType?) -> DataValue {
        switch (value, type) {
        case (.integer(let fen), .money?): .text(Money(fen: fen).description)
        case (.record(let values), .record(let fields)?):
            .record(
                Dictionary(uniqueKeysWithValues: values.map { name, value in (name, shown(value, fields.first { $0.name == name }?.type)) })
            )
        case (.list(let items), .list(let element)?): .list(items.map { shown($0, element) })
        default: value
        }
    }

    /// The registers that are named: how many entries there are, or the entries themselves.
    func registers(_ wanted: DataValue) -> DataValue {
        .record(
            Dictionary(
                uniqueKeysWithValues: (wanted.fields ?? [:]).map { name, value in
                    let rows = (try? run.reader.entries(of: name, offset: 0, limit: 10_000)) ?? []
                    return (name, value.integerValue == nil ? .list(rows.map { entry($0) }) : .integer(Int64(rows.count)))
                }))
    }

    private func entry(_ row: RegisterRow) -> DataValue {
        var fields = row.fields.fields ?? [:]
        for (name, value) in fields { if let plain = try? opened(value, row.caseID) { fields[name] = plain } }
        if let label = row.label { fields["number"] = .text(label) }
        if let key = row.key { fields["key"] = .text(key) }
        fields["case"] = .text(row.caseNumber.text)
        return .record(fields)
    }

    func balances(_ wanted: DataValue) -> DataValue {
        .record(
            Dictionary(
                uniqueKeysWithValues: (wanted.fields ?? [:]).keys.map { register in
                    let sums = (try? run.reader.balances(of: register)) ?? [:]
                    return (register, .record(sums.mapValues { .integer($0) }))
                }))
    }

    /// How many cases there are: in all, or of each workflow that is named.
    func cases(_ wanted: DataValue) -> DataValue {
        func count(_ workflow: String?) -> DataValue {
            .integer(Int64(((try? run.reader.cases(CaseFilter(workflow: workflow, limit: 10_000))) ?? []).count))
        }
        guard let fields = wanted.fields else { return count(nil) }
        return .record(Dictionary(uniqueKeysWithValues: fields.keys.map { ($0, count($0)) }))
    }
}
