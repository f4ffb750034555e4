public import DubanModel
import Foundation

/// A listening unix socket, bound by us.
public enum UnixSocket {
    /// Binds `path` with mode 0660. A socket that nobody listens on is replaced; anything else there is left alone and refused.
    /// - Returns: The descriptor.
    public static func bind(_ path: String) throws(Refusal) -> Int32 {
        func fail(_ attempt: String) -> Refusal {
            Refusal(.unavailable, "The socket \(path) cannot be \(attempt): \(String(cString: strerror(errno))).")
        }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8CString)
        guard bytes.count <= MemoryLayout.size(ofValue: address.sun_path) else {
            throw Refusal(.unavailable, "The socket path \(path) is longer than the system allows; choose a shorter one.")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { target in bytes.withUnsafeBytes { target.copyMemory(from: $0) } }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw fail("made") }
        if FileManager.default.fileExists(atPath: path) {
            guard call(connect, descriptor, &address) != 0, errno == ECONNREFUSED else {
                close(descriptor)
                throw Refusal(.stateFolderInUse, "Something else listens on the socket \(path), or lies there; stop or remove it first.")
            }
            unlink(path)
        }
        let mask = umask(0o117)
        defer { umask(mask) }
        guard call(Foundation.bind, descriptor, &address) == 0 else { throw fail("bound") }
        guard listen(descriptor, 256) == 0 else { throw fail("listened on") }
        return descriptor
    }

    private static func call(
        _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32, _ descriptor: Int32, _ address: inout sockaddr_un
    ) -> Int32 {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
    }
}
