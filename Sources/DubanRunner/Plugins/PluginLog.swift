import DubanModel
import DubanPlugin
import DubanTime
import Foundation
import Logging
import Synchronization

/// Tells what a plugin says, under its name: the lines of its standard error, and its `log` messages. A plugin that talks without end is
/// cut short, and how much was left out is told.
final class PluginLog: PluginStream {
    private struct State {
        var splitter = FrameSplitter(limit: PluginLog.lineLimit)
        var bucket: TokenBucket
        var leftOut = 0
        /// The last line, which often says why a program failed.
        var last = ""
    }

    /// Bytes of one line.
    static let lineLimit = 8_192
    /// Lines a second in the long run.
    static let rate = 100.0
    /// Lines at once.
    static let burst = 1_000

    private let plugin: String
    private let logger: Logger
    private let monotonic: any MonotonicClock
    private let state: Mutex<State>

    init(plugin: String, logger: Logger, monotonic: any MonotonicClock) {
        self.plugin = plugin
        self.logger = logger
        self.monotonic = monotonic
        state = Mutex(State(bucket: TokenBucket(perSecond: PluginLog.rate, burst: PluginLog.burst, now: monotonic.elapsed())))
    }

    /// The last line of its standard error, cut to what fits in a message.
    var lastLine: String { state.withLock { $0.last } }

    /// Tells a line.
    func tell(_ level: Logger.Level, _ message: String, job: String? = nil) {
        let now = monotonic.elapsed()
        let (isTold, leftOut) = state.withLock { state -> (Bool, Int) in
            guard state.bucket.take(now: now) else {
                state.leftOut += 1
                return (false, 0)
            }
            defer { state.leftOut = 0 }
            return (true, state.leftOut)
        }
        guard isTold else { return }
        if leftOut > 0 { write(.warning, "\(leftOut) lines of the plugin were left out: more than \(Int(PluginLog.rate)) a second.", nil) }
        write(level, PluginText.line(message, limit: PluginLog.lineLimit), job)
    }

    private func write(_ level: Logger.Level, _ message: String, _ job: String?) {
        var metadata: Logger.Metadata = ["plugin": .string(plugin)]
        metadata["job"] = job.map { .string($0) }
        logger.log(level: level, "\(message)", metadata: metadata)
    }

    /// Tells what a plugin said without being asked.
    func note(_ method: String, _ parameters: DataValue) {
        let job = parameters["job"].textValue
        switch method {
        case "log":
            let level = parameters["level"].textValue.flatMap { PluginLogLevel(rawValue: $0) } ?? .info
            tell(Logger.Level(rawValue: level.rawValue) ?? .info, parameters["message"].textValue ?? "", job: job)
        case "progress":
            let percent = parameters["percent"].integerValue.map { " \($0) %" } ?? ""
            tell(.debug, "progress\(percent) \(parameters["message"].textValue ?? "")", job: job)
        case PluginSession.stray:
            tell(.warning, "The plugin answered request \(parameters["id"].integerValue ?? 0), for which nobody waits.")
        case "error": tell(.warning, "The plugin refused a message: \(parameters["message"].textValue ?? "")")
        default: tell(.debug, "The plugin said \"\(method)\", which the daemon does not know.", job: job)
        }
    }

    // MARK: Standard error

    /// A log wants its process as long as that lives.
    func ended() async {}

    var failure: PluginFailure? { nil }

    func connect(_ wake: @escaping @Sendable () -> Void) {}

    func takeOutgoing() -> [UInt8] { [] }

    func received(_ bytes: UnsafeRawBufferPointer) throws(PluginFailure) {
        for frame in state.withLock({ $0.splitter.push(bytes) }) {
            switch frame {
            case .line(let line) where line.isEmpty: continue
            case .line(let line):
                tellLast(line)
            case .oversized(let prefix): tellLast(prefix + Array(" …".utf8))
            }
        }
    }

    private func tellLast(_ line: [UInt8]) {
        let text = String(decoding: line, as: UTF8.self)
        state.withLock { $0.last = PluginText.line(text, limit: 300) }
        tell(.info, text)
    }

    /// Standard error has ended: a last line without its end is one all the same.
    func finish() {
        let rest = state.withLock { $0.splitter.finish() }
        if !rest.isEmpty { tellLast(rest) }
    }
}
