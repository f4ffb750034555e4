import DubanPlugin

/// How a plugin stands, for `duban plugin list`.
public struct PluginStanding: Sendable, Hashable {
    /// In one word.
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// No process runs; one is started with the next job.
        case idle
        /// A process runs, and has not said yet who it is.
        case starting
        /// A process runs.
        case running
        /// It ended, and is not started again for a while.
        case waiting
        /// It dies at its start again and again.
        case failing
    }

    /// The plugin.
    public let name: String
    /// `run`, `exec` or `unit`.
    public let kind: String
    /// How it stands.
    public let state: State
    /// The version that it says it has; `nil` until it has said so.
    public let version: String?
    /// What it may be asked for.
    public let actions: [String]
    /// Jobs that it works on.
    public let inFlight: Int
    /// Jobs that wait for it.
    public let waiting: Int
    /// How many it takes at once.
    public let concurrency: Int
    /// Processes, or connections, that were started after the first.
    public let restarts: Int
    /// The code of its last end; `nil` where it has not ended yet.
    public let lastCode: String?
    /// Its last end in words.
    public let lastMessage: String?
    /// `bubblewrap`, `none`, or `systemd`.
    public let confinement: String
}
