import DequeModule
public import DubanEngine
public import DubanModel
public import DubanStore
public import DubanTime
import Synchronization

/// The one who decides and commits. Inputs gather while a commit is under way and share the next one: when idle, an input is committed at
/// once. Where more inputs wait, the next transaction is decided while the disk confirms the last (`Confirmations`), and what was committed
/// meanwhile is confirmed together (group commit). Nobody is answered before their input is durable.
public final class Writer: Sendable {
    /// What follows a commit, besides answers and jobs.
    public protocol Observer: Sendable {
        /// Decisions were committed.
        func committed(_ decisions: [CommittedDecision])
        /// A rung or a delayed job was scheduled.
        func scheduled(_ due: Instant)
        /// A case owes another something.
        func owed()
        /// The position up to which the journal has every event, to be kept with the next commit.
        var journalCursor: Int64 { get }
    }

    let store: any Store
    let versions: Versions
    let clock: any WallClock
    let epoch: Int64
    let dispatcher: any JobDispatcher
    let retryDelay: @Sendable (StoredJob) -> Duration?
    private let observer: any Observer
    private let confirmations: Confirmations
    private let scheduler: any Scheduler
    private let batchSize: Int
    private let inbox = Mutex(Inbox())
    private let core: Mutex<Core>
    /// Changed by the writer's own queue alone, after a commit; read by those who decide ahead, too.
    let cache: Mutex<CaseCache>

    private struct Inbox {
        var items: Deque<WriterItem> = []
        var isRunning = false

        /// The first items; `nil` where none waits, and the writer rests.
        mutating func next(_ limit: Int) -> ArraySlice<WriterItem>? {
            guard !items.isEmpty else {
                isRunning = false
                return nil
            }
            return Array(items.prefix(limit))[...]
        }
    }

    /// What only the writer's own queue touches.
    struct Core {
        var lastSeal: StoredSeal?
        var storedCursor: Int64
    }

    /// What could not be kept is tried again after so long: results of jobs are not lost to a full disk (quality.md, P8).
    static let secondTry = Duration.seconds(1)

    /// A writer.
    /// - Parameters:
    ///   - retryDelay: How long after a failed attempt the next may run; `nil` where there is none. The job carries the error's code.
    ///   - batchSize: Inputs that one transaction takes at most.
    ///   - cachedCases: Cases that are kept decoded.
    ///   - scheduler: Runs the writer.
    ///   - confirmer: Waits for the disk, and does what follows.
    ///   - onUnknownOutcome: Ends the process: nothing in memory can be trusted any more. The writer takes nothing in then.
    public init(
        store: any Store, versions: Versions, clock: any WallClock, dispatcher: any JobDispatcher, observer: any Observer,
        retryDelay: @escaping @Sendable (StoredJob) -> Duration?, batchSize: Int, cachedCases: Int,
        scheduler: any Scheduler = DispatchScheduler(label: "duban.writer", isUrgent: true),
        confirmer: any Scheduler = DispatchScheduler(label: "duban.confirmations", isUrgent: true),
        onUnknownOutcome: @escaping @Sendable (OutcomeUnknown) -> Void = { fatalError("\($0)") }
    ) throws {
        self.store = store
        self.versions = versions
        self.clock = clock
        self.dispatcher = dispatcher
        self.retryDelay = retryDelay
        self.observer = observer
        self.batchSize = batchSize
        self.scheduler = scheduler
        confirmations = Confirmations(store: store, scheduler: confirmer, onUnknownOutcome: onUnknownOutcome)
        let now = clock.now()
        let start = try store.transact { session in
            // The epoch is part of each fencing token: what an earlier daemon started cannot speak for this one.
            let epoch = (try session.meta(.epoch) ?? 0) + 1
            try session.setMeta(.epoch, epoch)
            _ = try session.releaseClaims(before: epoch, at: now)
            return (epoch, try session.lastSeal(), try session.meta(.journalCursor) ?? 0)
        }
        epoch = start.0
        core = Mutex(Core(lastSeal: start.1, storedCursor: start.2))
        cache = Mutex(CaseCache(limit: cachedCases))
    }

    /// Takes an item in; its completion is called when its outcome is durable.
    public func submit(_ item: WriterItem) {
        let starts = inbox.withLock { inbox in
            inbox.items.append(item)
            defer { inbox.isRunning = true }
            return !inbox.isRunning
        }
        if starts { scheduler.async { self.drain() } }
    }

