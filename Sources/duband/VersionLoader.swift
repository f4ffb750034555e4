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
        let folder = settings.path(settings.configuration.workflows)
        let set = WorkflowSet.load(folder: folder, roster: roster)
        guard set.findings.isEmpty else { throw Refusal("The set of workflows in \(folder)", findings: set.findings) }
        kept += set.members.map {
            StoredDefinition(
                hash: $0.definition.hash, kind: .workflow, name: $0.definition.name, content: $0.files.encoded, at: instant)
        }
        let inForce = Versions.InForce(
            workflows: set.members.map(\.definition), calendar: calendar, calendarVersion: version, roster: roster,
            office: settings.configuration.office)
        return (inForce, kept)
    }

    /// The plugins' manifests.
    func manifests() throws -> [PluginManifest] {
        let folder = settings.path(settings.configuration.plugins)
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".yaml") }.sorted()
        let manifests = try names.map { try PluginManifest.load(try Settings.read("\(folder)/\($0)"), file: "\(folder)/\($0)") }
        for (name, same) in Dictionary(grouping: zip(names, manifests), by: \.1.name) where same.count > 1 {
            let files = same.map(\.0).joined(separator: " and ")
            throw Refusal(.invalidDefinition, "Plugin \(name) has more than one manifest in \(folder): \(files).")
        }
        return manifests
    }
}
