import DubanModel
import DubanTime
import DubanWorkflows
import Foundation

/// Finds calendars by file or by name, and reads each once.
struct CalendarLibrary {
    /// The calendar that is asked where none is named.
    static let usual = "cn"

    private static let folders = ["config/calendars", "/etc/duban/calendars"] + beside
    private static let suffix = ".yaml"
    private var loaded: [String: WorkingCalendar] = [:]

    /// A calendar by file (`cn.yaml`) or name (`cn`), with the name of an office behind a slash where it has hours of its own (`cn/bank`).
    mutating func calendar(_ name: String) throws(Refusal) -> WorkingCalendar {
        if let calendar = loaded[name] { return calendar }
        let (bytes, file, variant) = try CalendarLibrary.content(name)
        let calendar = try CalendarLoader.load(bytes, file: file, variant: variant).calendar
        if loaded.count < CalendarLibrary.maximumLoaded { loaded[name] = calendar }
        return calendar
    }

    /// Where a program that was built in its repository finds the shipped calendars from any folder.
    private static var beside: [String] {
        var folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        for _ in 0..<maximumParents where folder.path != "/" {
            folder.deleteLastPathComponent()
            let calendars = folder.appendingPathComponent("config/calendars").path
            if FileManager.default.fileExists(atPath: calendars) { return [calendars] }
        }
        return []
    }

    /// Folders above the program's own that are looked into.
    private static let maximumParents = 5

    /// Calendars that are kept at once.
    private static let maximumLoaded = 64

    /// The bytes of a calendar's file.
    static func content(_ name: String) throws(Refusal) -> (bytes: [UInt8], file: String, variant: String?) {
        let (file, variant) = try locate(name)
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Refusal(.invalidRequest, "The calendar \(file) cannot be read; check the path and its permissions.")
        }
        return (Array(data), file, variant)
    }

    private static func locate(_ name: String) throws(Refusal) -> (file: String, variant: String?) {
        if let range = name.range(of: suffix + "/") {
            return (String(name[..<range.lowerBound]) + suffix, String(name[range.upperBound...]))
        }
        if name.hasSuffix(suffix) || name.hasSuffix(".yml") || name.hasPrefix("/") || name.hasPrefix(".") { return (name, nil) }
        let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
        if let id = parts.first {
            for folder in folders where FileManager.default.fileExists(atPath: "\(folder)/\(id)\(suffix)") {
                return ("\(folder)/\(id)\(suffix)", parts.count > 1 ? parts[1] : nil)
            }
        }
        let known = names
        let hint = known.isEmpty ? "there are no calendars there" : "known are \(known.joined(separator: ", "))"
        throw Refusal(
            .invalidRequest,
            "No calendar \"\(name)\" is found in \(folders.joined(separator: " or ")); \(hint). Name a file with --calendar.")
    }

    /// The names of the calendars in the folders.
    private static var names: [String] {
        let files = folders.flatMap { (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? [] }
        return Set(files.filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) }).sorted()
    }
}
