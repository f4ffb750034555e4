import DubanModel
import DubanRunner
import DubanStore
import DubanTime
import DubanWorkflows
import Foundation

/// Loads workflows, calendar and roster as one checked set: all of them, or none.
struct VersionLoader {
    let settings: Settings

    /// A checked set, with the files to keep by their content.
    func load(at instant: Instant) throws -> (inForce: Versions.InForce, kept: [StoredDefinition]) {
        let calendarFile = settings.path(settings.configuration.calendar)
        let calendarBytes = try Settings.read(calendarFile)
        let (calendar, version) = try CalendarLoader.load(calendarBytes, file: calendarFile)
        let staffFile = settings.path(settings.configuration.staff)
        let staffBytes = try Settings.read(staffFile)
        let roster = try RosterLoader.load(staffBytes, file: staffFile)
        var kept = [
            StoredDefinition(hash: version, kind: .calendar, name: calendar.id, content: calendarBytes, at: instant),
            StoredDefinition(hash: roster.hash, kind: .roster, name: "staff", content: staffBytes, at: instant),
        ]
        var workflows: [WorkflowDefinition] = []
        var findings: [Finding] = []
        let folder = settings.path(settings.configuration.workflows)
        for name in BundleFolder.names(in: folder) {
            let files = try BundleFolder.read("\(folder)/\(name)")
            let (definition, found) = WorkflowLoader.load(name, files, roster: roster)
            findings += found.map {
                Finding(file: "\(folder)/\(name)/\($0.file)", line: $0.line, column: $0.column, code: $0.code, message: $0.message)
            }
            guard let definition else { continue }
            workflows.append(definition)
            kept.append(StoredDefinition(hash: definition.hash, kind: .workflow, name: name, content: files.encoded, at: instant))
        }
        for (code, same) in Dictionary(grouping: workflows, by: \.code) where same.count > 1 {
            throw Refusal(
                .invalidDefinition,
                "The workflows \(same.map(\.name).sorted().joined(separator: " and ")) have the same code \(code); case numbers would clash."
            )
        }
        guard findings.isEmpty else { throw Refusal("The set of workflows in \(folder)", findings: findings) }
        guard !workflows.isEmpty else { throw Refusal(.invalidDefinition, "There is no workflow in \(folder).") }
        let inForce = Versions.InForce(
            workflows: workflows, calendar: calendar, calendarVersion: version, roster: roster, office: settings.configuration.office)
        return (inForce, kept)
    }

    /// The plugins' manifests.
    func manifests() throws -> [PluginManifest] {
        let folder = settings.path(settings.configuration.plugins)
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".yaml") }.sorted()
        return try names.map { try PluginManifest.load(try Settings.read("\(folder)/\($0)"), file: "\(folder)/\($0)") }
    }
}
