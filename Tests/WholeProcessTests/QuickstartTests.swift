import Foundation
import Testing

/// What the documentation shows must run: the quickstart's commands are taken out of the page and run as they stand.
@Suite("The documentation's commands", .blocking)
struct QuickstartTests {
    /// The fenced shell blocks of a page, in order.
    private func blocks(_ page: String) throws -> [String] {
        let text = try String(contentsOfFile: "\(Place.root)/docs/\(page)", encoding: .utf8)
        var blocks: [String] = []
        for part in text.components(separatedBy: "```sh\n").dropFirst() {
            blocks.append(String(part.prefix(upTo: part.range(of: "```")?.lowerBound ?? part.endIndex)))
        }
        return blocks
    }

    @Test func quickstart_asItStands_issuesACertificate() throws {
        let scratch = try Scratch()
        defer { scratch.end() }
        // Building is left out; paths into the package are made absolute, since the commands run in a scratch folder.
        let script = try blocks("quickstart.md").dropFirst().joined()
            .replacing(".build/debug/duband --dev", with: "\(Place.duband) --dev --config \(Place.root)/config/duban.yaml")
            .replacing("$PWD/.build/debug", with: Place.binaries)
        #expect(script.contains("duban apply certificate-issuance"))
        let path = try scratch.write(
            "quickstart.sh",
            """
            set -em
            mkdir -p scratch
            exec 3>&2
            \(script.replacing("+08:00 &\n", with: "+08:00 2> log &\nuntil grep -q ' serves on ' log; do :; done\n"))
            """)
        let output = try Program.run("/bin/bash", [path], folder: scratch.folder, scratch: scratch)
        #expect(output.code == 0, "\(output)")
        #expect(output.text.contains("CERT-2026-0001  ended: Issued"), "\(output)")
        #expect(output.text.contains("✓ the history is whole: 1 cases"), "\(output)")
        #expect(output.text.contains("370402199003071234"), "the last command shows private values, with a reason")
    }

    @Test func links_ofThePages_leadSomewhere() throws {
        let pages =
            ["README.md"]
            + (try FileManager.default.contentsOfDirectory(atPath: "\(Place.root)/docs")).filter { $0.hasSuffix(".md") }.map {
                "docs/\($0)"
            }
        for page in pages {
            let text = try String(contentsOfFile: "\(Place.root)/\(page)", encoding: .utf8)
            let folder = URL(fileURLWithPath: "\(Place.root)/\(page)").deletingLastPathComponent()
            for match in text.matches(of: #/\]\(([^)#:]+)\)/#) {
                let target = folder.appendingPathComponent(String(match.1)).path
                #expect(FileManager.default.fileExists(atPath: target), "\(page) leads to \(match.1)")
            }
        }
    }

    @Test func makefile_namedInTheReadme_hasItsTargets() throws {
        let readme = try String(contentsOfFile: "\(Place.root)/README.md", encoding: .utf8)
        let makefile = try String(contentsOfFile: "\(Place.root)/Makefile", encoding: .utf8)
        for match in readme.matches(of: #/make ([a-z-]+)/#) {
            #expect(makefile.contains("\n\(match.1):"), "README names make \(match.1)")
        }
    }
}
