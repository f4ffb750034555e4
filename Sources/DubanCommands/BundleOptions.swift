import ArgumentParser
import DubanModel
import DubanScenario
import DubanTime
import DubanWorkflows
import Foundation

/// What the verbs take that work on a bundle without a daemon.
struct BundleOptions: ParsableArguments {
    @ArgumentParser.Argument(help: "The bundle's folder.", completion: .directory) var folder: String
    @Option(help: "The roster; otherwise config/staff.yaml beside or above the bundle.", completion: .file()) var staff: String?
    @Option(help: "The calendar; otherwise config/calendars/cn.yaml beside or above the bundle.", completion: .file()) var calendar: String?

    /// The bundle, found; its folder without links, and its name.
    var path: String { URL(fileURLWithPath: folder).standardizedFileURL.path }
    var name: String { URL(fileURLWithPath: path).lastPathComponent }

    /// The roster, where one is named or found.
    func roster() throws -> Roster? {
        guard let file = staff ?? near("config/staff.yaml") else { return nil }
        return try RosterLoader.load(try BundleOptions.read(file, "roster"), file: file)
    }

    /// The calendar; every Monday to Friday is a working day where none is named or found.
    func workingCalendar() throws -> (calendar: WorkingCalendar, version: ContentHash) {
        guard let file = calendar ?? near("config/calendars/cn.yaml") else {
            return try CalendarLoader.load(Array(BundleOptions.weekdays.utf8), file: "weekdays.yaml")
        }
        return try CalendarLoader.load(try BundleOptions.read(file, "calendar"), file: file)
    }

    /// The bundle with those that it calls, and those that its scenarios use, which stand beside it, checked together.
    /// - Returns: The workflows, its own first; and what is wrong with it.
    func load() throws -> (workflows: [WorkflowDefinition], tests: [String: [UInt8]], findings: [Finding]) {
        let contents = BundleFolder.contents(of: path)
        guard contents.findings.isEmpty else { return ([], [:], contents.findings) }
        var bundles = [name: contents.files]
        var open = [name]
        let used: Set<String> = contents.tests.values.reduce(into: []) { names, bytes in
            names.formUnion(ScenarioLoader.load(bytes, name: name).file?.workflows ?? [])
        }
        while let next = open.popLast() {
            guard let files = bundles[next] else { continue }
            let wanted = WorkflowLoader.calls(next, files) + (next == name ? used.sorted() : [])
            for called in wanted where bundles[called] == nil {
                let beside = BundleFolder.contents(
                    of: URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent(called).path)
                guard beside.findings.isEmpty else { continue }
                bundles[called] = beside.files
                open.append(called)
            }
        }
        let set = WorkflowSet.load(bundles, roster: try roster())
        let own = set.findings.compactMap { $0.relative(to: name) }
        let workflows = set.members.map(\.definition).sorted { ($0.name == name ? 0 : 1, $0.name) < ($1.name == name ? 0 : 1, $1.name) }
        // What is wrong in a bundle that is called is told there.
        return (workflows, contents.tests, own.isEmpty ? set.findings : own)
    }

    /// A file beside the bundle, or above it.
    private func near(_ name: String) -> String? {
        var folder = URL(fileURLWithPath: path)
        for _ in 0..<BundleOptions.levels {
            let file = folder.appendingPathComponent(name).path
            if FileManager.default.fileExists(atPath: file) { return file }
            folder.deleteLastPathComponent()
        }
        return nil
    }

    /// Folders that are looked into, from the bundle's own upwards.
    private static let levels = 4

    static func read(_ file: String, _ what: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Refusal(.invalidRequest, "The \(what) \(file) cannot be read.")
        }
        return Array(data)
    }

    /// What is reckoned with where there is no calendar.
    private static let weekdays = """
        calendar: weekdays
        title: {en: Weekdays, zh: 工作日}
        zone: Asia/Shanghai
        weekly: [monday, tuesday, wednesday, thursday, friday]
        hours: ["08:30-12:00", "13:30-17:30"]
        """
}

extension Finding {
    /// The finding as it is told of a bundle by itself; nothing where it belongs to another.
    fileprivate func relative(to bundle: String) -> Finding? {
        guard file.hasPrefix(bundle + "/") else { return nil }
        return Finding(file: String(file.dropFirst(bundle.count + 1)), line: line, column: column, code: code, message: message)
    }
}