    /// Takes an item in and waits until its outcome is durable.
    public func perform(
        _ work: WriterItem.Work, by actor: Actor, privacy: WriterItem.Privacy = .init(),
        request: (key: RequestKey, fingerprint: [UInt8])? = nil, consumes: String? = nil
    ) async throws(Refusal) -> Receipt {
        let answer = try await answer(work, by: actor, privacy: privacy, request: request, consumes: consumes)
        guard case .decided(let receipt) = answer else {
            throw Refusal(.keyReused, "The idempotency key was used for another kind of request; use a new key.")
        }
        return receipt
    }

    /// Changes queues and jobs, and waits until that is durable.
    public func operate(
        _ operation: JobOperation, by actor: Actor, request: (key: RequestKey, fingerprint: [UInt8])? = nil
    ) async throws(Refusal) -> JobOutcome {
        guard case .jobs(let outcome) = try await answer(.operate(operation), by: actor, privacy: .init(), request: request) else {
            throw Refusal(.keyReused, "The idempotency key was used for another kind of request; use a new key.")
        }
        return outcome
    }

    func answer(
        _ work: WriterItem.Work, by actor: Actor, privacy: WriterItem.Privacy, request: (key: RequestKey, fingerprint: [UInt8])?,
        consumes: String? = nil
    ) async throws(Refusal) -> WriterAnswer {
        let result = await withCheckedContinuation { continuation in
            submit(
                WriterItem(work, by: actor, privacy: privacy, request: request, consumes: consumes) { continuation.resume(returning: $0) })
        }
        return try result.get()
    }

    /// Takes inputs in, in order, and waits until the outcome of each is durable.
    /// - Returns: For each why it was refused, where it was.
    public func performAll(_ inputs: [(id: CaseID, input: Input)], by actor: Actor) async -> [Refusal?] {
        await withTaskGroup { group in
            for (index, entry) in inputs.enumerated() {
                let (results, result) = AsyncStream<Refusal?>.makeStream()
                submit(
                    WriterItem(.decide(entry.id, entry.input), by: actor) { answer in
                        if case .failure(let refusal) = answer { result.yield(refusal) } else { result.yield(nil) }
                        result.finish()
                    })
                group.addTask { (index, await results.first { _ in true } ?? nil) }
            }
            var refusals = [Refusal?](repeating: nil, count: inputs.count)
            for await (index, refusal) in group { refusals[index] = refusal }
            return refusals
        }
    }

    /// Gives up what one case owes another: nobody is left whom it could reach.
    func forget(pending id: String) async { _ = try? await answer(.forget(pending: id), by: .system, privacy: .init(), request: nil) }

    /// Returns once everything that was submitted before is durable.
    public func flush() async {
        await withCheckedContinuation { continuation in
            scheduler.async {
                self.confirmations.settle()
                continuation.resume()
            }
        }
    }

    private func drain() {
        core.withLock { core in
            // Once nobody can tell what is durable, the writer takes nothing in and is not started again.
            while !confirmations.isBroken, let items = inbox.withLock({ $0.next(batchSize) }) {
                commit(items, &core)
                let isIdle = inbox.withLock { inbox in
                    inbox.items.removeFirst(items.count)
                    return inbox.items.isEmpty
                }
                // Where nobody waits, the writer asks the disk itself: handing that on would only take time.
                confirmations.begin(here: isIdle)
            }
        }
    }

    /// One transaction over some items. Should a write fail, everything rolls back, the cached states with it, and the items run again one
    /// by one, so that one bad input never fails its neighbours.
    private func commit(_ items: ArraySlice<WriterItem>, _ core: inout Core) {
        if confirmations.isBroken { return }
        var batch = Batch(capacity: items.count)
        do {
            try store.commit { session in
                for item in items { batch.answers.append(try process(item, session, &batch)) }
                try close(&batch, session, core)
            }
            if batch.isSeenAtOnce { try store.harden() }
        } catch let unknown as OutcomeUnknown {
            return confirmations.end(unknown)
        } catch {
            undo(batch)
            cache.withLock { $0.forget(batch.cases.keys) }
            if items.count == 1, let item = items.first {
                fail(item, error)
            } else {
                for index in items.indices { commit(items[index...index], &core) }
            }
            return
        }
        core.lastSeal = batch.seal ?? core.lastSeal
        core.storedCursor = batch.cursor ?? core.storedCursor
        cache.withLock { cache in for (id, cached) in batch.cases { cache.keep(cached, id) } }
        arrange(batch)
        let done = batch
        confirmations.add { self.publish(done, items) }
    }

