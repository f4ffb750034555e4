import Foundation

/// Asks the daemon over its socket as any program may, and takes the answer as it comes.
enum RawRequest {
    /// The whole answer to a GET request, head and body.
    static func get(_ path: String, as member: String, socket: String) throws -> String {
        try answer(to: "GET \(path) HTTP/1.1\r\nHost: duban\r\nDuban-As: \(member)\r\nConnection: close\r\n\r\n", socket: socket)
    }

    /// The whole answer to a POST request with this body, as it is, under a key of its own.
    static func post(_ path: String, _ body: String, as member: String, key: String, socket: String) throws -> String {
        let head = "POST \(path) HTTP/1.1\r\nHost: duban\r\nDuban-As: \(member)\r\nIdempotency-Key: \(key)\r\nConnection: close\r\n"
        return try answer(to: head + "Content-Length: \(body.utf8.count)\r\n\r\n" + body, socket: socket)
    }

    private static func answer(to request: String, socket path: String) throws -> String {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8CString)
        withUnsafeMutableBytes(of: &address.sun_path) { target in bytes.withUnsafeBytes { target.copyMemory(from: $0) } }
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        guard code == 0 else { throw ChildProcess.Failure(description: "\(path): \(String(cString: strerror(errno)))") }
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        _ = request.withCString { write(descriptor, $0, strlen($0)) }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 { answer += buffer.prefix(count) }
        return String(decoding: answer, as: UTF8.self)
    }
}
