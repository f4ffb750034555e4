public import DubanModel
import Foundation

/// Reads the files of a bundle from its folder: the one place of this target that touches the file system.
public enum BundleFolder {
    /// Bytes of one file of a bundle.
    public static let maximumFileBytes = 8 << 20
    /// Bytes of all files of a bundle together.
    public static let maximumBytes = 16 << 20
    /// Files of a bundle.
    public static let maximumFiles = 1_000
    /// Folders within folders of a bundle.
    public static let maximumDepth = 8

    /// What lies in a bundle's folder.
    public struct Contents: Sendable {
        /// What makes the workflow: its version is named by the hash of these files.
        public var files = BundleFiles([:])
        /// The scenario tests, `tests/*`; changing one makes no new version.
        public var tests: [String: [UInt8]] = [:]
        /// What is wrong with the folder; then nothing of it may be used.
        public var findings: [Finding] = []
    }

    /// The files of the bundle at `path`.
    /// - Throws: A refusal with all findings: a link that leaves the folder, a file that is too large or cannot be read.
    public static func read(_ path: String) throws(Refusal) -> BundleFiles {
        let contents = contents(of: path)
        guard contents.findings.isEmpty else { throw Refusal("The bundle \(path)", findings: contents.findings) }
        return contents.files
    }

    /// All that lies in the bundle's folder at `path`. Hidden files are left out; a symbolic link must stay within the folder.
    public static func contents(of path: String) -> Contents {
        let root = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        var reading = Reading(root: root)
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: root, isDirectory: &isFolder), isFolder.boolValue {
            reading.folder("", depth: 0)
        } else {
            reading.fail("workflow.yaml", "DW100", "there is no folder \(path) to read a bundle from")
        }
        return reading.contents
    }

    /// The names of the sub-folders of a folder of bundles, in order; hidden ones are left out.
    public static func names(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { name in
            var isFolder: ObjCBool = false
            return !name.hasPrefix(".") && FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder)
                && isFolder.boolValue
        }.sorted()
    }

    /// Whether a sub-folder of a folder of bundles is a link to somewhere outside it.
    static func leads(_ name: String, outOf folder: String) -> Bool {
        let root = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
        return !URL(fileURLWithPath: "\(root)/\(name)").resolvingSymlinksInPath().path.hasPrefix(root + "/")
    }
}

/// Walks through one folder.
private struct Reading {
    let root: String
    var contents = BundleFolder.Contents()
    private var files: [String: [UInt8]] = [:]
    private var total = 0

    init(root: String) { self.root = root }

    mutating func fail(_ name: String, _ code: String, _ message: String) {
        contents.findings.append(Finding(file: name, line: 1, column: 1, code: code, message: message))
    }

    mutating func folder(_ prefix: String, depth: Int) {
        guard depth <= BundleFolder.maximumDepth else {
            return fail(prefix, "DW102", "folders lie within folders deeper than \(BundleFolder.maximumDepth)")
        }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(prefix)") else {
            return fail(prefix, "DW101", "the folder cannot be read")
        }
        for name in names.sorted() where !name.hasPrefix(".") { entry(prefix + name, depth: depth) }
        if depth == 0 { contents.files = BundleFiles(files) }
    }

    private mutating func entry(_ name: String, depth: Int) {
        let path = "\(root)/\(name)"
        switch (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType {
        case .typeDirectory?: folder(name + "/", depth: depth + 1)
        case .typeRegular?: file(name, path)
        case .typeSymbolicLink?:
            let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
            let type = (try? FileManager.default.attributesOfItem(atPath: target))?[.type] as? FileAttributeType
            guard target.hasPrefix(root + "/"), type == .typeRegular else {
                return fail(name, "DW103", "this is a link that leads out of the bundle's folder, or to no file; put the file itself here")
            }
            file(name, target)
        default: fail(name, "DW101", "this is no file that can be read")
        }
    }

    private mutating func file(_ name: String, _ path: String) {
        guard files.count + contents.tests.count < BundleFolder.maximumFiles else {
            return fail(name, "DW102", "a bundle has at most \(BundleFolder.maximumFiles) files")
        }
        let limit = min(BundleFolder.maximumFileBytes, BundleFolder.maximumBytes - total)
        guard let handle = FileHandle(forReadingAtPath: path), let data = try? handle.read(upToCount: limit + 1) ?? Data() else {
            return fail(name, "DW101", "the file cannot be read")
        }
        try? handle.close()
        guard data.count <= limit else {
            let most =
                limit < BundleFolder.maximumFileBytes
                ? "a bundle has at most \(BundleFolder.maximumBytes) bytes" : "a file has at most \(limit) bytes"
            return fail(name, "DW102", "the file is too large: \(most)")
        }
        total += data.count
        if name.hasPrefix("tests/") { contents.tests[name] = Array(data) } else { files[name] = Array(data) }
    }
}
