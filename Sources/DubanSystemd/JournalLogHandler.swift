import Foundation
public import Logging

/// Sends log messages to the journal, their metadata as fields; to stderr where there is no journal.
public struct JournalLogHandler: LogHandler {
    /// What each message carries.
    public var metadata: Logger.Metadata = [:]
    /// What is let through.
    public var logLevel: Logger.Level
    private let label: String
    private let journal = Journal()
    private let echoes: Bool

    /// A handler.
    /// - Parameter echoes: Whether messages go to stderr besides, as for `duband --dev` at a terminal.
    public init(label: String, level: Logger.Level = .info, echoes: Bool) {
        self.label = label
        self.echoes = echoes
        logLevel = level
    }

    /// One value of what each message carries.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Sends a message.
    public func log(event: LogEvent) {
        let extra = metadata.merging(event.metadata ?? [:]) { $1 }
        var fields = [
            (name: "MESSAGE", value: event.message.description), ("PRIORITY", JournalLogHandler.priority(event.level)),
            ("SYSLOG_IDENTIFIER", "duband"),
        ]
        for (key, value) in extra.sorted(by: { $0.key < $1.key }) { fields.append((JournalLogHandler.field(key), "\(value)")) }
        let isSent = journal.send(fields)
        if echoes || !isSent {
            let tail = extra.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
            FileHandle.standardError.write(Data("\(event.level) \(event.message)\(tail)\n".utf8))
        }
    }

    private static func field(_ key: String) -> String {
        let name = key.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
        return "DUBAN_" + String(name)
    }

    private static func priority(_ level: Logger.Level) -> String {
        switch level {
        case .trace, .debug: "7"
        case .info: "6"
        case .notice: "5"
        case .warning: "4"
        case .error: "3"
        case .critical: "2"
        }
    }
}
