import Foundation

/// Makes a daemon's wall clock jump: Tests/Shims/clock_shim.c, built by the test and preloaded, reads the offset from a file.
struct ClockShim {
    private let library: String
    private let offsetFile: String
    private let handle: FileHandle

    /// Whether there is a compiler to build it with.
    static var isPossible: Bool { Place.has("cc") }

    /// Builds the shim; the daemon's clock begins at an instant such as `2026-03-02T09:00:00+08:00`.
    init(_ scratch: Scratch, startingAt instant: String) throws {
        library = scratch.path("clock_shim.so")
        offsetFile = scratch.path("clock_offset")
        let source = "\(Place.root)/Tests/Shims/clock_shim.c"
        let built = try Program.run(
            Place.find("cc") ?? "cc", ["-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library, source, "-ldl"], scratch: scratch)
        guard built.code == 0 else { throw ChildProcess.Failure(description: "the shim cannot be built: \(built)") }
        _ = FileManager.default.createFile(atPath: offsetFile, contents: Data(count: 8))
        guard let handle = FileHandle(forUpdatingAtPath: offsetFile) else {
            throw ChildProcess.Failure(description: "\(offsetFile) cannot be written")
        }
        self.handle = handle
        try set(to: instant)
    }

    /// What the daemon is started with.
    var environment: [String: String] { ["LD_PRELOAD": library, "DUBAN_CLOCK_SHIM": offsetFile] }

    /// Sets the daemon's clock to an instant; it goes on from there as time passes.
    func set(to instant: String) throws {
        guard let wanted = ISO8601DateFormatter().date(from: instant) else {
            throw ChildProcess.Failure(description: "\(instant) is no instant")
        }
        try jump(toOffset: Int64((wanted.timeIntervalSince(Date()) * 1_000).rounded()))
    }

    /// Moves the daemon's clock by so many milliseconds.
    func jump(by milliseconds: Int64) throws { try jump(toOffset: try offset() + milliseconds) }

    private func offset() throws -> Int64 {
        try handle.seek(toOffset: 0)
        let bytes = try handle.read(upToCount: 8) ?? Data(count: 8)
        return bytes.withUnsafeBytes { $0.loadUnaligned(as: Int64.self) }
    }

    private func jump(toOffset offset: Int64) throws {
        try handle.seek(toOffset: 0)
        try handle.write(contentsOf: withUnsafeBytes(of: offset) { Data($0) })
    }

    static let hour: Int64 = 3_600_000
    static let year: Int64 = 365 * 24 * hour
}
