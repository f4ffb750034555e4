import DubanAPI
import DubanClient
import Foundation

/// What `--watch` does: it shows something anew at each change of the queues, until it is interrupted. The daemon answers when there is a
/// change; nothing is asked again and again.
enum QueueWatch {
    /// Not more often than an eye can follow.
    private static let pause = Duration.milliseconds(200)

    /// Shows at once, and at each change.
    static func follow(_ options: GlobalOptions, _ show: (QueueWatchBody) async throws -> Void) async throws {
        var version = UInt64.max  // None that a daemon could have: the first answer comes at once.
        while true {
            let body: QueueWatchBody = try await options.client.get(["queues", "watch", String(version)])
            guard body.version != version else { continue }
            version = body.version
            if !options.json, isatty(STDOUT_FILENO) == 1 { print("\u{1B}[H\u{1B}[2J", terminator: "") }
            try await show(body)
            fflush(nil)  // Who reads a pipe sees it now, too.
            try await Task.sleep(for: pause)
        }
    }
}
