import Crypto
import DubanEngine
public import DubanModel
public import DubanStore

/// Proves that the history is whole: folds every case from its first event and compares what is derived from it (quality.md, P20).
public struct Auditor {
    /// What was looked at and what was found.
    public struct Report: Sendable, Hashable {
        /// Cases looked at.
        public var cases = 0
        /// Events folded.
        public var events = 0
        /// What is wrong, each naming the case.
        public var findings: [String] = []
        /// The last seal: compare it with the journal's, which nobody can rewrite afterwards.
        public var lastSeal: (number: Int64, hash: ContentHash)?

        /// Reports are equal where they looked at the same and found the same.
        public static func == (left: Report, right: Report) -> Bool {
            left.cases == right.cases && left.events == right.events && left.findings == right.findings
                && left.lastSeal?.hash == right.lastSeal?.hash
        }

        /// Hashes what was found.
        public func hash(into hasher: inout Hasher) { hasher.combine(findings) }
    }

    private let reader: any StoreReader
    private var report = Report()

    /// An auditor of a database.
    public init(_ reader: any StoreReader) { self.reader = reader }

    /// Looks at everything.
    /// - Parameter anchor: A seal's hash from outside, such as the journal's; a rewritten chain does not have it.
    public mutating func verify(anchor: ContentHash? = nil) throws -> Report {
        report = Report()
        let expected = try verifySeals(anchor)
        var ids = Set(expected.keys)
        var last = CaseID(0)
        while true {
            let page = try reader.caseIDs(after: last, limit: 1_000)
            guard let end = page.last else { break }
            ids.formUnion(page)
            last = end
        }
        for id in ids.sorted() { try verifyCase(id, expected[id]) }
        return report
    }

    private mutating func find(_ text: String) { report.findings.append(text) }

    /// Walks the chain of seals.
    /// - Returns: The last event that each case must have.
    private mutating func verifySeals(_ anchor: ContentHash?) throws -> [CaseID: SealChain.Head] {
        var heads: [CaseID: SealChain.Head] = [:]
        var (previous, number, position) = (ContentHash.zero, Int64(0), Int64(0))
        var hasAnchor = anchor == nil
        while true {
            let seals = try reader.seals(after: number, limit: 1_000)
            if seals.isEmpty { break }
            for seal in seals {
                if seal.number != number + 1 { find("seal \(number + 1) is missing: the chain goes on with seal \(seal.number)") }
                let hash = SealChain.hash(previous: previous, number: seal.number, at: seal.at, position: seal.position, heads: seal.heads)
                if hash != seal.hash { find("seal \(seal.number) was changed, or the one before it: its hash does not fit") }
                guard let sealed = SealChain.decode(seal.heads) else {
                    find("seal \(seal.number) cannot be read")
                    continue
                }
                for head in sealed { heads[head.caseID] = head }
                if seal.hash == anchor { hasAnchor = true }
                (previous, number, position) = (seal.hash, seal.number, seal.position)
            }
        }
        if !hasAnchor { find("no seal has the hash \(anchor?.description ?? ""): the chain was rewritten, or this is another database") }
        if try reader.lastPosition() > position { find("the log has decisions after position \(position) that no seal covers") }
        if number > 0 { report.lastSeal = (number, previous) }
        return heads
    }

    private mutating func verifyCase(_ id: CaseID, _ expected: SealChain.Head?) throws {
        report.cases += 1
        let decisions = try reader.decisions(of: id)
        let name = try name(of: id, decisions)
        guard let expected else { return find("\(name) is in the log, but no seal knows it") }
        guard !decisions.isEmpty else {
            return find("\(name) is missing: a seal says that it has \(expected.sequence) events, the log has none")
        }
        var state = CaseState(id: id)
        var previous = ContentHash.zero
        var entries: [RegisterRow] = []
        let snapshot = try reader.snapshot(of: id)
        for decision in decisions {
            if decision.sequence != state.sequence + 1 {
                return find("\(name) lacks the events \(state.sequence + 1) to \(decision.sequence - 1)")
            }
            if DecisionChain.hash(of: decision, previous: previous) != decision.hash {
                return find("\(name) was changed at event \(decision.sequence): the hash of the decision does not fit")
            }
            guard let events = try? Event.decode(decision.events), events.count == decision.count else {
                return find("\(name) cannot be read at event \(decision.sequence)")
            }
            for event in events {
                state.apply(event, at: decision.at, by: Actor(decision.actor) ?? .system)
                if case .registerEntered(let entered) = event { entries.append(row(entered, state, decision)) }
            }
            report.events += events.count
            previous = decision.hash
            if let snapshot, snapshot.sequence == state.sequence, snapshot.state != state.encoded || snapshot.head != previous {
                find("\(name) has a snapshot at event \(snapshot.sequence) that is not what its events give")
            }
        }
        if state.sequence < expected.sequence {
            find("\(name) lacks its last events: a seal says that it has \(expected.sequence), the log has \(state.sequence)")
        } else if state.sequence > expected.sequence || previous != expected.hash {
            find("\(name) ends otherwise than its seal says")
        }
        try compare(name, id, state, entries, snapshot)
    }

    private func name(of id: CaseID, _ decisions: [StoredDecision]) throws -> String {
        if let number = try reader.summary(of: id)?.number { return "case \(number)" }
        if let first = decisions.first, case .caseOpened(let opened)? = try? Event.decode(first.events).first {
            return "case \(opened.number)"
        }
        return "case with the internal number \(id.rawValue)"
    }

    private func row(_ entered: Event.RegisterEntered, _ state: CaseState, _ decision: StoredDecision) -> RegisterRow {
        RegisterRow(
            register: entered.register, key: entered.key, label: entered.label, caseID: state.id, caseNumber: state.number,
            sequence: state.sequence, at: decision.at, fields: entered.fields)
    }

    /// Compares what the daemon works from with what the events give.
    private mutating func compare(
        _ name: String, _ id: CaseID, _ state: CaseState, _ entries: [RegisterRow], _ snapshot: StoredSnapshot?
    ) throws {
        if let snapshot, snapshot.sequence > state.sequence { find("\(name) has a snapshot of events that the log does not have") }
        if try reader.entries(of: id) != entries { find("\(name) has register entries that are not what its events give") }
        if let summary = try reader.summary(of: id) {
            let fresh = CaseSummary(state)
            let isSame = summary.number == fresh.number && summary.outcome == fresh.outcome && summary.workflow == fresh.workflow
            if !isSame { find("\(name) is listed otherwise than its events say") }
        } else {
            find("\(name) is missing from the list of cases")
        }
        let isErased = try reader.caseKey(of: id) == nil
        let sealed = try reader.sealedValues(of: id)
        for value in sealed where ContentHash(bytes: SHA256.hash(data: value.ciphertext)) != value.reference.digest {
            find("\(name) has a sealed value that was changed")
        }
        let kept = Set(sealed.map(\.reference))
        if !isErased, PrivateFields.references(in: state).values.contains(where: { !kept.contains($0) }) {
            find("\(name) lacks a sealed value")
        }
    }
}
