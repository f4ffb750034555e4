public import DubanEngine
public import DubanModel

/// A database that survives anything.
public protocol Store: Sendable {
    /// What is durable.
    var reader: any StoreReader { get }

    /// Runs `body` in one transaction. Transactions after it see what it did; it is durable once `harden` has returned, and never without
    /// those before it. Whoever reads sees only what is durable. Blocks; only the writer calls it, from its own queue.
    /// - Throws: What `body` throws, after rolling back; the driver's `Refusal` with code `store-failure`, nothing being changed; or
    ///   `OutcomeUnknown`, where it cannot be told whether the transaction will be durable.
    func commit<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result

    /// Returns once every transaction that was committed before is durable. Blocks; any thread may call it, beside a transaction.
    /// - Throws: `OutcomeUnknown`, where it cannot be told what is durable: the disk is not asked twice, since it may forget that it
    ///   failed.
    func harden() throws

    /// Moves what has been written ahead into the database proper. Runs beside transactions, on a connection of its own.
    func checkpoint() throws

    /// Gives pages that hold nothing any more back to the file system, at most so many, so that no commit waits long.
    /// - Returns: How many pages are still to be given back.
    func vacuum(pages: Int) throws -> Int

    /// Says in one line what keeps what is acknowledged, such as `journal_mode=wal synchronous=2`; throws where it would not.
    func durability() throws(Refusal) -> String

    /// Closes every connection.
    func close() throws
}

extension Store {
    /// Runs `body` in one transaction and returns once it is durable. Blocks.
    /// - Throws: As `commit` and `harden` do.
    public func transact<Result>(_ body: (any StoreSession) throws -> Result) throws -> Result {
        let result = try commit(body)
        try harden()
        return result
    }
}

/// What a transaction may do. Earlier writes of the same transaction are visible.
public protocol StoreSession: JobSession, CalendarSession {
    // MARK: Cases

    /// The next internal number of a case.
    func newCaseID() throws -> CaseID
    /// A case's latest snapshot and the decisions after it; `nil` where there is no such case.
    func load(_ id: CaseID) throws -> StoredCase?
    /// Appends a decision; the case's last event must be the one before `decision.sequence`.
    /// - Returns: The position.
    /// - Throws: `Refusal` with code `stale-claim` where the case stands elsewhere.
    func append(_ decision: StoredDecision) throws -> Int64
    /// Replaces the case's snapshot.
    func save(_ snapshot: StoredSnapshot) throws
    /// Writes what the events mean for the tables. Jobs are enqueued with `claim` where the runner took them in the same breath.
    /// - Throws: `Refusal` with code `duplicate-key` where a register holds the key already.
    func perform(_ effect: Effect, of caseID: CaseID, claim: JobClaim?) throws

    // MARK: Facts

    /// The next free number of a gapless count, from 1.
    func nextSerial(_ name: String) throws -> Int64
    /// Whether a register holds this key.
    func hasKey(register: String, key: String) throws -> Bool
    /// A register's own sum; 0 before its first change.
    func balance(register: String, account: String) throws -> Int64
    /// Entries of a register, the oldest first.
    func entries(_ query: EntryQuery) throws -> [RegisterRow]

    // MARK: Requests

    /// The answer that was given to a request before.
    func answer(to key: RequestKey) throws -> StoredAnswer?
    /// Keeps the answer to a request.
    func save(_ answer: StoredAnswer, for key: RequestKey) throws
    /// Forgets the answers that were given before an instant, the oldest first, at most `limit` of them; the newest `keeping` (at least
    /// 1) stay whatever their age.
    /// - Returns: How many were forgotten.
    func forgetAnswers(before instant: Instant, keeping: Int, limit: Int) throws -> Int

    // MARK: Privacy

    /// Keeps a case's key, wrapped by the office's; `nil` destroys it for ever, with every sealed value of the case.
    func save(caseKey: [UInt8]?, of id: CaseID) throws
    /// Keeps a sealed value under the SHA-256 of its ciphertext.
    func save(_ sealed: SealedValue, of id: CaseID) throws
    /// Makes a case findable by a keyed token.
    func index(token: [UInt8], of id: CaseID) throws

    // MARK: Definitions and the daemon's own

    /// Keeps a content-addressed file set: a workflow, a calendar, a roster. The same hash twice is no error.
    func save(_ definition: StoredDefinition) throws
    /// Appends a seal; its number must be the one after the last.
    func append(_ seal: StoredSeal) throws
    /// The last seal.
    func lastSeal() throws -> StoredSeal?
    /// A value of the daemon's own: its epoch, the journal's cursor.
    func meta(_ key: MetaKey) throws -> Int64?
    /// Keeps a value of the daemon's own.
    func setMeta(_ key: MetaKey, _ value: Int64) throws

    // MARK: Pending inputs

    /// Keeps what one case owes another until it is consumed.
    func post(_ pending: PendingInput) throws
    /// Consumes a pending input by its id.
    /// - Returns: False where it was consumed before.
    func consume(pending id: String) throws -> Bool
}

/// Values of the daemon's own.
public enum MetaKey: String, Sendable, Hashable, CaseIterable {
    /// Counts the starts of the daemon; part of each fencing token.
    case epoch
    /// The position up to which the journal has every event.
    case journalCursor = "journal-cursor"
    /// The day, since 1970, whose seal went to the journal last.
    case sealedDay = "sealed-day"
    /// The virtual wall clock of a `--clock` daemon, in milliseconds, so that a restart does not go back.
    case virtualClock = "virtual-clock"
}
