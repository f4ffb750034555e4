import CSystemd
import Foundation

/// Tells the service manager how the daemon is (sd_notify). Does nothing where none started it.
public struct ServiceManager: Sendable {
    /// The manager that started this process.
    public init() {}

    /// The daemon serves.
    public func ready(_ status: String) { send("READY=1\nSTATUS=\(status)") }

    /// How the daemon is, in a line that `systemctl status` shows.
    public func status(_ text: String) { send("STATUS=\(text)") }

    /// The daemon is going down.
    public func stopping() { send("STOPPING=1\nSTATUS=Stopping") }

    /// The daemon's loops are alive.
    public func keepAlive() { send("WATCHDOG=1") }

    private func send(_ state: String) { sd_notify(0, state) }

    /// Within which time a keep-alive is expected; `nil` where no watchdog is set.
    public var watchdogInterval: Duration? {
        var microseconds: UInt64 = 0
        return sd_watchdog_enabled(0, &microseconds) > 0 ? .microseconds(Int64(microseconds)) : nil
    }

    /// The socket that the manager listens on for the daemon, where it does.
    public var inheritedSocket: Int32? { sd_listen_fds(1) > 0 ? 3 : nil }
}
