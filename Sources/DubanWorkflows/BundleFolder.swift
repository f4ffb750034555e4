public import DubanModel
import Foundation

/// Reads the files of a bundle from its folder: the one place of this target that touches the file system.
public enum BundleFolder {
    /// Bytes of all files of a bundle together.
    public static let maximumBytes = 8 << 20

    /// The files of the bundle at `path`. Hidden files are left out; a symbolic link that leaves the folder is refused.
    public static func read(_ path: String) throws(Refusal) -> BundleFiles {
        let root = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        guard let names = FileManager.default.enumerator(atPath: root.path) else {
            throw Refusal(.unknownWorkflow, "There is no folder \(path) to read a bundle from.")
        }
        var files: [String: [UInt8]] = [:]
        var total = 0
        for case let name as String in names where !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) {
            let file = root.appendingPathComponent(name)
            guard file.resolvingSymlinksInPath().path.hasPrefix(root.path + "/") else {
                throw Refusal(.invalidDefinition, "The bundle \(path) has a link \(name) that leads out of its folder.")
            }
            guard (try? file.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true else { continue }
            guard let data = try? Data(contentsOf: file) else {
                throw Refusal(.invalidDefinition, "The file \(name) of the bundle \(path) cannot be read.")
            }
            total += data.count
            guard total <= maximumBytes else {
                throw Refusal(.limitExceeded, "The bundle \(path) is larger than \(maximumBytes) bytes.")
            }
            files[name] = Array(data)
        }
        return BundleFiles(files)
    }

    /// The names of the bundles in a folder: each sub-folder with a `workflow.yaml`.
    public static func names(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)/workflow.yaml") }.sorted()
    }
}
