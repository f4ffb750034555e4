import Foundation

/// A listening socket that systemd passed to this process (sd_listen_fds(3)).
struct InheritedSocket {
    /// Passed descriptors begin here.
    private static let first: Int32 = 3

    private let descriptor: Int32

    /// The socket, where the environment says that one was passed to this very process.
    init?(environment: [String: String]) {
        guard let process = environment["LISTEN_PID"].flatMap({ pid_t($0) }), process == getpid(),
            let count = environment["LISTEN_FDS"].flatMap({ Int($0) }), count >= 1
        else { return nil }
        descriptor = InheritedSocket.first
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    /// Connections as they come, accepted on a thread of its own.
    func connections() -> AsyncStream<Int32> {
        let descriptor = self.descriptor
        return AsyncStream { continuation in
            Thread.detachNewThread {
                while true {
                    let connection = accept(descriptor, nil, nil)
                    if connection >= 0 {
                        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
                        continuation.yield(connection)
                    } else if errno != EINTR, errno != ECONNABORTED {
                        break
                    }
                }
                continuation.finish()
            }
        }
    }
}
