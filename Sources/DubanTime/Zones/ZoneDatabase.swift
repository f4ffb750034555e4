import Foundation

/// The system's time zone database: a folder of compiled zones.
public struct ZoneDatabase: Sendable {
    private let folders: [String]

    /// The database in the first of these folders that exists.
    public init(folders: [String]) { self.folders = folders }

    /// The folder that `TZDIR` names, then where systems keep it.
    public static let system = ZoneDatabase(
        folders: [ProcessInfo.processInfo.environment["TZDIR"]].compactMap { $0 }
            + ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"])

    /// The rules of a zone.
    /// - Parameter id: The name, such as `Asia/Shanghai`; letters count.
    /// - Throws: `ZoneError`, with the nearest name where there is no such zone.
    public func rules(_ id: String) throws(ZoneError) -> ZoneRules {
        guard let folder = folders.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
            if id == ZoneRules.utc.id { return .utc }
            throw .noDatabase
        }
        guard ZoneDatabase.isName(id), let data = FileManager.default.contents(atPath: "\(folder)/\(id)"), data.starts(with: "TZif".utf8)
        else { throw .unknown(id, nearest: Spelling.nearest(to: id, among: names(in: folder))) }
        return try ZoneFile.read(Array(data), id: id)
    }

    /// Names of zones are plain, so that none leads out of the folder.
    private static func isName(_ id: String) -> Bool {
        let parts = id.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return (1...3).contains(parts.count)
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.allSatisfy {
                        (0x41...0x5A).contains($0 & 0xDF) || (0x30...0x39).contains($0) || [0x2B, 0x2D, 0x5F].contains($0)
                    }
            }
    }

    /// Every name, for suggestions; only read once something is wrong.
    private func names(in folder: String) -> [String] {
        let walk = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return walk.filter { ZoneDatabase.isName($0) && !$0.hasPrefix("right/") && !$0.hasPrefix("posix") }.sorted()
    }
}
