import DubanAPI
import DubanEngine
import DubanModel
import DubanRunner
import DubanTime
import Hummingbird

/// What people do to a case as a whole, who does what in it, and its clocks.
extension APIRoutes {
    func addCourse(to router: Router<CallerContext>) {
        addClosing(to: router)
        addPeople(to: router)
        addAccountability(to: router)
        addClocks(to: router)
        router.post("/v1/messages/{name}") { request, context in
            let change = try await change(request, context)
            let body = try await body(MessageRequest.self, request, context)
            let name = try parameter("name", context)
            return try receipt(
                try await hall.deliver(change, message: name, correlation: body.key, action: body.action, data: body.data ?? .null))
        }
    }

    private func addClosing(to router: Router<CallerContext>) {
        reasoned(router, "withdraw") { try await hall.close($0, case: $1, cause: .withdrawn, reason: $2) }
        reasoned(router, "cancel") { try await hall.close($0, case: $1, cause: .cancelled, reason: $2) }
        reasoned(router, "suspend") { try await hall.suspend($0, case: $1, reason: $2) }
        reasoned(router, "resume") { try await hall.resume($0, case: $1, reason: $2) }
        router.post("/v1/cases/{number}/recall") { request, context in
            try receipt(try await hall.recall(try await change(request, context), case: try number(context)))
        }
        router.post("/v1/cases/{number}/comment") { request, context in
            let change = try await change(request, context)
            let body = try await body(CommentRequest.self, request, context)
            return try receipt(try await hall.comment(change, case: try number(context), text: body.text))
        }
    }

    /// A route that says why.
    private func reasoned(
        _ router: Router<CallerContext>, _ verb: String,
        _ perform: @escaping @Sendable (Hall.Request, CaseNumber, String) async throws -> Receipt
    ) {
        router.post("/v1/cases/{number}/\(verb)") { request, context in
            let change = try await change(request, context)
            let body = try await body(ReasonRequest.self, request, context)
            return try receipt(try await perform(change, try number(context), body.reason))
        }
    }

    private func addPeople(to router: Router<CallerContext>) {
        router.post("/v1/tasks/{number}/handover") { request, context in
            let change = try await change(request, context)
            let body = try await body(HandOverRequest.self, request, context)
            return try receipt(
                try await hall.offerHandOver(change, task: try task(context), to: StaffID(body.to), returns: body.returns ?? false))
        }
        router.post("/v1/tasks/{number}/reviewers") { request, context in
            let change = try await change(request, context)
            let body = try await body(ReviewerRequest.self, request, context)
            return try receipt(try await hall.addReviewer(change, task: try task(context), reviewer: StaffID(body.member)))
        }
        router.post("/v1/cases/{number}/handover") { request, context in
            let change = try await change(request, context)
            let body = try await body(HandOverRequest.self, request, context)
            if body.returns == true {
                throw Refusal(.invalidRequest, "Only a task comes back once it is answered; hand a task over by its number for that.")
            }
            return try receipt(try await hall.offerHandOver(change, case: try number(context), to: StaffID(body.to)))
        }
        for (verb, accepts) in [("accept", true), ("decline", false)] {
            router.post("/v1/cases/{number}/\(verb)") { request, context in
                let change = try await change(request, context)
                return try receipt(try await hall.answerHandOver(change, case: try number(context), accepts: accepts))
            }
        }
    }

    private func addAccountability(to router: Router<CallerContext>) {
        router.post("/v1/cases/{number}/entries/{entry}/contest") { request, context in
            let change = try await change(request, context)
            let body = try await body(ReasonRequest.self, request, context)
            return try receipt(
                try await hall.contest(change, case: try number(context), entry: try entry(context), reason: body.reason))
        }
        router.post("/v1/cases/{number}/entries/{entry}/settle") { request, context in
            let change = try await change(request, context)
            let body = try await body(SettleRequest.self, request, context)
            return try receipt(
                try await hall.settle(
                    change, case: try number(context), entry: try entry(context), isSetAside: body.isSetAside, reason: body.reason))
        }
    }

    private func addClocks(to router: Router<CallerContext>) {
        router.post("/v1/cases/{number}/clock/stop") { request, context in
            let change = try await change(request, context)
            let body = try await body(ClockRequest.self, request, context)
            return try receipt(
                try await hall.stopClocks(change, case: try number(context), reason: body.reason ?? "", paper: body.paper))
        }
        router.post("/v1/cases/{number}/clock/resume") { request, context in
            let change = try await change(request, context)
            let body = try await body(ClockRequest.self, request, context)
            return try receipt(try await hall.resumeClocks(change, case: try number(context), paper: body.paper))
        }
        router.post("/v1/cases/{number}/extend") { request, context in
            let change = try await change(request, context)
            let body = try await body(ExtendRequest.self, request, context)
            return try receipt(
                try await hall.requestExtension(change, case: try number(context), by: try limit(body.by), reason: body.reason))
        }
    }

    // MARK: Parts

    /// A limit as people write it.
    func limit(_ text: String) throws -> Limit {
        do {
            return try Limit(text)
        } catch {
            throw Refusal(.invalidRequest, error.description)
        }
    }

    func task(_ context: CallerContext) throws -> TaskNumber {
        guard let number = Int64(try parameter("number", context)) else {
            throw Refusal(.unknownTask, "A task is named by its number; `duban inbox` lists them.")
        }
        return TaskNumber(number)
    }

    private func entry(_ context: CallerContext) throws -> Int {
        guard let number = Int(try parameter("entry", context)) else {
            throw Refusal(.invalidRequest, "An entry of accountability is named by its number; `duban case` shows it.")
        }
        return number
    }

    private func receipt(_ receipt: Receipt) throws -> Response { APIRoutes.json(try presenter.receipt(receipt)) }
}
