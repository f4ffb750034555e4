import Foundation

/// Stands in for the service manager: receives what the daemon notifies (sd_notify(3)), so that tests wait for words, not for time.
final class NotifySocket {
    let path: String
    private let descriptor: Int32

    init(_ path: String) throws {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8CString)
        withUnsafeMutableBytes(of: &address.sun_path) { target in bytes.withUnsafeBytes { target.copyMemory(from: $0) } }
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        guard code == 0 else { throw ChildProcess.Failure(description: "\(path): \(String(cString: strerror(errno)))") }
        var limit = timeval(tv_sec: NotifySocket.longestSilence, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// Receives until a message has the line.
    /// - Returns: The lines of that message.
    /// - Throws: Where nothing comes for far longer than any daemon needs.
    @discardableResult
    func wait(for line: String) throws -> [String] {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { throw ChildProcess.Failure(description: "the daemon did not say \(line)") }
            let lines = String(decoding: buffer.prefix(count), as: UTF8.self).split(separator: "\n").map(String.init)
            if lines.contains(line) { return lines }
        }
    }

    /// Seconds.
    static let longestSilence = 60
}
