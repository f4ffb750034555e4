import ArgumentParser
import DubanModel
import DubanRunner
import DubanStoreSQLite
import Foundation

/// `duband audit verify`: proves the history of a state folder, also of one whose daemon runs.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "audit", abstract: "Prove the history.", subcommands: [Verify.self])

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fold every case from its first event; compare snapshots, registers and seals.")

        @Option(help: "The state folder; otherwise DUBAN_STATE, otherwise /var/lib/duban.") var state: String?
        @Option(help: "A seal's hash from outside, such as the journal's seal of a day: the chain must contain it.") var anchor: String?
        @Flag(help: "Print JSON.") var json = false

        func run() throws {
            let folder = state ?? ProcessInfo.processInfo.environment["DUBAN_STATE"] ?? "/var/lib/duban"
            let path = folder + "/duban.db"
            guard FileManager.default.fileExists(atPath: path) else {
                throw Refusal(.storeFailure, "There is no database \(path); name the daemon's state folder with --state.")
            }
            let hash = try anchor.map { text in
                guard let hash = ContentHash(hex: text) else { throw ValidationError("--anchor wants 64 hexadecimal digits") }
                return hash
            }
            let store = try SQLiteStore(path: path)
            var auditor = Auditor(store.reader)
            let report = try auditor.verify(anchor: hash)
            show(report)
            if !report.findings.isEmpty { Foundation.exit(Refusal.Code.invalidData.exitCode) }
        }

        private func show(_ report: Auditor.Report) {
            let seal = report.lastSeal.map { "\($0.number) \($0.hash)" } ?? "none"
            if json {
                let value: DataValue = [
                    "cases": .integer(Int64(report.cases)), "events": .integer(Int64(report.events)), "seal": .text(seal),
                    "findings": .list(report.findings.map { .text($0) }),
                ]
                print(String(decoding: value.json, as: UTF8.self))
                return
            }
            for finding in report.findings { print("✗ \(finding)") }
            let verdict = report.findings.isEmpty ? "✓ the history is whole" : "✗ \(report.findings.count) findings"
            print("\(verdict): \(report.cases) cases, \(report.events) events; last seal \(seal)")
        }
    }
}