    /// An item alone could not be kept. Whoever asked is told; what nobody asked for is tried again, unless it is at odds with what is
    /// kept: then its job has failed.
    private func fail(_ item: WriterItem, _ error: any Error) {
        let refusal = error as? Refusal ?? Refusal(.storeFailure, "Nothing was changed: \(error)")
        switch item.work {
        case .report(let job, .done) where refusal.code == .duplicateKey:
            let report = JobReport.failed(code: refusal.code.rawValue, message: refusal.message, isWorthRetrying: false)
            submit(WriterItem(.report(job, report), by: item.actor, completion: item.completion))
        case .report, .claim, .release: scheduler.after(Writer.secondTry) { self.submit(item) }
        // In its turn: what was submitted before is answered before.
        default: confirmations.add { item.completion(.failure(refusal)) }
        }
    }

    /// Seals the commit and keeps the journal's cursor with it.
    private func close(_ batch: inout Batch, _ session: any StoreSession, _ core: borrowing Core) throws {
        let cursor = observer.journalCursor
        if cursor > core.storedCursor {
            try session.setMeta(.journalCursor, cursor)
            batch.cursor = cursor
        }
        guard !batch.cases.isEmpty else { return }
        let seal = SealChain.seal(after: core.lastSeal, heads: batch.heads, position: batch.position, at: clock.now())
        try session.append(seal)
        batch.seal = seal
    }

    private func undo(_ batch: Batch) {
        for (queue, successor) in batch.handed { dispatcher.takeBack(successor, on: queue) }
        for queue in batch.reserved { dispatcher.returnSlot(of: queue) }
    }

    /// After the commit: what the next transaction counts on, and nobody outside sees.
    private func arrange(_ batch: Batch) {
        if let change = batch.calendar { versions.putInForce(change) }
        for queue in batch.released { dispatcher.returnSlot(of: queue) }
        for (queue, isPaused) in batch.pausing { dispatcher.setPaused(isPaused, queue: queue) }
        for job in batch.forgetting { dispatcher.forget(job) }
        if !batch.holding.isEmpty { dispatcher.hold(batch.holding) }
        for reference in batch.reviving {
            if let job = try? store.reader.job(reference) { dispatcher.hold(job) }
        }
        if !batch.freed.isEmpty { dispatcher.committed(batch.freed) }
    }

    /// Once the commit is durable: only now anybody is answered, any job starts or is stopped, anything is told.
    private func publish(_ batch: Batch, _ items: ArraySlice<WriterItem>) {
        if !batch.told.isEmpty { observer.committed(batch.told) }
        dispatcher.start(batch.starting)
        for job in batch.abandoned { dispatcher.abandon(job) }
        if let due = batch.earliest { observer.scheduled(due) }
        if batch.owes { observer.owed() }
        for (item, answer) in zip(items, batch.answers) { item.completion(answer) }
    }
}

extension Writer: JobAuthority {
    /// Claims held jobs on slots that are reserved for them.
    public func claim(_ jobs: [StoredJob]) { submit(WriterItem(.claim(jobs), by: .system)) }

    /// An attempt has ended.
    public func finished(_ job: StoredJob, _ report: JobReport) {
        let actor = Actor.plugin(job.row.plugin)
        submit(WriterItem(.report(job, report), by: actor, ahead: decideAhead(job, report, by: actor)))
    }

    /// The wait of delayed jobs is over.
    public func release(_ jobs: [JobReference]) { submit(WriterItem(.release(jobs), by: .system)) }

    /// Ends the wait of delayed jobs that are due.
    /// - Returns: Whether there may be more.
    public func releaseDue(limit: Int) async -> Bool {
        guard case .jobs(let outcome) = try? await answer(.releaseDue(limit: limit), by: .clock, privacy: .init(), request: nil) else {
            return false
        }
        return outcome.entries.count >= limit
    }
}

extension Writer.Observer {
    /// Nobody does errands.
    public func owed() {}
}
