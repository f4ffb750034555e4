import DubanEngine
public import DubanModel
public import DubanStore

/// What administrators do with queues and jobs.
extension Hall {
    /// What is done with jobs that a filter finds.
    public enum JobChange: String, Sendable, Hashable, CaseIterable {
        /// Dead jobs are tried again.
        case retry
        /// Dead and waiting jobs that belong to no case are taken off their queue.
        case discard
        /// Running attempts are ended.
        case cancel
    }

    /// Jobs that one request enqueues.
    public static let maximumBatch = 10_000
    /// Bytes of one job's arguments as JSON.
    public static let maximumArgumentBytes = 64 << 10

    /// Puts jobs that belong to no case on a queue, all or none.
    public func enqueue(_ request: Request, _ jobs: [NewJob]) async throws(Refusal) -> JobOutcome {
        try requireAdministrator(request.caller, "Jobs that belong to no case are enqueued")
        guard (1...Hall.maximumBatch).contains(jobs.count) else {
            throw Refusal(.limitExceeded, "One request enqueues 1 to \(Hall.maximumBatch) jobs, not \(jobs.count).")
        }
        for (index, job) in jobs.enumerated() {
            try queues.check(queue: job.queue, plugin: job.plugin, action: job.action)
            guard JobPriority.range.contains(job.priority) else {
                throw Refusal(.invalidRequest, "Job \(index + 1) has the priority \(job.priority); it is from -100 to 100.")
            }
            guard job.arguments.json.count <= Hall.maximumArgumentBytes else {
                throw Refusal(.limitExceeded, "The arguments of job \(index + 1) are larger than \(Hall.maximumArgumentBytes) bytes.")
            }
        }
        let body = DataValue.list(
            jobs.map { [.text($0.queue), .text($0.plugin), .text($0.action), $0.arguments, .integer(Int64($0.priority))] })
        return try await operate(.enqueue(jobs), request, body)
    }

    /// Changes the jobs that a filter finds.
    /// - Returns: What happened to each.
    public func change(_ request: Request, _ change: JobChange, _ filter: JobFilter) async throws(Refusal) -> JobOutcome {
        try requireAdministrator(request.caller, "Jobs are changed")
        if change == .cancel { return try await cancel(filter) }
        var filter = filter
        if filter.references.isEmpty { filter.states.formIntersection(change == .retry ? [.dead] : [.dead, .ready, .delayed]) }
        let jobs = try self.jobs(filter).map(\.reference)
        let named = filter.references.filter { !jobs.contains($0) }
        let body: DataValue = [
            "change": .text(change.rawValue), "jobs": .list((jobs + named).map { .text("\($0.caseID.rawValue)/\($0.step)") }),
        ]
        return try await operate(change == .retry ? .retry(jobs + named) : .discard(jobs + named), request, body)
    }

    private func cancel(_ filter: JobFilter) async throws(Refusal) -> JobOutcome {
        let running = queues.runningJobs.filter { filter.admits($0) }
        var outcome = JobOutcome(
            running.map { job in
                .init(key: job.row.key, result: queues.cancel(job.reference) ? "cancelled" : Refusal.Code.alreadyDone.rawValue)
            })
        for reference in filter.references where !running.contains(where: { $0.reference == reference }) {
            let key = try job(reference).row.key
            outcome.entries.append(.init(key: key, refusal: Refusal(.alreadyDone, "It does not run; a waiting job can be discarded.")))
        }
        await writer.flush()
        return outcome
    }

    /// Pauses a queue or opens it again, also over a restart.
    public func setPaused(_ request: Request, _ isPaused: Bool, queue: String) async throws(Refusal) {
        try requireAdministrator(request.caller, "Queues are kept")
        _ = try await operate(.setPaused(isPaused, queue: queue), request, ["queue": .text(queue), "paused": .bool(isPaused)])
    }

    /// Pauses a queue and returns once none of its jobs runs.
    public func drain(_ request: Request, queue: String) async throws(Refusal) {
        try await setPaused(request, true, queue: queue)
        await queues.drained(queue)
    }

    /// Has jobs that wait for their back-off run now.
    public func hurry(_ request: Request, queue: String) throws(Refusal) {
        try requireAdministrator(request.caller, "Queues are kept")
        queues.hurry(queue: queue)
    }

    // MARK: Look-ups

    /// The jobs that a filter finds.
    public func jobs(_ filter: JobFilter) throws(Refusal) -> [StoredJob] { try Refusal.wrapping { try reader.jobs(filter) } }

    /// A job by its name.
    public func job(_ reference: JobReference) throws(Refusal) -> StoredJob {
        guard let job = try Refusal.wrapping({ try reader.job(reference) }) else {
            throw Refusal(.unknownJob, "There is no such job on a queue; `duban job list` shows those that there are.")
        }
        return job
    }

    /// The job with a key such as `JOB/17` or `CERT-2026-0001/12`.
    public func reference(_ key: String) throws(Refusal) -> JobReference {
        let parts = key.split(separator: "/")
        guard parts.count == 2, let number = Int(parts[1]) else {
            throw Refusal(.invalidRequest, "A job is named like JOB/17 or CERT-2026-0001/12, not \"\(key)\".")
        }
        if parts[0] == JobRow.noCaseNumber.text { return JobReference(number: Int64(number)) }
        return JobReference(caseID: try caseID(of: CaseNumber(String(parts[0]))), step: StepID(number))
    }

    // MARK: Parts

    private func operate(_ operation: JobOperation, _ request: Request, _ body: DataValue) async throws(Refusal) -> JobOutcome {
        try await writer.operate(
            operation, by: .staff(request.caller),
            request: (RequestKey(caller: request.caller.name, key: request.key), vault.fingerprint(body.json)))
    }

    /// The role that looks after the machine.
    func requireAdministrator(_ caller: StaffID, _ what: String) throws(Refusal) {
        guard versions.inForce.roster[caller]?.roles.contains("administrator") == true else {
            throw Refusal(.wrongRole, "\(what) by the role administrator, which \(caller) does not hold.")
        }
    }
}
