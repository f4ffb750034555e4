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

    let reader: any StoreReader
    var report = Report()
    /// What the events gave that stands in tables of no single case.
    var totals = Totals()

    /// An auditor of a database.
    public init(_ reader: any StoreReader) { self.reader = reader }

    /// Looks at everything.
    /// - Parameter anchor: A seal's hash from outside, such as the journal's; a rewritten chain does not have it.
    public mutating func verify(anchor: ContentHash? = nil) throws -> Report {
        report = Report()
        totals = Totals()
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
        try verifyTotals()
        try verifyDefinitions()
        return report
    }

    mutating func find(_ text: String) { report.findings.append(text) }

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
                let hash = SealChain.hash(
                    previous: previous, number: seal.number, at: seal.at, position: seal.position, heads: seal.heads)
                if hash != seal.hash { find("seal \(seal.number) was changed, or the one before it: its hash does not fit") }
                if let sealed = SealChain.decode(seal.heads) {
                    for head in sealed { heads[head.caseID] = head }
                } else {
                    find("seal \(seal.number) cannot be read")
                }
                if seal.hash == anchor { hasAnchor = true }
                (previous, number, position) = (seal.hash, seal.number, seal.position)
            }
        }
        if !hasAnchor {
            find("no seal has the hash \(anchor?.description ?? ""): the chain was rewritten, or this is another database")
        }
        if try reader.lastPosition() > position { find("the log has decisions after position \(position) that no seal covers") }
        if number > 0 { report.lastSeal = (number, previous) }
        totals.lastPosition = position
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
        var fold = Fold(id)
        var previous = ContentHash.zero
        var position: Int64 = 0
        let snapshot = try reader.snapshot(of: id)
        var isSnapshotSeen = snapshot == nil
        for decision in decisions {
            guard let events = readable(decision, after: previous, fold.state.sequence, name) else { return }
            for event in events { fold.apply(event, decision) }
            report.events += events.count
            previous = decision.hash
            // Positions are the store's own and not hashed: they lie within what the seals cover, and go up within a case.
            if decision.position <= position || decision.position > totals.lastPosition {
                find("\(name) has the decision at event \(decision.sequence) at a position, \(decision.position), where it cannot be")
            }
            position = decision.position
            if let snapshot, snapshot.sequence == fold.state.sequence {
                isSnapshotSeen = snapshot.state == fold.state.encoded && snapshot.head == previous
            }
        }
        if !isSnapshotSeen { find("\(name) has a snapshot at event \(snapshot?.sequence ?? 0) that is not what its events give") }
        if fold.state.sequence < expected.sequence {
            find("\(name) lacks its last events: a seal says that it has \(expected.sequence), the log has \(fold.state.sequence)")
        } else if fold.state.sequence > expected.sequence || previous != expected.hash {
            find("\(name) ends otherwise than its seal says")
        }
        totals.add(fold)
        try compare(name, fold)
    }

    /// The events of a decision that follows what was folded; `nil`, with a finding, where it does not, or was changed.
    private mutating func readable(
        _ decision: StoredDecision, after previous: ContentHash, _ sequence: Int, _ name: String
    ) -> [Event]? {
        if decision.sequence != sequence + 1 {
            find("\(name) lacks the events \(sequence + 1) to \(decision.sequence - 1)")
        } else if DecisionChain.hash(of: decision, previous: previous) != decision.hash {
            find("\(name) was changed at event \(decision.sequence): the hash of the decision does not fit")
        } else if let events = try? Event.decode(decision.events), events.count == decision.count {
            return events
        } else {
            find("\(name) cannot be read at event \(decision.sequence)")
        }
        return nil
    }

    private func name(of id: CaseID, _ decisions: [StoredDecision]) throws -> String {
        if let first = decisions.first, case .caseOpened(let opened)? = try? Event.decode(first.events).first {
            return "case \(opened.number)"
        }
        if let number = try reader.summary(of: id)?.number { return "case \(number)" }
        return "case with the internal number \(id.rawValue)"
    }
}
