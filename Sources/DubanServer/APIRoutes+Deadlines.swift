import DubanAPI
import DubanEngine
import DubanModel
import DubanPictures
import DubanRunner
import DubanStore
import DubanTime
import HTTPTypes
import Hummingbird

/// Deadlines as people look at them, why they are when they are, a person's calendar, and the report of broken promises.
extension APIRoutes {
    func addDeadlines(to router: Router<CallerContext>) {
        router.get("/v1/cases/{number}/why-due") { request, context in
            _ = try await caller(request, context)
            let state = try hall.state(of: try hall.caseID(of: try number(context)))
            return try APIRoutes.json(try presenter.explanations(of: state))
        }
        router.get("/v1/cases/{number}/graph") { request, context in
            let caller = try await caller(request, context)
            let wanted = request.uri.queryParameters["format"].map(String.init) ?? PictureFormat.mermaid.rawValue
            guard let format = PictureFormat(rawValue: wanted) else {
                let known = PictureFormat.allCases.map(\.rawValue).joined(separator: ", ")
                throw Refusal(.invalidRequest, "A picture is drawn as one of \(known); \"\(wanted)\" is none.")
            }
            let id = try hall.caseID(of: try number(context))
            return try APIRoutes.json(
                PictureBody(format: wanted, text: try presenter.picture(of: id, format, language(request), for: caller)))
        }
        router.get("/v1/deadlines") { request, context in
            let caller = try await caller(request, context)
            let parameters = request.uri.queryParameters
            let within = try parameters["within"].map { try limit(String($0)) }
            let wanted = parameters["limit"].flatMap { Int($0) } ?? APIRoutes.usualDeadlines
            let (deadlines, isCut) = try hall.deadlines(
                within: within, of: parameters["mine"] == "true" ? caller : nil, limit: max(1, min(wanted, Hall.maximumDeadlines)))
            return try APIRoutes.json(
                DeadlineListBody(
                    now: presenter.local(hall.clock.now()), deadlines: deadlines.map { presenter.deadline($0) }, isCut: isCut))
        }
        router.get("/v1/calendars/{member}") { request, context in
            let caller = try await caller(request, context)
            let name = try parameter("member", context)
            guard name.hasSuffix(".ics") else { throw Refusal(.invalidRequest, "A person's calendar is asked for as MEMBER.ics.") }
            let member = StaffID(String(name.dropLast(4)))
            let calendar = try PersonalCalendar(hall, presenter).text(of: member, for: caller, language(request))
            return Response(
                status: .ok, headers: [.contentType: "text/calendar; charset=utf-8"], body: .init(byteBuffer: ByteBuffer(string: calendar)))
        }
        router.get("/v1/reports/accountability") { request, context in
            let caller = try await caller(request, context)
            let parameters = request.uri.queryParameters
            let month = parameters["month"].map(String.init) ?? ""
            guard let first = CivilDate(month + "-01") else {
                throw Refusal(.invalidRequest, "Say which month, such as month=2026-03; \"\(month)\" is none.")
            }
            let question = Hall.AccountabilityQuestion(
                month: first, person: parameters["person"].map { StaffID(String($0)) }, office: parameters["office"].map(String.init))
            return try APIRoutes.json(presenter.report(try hall.accountability(question, for: caller), month: month))
        }
    }

    /// Deadlines that are listed where nobody says how many.
    static let usualDeadlines = 200

    private func language(_ request: Request) -> Language {
        request.uri.queryParameters["lang"].flatMap { Language(rawValue: String($0)) } ?? .chinese
    }
}
