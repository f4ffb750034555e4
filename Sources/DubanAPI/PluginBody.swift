/// How a plugin stands.
public struct PluginBody: Codable, Sendable, Hashable {
    /// The plugin.
    public let name: String
    /// `run`, `exec` or `unit`.
    public let kind: String
    /// `idle`, `starting`, `running`, `waiting` or `failing`.
    public let state: String
    /// The version that it says it has.
    public let version: String?
    /// What it may be asked for.
    public let actions: [String]
    /// Jobs that it works on.
    public let inFlight: Int
    /// Jobs that wait for it.
    public let waiting: Int
    /// How many it takes at once.
    public let concurrency: Int
    /// Processes that were started after the first.
    public let restarts: Int
    /// The code of its last end.
    public let lastCode: String?
    /// Its last end in words.
    public let lastMessage: String?
    /// `bubblewrap`, `none` or `systemd`.
    public let confinement: String

    /// How a plugin stands.
    public init(
        name: String, kind: String, state: String, version: String?, actions: [String], inFlight: Int, waiting: Int, concurrency: Int,
        restarts: Int, lastCode: String?, lastMessage: String?, confinement: String
    ) {
        self.name = name
        self.kind = kind
        self.state = state
        self.version = version
        self.actions = actions
        self.inFlight = inFlight
        self.waiting = waiting
        self.concurrency = concurrency
        self.restarts = restarts
        self.lastCode = lastCode
        self.lastMessage = lastMessage
        self.confinement = confinement
    }
}
