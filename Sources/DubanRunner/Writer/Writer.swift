import Dispatch
public import DubanEngine
public import DubanModel
public import DubanStore
public import DubanTime
import Synchronization

/// The one who decides and commits. Inputs gather while a commit is under way and share the next one (group commit): when idle, an
/// input is committed at once; when the disk is busy, batches grow by themselves. Nobody is answered before their input is durable.
public final class Writer: Sendable {
    /// What follows a commit, besides answers and jobs.
    public protocol Observer: Sendable {
        /// Decisions were committed.
        func committed(_ decisions: [CommittedDecision])
        /// A rung was scheduled.
        func scheduled(_ due: Instant)
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
    private let queue = DispatchQueue(label: "duban.writer", qos: .userInitiated)
    private let batchSize: Int
    private let inbox = Mutex<(items: [WriterItem], isRunning: Bool)>(([], false))
    private let core: Mutex<Core>

    /// What only the writer's own queue touches.
    struct Core {
        var cache: CaseCache
        var lastSeal: StoredSeal?
        var storedCursor: Int64
    }

    /// A writer.
    /// - Parameters:
    ///   - retryDelay: How long after a failed attempt the next may run; `nil` where there is none.
    ///   - batchSize: Inputs that one commit takes at most.
    ///   - cachedCases: Cases that are kept decoded.
    public init(
        store: any Store, versions: Versions, clock: any WallClock, dispatcher: any JobDispatcher, observer: any Observer,
        retryDelay: @escaping @Sendable (StoredJob) -> Duration?, batchSize: Int, cachedCases: Int
    ) throws {
        self.store = store
        self.versions = versions
        self.clock = clock
        self.dispatcher = dispatcher
        self.observer = observer
        self.retryDelay = retryDelay
        self.batchSize = batchSize
        let now = clock.now()
        let start = try store.transact { session in
            // The epoch is part of each fencing token: what an earlier daemon started cannot speak for this one.
            let epoch = (try session.meta(.epoch) ?? 0) + 1
            try session.setMeta(.epoch, epoch)
            _ = try session.releaseClaims(before: epoch, at: now)
            return (epoch, try session.lastSeal(), try session.meta(.journalCursor) ?? 0)
        }
        epoch = start.0
        core = Mutex(Core(cache: CaseCache(limit: cachedCases), lastSeal: start.1, storedCursor: start.2))
    }

    /// Takes an item in; its completion is called when its outcome is durable.
    public func submit(_ item: WriterItem) {
        let starts = inbox.withLock { inbox in
            inbox.items.append(item)
            defer { inbox.isRunning = true }
            return !inbox.isRunning
        }
        if starts { queue.async { self.drain() } }
    }

    /// Takes an item in and waits until its outcome is durable.
    public func perform(
        _ work: WriterItem.Work, by actor: Actor, privacy: WriterItem.Privacy = .init(),
        request: (key: RequestKey, fingerprint: [UInt8])? = nil
    ) async throws(Refusal) -> Receipt {
        let result = await withCheckedContinuation { continuation in
            submit(WriterItem(work, by: actor, privacy: privacy, request: request) { continuation.resume(returning: $0) })
        }
        return try result.get()
    }

    /// Returns once everything that was submitted before is durable.
    public func flush() async {
        await withCheckedContinuation { continuation in queue.async { continuation.resume() } }
    }

    private func drain() {
        while true {
            let items = inbox.withLock { inbox -> [WriterItem] in
                let batch = Array(inbox.items.prefix(batchSize))
                inbox.items.removeFirst(batch.count)
                if batch.isEmpty { inbox.isRunning = false }
                return batch
            }
            if items.isEmpty { return }
            core.withLock { commit(items, &$0) }
        }
    }

    /// One transaction. Should a write fail, everything rolls back, the cached states with it, and the items run again one by one,
    /// so that one bad input never fails its neighbours.
    private func commit(_ items: [WriterItem], _ core: inout Core) {
        var batch = Batch()
        do {
            try store.transact { session in
                batch = Batch()
                for item in items { batch.answers.append(try process(item, session, &batch, core.cache)) }
                try close(&batch, session, &core)
            }
        } catch {
            undo(batch)
            core.cache.forget(batch.cases.keys)
            core.lastSeal = (try? store.transact { try $0.lastSeal() }) ?? core.lastSeal
            guard items.count == 1, let item = items.first else {
                for item in items { commit([item], &core) }
                return
            }
            if case .claim(let job) = item.work { dispatcher.returnSlot(of: job.row.queue) }
            item.completion(.failure(error as? Refusal ?? Refusal(.storeFailure, "Nothing was changed: \(error)")))
            return
        }
        for (id, cached) in batch.cases { core.cache.keep(cached, id) }
        publish(batch, items)
    }

    /// Seals the commit and keeps the journal's cursor with it.
    private func close(_ batch: inout Batch, _ session: any StoreSession, _ core: inout Core) throws {
        let cursor = observer.journalCursor
        if cursor > core.storedCursor {
            try session.setMeta(.journalCursor, cursor)
            core.storedCursor = cursor
        }
        guard !batch.heads.isEmpty else { return }
        let seal = SealChain.seal(
            after: core.lastSeal, heads: batch.heads.values.sorted { $0.caseID < $1.caseID }, position: batch.position, at: clock.now())
        try session.append(seal)
        core.lastSeal = seal
    }

    private func undo(_ batch: Batch) {
        for queue in batch.reserved { dispatcher.returnSlot(of: queue) }
        for job in batch.succeeded { dispatcher.hold(job) }
    }

    /// After the commit: only now anybody is answered, any job starts, anything is told.
    private func publish(_ batch: Batch, _ items: [WriterItem]) {
        for job in batch.starting { dispatcher.start(job) }
        for job in batch.holding { dispatcher.hold(job) }
        for reference in batch.reviving {
            if let job = try? store.reader.job(reference) { dispatcher.hold(job) }
        }
        if let due = batch.earliestTimer { observer.scheduled(due) }
        if !batch.told.isEmpty { observer.committed(batch.told.map { CommittedDecision($0) }) }
        for (item, answer) in zip(items, batch.answers) { item.completion(answer) }
    }
}

extension Writer: JobAuthority {
    /// Claims a held job on a slot that is reserved for it.
    public func claim(_ job: StoredJob) { submit(WriterItem(.claim(job), by: .system)) }

    /// An attempt has ended.
    public func finished(_ job: StoredJob, _ report: JobReport) {
        submit(WriterItem(.report(job, report), by: .plugin(job.row.plugin)))
    }
}
