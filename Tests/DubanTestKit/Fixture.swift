public import DubanModel
public import DubanTime
public import DubanWorkflows
import Foundation

/// What tests load from YAML that stands in them.
public enum Fixture {
    /// Why a fixture is none: it says what the loader found.
    public struct Fault: Error, CustomStringConvertible {
        /// The findings, one a line.
        public let description: String

        /// A fault.
        public init(description: String) { self.description = description }
    }

    /// Loads a workflow from the text of its `workflow.yaml`.
    /// - Parameters:
    ///   - tables: The texts of `tables/*.yaml`, by name.
    ///   - templates: The texts of `templates/*`, by file name.
    /// - Throws: `Fault` with every finding.
    public static func workflow(
        _ name: String, _ text: String, tables: [String: String] = [:], templates: [String: String] = [:], roster: Roster? = nil
    ) throws -> WorkflowDefinition {
        let (definition, findings) = WorkflowLoader.load(name, files(text, tables: tables, templates: templates), roster: roster)
        guard let definition else { throw Fault(description: findings.map(\.description).joined(separator: "\n")) }
        return definition
    }

    /// The files of a bundle. A step on one line needs no title; it gets its name for one.
    public static func files(_ text: String, tables: [String: String] = [:], templates: [String: String] = [:]) -> BundleFiles {
        var files = ["workflow.yaml": Array(titled(text).utf8)]
        for (table, content) in tables { files["tables/\(table).yaml"] = Array(content.utf8) }
        for (template, content) in templates { files["templates/\(template)"] = Array(content.utf8) }
        return BundleFiles(files)
    }

    private static func titled(_ text: String) -> String {
        let parts = text.split(separator: "\nsteps:\n", maxSplits: 1)
        guard parts.count == 2 else { return text }
        let steps = parts[1].split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            guard let brace = line.range(of: ": {"), line.hasPrefix("  "), !line.hasPrefix("   "), !line.contains("{title:"),
                !line.contains("{end:")
            else { return String(line) }
            let name = line[..<brace.lowerBound].trimmingCharacters(in: .whitespaces)
            return "\(line[..<brace.upperBound])title: {en: \(name), zh: \(name)}, \(line[brace.upperBound...])"
        }
        return parts[0] + "\nsteps:\n" + steps.joined(separator: "\n")
    }

    /// Loads a roster.
    public static func roster(_ text: String = staff) throws -> Roster { try RosterLoader.load(Array(text.utf8), file: "staff.yaml") }

    /// Loads a calendar.
    public static func calendar(_ text: String = hallCalendar) throws -> (calendar: WorkingCalendar, version: ContentHash) {
        try CalendarLoader.load(Array(text.utf8), file: "calendar.yaml")
    }

    /// Two clerks, two reviewers (one of them a clerk too), their supervisor, and the administrator.
    public static let staff = """
        staff:
          - {id: li-na, name: {en: Li Na, zh: 李娜}, user: lina, roles: [clerk], office: hall, supervisor: zhao-min}
          - {id: chen-jing, name: {en: Chen Jing, zh: 陈静}, user: chenjing, roles: [clerk], office: hall, supervisor: zhao-min}
          - {id: wang-qiang, name: {en: Wang Qiang, zh: 王强}, user: wangqiang, roles: [reviewer], office: hall, supervisor: zhao-min}
          - {id: liu-yan, name: {en: Liu Yan, zh: 刘燕}, user: liuyan, roles: [reviewer, clerk], office: hall, supervisor: zhao-min}
          - {id: zhao-min, name: {en: Zhao Min, zh: 赵敏}, user: zhaomin, roles: [supervisor, clerk], office: hall}
          - {id: admin, name: {en: Administrator, zh: 系统管理员}, user: admin, roles: [administrator], office: hall}
        """

    /// Monday to Friday in Shanghai (UTC+8 without summer time), 08:30–12:00 and 13:30–17:30; Friday, 1 May 2026 is a holiday and
    /// Saturday, 9 May 2026 a working day instead.
    public static let hallCalendar = """
        calendar: test
        title: {en: Test, zh: 测试}
        zone: Asia/Shanghai
        weekly: [monday, tuesday, wednesday, thursday, friday]
        hours: ["08:30-12:00", "13:30-17:30"]
        occasions:
          labour-day: {en: Labour Day, zh: 劳动节}
        years:
          2026:
            holidays: {labour-day: ["05-01"]}
            workdays: {labour-day: ["05-09"]}
        """

    /// Monday, 2 March 2026, 09:00 in Shanghai: a working day.
    public static let monday = instant("2026-03-02T09:00+08:00")

    /// The instant that the text names; the epoch where it names none, which no test expects.
    public static func instant(_ text: String) -> Instant { Instant(text) ?? Instant(milliseconds: 0) }

    /// A definition as the store keeps it.
    public static func bundle(_ text: String) -> [UInt8] { files(text).encoded }
}
