import DubanEngine
import DubanModel
import DubanStore
import HashTreeCollections

extension MemorySession {
    func takeJobNumbers(_ count: Int) -> Int64 {
        let first = nextSerial("jobs")
        tables.serials["jobs"] = first + Int64(count)
        return first
    }

    func enqueue(_ order: JobOrder, claim: JobClaim?) throws -> JobReference? {
        if let key = order.uniqueKey, let unique = tables.uniqueJobs[key] {
            let isOver = tables.ended[unique.job] != nil && unique.until.map { $0 <= order.row.requestedAt } ?? true
            if !isOver { return unique.job }
        }
        guard tables.jobs[order.reference] == nil else { throw Refusal(.storeFailure, "There is a job \(order.row.key) already.") }
        if let key = order.uniqueKey { tables.uniqueJobs[key] = .init(job: order.reference, until: order.uniqueUntil) }
        tables.jobs[order.reference] = StoredJob(
            row: order.row, state: claim != nil ? .claimed : order.runAt != nil ? .delayed : .ready,
            claim: claim ?? JobClaim(epoch: 0, attempt: 0), readyAt: order.runAt ?? order.row.requestedAt, priority: order.priority)
        return nil
    }

    func finish(_ job: JobReference, by claim: JobClaim, at instant: Instant, keeps: Bool) -> Bool {
        guard isHeld(job, by: claim), let stored = tables.jobs[job] else { return false }
        let unique = tables.uniqueJobs.first { $0.value.job == job }
        let staysTaken = unique?.value.until != nil
        if let unique, unique.value.until.map({ $0 <= instant }) ?? true { tables.uniqueJobs[unique.key] = nil }
        tables.jobs[job] = keeps || staysTaken ? stored.cleared(.done) : nil
        if tables.jobs[job] != nil { tables.ended[job] = instant }
        return true
    }

    func bury(_ job: JobReference, code: String, message: String) {
        tables.jobs[job] = tables.jobs[job]?.with(.dead, code: code, message: message)
    }

    func revive(_ job: JobReference, at instant: Instant) -> StoredJob? {
        guard let stored = tables.jobs[job], stored.state == .dead else { return nil }
        tables.jobs[job] = stored.cleared(.ready, readyAt: instant)
        return tables.jobs[job]
    }

    func callOff(_ job: JobReference, at instant: Instant) -> Bool {
        guard let stored = tables.jobs[job], [.ready, .delayed, .dead].contains(stored.state) else { return false }
        tables.jobs[job] = stored.with(.cancelled)
        tables.ended[job] = instant
        for (key, unique) in tables.uniqueJobs where unique.job == job { tables.uniqueJobs[key] = nil }
        return true
    }

    func setPaused(_ isPaused: Bool, queue: String) {
        if isPaused { tables.pausedQueues.insert(queue) } else { tables.pausedQueues.remove(queue) }
    }

    func sweep(_ queue: String, endedBefore instant: Instant, keeping count: Int, limit: Int) -> Int {
        let ended = tables.ended.filter { tables.jobs[$0.key]?.row.queue == queue }.sorted { $0.value < $1.value }
        let surplus = ended.count > count ? ended[ended.count - count - 1].value : nil
        let kept = Set(tables.uniqueJobs.values.filter { $0.until.map { $0 > instant } ?? false }.map(\.job))
        let victims = ended.filter { ($0.value < instant || $0.value <= surplus ?? Instant(milliseconds: .min)) && !kept.contains($0.key) }
        for (job, _) in victims.prefix(limit) {
            tables.jobs[job] = nil
            tables.ended[job] = nil
            tables.attempts[job] = nil
        }
        return min(victims.count, limit)
    }
}
