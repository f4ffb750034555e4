import Foundation
import Synchronization

/// A folder of its own for a test. What is to be cleaned up is done last in, first out, and the folder goes last of all.
public final class ScratchFolder: Sendable {
    /// Where it lies.
    public let path: String
    private let cleanUps = Mutex<[@Sendable () -> Void]>([])

    /// Makes the folder under the system's temporary one.
    public init(_ purpose: String = "test") throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("duban-\(purpose)-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// Has `action` done at the end, before what was asked for earlier.
    public func atEnd(_ action: @escaping @Sendable () -> Void) { cleanUps.withLock { $0.append(action) } }

    /// Cleans up now; once.
    public func cleanUp() {
        let actions = cleanUps.withLock { actions in
            defer { actions = [] }
            return actions
        }
        for action in actions.reversed() { action() }
        try? FileManager.default.removeItem(atPath: path)
    }

    deinit { cleanUp() }

    /// The path of something in the folder.
    public func path(_ name: String) -> String { path + "/" + name }

    /// Writes a file and the folders that lead to it.
    /// - Returns: Its path.
    @discardableResult
    public func write(_ name: String, _ text: String, mode: Int = 0o644) throws -> String {
        let file = path(name)
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        if mode & 0o100 != 0 { ScratchFolder.awaitNoWriter(of: file) }
        return file
    }

    /// Waits until nobody has a program open for writing. A process that is forked while we write holds the file open until it runs its
    /// own program, and the kernel starts nothing that somebody may write (ETXTBSY). A lease on reading is given once nobody does.
    private static func awaitNoWriter(of file: String) {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        for _ in 0..<2_000 {
            if fcntl(descriptor, setLease, Int32(F_RDLCK)) == 0 {
                _ = fcntl(descriptor, setLease, Int32(F_UNLCK))
                return
            }
            usleep(1_000)
        }
    }

    /// `F_SETLEASE` of `<fcntl.h>`, which Swift does not see.
    private static let setLease: Int32 = 1_024

    /// Copies a file within the folder.
    public func copy(_ name: String, _ other: String) throws { try FileManager.default.copyItem(atPath: path(name), toPath: path(other)) }

    /// Writes a program for the shell.
    /// - Returns: Its path.
    public func script(_ name: String, _ body: String) throws -> String { try write(name, "#!/bin/sh\n" + body + "\n", mode: 0o755) }

    /// The bytes of a file; nothing where it is missing.
    public func bytes(_ name: String) -> [UInt8] { FileManager.default.contents(atPath: path(name)).map { Array($0) } ?? [] }

    /// The size of a file in bytes; 0 where it is missing.
    public func size(_ name: String) -> Int {
        (try? FileManager.default.attributesOfItem(atPath: path(name)))?[.size] as? Int ?? 0
    }
}
