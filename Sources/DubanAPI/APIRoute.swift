/// The routes that read, so that documentation and tests can go through all of them; a test of the server holds the list to its router.
public enum APIRoute {
    /// Every GET route; what stands in braces is a parameter.
    public static let reading = [
        "/v1/calendar", "/v1/calendar/moves", "/v1/calendars/{member}", "/v1/cases", "/v1/cases/{number}",
        "/v1/cases/{number}/graph", "/v1/cases/{number}/why-due", "/v1/deadlines", "/v1/inbox", "/v1/jobs", "/v1/jobs/{owner}/{number}",
        "/v1/plugins", "/v1/queues",
        "/v1/queues/watch/{version}", "/v1/queues/{name}/dead", "/v1/registers", "/v1/registers/{name}", "/v1/reports/accountability",
        "/v1/workflows",
    ]
}
