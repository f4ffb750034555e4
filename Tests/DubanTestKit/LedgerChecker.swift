import DubanEngine
import DubanModel
public import DubanStore

/// Compares the external ledger with registers and events: what went in must have come out, once (quality.md, P1 to P3).
public enum LedgerChecker {
    /// What does not agree; nothing where all does.
    public static func findings(_ entries: [ExternalLedger.Entry], _ reader: any StoreReader) throws -> [String] {
        var findings: [String] = []
        try checkAcknowledgements(entries, reader, &findings)
        try checkJobs(entries, reader, &findings)
        try checkRegisters(reader, &findings)
        return findings
    }

    /// Each acknowledged request has its case, with the events that it was told of; a key never got two cases.
    private static func checkAcknowledgements(
        _ entries: [ExternalLedger.Entry], _ reader: any StoreReader, _ findings: inout [String]
    ) throws {
        var cases: [String: String] = [:]
        for case .acknowledged(let key, let number, let sequence) in entries {
            if let other = cases.updateValue(number.text, forKey: key), other != number.text {
                findings.append("request \(key) was answered with \(other) and with \(number)")
            }
            guard let id = try reader.caseID(of: number) else {
                findings.append("request \(key) was acknowledged, but case \(number) is lost")
                continue
            }
            let last = try reader.decisions(of: id).last?.lastSequence ?? 0
            if last < sequence { findings.append("case \(number) was acknowledged at event \(sequence), but ends at \(last)") }
        }
    }

    /// No attempt ran twice, and every job that the history calls done was done.
    private static func checkJobs(_ entries: [ExternalLedger.Entry], _ reader: any StoreReader, _ findings: inout [String]) throws {
        var began: Set<String> = []
        var ended: Set<String> = []
        for entry in entries {
            switch entry {
            case .began(let job, let attempt):
                if !began.insert("\(job)#\(attempt)").inserted { findings.append("attempt \(attempt) at job \(job) ran twice") }
            case .ended(let job, _): ended.insert(job)
            case .acknowledged: break
            }
        }
        for decision in try reader.decisions(after: 0, limit: 1_000_000) {
            let number = try reader.summary(of: decision.caseID)?.number.text ?? "?"
            for case .jobCompleted(let completed) in try Event.decode(decision.events) where !ended.contains("\(number)/\(completed.step)")
            {
                findings.append("job \(number)/\(completed.step) is done in the history, but nobody did it")
            }
        }
    }

    /// No entry of a register stands twice, and its numbers have no gap.
    private static func checkRegisters(_ reader: any StoreReader, _ findings: inout [String]) throws {
        for register in try reader.registers() {
            let entries = try reader.entries(of: register, offset: 0, limit: 1_000_000)
            for (label, same) in Dictionary(grouping: entries.compactMap(\.label), by: { $0 }) where same.count > 1 {
                findings.append("register \(register) has \(label) \(same.count) times")
            }
            let numbers = entries.compactMap {
                $0.label.flatMap { Int($0.reversed().prefix { $0.isNumber }.reversed().map(String.init).joined()) }
            }
            if !numbers.isEmpty, numbers.sorted() != Array(1...numbers.count) {
                findings.append("register \(register) has a gap in its numbers")
            }
        }
    }
}
