import DubanModel
import DubanScenario
import DubanWorkflows
import Foundation
import Testing

/// Every example of docs/workflow-language.md is checked or played.
struct ReferenceTests {
    @Test func page_hasExamplesOfEveryKind() throws {
        let page = try Reference.page()
        let blocks = page.sections.flatMap(\.blocks)
        for kind in ["example", "finding", "scenario", "file", "handling", "sh"] {
            #expect(blocks.contains { $0.kind == kind }, "no block of the kind \(kind)")
        }
        let unknown = blocks.filter { !["example", "finding", "scenario", "file", "handling", "sh"].contains($0.kind) }
        #expect(unknown.isEmpty, "blocks that nothing tests: lines \(unknown.map(\.line))")
    }

    @Test(arguments: try Reference.page().sections)
    func section_checkedAndPlayed_isAsItSays(_ section: Reference.Section) async throws {
        var definition: WorkflowDefinition?
        for block in section.blocks {
            switch block.kind {
            case "example":
                let (loaded, findings) = Example(block.text, section.files).load()
                #expect(findings.isEmpty, "line \(block.line): \(findings)")
                definition = loaded
            case "finding":
                let codes = Set(Example(block.text, section.files).load().findings.map(\.code))
                #expect(codes == [block.argument], "line \(block.line)")
            case "scenario": try await play(block, try #require(definition, "line \(block.line): no example to play"))
            case "handling":
                let certificates = try Reference.certificates()
                #expect(
                    Handling.load(Array(block.text.utf8), file: "handling.yaml", for: certificates).findings == [], "line \(block.line)")
            default: break
            }
        }
    }

    private func play(_ block: Reference.Block, _ definition: WorkflowDefinition) async throws {
        let (file, findings) = ScenarioLoader.load(Array(block.text.utf8), name: "line \(block.line)")
        let scenarios = try #require(file, "line \(block.line): \(findings)")
        let calendar = try CalendarLoader.load(try Reference.calendar(), file: "cn.yaml")
        let runner = ScenarioTests(definition, calendar: calendar, roster: try scenarios.staff ?? Reference.roster())
        let report = await runner.run([scenarios])
        #expect(!report.outcomes.isEmpty)
        for outcome in report.outcomes {
            if let failure = outcome.failure {
                Issue.record("line \(block.line + failure.line), \(outcome.name): \(failure.message)")
            }
        }
    }

    @Test func page_namesEveryKeyAndVerb() throws {
        let text = try Reference.text()
        func words(_ schema: DataValue) -> Set<String> {
            switch schema {
            case .record(let fields):
                var found = Set<String>()
                if case .record(let properties)? = fields["properties"] { found.formUnion(properties.keys) }
                return fields.values.reduce(into: found) { $0.formUnion(words($1)) }
            case .list(let items): return items.reduce(into: []) { $0.formUnion(words($1)) }
            default: return []
            }
        }
        let keys = words(WorkflowSchema.workflow).union(words(WorkflowSchema.table)).union(words(ScenarioSchema.tests))
        #expect(keys.count > 90)
        let missing = keys.filter { key in
            !["`\(key)`", "`\(key):", "{\(key):", ", \(key):", "{\(key),", ", \(key),", ", \(key)}", "`\(key) "].contains {
                text.contains($0)
            }
        }
        #expect(missing.isEmpty, "the page does not name \(missing.sorted())")
    }

    @Test func page_listsEveryCodeOfAFinding() throws {
        let sources = Reference.root.appendingPathComponent("Sources")
        var told: Set<String> = []
        for case let name as String in FileManager.default.enumerator(atPath: sources.path) ?? .init() where name.hasSuffix(".swift") {
            let source = try String(contentsOf: sources.appendingPathComponent(name), encoding: .utf8)
            told.formUnion(source.matches(of: /"(DW[0-9]{3})"/).map { String($0.1) })
        }
        let listed = Set(try Reference.text().matches(of: /DW[0-9]{3}/).map { String($0.0) })
        #expect(listed == told, "not listed \(told.subtracting(listed).sorted()), not told \(listed.subtracting(told).sorted())")
    }
}

/// A part of an example as it stands on the page, made whole.
struct Example {
    private let text: String
    private let files: [String: [UInt8]]

    init(_ text: String, _ files: [String: [UInt8]]) {
        self.files = files
        var whole = ""
        for (key, value) in [
            ("duban", "1"), ("workflow", "sample"), ("title", "{en: Sample, zh: 示例}"), ("code", "S"),
        ] where !text.split(separator: "\n").contains(where: { $0.hasPrefix(key + ":") }) {
            whole += "\(key): \(value)\n"
        }
        self.text = whole + text
    }

