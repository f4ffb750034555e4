import DubanAPI
import DubanEngine
import DubanModel
public import DubanRunner
import DubanStore
import DubanTime
import DubanWorkflows
import Foundation
import HTTPTypes
import Hummingbird

/// The routes of the API.
public struct APIRoutes: Sendable {
    let hall: Hall
    let calendars: CalendarKeeper
    private let time: VirtualTime?
    private let isDevelopment: Bool
    let plugins: @Sendable () -> [PluginStanding]
    private let reload: @Sendable () throws -> Void

    /// Routes over a hall.
    /// - Parameters:
    ///   - calendars: Keeps the official calendar.
    ///   - time: The virtual clock, where the daemon has one.
    ///   - isDevelopment: Whether anyone may act as any member of staff.
    ///   - plugins: How the plugins stand.
    ///   - reload: Puts workflows, calendar and roster in force as they stand in their files, as a whole or not at all.
    public init(
        hall: Hall, calendars: CalendarKeeper, time: VirtualTime?, isDevelopment: Bool,
        plugins: @escaping @Sendable () -> [PluginStanding] = { [] }, reload: @escaping @Sendable () throws -> Void
    ) {
        self.plugins = plugins
        self.hall = hall
        self.calendars = calendars
        self.time = time
        self.isDevelopment = isDevelopment
        self.reload = reload
    }

    var presenter: Presenter { Presenter(hall: hall) }

    func router() -> Router<CallerContext> {
        let router = Router(context: CallerContext.self)
        addCases(to: router)
        addReading(to: router)
        addAdministration(to: router)
        addJobs(to: router)
        addCourse(to: router)
        addDeadlines(to: router)
        addVersions(to: router)
        addPlugins(to: router)
        return router
    }

    // MARK: Who calls

    /// The member of staff who calls: whose system user is at the other end, or, in development, who is named.
    func caller(_ request: Request, _ context: CallerContext) async throws -> StaffID {
        let roster = hall.versions.inForce.roster
        if let header = HTTPField.Name(APIHeader.actAs), let name = request.headers[header] {
            guard isDevelopment else {
                throw Refusal(.notDevelopment, "Only a daemon that runs with --dev lets you act as somebody else; leave --as out.")
            }
            guard let member = roster[StaffID(name)] else {
                throw Refusal(
                    .unknownCaller,
                    "\"\(name)\" is not on the roster; it has \(roster.members.keys.sorted().map(\.name).joined(separator: ", ")).")
            }
            return member.id
        }
        let user = await context.systemUser() ?? "?"
        guard let member = roster.member(systemUser: user) else {
            let hint = isDevelopment ? "name somebody with --as" : "ask the administrator to enter you in staff.yaml"
            throw Refusal(.unknownCaller, "The system user \"\(user)\" is no member of staff; \(hint).")
        }
        return member.id
    }

    func change(_ request: Request, _ context: CallerContext) async throws -> Hall.Request {
        guard let name = HTTPField.Name(APIHeader.idempotencyKey), let key = request.headers[name], !key.isEmpty, key.utf8.count <= 128
        else {
            throw Refusal(
                .invalidRequest, "A request that changes something needs the header \(APIHeader.idempotencyKey), of at most 128 bytes.")
        }
        return Hall.Request(caller: try await caller(request, context), key: key)
    }

    func body<Body: Decodable>(_ type: Body.Type, _ request: Request, _ context: CallerContext) async throws -> Body {
        let buffer = try await request.body.collect(upTo: context.maxUploadSize)
        do {
            return try DataValueDecoder.decode(Body.self, from: try JSONReader.read(Array(buffer.readableBytesView)))
        } catch let error as JSONError {
            throw Refusal(.invalidRequest, "The request is no JSON that is understood: \(error)")
        } catch let DecodingError.keyNotFound(key, _) {
            throw Refusal(.invalidRequest, "The request has no \"\(key.stringValue)\".")
        } catch let DecodingError.typeMismatch(_, at) {
            let path = at.codingPath.map(\.stringValue).joined(separator: ".")
            let what = path.isEmpty ? "The request" : "\"\(path)\" of the request"
            throw Refusal(.invalidRequest, "\(what) is of another type: \(at.debugDescription).")
        }
    }

    /// A name in the path, as the caller typed it.
    func parameter(_ name: String, _ context: CallerContext) throws -> String {
        let text = try context.parameters.require(name)
        return text.removingPercentEncoding ?? text
    }

