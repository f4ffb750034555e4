import DubanRunner
import Foundation
import Testing

@Suite("The files for systemd", .blocking)
struct SystemdFilesTests {
    /// An entry of the catalog.
    private struct Entry {
        let id: String
        let language: String
        let subject: String
        let text: String
    }

    private func catalog() throws -> [Entry] {
        let source = try String(contentsOfFile: "\(Place.root)/systemd/duban.catalog", encoding: .utf8)
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("#") }
        return lines.split { $0.hasPrefix("-- ") }.dropFirst().enumerated().map { index, body in
            let heads = lines.filter { $0.hasPrefix("-- ") }
            let words = heads[index].split(separator: " ").map(String.init)
            let subject = body.first { $0.hasPrefix("Subject: ") }.map { String($0.dropFirst(9)) } ?? ""
            let text = body.drop { !$0.isEmpty }.joined(separator: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
            return Entry(id: words[1], language: words.count > 2 ? words[2] : "en", subject: subject, text: text)
        }
    }

    @Test func catalog_everyKindOfEvent_isExplainedInBothLanguagesUnderItsID() throws {
        let entries = try catalog()
        for kind in EventCatalog.kinds {
            for language in ["en", "zh_CN"] {
                let entry = entries.first { $0.id == EventCatalog.messageID(of: kind) && $0.language == language }
                #expect(entry != nil, "systemd/duban.catalog lacks \(kind) (\(EventCatalog.messageID(of: kind))) in \(language)")
                #expect(entry?.subject.contains("@DUBAN_CASE@") == true, "\(kind) in \(language) names the case")
                #expect(entry?.text.isEmpty == false, "\(kind) in \(language) is explained")
            }
        }
        let ids = Set(EventCatalog.kinds.map { EventCatalog.messageID(of: $0) })
        #expect(ids.count == EventCatalog.kinds.count, "the ids differ")
        #expect(Set(entries.map(\.id)) == ids, "the catalog has no id that no event has")
    }

    @Test func fields_namedInCatalogAndOperations_areThoseOfEntries() throws {
        let folders = ["Sources/DubanRunner/Journal", "Sources/DubanSystemd", "Sources/DubanRunner/Plugins"]
        var source = ""
        for folder in folders {
            for name in try FileManager.default.subpathsOfDirectory(atPath: "\(Place.root)/\(folder)") where name.hasSuffix(".swift") {
                source += try String(contentsOfFile: "\(Place.root)/\(folder)/\(name)", encoding: .utf8)
            }
        }
        for page in ["systemd/duban.catalog", "docs/operations.md"] {
            let text = try String(contentsOfFile: "\(Place.root)/\(page)", encoding: .utf8)
            for match in text.matches(of: #/DUBAN_[A-Z_]+/#) {
                let key = match.output.dropFirst(6).lowercased()  // as metadata of the daemon's own messages
                #expect(source.contains("\"\(match.output)\"") || source.contains("\"\(key)\""), "\(page) names \(match.output)")
            }
        }
    }

    @Test(.enabled(if: Place.has("journalctl"), "journalctl is not installed"))
    func catalog_isReadByJournalctl() throws {
        let scratch = try Scratch()
        defer { scratch.end() }
        let source = try String(contentsOfFile: "\(Place.root)/systemd/duban.catalog", encoding: .utf8)
        try scratch.write("usr/lib/systemd/catalog/duban.catalog", source)
        let journalctl = try #require(Place.find("journalctl"))
        let update = try Program.run(journalctl, ["--root=\(scratch.folder)", "--update-catalog"], scratch: scratch)
        #expect(update.code == 0, "\(update)")
        let list = try Program.run(journalctl, ["--root=\(scratch.folder)", "--list-catalog"], scratch: scratch)
        #expect(
            list.text.split(separator: "\n").filter { $0.contains("Duban: ") || $0.contains("@DUBAN_CASE@") }.count
                == EventCatalog.kinds.count, "\(list)")
    }

    /// quality.md, P14.
    @Test(.enabled(if: Place.has("systemd-analyze"), "systemd-analyze is not installed"))
    func service_exposure_isAtMostOne() throws {
        let scratch = try Scratch()
        defer { scratch.end() }
        let analyze = try #require(Place.find("systemd-analyze"))
        let output = try Program.run(
            analyze, ["security", "--offline=yes", "--no-pager", "--threshold=10", "\(Place.root)/systemd/duband.service"], scratch: scratch
        )
        #expect(output.code == 0, "the exposure is above 1.0:\n\(output)")
    }

    @Test func sandbox_leavesPeerCredentialsReadable() throws {
        let unit = try String(contentsOfFile: "\(Place.root)/systemd/duband.service", encoding: .utf8)
        let lines = unit.split(separator: "\n")
        #expect(!lines.contains("PrivateUsers=yes"), "in a user namespace every caller would be \"nobody\"")
        #expect(lines.contains("Type=notify") && lines.contains { $0.hasPrefix("WatchdogSec=") })
    }
}
