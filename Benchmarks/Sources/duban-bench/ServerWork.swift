import Foundation
import Synchronization

/// API: cases opened a second through the real daemon over its unix socket, 64 connections, each request durable before its answer.
/// The daemon's release binary is named by DUBAND; without one the work is left out, and says so.
struct ServerWork: Work {
    let name = "API"
    private static let connections = 64

    func run(_ options: BenchOptions) async throws -> [BenchLine] {
        let binary = ProcessInfo.processInfo.environment["DUBAND"] ?? ".build-release/release/duband"
        guard FileManager.default.isExecutableFile(atPath: binary) else {
            var line = BenchLine(name)
            line.add("left_out", "there is no \(binary); build it in release, or name it in DUBAND")
            return [line]
        }
        let folder = try options.freshFolder("api")
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..").standardized.path
        let daemon = Process()
        daemon.executableURL = URL(fileURLWithPath: binary)
        daemon.arguments = ["--dev", "--config", root + "/config/duban.yaml", "--state", folder]
        daemon.standardError = FileHandle(forWritingAtPath: "/dev/null")
        try daemon.run()
        defer {
            daemon.terminate()
            daemon.waitUntilExit()
        }
        let socket = folder + "/duban.sock"
        for _ in 0..<200 where !FileManager.default.fileExists(atPath: socket) && daemon.isRunning {
            try await Task.sleep(for: .milliseconds(50))
        }
        guard daemon.isRunning, FileManager.default.fileExists(atPath: socket) else {
            throw BenchFailure("\(binary) does not serve on \(socket)")
        }
        let total = options.size("requests", 40_000)
        let reads = try ServerWork.drive(socket, connections: ServerWork.connections, total: total / 2) { _ in
            "GET /v1/registers HTTP/1.1\r\nHost: d\r\nDuban-As: clerk\r\n\r\n"
        }
        let opened = try ServerWork.drive(socket, connections: ServerWork.connections, total: total) { number in
            let body = "{\"workflow\":\"one-task\",\"data\":{\"subject\":\"matter \(number)\"}}"
            return
                "POST /v1/cases HTTP/1.1\r\nHost: d\r\nDuban-As: clerk\r\nIdempotency-Key: k\(number)\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        }
        var line = BenchLine(name)
        line.add("requests", total)
        line.add("connections", ServerWork.connections)
        line.add("cases_opened_per_second", opened.perSecond, digits: 0)
        line.add("p50_ms", opened.latencies.quantile(0.5))
        line.add("p99_ms", opened.latencies.quantile(0.99))
        line.add("refused", opened.refused)
        line.add("floor_reads_per_second", reads.perSecond, digits: 0)
        line.add("ratio_to_floor", opened.perSecond / reads.perSecond)
        return [line]
    }

    /// Sends requests over so many connections, each waiting for its answer before the next.
    private static func drive(
        _ socket: String, connections: Int, total: Int, _ request: @escaping @Sendable (Int) -> String
    ) throws -> (perSecond: Double, latencies: [Double], refused: Int) {
        let next = Atomic(0)
        let results = Mutex<(latencies: [Double], refused: Int, failure: String?)>(([], 0, nil))
        let group = DispatchGroup()
        let begin = ContinuousClock().now
        for _ in 0..<connections {
            group.enter()
            Thread.detachNewThread {
                defer { group.leave() }
                do {
                    let connection = try SocketConnection(socket)
                    var (latencies, refused) = ([Double](), 0)
                    while true {
                        let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
                        if number >= total { break }
                        let sent = ContinuousClock().now
                        let status = try connection.exchange(request(number))
                        latencies.append((ContinuousClock().now - sent).seconds * 1_000)
                        if status != 200 { refused += 1 }
                    }
                    results.withLock { results in
                        results.latencies += latencies
                        results.refused += refused
                    }
                } catch {
                    results.withLock { $0.failure = "\(error)" }
                }
            }
        }
        group.wait()
        let seconds = (ContinuousClock().now - begin).seconds
        return try results.withLock { results in
            if let failure = results.failure { throw BenchFailure(failure) }
            return (Double(results.latencies.count) / seconds, results.latencies, results.refused)
        }
    }
}

/// One connection that speaks HTTP/1.1 with as little as that takes.
final class SocketConnection {
    private let descriptor: Int32
    private var buffer = [UInt8](repeating: 0, count: 65_536)

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8).prefix(107)) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
        }
        guard code == 0 else { throw BenchFailure("the daemon's socket \(path) does not answer") }
    }

    deinit { close(descriptor) }

    /// Sends a request and reads its whole answer. Bytes are looked at where they lie: the client shares the machine with the daemon.
    /// - Returns: The status.
    func exchange(_ request: String) throws -> Int {
        var rest = Array(request.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw BenchFailure("the daemon closed the connection") }
            rest = rest.dropFirst(count)
        }
        var length = 0
        while length < buffer.count {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress.map { $0 + length }, $0.count - length) }
            guard count > 0 else { throw BenchFailure("the daemon closed the connection") }
            length += count
            if let status = SocketConnection.status(of: buffer[..<length]) { return status }
        }
        throw BenchFailure("the daemon's answer is longer than \(buffer.count) bytes")
    }

    /// The status, once the answer is whole.
    private static func status(of answer: ArraySlice<UInt8>) -> Int? {
        guard let head = place(of: blankLine, in: answer) else { return nil }
        var length = 0
        for line in answer[..<head].split(separator: 0x0A) where line.count > lengthField.count {
            guard zip(line, lengthField).allSatisfy({ $0 | 0x20 == $1 }) else { continue }
            length = number(line.dropFirst(lengthField.count))
        }
        return answer.count - head - blankLine.count >= length ? number(answer.dropFirst(9).prefix(3)) : nil
    }

    private static let blankLine = Array("\r\n\r\n".utf8)
    /// Each byte with the bit set that makes letters small.
    private static let lengthField = Array("content-length:".utf8).map { $0 | 0x20 }

    private static func place(of wanted: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        var start = bytes.startIndex
        while let found = bytes[start...].firstIndex(of: wanted[0]) {
            if bytes[found...].starts(with: wanted) { return found }
            start = found + 1
        }
        return nil
    }

    /// The digits among bytes as a number.
    private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { (0x30...0x39).contains($1) ? $0 * 10 + Int($1 - 0x30) : $0 }
    }
}
