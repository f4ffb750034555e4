public import DubanModel
public import DubanTime

/// A job that comes again and again by a schedule; it belongs to no case.
public struct PeriodicJob: Sendable {
    /// What happens to occurrences that a downtime missed.
    public enum Missed: String, Sendable, Hashable, CaseIterable {
        /// Each is made up for.
        case all
        /// One stands for all of them.
        case once
        /// They are left out; only one that is hardly late still runs.
        case skip
    }

    /// The name; its next instant is kept under it.
    public let name: String
    /// When it comes.
    public let schedule: Schedule
    /// What happens to missed occurrences.
    public let missed: Missed
    /// The queue.
    public let queue: String
    /// The plugin.
    public let plugin: String
    /// What it is asked for.
    public let action: String
    /// The arguments; the scheduled instant is added as `scheduled`.
    public let arguments: [String: DataValue]

    /// A periodic job.
    public init(
        name: String, schedule: Schedule, missed: Missed, queue: String, plugin: String, action: String, arguments: [String: DataValue]
    ) {
        self.name = name
        self.schedule = schedule
        self.missed = missed
        self.queue = queue
        self.plugin = plugin
        self.action = action
        self.arguments = arguments
    }

    /// Reads `{job, every, missed, queue, with}`.
    static func read(_ name: String, _ node: YAMLNode, _ findings: Findings) -> PeriodicJob? {
        guard let map = YAMLMap(node, keys: ["job", "every", "missed", "queue", "with"], findings), let job = map.text("job"),
            let every = map.text("every")
        else { return nil }
        let parts = job.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            findings.add("DW024", "a job names a plugin and what it is asked for, such as documents.render", at: node)
            return nil
        }
        let missed = map.optionalText("missed") ?? Missed.once.rawValue
        guard let policy = Missed(rawValue: missed) else {
            findings.add("DW002", "\"missed\" is all, once or skip, not \"\(missed)\"", at: node)
            return nil
        }
        do {
            return PeriodicJob(
                name: name, schedule: try Schedule(every), missed: policy, queue: map.optionalText("queue") ?? parts[0], plugin: parts[0],
                action: parts[1], arguments: map["with"]?.data.fields ?? [:])
        } catch {
            findings.add("DW005", "\(error)", at: map["every"] ?? node)
            return nil
        }
    }
}
