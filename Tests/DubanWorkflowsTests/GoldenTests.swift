import DubanModel
import DubanWorkflows
import Foundation
import Testing

/// Each folder under `Fixtures` is a bundle, or a set of them under `set`, with the findings that it has in `expected.txt`. A case is
/// added by adding a folder; `DUBAN_UPDATE_FIXTURES=1` writes what is found as what is expected, to be read before it is committed.
struct GoldenTests {
    @Test(arguments: GoldenCase.all)
    func bundle_checked_hasTheExpectedFindings(_ golden: GoldenCase) throws {
        let found = golden.found
        if ProcessInfo.processInfo.environment["DUBAN_UPDATE_FIXTURES"] != nil {
            try Data(found.utf8).write(to: golden.folder.appendingPathComponent("expected.txt"))
        }
        let expected = try String(contentsOf: golden.folder.appendingPathComponent("expected.txt"), encoding: .utf8)
        #expect(found == expected)
    }

    @Test func fixtures_ofAnyKind_areMoreThanOneHundredAndFifty() {
        #expect(GoldenCase.all.count >= 150)
    }

    @Test func codes_inTheSources_eachHaveAFixture() throws {
        let found = Set(GoldenCase.all.flatMap { FindingCodes.all(in: $0.found) })
        let untested = try FindingCodes.ofDefinitions().subtracting(found)
        #expect(untested.isEmpty, "no fixture shows \(untested.sorted())")
    }
}

/// A folder of fixtures.
struct GoldenCase: CustomTestStringConvertible, Sendable {
    let folder: URL
    var testDescription: String { folder.lastPathComponent }

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")

    static let all: [GoldenCase] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        return names.sorted().filter { !$0.hasPrefix(".") }.map { GoldenCase(folder: root.appendingPathComponent($0)) }
    }()

    /// The findings, one a line; `valid` where there is none.
    var found: String {
        var roster: Roster?
        if let bytes = FileManager.default.contents(atPath: folder.appendingPathComponent("staff.yaml").path) {
            do { roster = try RosterLoader.load(Array(bytes), file: "staff.yaml") } catch { return "\(error)\n" }
        }
        let findings: [Finding]
        if FileManager.default.fileExists(atPath: folder.appendingPathComponent("set").path) {
            findings = WorkflowSet.load(folder: folder.appendingPathComponent("set").path, roster: roster).findings
        } else {
            let contents = BundleFolder.contents(of: folder.path)
            findings = contents.findings + WorkflowLoader.load("sample", contents.files, roster: roster).1
        }
        return findings.isEmpty ? "valid\n" : findings.map { "\($0)\n" }.joined()
    }
}

/// The codes of findings, as they stand in sources and documents.
enum FindingCodes {
    static let sources = GoldenCase.root.appendingPathComponent("../../../Sources/DubanWorkflows").standardizedFileURL

    static func all(in text: String) -> Set<String> {
        Set(text.matches(of: /DW[0-9]{3}/).map { String($0.0) })
    }

    /// The codes that sources tell, by file.
    static func byFile() throws -> [String: Set<String>] {
        var codes: [String: Set<String>] = [:]
        for case let name as String in FileManager.default.enumerator(atPath: sources.path) ?? .init() where name.hasSuffix(".swift") {
            codes[name] = all(in: try String(contentsOf: sources.appendingPathComponent(name), encoding: .utf8))
        }
        return codes
    }

    /// The codes of bundles: calendars, rosters, plugins and folders have tests of their own.
    static func ofDefinitions() throws -> Set<String> {
        let others = ["CalendarReader.swift", "RosterLoader.swift", "CalendarLoader.swift", "BundleFolder.swift", "WorkflowSet.swift"]
        return try byFile().filter { entry in !others.contains { entry.key.hasSuffix($0) } }.reduce(into: []) { $0.formUnion($1.value) }
    }
}
