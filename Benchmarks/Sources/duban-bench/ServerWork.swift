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

    /// Sends a request and reads its whole answer.
    /// - Returns: The status.
    func exchange(_ request: String) throws -> Int {
        var rest = Array(request.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw BenchFailure("the daemon closed the connection") }
            rest = rest.dropFirst(count)
        }
        var answer: [UInt8] = []
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { throw BenchFailure("the daemon closed the connection") }
            answer.append(contentsOf: buffer[..<count])
            if let status = SocketConnection.status(of: answer) { return status }
        }
    }

    /// The status, once the answer is whole.
    private static func status(of answer: [UInt8]) -> Int? {
        guard let text = String(validating: answer, as: UTF8.self), let head = text.range(of: "\r\n\r\n") else { return nil }
        let lines = text[..<head.lowerBound].lowercased().split(separator: "\r\n")
        let length =
            lines.first { $0.hasPrefix("content-length:") }.flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0
        guard text[head.upperBound...].utf8.count >= length else { return nil }
        return lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }
}