    func number(_ context: CallerContext) throws -> CaseNumber { CaseNumber(try parameter("number", context)) }

    // MARK: Routes

    private func addCases(to router: Router<CallerContext>) {
        router.post("/v1/cases") { request, context in
            let change = try await change(request, context)
            let body = try await body(ApplyRequest.self, request, context)
            let receipt = try await hall.apply(
                change, workflow: body.workflow, data: body.data, materials: body.materials ?? .null, isDraft: body.isDraft ?? false)
            return APIRoutes.json(try presenter.receipt(receipt))
        }
        router.post("/v1/tasks/{number}") { request, context in
            let change = try await change(request, context)
            let body = try await body(ActRequest.self, request, context)
            let receipt = try await hall.act(
                change, task: try task(context), action: body.action, data: body.data ?? .null, materials: body.materials ?? .null,
                comment: body.comment, target: body.target)
            return APIRoutes.json(try presenter.receipt(receipt))
        }
        router.post("/v1/cases/{number}/amend") { request, context in
            let change = try await change(request, context)
            let body = try await body(AmendRequest.self, request, context)
            let receipt = try await hall.amend(
                change, case: try number(context), field: DataPath(body.field), value: body.value, reason: body.reason)
            return APIRoutes.json(try presenter.receipt(receipt))
        }
        router.post("/v1/cases/{number}/attach") { request, context in
            let change = try await change(request, context)
            let body = try await body(AttachRequest.self, request, context)
            guard let content = Data(base64Encoded: body.content) else {
                throw Refusal(.invalidRequest, "\"content\" must be the file's bytes in base 64.")
            }
            let receipt = try await hall.attach(
                change, case: try number(context), name: body.name, bytes: Array(content), material: body.material, pages: body.pages ?? 1)
            return APIRoutes.json(try presenter.receipt(receipt))
        }
        router.post("/v1/cases/{number}/private") { request, context in
            let change = try await change(request, context)
            let body = try await body(PrivateRequest.self, request, context)
            let values = try await hall.readPrivate(
                change, case: try number(context), paths: body.fields.map { DataPath($0) }, reason: body.reason)
            return try APIRoutes.json(values)
        }
    }

    private func addReading(to router: Router<CallerContext>) {
        router.get("/v1/inbox") { request, context in
            let caller = try await caller(request, context)
            guard request.uri.queryParameters["all"] == "true" else { return try APIRoutes.json(try presenter.inbox(of: caller)) }
            return try APIRoutes.json(try hall.reader.tasks(limit: Presenter.maximumTasks).map { try presenter.task($0) })
        }
        router.get("/v1/cases") { request, context in
            _ = try await caller(request, context)
            let parameters = request.uri.queryParameters
            var filter = CaseFilter()
            if let light = parameters["light"] {
                guard let light = Light(rawValue: String(light)) else {
                    throw Refusal(.invalidRequest, "There is no light \"\(light)\"; there are green, yellow, red.")
                }
                filter.lights = [light]
            }
            filter.workflow = parameters["workflow"].map(String.init)
            filter.isOpen = parameters["open"].map { $0 == "true" }
            return try APIRoutes.json(try hall.reader.cases(filter).map { presenter.summary($0) })
        }
        router.get("/v1/cases/{number}") { request, context in
            let caller = try await caller(request, context)
            return try APIRoutes.json(try presenter.detail(try hall.caseID(of: try number(context)), for: caller))
        }
        router.post("/v1/find") { request, context in
            _ = try await caller(request, context)
            let body = try await body(FindRequest.self, request, context)
            return try APIRoutes.json(try hall.find(body.text).map { presenter.summary($0) })
        }
        router.get("/v1/registers") { request, context in
            _ = try await caller(request, context)
            return try APIRoutes.json(try hall.reader.registers())
        }
        router.get("/v1/registers/{name}") { request, context in
            let caller = try await caller(request, context)
            let name = try parameter("name", context)
            let known = try hall.reader.registers()
            guard known.contains(name) else {
                let others = known.isEmpty ? "no register has any yet" : "there are \(known.joined(separator: ", "))"
                throw Refusal(.unknownRegister, "There is no register \"\(name)\" with entries; \(others).")
            }
            return try APIRoutes.json(try presenter.entries(try hall.reader.entries(of: name, offset: 0, limit: 100_000), for: caller))
        }
    }