    /// The definition, and what is found in it; steps that are named and not shown are ends.
    func load() -> (definition: WorkflowDefinition?, findings: [Finding]) {
        var text = text
        for _ in 0..<20 {
            let (definition, findings) = load(text)
            let absent = findings.filter { $0.code == "DW030" }.compactMap { $0.message.firstMatch(of: /"([a-z0-9-]+)", which is no step/) }
            guard let name = absent.first?.1 else { return (definition, findings) }
            text += "  \(name): {end: \(name)}\n"
        }
        return load(text)
    }

    private func load(_ text: String) -> (definition: WorkflowDefinition?, findings: [Finding]) {
        var files = files
        files["workflow.yaml"] = Array(text.utf8)
        let (definition, findings) = WorkflowLoader.load("sample", BundleFiles(files), roster: try? Reference.roster())
        return (definition, findings)
    }
}

/// The page, divided.
enum Reference {
    struct Block: Sendable {
        let kind: String
        let argument: String
        let text: String
        let line: Int
    }

    struct Section: Sendable, CustomTestStringConvertible {
        let title: String
        var blocks: [Block] = []
        var testDescription: String { title }

        /// The files that stand in the section beside its examples.
        var files: [String: [UInt8]] {
            Dictionary(blocks.filter { $0.kind == "file" }.map { ($0.argument, Array($0.text.utf8)) }, uniquingKeysWith: { $1 })
        }
    }

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..").standardizedFileURL

    static func text() throws -> String {
        try String(contentsOf: root.appendingPathComponent("docs/workflow-language.md"), encoding: .utf8)
    }

    static func page() throws -> (text: String, sections: [Section]) {
        let text = try text()
        var sections = [Section(title: "")]
        var open: (kind: String, argument: String, line: Int, text: [Substring])?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if let block = open {
                if line.hasPrefix("```") {
                    sections[sections.count - 1].blocks.append(
                        Block(kind: block.kind, argument: block.argument, text: block.text.joined(separator: "\n") + "\n", line: block.line)
                    )
                    open = nil
                } else {
                    open?.text.append(line)
                }
            } else if line.hasPrefix("```") {
                let words = line.dropFirst(3).split(separator: " ").map(String.init)
                let named = words.first == "yaml" ? Array(words.dropFirst()) : words
                open = (named.first ?? "", named.dropFirst().first ?? "", index + 1, [])
            } else if line.hasPrefix("## ") || line.hasPrefix("### ") {
                sections.append(Section(title: String(line.drop { $0 == "#" || $0 == " " })))
            }
        }
        return (text, sections.filter { !$0.blocks.isEmpty })
    }

    static func calendar() throws -> [UInt8] { Array(try Data(contentsOf: root.appendingPathComponent("config/calendars/cn.yaml"))) }

    static func certificates() throws -> WorkflowDefinition {
        let folder = root.appendingPathComponent("workflows/certificate-issuance")
        return try #require(WorkflowLoader.load("certificate-issuance", try BundleFolder.read(folder.path)).0)
    }

    /// The people of the examples.
    static func roster() throws -> Roster {
        try RosterLoader.load(
            Array(
                """
                staff:
                  - {id: ann, name: {en: Ann, zh: 安}, roles: [clerk], office: hall, supervisor: mia}
                  - {id: amy, name: {en: Amy, zh: 艾}, roles: [clerk, specialist], office: hall, supervisor: mia}
                  - {id: ben, name: {en: Ben, zh: 本}, roles: [reviewer], office: hall, supervisor: mia}
                  - {id: eva, name: {en: Eva, zh: 伊}, roles: [specialist], office: village-03, supervisor: mia}
                  - {id: jin, name: {en: Jin, zh: 金}, roles: [judge], office: hall, supervisor: mia}
                  - {id: kai, name: {en: Kai, zh: 凯}, roles: [judge], office: hall, supervisor: mia}
                  - {id: lea, name: {en: Lea, zh: 蕾}, roles: [leader], office: leadership, supervisor: leo}
                  - {id: leo, name: {en: Leo, zh: 李奥}, roles: [leader], office: leadership, supervisor: lea}
                  - {id: mia, name: {en: Mia, zh: 米}, roles: [supervisor, integration], office: hall, supervisor: lea}
                """.utf8), file: "staff.yaml")
    }
}
