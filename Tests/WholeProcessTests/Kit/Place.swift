import Foundation

/// Where the things under test lie.
enum Place {
    /// The folder of the built binaries: the test bundle's own.
    static let binaries = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path

    /// The root of the package.
    static let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }.path

    static var duban: String { "\(binaries)/duban" }
    static var duband: String { "\(binaries)/duband" }
    static var documentsPlugin: String { "\(binaries)/duban-plugin-documents" }

    /// What every process of a test gets; nothing of the developer's own.
    static var environment: [String: String] {
        let own = ProcessInfo.processInfo.environment
        var environment = ["PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"]
        environment["LD_LIBRARY_PATH"] = own["LD_LIBRARY_PATH"]
        environment["HOME"] = "/nonexistent"
        return environment
    }

    /// Whether a program of the system is there.
    static func has(_ program: String) -> Bool { find(program) != nil }

    /// Where a program of the system lies.
    static func find(_ program: String) -> String? {
        ["/usr/bin", "/bin", "/usr/sbin"].map { "\($0)/\(program)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
