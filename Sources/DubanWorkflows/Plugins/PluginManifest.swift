import Foundation

/// What a plugin is and what it is granted, `config/plugins/<name>.yaml`.
public struct PluginManifest: Sendable, Hashable {
    /// How the daemon comes to speak with it.
    public enum Kind: Sendable, Hashable {
        /// A process that the daemon starts, and that serves many jobs over standard input and output.
        case resident
        /// A program that is run once a job: JSON on standard input and output, an exit code of sysexits(3).
        case exec
        /// A service that systemd starts when this socket is connected to.
        case unit(socket: String)
    }

    /// How its process is shut off from the rest of the machine.
    public enum Confinement: String, Sendable, Hashable, CaseIterable {
        /// By bubblewrap: it sees nothing but the system, read-only, and what is granted.
        case bubblewrap
        /// Not at all; the limits of `PluginLimits` hold all the same.
        case none
    }

    /// The name by which jobs ask for it.
    public let name: String
    /// The executable: an absolute path, or a name that is looked up beside `duband`; empty for a unit.
    public let executable: String
    /// Its arguments; never a private value, since the process list shows them.
    public let arguments: [String]
    /// What it may be asked for.
    public let actions: Set<String>
    /// Its queue.
    public let queue: QueueConfiguration
    /// How the daemon comes to speak with it.
    public let kind: Kind
    /// How many jobs it is given at once; further ones wait for one that ends.
    public let concurrency: Int
    /// What it may use.
    public let limits: PluginLimits
    /// How its process is shut off.
    public var confinement: Confinement
    /// What it may do beyond using its own folder.
    public let grants: PluginGrants
    /// Secrets by name, each with the file that the daemon reads it from.
    public let credentials: [String: String]

    /// How long an attempt may take.
    public var timeLimit: Duration { limits.time }

    /// A plugin.
    public init(
        name: String, executable: String, arguments: [String], actions: Set<String>, queue: QueueConfiguration, kind: Kind = .resident,
        concurrency: Int? = nil, limits: PluginLimits = PluginLimits(), confinement: Confinement = .bubblewrap,
        grants: PluginGrants = PluginGrants(), credentials: [String: String] = [:]
    ) {
        self.name = name
        self.executable = executable
        self.arguments = arguments
        self.actions = actions
        self.queue = queue
        self.kind = kind
        self.concurrency = concurrency ?? queue.slots
        self.limits = limits
        self.confinement = confinement
        self.grants = grants
        self.credentials = credentials
    }

    /// A plugin that is confined, and whose other limits are the standard ones.
    public init(
        name: String, executable: String, arguments: [String], actions: Set<String>, queue: QueueConfiguration, timeLimit: Duration,
        memoryLimit: Int?
    ) {
        self.init(
            name: name, executable: executable, arguments: arguments, actions: actions, queue: queue,
            limits: PluginLimits(time: timeLimit, memory: memoryLimit))
    }
}

/// What a plugin may do beyond using its own folder and the read-only system; nothing, unless its manifest says so.
public struct PluginGrants: Sendable, Hashable {
    /// It may use the network.
    public let network: Bool
    /// It may read the finished documents.
    public let documents: Bool
    /// Further files and folders that it may read; absolute paths.
    public let read: [String]
    /// Further files and folders that it may write; absolute paths.
    public let write: [String]

    /// Grants.
    public init(network: Bool = false, documents: Bool = false, read: [String] = [], write: [String] = []) {
        self.network = network
        self.documents = documents
        self.read = read
        self.write = write
    }
}
