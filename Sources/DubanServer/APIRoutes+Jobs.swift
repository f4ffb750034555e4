import DubanAPI
import DubanEngine
import DubanModel
import DubanRunner
import DubanStore
import Hummingbird

/// Jobs: lists, those that belong to no case, and what is done with many at once.
extension APIRoutes {
    func addJobs(to router: Router<CallerContext>) {
        router.get("/v1/jobs") { request, context in
            let caller = try await caller(request, context)
            let parameters = request.uri.queryParameters
            let filter = try self.filter(
                JobFilterBody(
                    queue: parameters["queue"].map(String.init), states: parameters["state"].map { [String($0)] },
                    plugin: parameters["plugin"].map(String.init), code: parameters["code"].map(String.init),
                    limit: parameters["limit"].map { Int($0) ?? 0 }))
            return try APIRoutes.json(try hall.jobs(filter).map { try presenter.job($0, for: caller) })
        }
        router.get("/v1/jobs/{owner}/{number}") { request, context in
            let caller = try await caller(request, context)
            let key = "\(try parameter("owner", context))/\(try parameter("number", context))"
            let job = try hall.job(try hall.reference(key))
            let attempts = try hall.reader.attempts(of: job.reference)
            let isHidden = try presenter.hides(job, from: caller)
            return try APIRoutes.json(
                JobDetailBody(
                    job: try presenter.job(job, for: caller),
                    arguments: isHidden ? .text(DataValue.mask) : Presenter.masked(job.row.arguments),
                    attempts: attempts.map {
                        .init(
                            attempt: $0.claim.attempt, endedAt: presenter.local($0.endedAt), code: $0.code,
                            message: isHidden ? DataValue.mask : $0.message)
                    }))
        }
        router.post("/v1/queues/{name}/jobs") { request, context in
            let change = try await change(request, context)
            let body = try await body(EnqueueRequest.self, request, context)
            let queue = try parameter("name", context)
            return try APIRoutes.json(JobOutcomeBody(try await hall.enqueue(change, try body.jobs.map { try newJob($0, queue) })))
        }
        router.post("/v1/jobs") { request, context in
            let change = try await change(request, context)
            let body = try await body(JobChangeRequest.self, request, context)
            guard let verb = Hall.JobChange(rawValue: body.verb) else {
                let known = Hall.JobChange.allCases.map(\.rawValue).joined(separator: ", ")
                throw Refusal(.invalidRequest, "Jobs can be changed by \(known); not by \"\(body.verb)\".")
            }
            return try APIRoutes.json(JobOutcomeBody(try await hall.change(change, verb, try filter(body.filter))))
        }
        router.get("/v1/queues/watch/{version}") { request, context in
            _ = try await caller(request, context)
            let version = UInt64(try parameter("version", context)) ?? 0
            let now = await hall.queues.changed(after: version, within: APIRoutes.longestWatch)
            return try APIRoutes.json(QueueWatchBody(version: now, queues: try presenter.queues()))
        }
    }

    /// A watch that sees no change is answered after so long.
    static let longestWatch = Duration.seconds(20)

    private func filter(_ body: JobFilterBody) throws -> JobFilter {
        guard body.limit ?? 1 >= 1 else { throw Refusal(.invalidRequest, "\"limit\" is a number of jobs, 1 or more.") }
        var filter = JobFilter(queue: body.queue, plugin: body.plugin, code: body.code, limit: min(body.limit ?? 1_000, 100_000))
        if let states = body.states {
            filter.states = Set(
                try states.map { text in
                    guard let state = JobState(rawValue: text) else {
                        let known = JobState.allCases.map(\.rawValue).joined(separator: ", ")
                        throw Refusal(.invalidRequest, "A job is \(known); not \"\(text)\".")
                    }
                    return state
                })
        }
        if let before = body.before {
            guard let instant = Instant(before) else {
                throw Refusal(.invalidRequest, "\"\(before)\" is no instant such as 2026-03-02T09:00:00+08:00.")
            }
            filter.before = instant
        }
        filter.references = try (body.keys ?? []).map { try hall.reference($0) }
        return filter
    }

    private func newJob(_ body: NewJobBody, _ queue: String) throws -> NewJob {
        let parts = body.action.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw Refusal(
                .invalidRequest, "A job names a plugin and what it is asked for, such as documents.render; not \"\(body.action)\".")
        }
        let runAt = try body.runAt.map { text in
            guard let instant = Instant(text) else {
                throw Refusal(.invalidRequest, "\"\(text)\" is no instant such as 2026-03-02T09:00:00+08:00.")
            }
            return instant
        }
        var uniqueness: NewJob.Uniqueness?
        if body.uniqueKey != nil || body.uniqueArguments == true || body.uniqueSeconds != nil {
            guard body.uniqueSeconds ?? 1 >= 1 else {
                throw Refusal(.invalidRequest, "A job can be unique within 1 second or more, not within \(body.uniqueSeconds ?? 0).")
            }
            uniqueness = .init(
                key: body.uniqueKey, byArguments: body.uniqueArguments ?? false, period: body.uniqueSeconds.map { .seconds($0) })
        }
        return NewJob(
            queue: queue, plugin: parts[0], action: parts[1], arguments: body.arguments ?? .emptyRecord, priority: body.priority ?? 0,
            runAt: runAt, uniqueness: uniqueness)
    }
}

extension JobOutcomeBody {
    init(_ outcome: JobOutcome) {
        self.init(jobs: outcome.entries.map { .init(key: $0.key, result: $0.result, message: $0.message) })
    }
}
