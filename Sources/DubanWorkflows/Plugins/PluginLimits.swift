/// What a plugin may use. Each limit has its unit, and its breach a stable code (docs/plugin-protocol.md).
public struct PluginLimits: Sendable, Hashable {
    /// How long an attempt may take.
    public let time: Duration
    /// How long a plugin has to stop what was cancelled, and to end when the daemon stops.
    public let grace: Duration
    /// Address space of each of its processes, in bytes; `nil` for as much as there is.
    public let memory: Int?
    /// Size of any file that it writes, and of what one job leaves, in bytes.
    public let file: Int
    /// Size of one message, in bytes; for a program that is run once a job, of its whole output.
    public let output: Int
    /// Processes and threads at once.
    public let processes: Int
    /// Open files of each of its processes.
    public let openFiles: Int

    /// Limits.
    public init(
        time: Duration = .seconds(60), grace: Duration = .seconds(5), memory: Int? = 4 << 30, file: Int = 64 << 20, output: Int = 1 << 20,
        processes: Int = 128, openFiles: Int = 1_024
    ) {
        self.time = time
        self.grace = grace
        self.memory = memory
        self.file = file
        self.output = output
        self.processes = processes
        self.openFiles = openFiles
    }
}
