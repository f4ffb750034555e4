import Foundation
import Synchronization

/// A process of the test's own, its output in files, so that no pipe can fill up.
final class ChildProcess: Sendable {
    /// How a process ended.
    enum Ending: Sendable, Hashable {
        case exited(Int32)
        case signalled(Int32)
    }

    /// A process could not be started, or did not end in time.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Its number.
    let id: pid_t
    private let ending = Mutex<Ending?>(nil)
    private let ended = DispatchSemaphore(value: 0)

    /// Starts a process.
    /// - Parameters:
    ///   - input: The file that it reads; nothing where none is named.
    ///   - output: The file that it writes; appended to.
    ///   - error: The file for what it says besides; appended to.
    init(
        _ executable: String, _ arguments: [String], environment: [String: String], folder: String, input: String?, output: String,
        error: String
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input ?? "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, error, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        // Swift does not see posix_spawn's own way to change the folder; env(1) does it and becomes the program.
        let words = (["env", "-C", folder, executable] + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in words + variables { free(pointer) } }
        var id = pid_t()
        let code = posix_spawn(&id, "/usr/bin/env", &actions, nil, words, variables)
        guard code == 0 else { throw Failure(description: "\(executable) cannot be started: \(String(cString: strerror(code)))") }
        self.id = id
        Thread.detachNewThread { self.reap() }
    }

    private func reap() {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        ending.withLock { $0 = signal == 0 ? .exited(status >> 8 & 0xFF) : .signalled(signal) }
        ended.signal()
    }

    /// Sends a signal.
    func signal(_ number: Int32) {
        ending.withLock { if $0 == nil { _ = kill(id, number) } }
    }

    /// Waits until it ends, but no longer than so many milliseconds.
    /// - Returns: `nil` where it runs still.
    func wait(milliseconds: Int) -> Ending? {
        if ended.wait(timeout: .now() + .milliseconds(milliseconds)) == .success { ended.signal() }
        return ending.withLock { $0 }
    }

    /// Waits until it ends; one that does not is killed, and the test fails.
    func wait() throws -> Ending {
        if let ending = wait(milliseconds: ChildProcess.longestLife) { return ending }
        signal(SIGKILL)
        throw Failure(description: "process \(id) did not end within \(ChildProcess.longestLife) ms")
    }

    /// No process of a test is waited for any longer, in milliseconds; far beyond what any takes.
    static let longestLife = 120_000
}
