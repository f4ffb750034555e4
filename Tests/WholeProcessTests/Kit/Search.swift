import Foundation

/// Looks for bytes in files.
struct Search {
    private let folder: String

    /// Everything under a folder.
    init(_ folder: String) { self.folder = folder }

    /// The files that contain any of the texts.
    /// - Parameter leavingOut: Folders below that are not looked into.
    func files(containing texts: [String], leavingOut: [String] = []) throws -> [String] {
        guard let names = FileManager.default.enumerator(atPath: folder) else { return [] }
        var found: [String] = []
        for case let name as String in names where !leavingOut.contains(where: { name == $0 || name.hasPrefix($0 + "/") }) {
            let path = "\(folder)/\(name)"
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue,
                let data = FileManager.default.contents(atPath: path)
            else { continue }
            found += Search.found(texts, in: data).map { "\(name) has \($0)" }
        }
        return found
    }

    /// The texts that some bytes contain.
    static func found(_ texts: [String], in data: Data) -> [String] { texts.filter { data.range(of: Data($0.utf8)) != nil } }
}
