import DubanAPI
import DubanEngine
import DubanModel
import DubanRunner
import DubanStore
import Hummingbird

/// What is in force: versions of workflows, and the official calendar.
extension APIRoutes {
    func addVersions(to router: Router<CallerContext>) {
        router.get("/v1/workflows") { request, context in
            _ = try await caller(request, context)
            return try APIRoutes.json(try presenter.workflows())
        }
        router.post("/v1/workflows/migrate") { request, context in
            let change = try await change(request, context)
            let body = try await body(MigrateRequest.self, request, context)
            let plan = Hall.MigrationPlan(
                from: body.from, to: body.to, caseNumber: body.caseNumber.map { CaseNumber($0) }, condition: body.condition,
                steps: body.steps, isDryRun: body.isDryRun, after: CaseID(body.after ?? 0))
            let outcome = try await hall.migrate(change, plan)
            return try APIRoutes.json(
                MigrationBody(
                    cases: outcome.cases.map { .init(caseNumber: $0.number.text, refusal: $0.refusal.map { ErrorBody($0) }) },
                    next: outcome.next?.rawValue))
        }
        router.get("/v1/calendar") { request, context in
            _ = try await caller(request, context)
            return try APIRoutes.json(try hall.reader.calendarsInForce().reversed().map { presenter.calendar($0) })
        }
        router.get("/v1/calendar/moves") { request, context in
            _ = try await caller(request, context)
            let offset = request.uri.queryParameters["offset"].flatMap { Int($0) } ?? 0
            let inForce = try calendars.inForce()
            let moves = try hall.reader.moves(of: inForce.number, offset: max(0, offset), limit: APIRoutes.maximumMoves)
            return try APIRoutes.json(moves.map { presenter.move($0) })
        }
        router.post("/v1/calendar") { request, context in
            let caller = try await caller(request, context)
            let body = try await body(CalendarLoadRequest.self, request, context)
            let content = Array(body.content.utf8)
            guard body.isDryRun == true else {
                return try APIRoutes.json(presenter.calendar(try await calendars.load(content, file: body.file, by: caller)))
            }
            let (progress, moves) = try await calendars.preview(content, file: body.file, by: caller)
            return try APIRoutes.json(
                presenter.body(
                    progress, number: 0, version: "", since: nil, actor: Actor.staff(caller).description,
                    moves: Array(moves.prefix(APIRoutes.maximumMoves))))
        }
    }

    /// Moved clocks that one answer lists.
    static let maximumMoves = 10_000
}
