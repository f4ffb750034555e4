import DubanAPI
import Foundation
import Testing

@Suite(
    "Documents as poppler sees them", .blocking,
    .enabled(if: Place.has("pdffonts") && Place.has("pdftotext"), "poppler-utils is not installed"))
struct DocumentTests {
    private func poppler(_ program: String, _ arguments: [String], _ hall: HallUnderTest) throws -> String {
        let output = try Program.run(try #require(Place.find(program)), arguments, scratch: hall.scratch)
        #expect(output.code == 0 && output.error.isEmpty, "\(program): \(output)")
        return output.text
    }

    @Test func documents_ofTheStory_embedEveryFont() throws {
        try HallUnderTest.open { hall in
            try Story().tell(hall)
            for document in try hall.detail("CERT-2026-0001").documents {
                let lines = try poppler("pdffonts", [document.path], hall).split(separator: "\n")
                let header = try #require(lines.first { $0.hasPrefix("name") })
                let column = try #require(header.range(of: "emb"))
                let offset = header.distance(from: header.startIndex, to: column.lowerBound)
                #expect(lines.count > 2, "\(document.name) has fonts")
                for font in lines.dropFirst(2) { #expect(font.dropFirst(offset).hasPrefix("yes"), "\(document.name): \(font)") }
            }
        }
    }

    @Test func texts_ofTheStory_sayWhatTheyMust() throws {
        try HallUnderTest.open { hall in
            try Story().tell(hall)
            let expected = [
                "one-time-notice": ["一次性告知书", Story.name, "近期免冠照片", "CERT-2026-0001", "2026"],
                "receipt": ["收件回执", Story.name, "居民身份证", "户口簿", "承诺办结", "3个工作日"],
                "certificate": ["流动人口婚育证明", Story.name, Story.identity, "XWZ-2026-00001", "西王庄镇便民服务大厅"],
            ]
            for document in try hall.detail("CERT-2026-0001").documents {
                let text = try poppler("pdftotext", ["-layout", document.path, "-"], hall).filter { !$0.isWhitespace }
                for part in expected[document.name] ?? [] { #expect(text.contains(part), "\(document.name) lacks \(part):\n\(text)") }
                let info = try poppler("pdfinfo", [document.path], hall)
                #expect(info.contains("Pages:           1"), "\(document.name) is one page:\n\(info)")
            }
        }
    }

    @Test func files_areNamedByTheHashOfTheirBytes() throws {
        try HallUnderTest.open { hall in
            try Story().tell(hall, through: .application)
            let document = try #require(try hall.detail("CERT-2026-0001").documents.first)
            let sum = try Program.run(try #require(Place.find("sha256sum")), [document.path], scratch: hall.scratch)
            #expect(sum.text.hasPrefix(document.sha256))
            #expect(document.path.hasSuffix("/\(document.sha256).pdf"))
            let attributes = try FileManager.default.attributesOfItem(atPath: document.path)
            #expect((attributes[.posixPermissions] as? Int).map { $0 & 0o077 } == 0, "only the daemon's user reads it")
        }
    }

    @Test func sameJob_inAnotherHallWithTheSameKey_givesTheSameBytes() throws {
        var hashes: [[String]] = []
        for _ in 0..<2 {
            let hall = try HallUnderTest()
            defer { hall.end() }
            try hall.scratch.write("state/office.key", String(repeating: "k", count: 32))
            try hall.start()
            try Story().tell(hall)
            hashes.append(try hall.detail("CERT-2026-0001").documents.map(\.sha256))
        }
        #expect(hashes[0] == hashes[1])
        #expect(Set(hashes[0]).count == 3)
    }
}
