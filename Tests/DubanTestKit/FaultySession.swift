import DubanEngine
import DubanModel
import DubanStore

/// A transaction of a faulty store: each write may fail first.
final class FaultySession: StoreSession {
    private let inner: any StoreSession
    private let store: FaultyStore

    init(_ inner: any StoreSession, _ store: FaultyStore) {
        self.inner = inner
        self.store = store
    }

    private func noting<Result>(_ call: FaultyStore.Call, _ body: () throws -> Result) throws -> Result {
        try store.note(call)
        return try body()
    }

    // MARK: Reads

    func newCaseID() throws -> CaseID { try inner.newCaseID() }
    func load(_ id: CaseID) throws -> StoredCase? { try inner.load(id) }
    func nextSerial(_ name: String) throws -> Int64 { try inner.nextSerial(name) }
    func hasKey(register: String, key: String) throws -> Bool { try inner.hasKey(register: register, key: key) }
    func balance(register: String, account: String) throws -> Int64 { try inner.balance(register: register, account: account) }
    func entries(_ query: EntryQuery) throws -> [RegisterRow] { try inner.entries(query) }
    func dueJobs(by instant: Instant, limit: Int) throws -> [StoredJob] { try inner.dueJobs(by: instant, limit: limit) }
    func job(_ job: JobReference) throws -> StoredJob? { try inner.job(job) }
    func answer(to key: RequestKey) throws -> StoredAnswer? { try inner.answer(to: key) }
    func isHeld(_ job: JobReference, by claim: JobClaim) throws -> Bool { try inner.isHeld(job, by: claim) }
    func lastSeal() throws -> StoredSeal? { try inner.lastSeal() }
    func meta(_ key: MetaKey) throws -> Int64? { try inner.meta(key) }
    func calendarInForce() throws -> CalendarInForce? { try inner.calendarInForce() }
    func openCases(after id: CaseID, limit: Int) throws -> [CaseID] { try inner.openCases(after: id, limit: limit) }

    // MARK: Writes

    func append(_ decision: StoredDecision) throws -> Int64 { try noting(.append) { try inner.append(decision) } }
    func save(_ snapshot: StoredSnapshot) throws { try noting(.save) { try inner.save(snapshot) } }
    func save(_ answer: StoredAnswer, for key: RequestKey) throws { try noting(.save) { try inner.save(answer, for: key) } }
    func forgetAnswers(before instant: Instant, keeping: Int, limit: Int) throws -> Int {
        try noting(.save) { try inner.forgetAnswers(before: instant, keeping: keeping, limit: limit) }
    }
    func save(caseKey: [UInt8]?, of id: CaseID) throws { try noting(.save) { try inner.save(caseKey: caseKey, of: id) } }
    func save(_ sealed: SealedValue, of id: CaseID) throws { try noting(.save) { try inner.save(sealed, of: id) } }
    func save(_ definition: StoredDefinition) throws { try noting(.save) { try inner.save(definition) } }
    func putInForce(_ calendar: CalendarInForce) throws { try noting(.save) { try inner.putInForce(calendar) } }
    func note(_ progress: CalendarInForce.Progress, of number: Int64) throws { try noting(.save) { try inner.note(progress, of: number) } }
    func note(_ moves: [CalendarMove], of number: Int64) throws { try noting(.save) { try inner.note(moves, of: number) } }
    func index(token: [UInt8], of id: CaseID) throws { try noting(.save) { try inner.index(token: token, of: id) } }
    func perform(_ effect: Effect, of caseID: CaseID, claim: JobClaim?) throws {
        try noting(.perform) { try inner.perform(effect, of: caseID, claim: claim) }
    }
    func take(_ job: JobReference, heldBy claim: JobClaim) throws -> Bool { try noting(.job) { try inner.take(job, heldBy: claim) } }
    func release(_ job: JobReference) throws -> StoredJob? { try noting(.job) { try inner.release(job) } }
    func takeJobNumbers(_ count: Int) throws -> Int64 { try noting(.job) { try inner.takeJobNumbers(count) } }
    func enqueue(_ order: JobOrder, claim: JobClaim?) throws -> JobReference? {
        try noting(.job) { try inner.enqueue(order, claim: claim) }
    }
    func finish(_ job: JobReference, by claim: JobClaim, at instant: Instant, keeps: Bool) throws -> Bool {
        try noting(.job) { try inner.finish(job, by: claim, at: instant, keeps: keeps) }
    }
    func bury(_ job: JobReference, code: String, message: String) throws {
        try noting(.job) { try inner.bury(job, code: code, message: message) }
    }
    func revive(_ job: JobReference, at instant: Instant) throws -> StoredJob? {
        try noting(.job) { try inner.revive(job, at: instant) }
    }
    func callOff(_ job: JobReference, at instant: Instant) throws -> Bool { try noting(.job) { try inner.callOff(job, at: instant) } }
    func setPaused(_ isPaused: Bool, queue: String) throws { try noting(.job) { try inner.setPaused(isPaused, queue: queue) } }
    func sweep(_ queue: String, endedBefore instant: Instant, keeping count: Int, limit: Int) throws -> Int {
        try noting(.job) { try inner.sweep(queue, endedBefore: instant, keeping: count, limit: limit) }
    }
    func claim(_ job: JobReference, with claim: JobClaim) throws -> Bool { try noting(.job) { try inner.claim(job, with: claim) } }
    func retry(_ job: JobReference, after attempt: JobAttempt, readyAt: Instant) throws -> Bool {
        try noting(.job) { try inner.retry(job, after: attempt, readyAt: readyAt) }
    }
    func record(_ attempt: JobAttempt, of job: JobReference) throws { try noting(.job) { try inner.record(attempt, of: job) } }
    func releaseClaims(before epoch: Int64, at instant: Instant) throws -> Int {
        try noting(.job) { try inner.releaseClaims(before: epoch, at: instant) }
    }
    func append(_ seal: StoredSeal) throws { try noting(.seal) { try inner.append(seal) } }
    func setMeta(_ key: MetaKey, _ value: Int64) throws { try noting(.meta) { try inner.setMeta(key, value) } }
    func post(_ pending: PendingInput) throws { try noting(.save) { try inner.post(pending) } }
    func consume(pending id: String) throws -> Bool { try noting(.save) { try inner.consume(pending: id) } }
}
