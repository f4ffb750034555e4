import DubanModel
import DubanWorkflows
import Foundation
import Testing

/// Folders that are no bundles, or not what they seem: a finding with its place, and never half a bundle.
struct BundleFolderTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("bundle-\(UUID().uuidString)")

    private func write(_ name: String, _ data: Data) throws {
        let file = folder.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
    }

    private func contents(_ prepare: () throws -> Void) throws -> BundleFolder.Contents {
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try prepare()
        return BundleFolder.contents(of: folder.path)
    }

    @Test func folder_absent_isAFinding() {
        let findings = BundleFolder.contents(of: "/nowhere/at/all").findings
        #expect(findings.map(\.code) == ["DW100"])
        #expect(WorkflowSet.load(folder: "/nowhere").findings.map(\.code) == ["DW100"])
    }

    @Test func file_ofFiftyMegabytes_isAFindingWithItsName() throws {
        let contents = try contents {
            try write("workflow.yaml", Data("duban: 1\n".utf8))
            try write("templates/huge.yaml", Data(count: 50 << 20))
        }
        #expect(
            contents.findings.map(\.description) == [
                "templates/huge.yaml:1:1: DW102 the file is too large: a file has at most \(8 << 20) bytes"
            ])
    }

    @Test func workflow_ofFiftyMegabytes_isAFinding() throws {
        let contents = try contents { try write("workflow.yaml", Data(repeating: 0x20, count: 50 << 20)) }
        #expect(contents.findings.map(\.code) == ["DW102"])
        #expect(contents.files.files.isEmpty)
    }

    @Test func workflow_thatFitsTheBundleButNoFile_isAFinding() throws {
        let contents = try contents { try write("workflow.yaml", Data(repeating: 0x20, count: 3 << 20)) }
        #expect(contents.findings.isEmpty)
        #expect(WorkflowLoader.load("sample", contents.files).1.map(\.code) == ["DW001"])
    }

    @Test func files_tooManyOrTogetherTooLarge_areAFinding() throws {
        let many = try contents { for number in 0...BundleFolder.maximumFiles { try write("templates/\(number).yaml", Data("a: 1".utf8)) } }
        #expect(many.findings.map(\.code) == ["DW102"])
        let large = try contents { for number in 0..<3 { try write("templates/\(number).yaml", Data(count: 7 << 20)) } }
        #expect(large.findings.map(\.file) == ["templates/2.yaml"])
    }

    @Test func folders_nestedTooDeep_areAFinding() throws {
        let deep = try contents { try write(Array(repeating: "a", count: 12).joined(separator: "/") + "/x.yaml", Data("a: 1".utf8)) }
        #expect(deep.findings.map(\.code) == ["DW102"])
    }

    @Test func pipe_insteadOfAFile_isAFindingAndDoesNotHang() throws {
        let contents = try contents { mkfifo(folder.appendingPathComponent("workflow.yaml").path, 0o600) }
        #expect(contents.findings.map(\.code) == ["DW101"])
    }

    @Test func link_outOfTheFolder_isAFindingAlsoWhereItIsAFolder() throws {
        let contents = try contents {
            try write("workflow.yaml", Data("duban: 1\n".utf8))
            try FileManager.default.createSymbolicLink(atPath: folder.appendingPathComponent("tables").path, withDestinationPath: "/etc")
            try FileManager.default.createSymbolicLink(atPath: folder.appendingPathComponent("loop").path, withDestinationPath: "loop")
        }
        #expect(
            contents.findings.map(\.description).sorted() == [
                "loop:1:1: DW103 this is a link that leads out of the bundle's folder, or to no file; put the file itself here",
                "tables:1:1: DW103 this is a link that leads out of the bundle's folder, or to no file; put the file itself here",
            ])
    }

    @Test func bundle_behindALinkOutOfTheSet_isAFinding() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: folder.appendingPathComponent("other").path, withDestinationPath: "/etc")
        #expect(WorkflowSet.load(folder: folder.path).findings.map(\.code) == ["DW103"])
    }

    @Test func tests_ofABundle_makeNoNewVersion() throws {
        let before = try contents { try write("workflow.yaml", Data("duban: 1\n".utf8)) }
        let after = try contents {
            try write("workflow.yaml", Data("duban: 1\n".utf8))
            try write("tests/story.yaml", Data("duban: 1\n".utf8))
            try write(".notes", Data("hidden".utf8))
        }
        #expect(before.files.hash == after.files.hash)
        #expect(after.tests.keys.sorted() == ["tests/story.yaml"])
    }
}