    private func addAdministration(to router: Router<CallerContext>) {
        router.get("/v1/queues") { request, context in
            _ = try await caller(request, context)
            return try APIRoutes.json(try presenter.queues())
        }
        router.get("/v1/queues/{name}/dead") { request, context in
            let caller = try await caller(request, context)
            let dead = try hall.reader.jobs(.dead, queue: try queue(context), limit: 1_000)
            return try APIRoutes.json(try dead.map { try presenter.job($0, for: caller) })
        }
        router.post("/v1/queues/{name}") { request, context in
            let change = try await change(request, context)
            let body = try await body(QueueRequest.self, request, context)
            let queue = try queue(context)
            if body.verb == "retry" {
                guard let caseNumber = body.caseNumber, let step = body.step else {
                    throw Refusal(.invalidRequest, "To retry a dead job, name its case and step; `duban queue dead \(queue)` lists them.")
                }
                return APIRoutes.json(
                    try presenter.receipt(try await hall.revive(change, case: CaseNumber(caseNumber), step: StepID(step))))
            }
            try await administer(queue, body.verb, change)
            return try APIRoutes.json(try presenter.queues())
        }
        router.post("/v1/workflows/reload") { request, context in
            try checkAdministrator(try await caller(request, context), "Workflows are reloaded")
            try reload()
            return try APIRoutes.json(hall.versions.inForce.workflows.keys.sorted())
        }
        router.post("/v1/dev/advance") { request, context in
            guard isDevelopment, let time else {
                throw Refusal(.notDevelopment, "Only a daemon that runs with --dev and --clock has a clock that can be moved.")
            }
            let body = try await body(AdvanceRequest.self, request, context)
            return try APIRoutes.json(ClockBody(now: presenter.local(try await advance(time, body))))
        }
    }

    private func advance(_ time: VirtualTime, _ body: AdvanceRequest) async throws -> Instant {
        if let text = body.to {
            guard let instant = Instant(text) else {
                throw Refusal(.invalidRequest, "\"\(text)\" is no instant such as 2026-03-02T09:00:00+08:00.")
            }
            return try await time.advance(to: instant)
        }
        do {
            return try await time.advance(try Limit(body.limit ?? ""))
        } catch let error as LimitError {
            throw Refusal(.invalidRequest, error.description)
        }
    }

    func queue(_ context: CallerContext) throws -> String {
        let name = try parameter("name", context)
        try hall.queues.check(name)
        return name
    }

    private func administer(_ queue: String, _ verb: String, _ change: Hall.Request) async throws {
        switch verb {
        case "pause": try await hall.setPaused(change, true, queue: queue)
        case "resume": try await hall.setPaused(change, false, queue: queue)
        case "drain": try await hall.drain(change, queue: queue)
        case "hurry": try hall.hurry(change, queue: queue)
        default:
            throw Refusal(.invalidRequest, "A queue can be paused, drained, resumed, hurried, or its dead jobs retried; not \"\(verb)\".")
        }
    }

    private func checkAdministrator(_ caller: StaffID, _ what: String) throws {
        guard hall.versions.inForce.roster[caller]?.roles.contains("administrator") == true else {
            throw Refusal(.wrongRole, "\(what) by the role administrator, which \(caller) does not hold.")
        }
    }

    // MARK: Answers

    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return response(ByteBuffer(bytes: try encoder.encode(value)), status)
    }

    static func json(_ receipt: ReceiptBody) -> Response { response(ByteBuffer(bytes: receipt.json), .ok) }

    private static func response(_ body: ByteBuffer, _ status: HTTPResponse.Status) -> Response {
        Response(status: status, headers: [.contentType: "application/json; charset=utf-8"], body: .init(byteBuffer: body))
    }

    /// Every error as a body with a stable code.
    static func response(to error: any Error) -> Response {
        let refusal: Refusal
        switch error {
        case let known as Refusal: refusal = known
        case let http as HTTPError:
            let code: Refusal.Code = http.status == .contentTooLarge ? .limitExceeded : .invalidRequest
            refusal = Refusal(code, http.body ?? "The request is not understood: \(http.status).")
        default: refusal = Refusal(.internalInconsistency, "The request failed: \(type(of: error)).")
        }
        let status = HTTPResponse.Status(code: refusal.code.httpStatus)
        return (try? json(ErrorBody(refusal), status: status)) ?? Response(status: .internalServerError)
    }
}
