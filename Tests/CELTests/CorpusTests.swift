import Foundation
import Testing

/// The inputs that the fuzzer begins with, and those that taught something once, without libFuzzer.
@Suite struct CorpusTests {
    private static let files: [URL] = {
        let folder = Bundle.module.url(forResource: "Corpus", withExtension: nil)
        return folder.flatMap { try? FileManager.default.contentsOfDirectory(at: $0, includingPropertiesForKeys: nil) } ?? []
    }()

    @Test func corpus_replayed_keepsEveryPromise() throws {
        #expect(CorpusTests.files.count > 100)
        for file in CorpusTests.files { FuzzCase(Array(try Data(contentsOf: file))).run() }
    }

    /// Each input cut short at every byte: what a writer has typed so far.
    @Test func corpus_cutShort_keepsEveryPromise() throws {
        for file in CorpusTests.files {
            let bytes = Array(try Data(contentsOf: file))
            for count in 1...min(bytes.count, 48) { FuzzCase(Array(bytes.prefix(count))).run() }
        }
    }
}
