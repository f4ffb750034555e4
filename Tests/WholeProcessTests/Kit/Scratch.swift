import Foundation

/// A folder of the test's own, and what is to be done at its end, the last first.
final class Scratch {
    let folder: String
    private var cleanUps: [() -> Void] = []

    init() throws {
        var template = Array("\(NSTemporaryDirectory())/duban-whole.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw ChildProcess.Failure(description: "no scratch folder: \(String(cString: strerror(errno)))")
        }
        // Short, since the path of a socket has at most 107 bytes.
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        folder = path.replacing("//", with: "/")
        atEnd { [folder] in try? FileManager.default.removeItem(atPath: folder) }
    }

    /// Has something done at the end, before what was asked for earlier.
    func atEnd(_ cleanUp: @escaping () -> Void) { cleanUps.append(cleanUp) }

    /// Does what is to be done at the end.
    func end() {
        while let cleanUp = cleanUps.popLast() { cleanUp() }
    }

    /// The path of a file in the folder.
    func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// Writes a file.
    @discardableResult
    func write(_ name: String, _ text: String, mode: Int = 0o600) throws -> String {
        let path = path(name)
        try FileManager.default.createDirectory(
            atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }
}
