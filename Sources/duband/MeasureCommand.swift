import ArgumentParser
import DubanModel
import DubanRunner
import DubanStore
import DubanStoreSQLite
import DubanWorkflows
import Foundation

/// `duband measure WORKFLOW`: the handling times of a state folder, for a simulation; also of one whose daemon runs.
struct MeasureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure", abstract: "Measure how long the steps of a workflow took, and what people decided.")

    @ArgumentParser.Argument(help: "The workflow.") var workflow: String
    @Option(help: "The state folder; otherwise DUBAN_STATE, otherwise /var/lib/duban.") var state: String?
    @Option(help: "Write to this file rather than print.", completion: .file()) var output: String?

    func run() throws {
        let folder = state ?? ProcessInfo.processInfo.environment["DUBAN_STATE"] ?? "/var/lib/duban"
        let path = folder + "/duban.db"
        guard FileManager.default.fileExists(atPath: path) else {
            throw Refusal(.storeFailure, "There is no database \(path); name the daemon's state folder with --state.")
        }
        let reader = try SQLiteStore(path: path).reader
        guard let stored = try reader.definitions(.calendar).max(by: { $0.at < $1.at }) else {
            throw Refusal(.storeFailure, "The state folder \(folder) has no calendar: no daemon has run on it yet.")
        }
        var measure = HandlingMeasure(calendar: try CalendarLoader.load(stored.content, file: stored.name).calendar)
        try measure.measure(workflow, in: reader)
        guard measure.hasCases else {
            throw Refusal(.unknownWorkflow, "The state folder \(folder) has no case of the workflow \"\(workflow)\" to measure.")
        }
        guard let output else { return print(measure.file, terminator: "") }
        do {
            try Data(measure.file.utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
        } catch {
            throw Refusal(.invalidRequest, "The times cannot be written to \(output): \(error.localizedDescription)")
        }
    }
}
