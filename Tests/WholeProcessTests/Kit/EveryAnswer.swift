import DubanAPI

/// Everything by which a case can be read: the words of each verb that reads, and a path for each route.
enum EveryAnswer {
    /// The words of the verbs that read.
    static func reading(of number: String) -> [[String]] {
        [
            ["case", number], ["case", number, "--json"], ["case", number, "--events", "--why"], ["case", number, "--why-due"],
            ["case", number, "--private", "--reason", "x"], ["cases"], ["cases", "--json"], ["inbox", "--all", "--json"],
            ["deadlines", "--json"],
            ["find", "CANARYREMARK"], ["register"], ["register", "candidates", "--json"], ["register", "candidates", "--csv"],
            ["job", "list", "--json"],
            ["queue", "list", "--json"], ["report", "accountability", "--month", "2026-03"], ["watch", "--once"],
            ["workflow", "list", "--json"],
        ]
    }

    /// A path for each route that reads.
    static func paths(of number: String) -> [String] {
        APIRoute.reading.flatMap { route -> [String] in
            switch route {
            case "/v1/inbox": ["/v1/inbox", "/v1/inbox?all=true"]
            case "/v1/jobs/{owner}/{number}": (1...40).map { "/v1/jobs/\(number)/\($0)" }
            case "/v1/queues/{name}/dead": ["/v1/queues/documents/dead"]
            case "/v1/queues/watch/{version}": ["/v1/queues/watch/0"]
            case "/v1/registers/{name}": ["/v1/registers/candidates"]
            case "/v1/reports/accountability": ["/v1/reports/accountability?month=2026-03"]
            case "/v1/calendars/{member}": ["/v1/calendars/gao-feng.ics"]
            default: [route.replacing("{number}", with: number)]
            }
        }
    }
}
