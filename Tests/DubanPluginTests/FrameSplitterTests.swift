import DubanPlugin
import DubanTestKit
import Testing

@Suite struct FrameSplitterTests {
    private func line(_ text: String) -> FrameSplitter.Frame { .line(Array(text.utf8)) }

    @Test func bytes_withSeveralLines_areSplitAndTheRestIsKept() {
        var splitter = FrameSplitter()
        #expect(splitter.push(Array("one\ntwo\nthr".utf8)) == [line("one"), line("two")])
        #expect(splitter.push(Array("".utf8)) == [])
        #expect(splitter.push(Array("ee".utf8)) == [])
        #expect(splitter.push(Array("\n\n".utf8)) == [line("three"), line("")])
    }

    /// JSON takes the carriage return for white space, so it stays.
    @Test func line_thatEndsInCarriageReturn_keepsIt() {
        var splitter = FrameSplitter()
        #expect(splitter.push(Array("one\r\ntwo\r\n".utf8)) == [line("one\r"), line("two\r")])
    }

    @Test(arguments: 1...17)
    func bytes_inChunksOfAnySize_giveTheSameFrames(size: Int) {
        let text =
            "a\n\nlonger than it may be\nab\r\n" + String(repeating: "x", count: 10) + "\n" + String(repeating: "y", count: 11)
            + "\nend\nrest"
        let bytes = Array(text.utf8)
        var whole = FrameSplitter(limit: 10)
        var parts = FrameSplitter(limit: 10)
        let expected = whole.push(bytes).map(Kind.init)
        var frames: [Kind] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            frames += parts.push(bytes[start..<min(start + size, bytes.count)]).map(Kind.init)
        }
        #expect(frames == expected)
        #expect(expected == [.line("a"), .line(""), .oversized, .line("ab\r"), .line("xxxxxxxxxx"), .oversized, .line("end")])
        #expect(parts.push([0x0A]) == [line("rest")])
    }

    /// A frame without the prefix of an oversized one, which depends on how the bytes came.
    private enum Kind: Equatable {
        case line(String)
        case oversized

        init(_ frame: FrameSplitter.Frame) {
            switch frame {
            case .line(let bytes): self = .line(String(decoding: bytes, as: UTF8.self))
            case .oversized: self = .oversized
            }
        }
    }

    @Test func line_thatIsTooLong_isToldOnceWithItsBeginningAndThenSkipped() {
        var splitter = FrameSplitter(limit: 1_000)
        let long = [UInt8](repeating: 0x61, count: 1_001)
        #expect(splitter.push(long) == [.oversized(prefix: [UInt8](repeating: 0x61, count: 256))])
        for _ in 0..<10 { #expect(splitter.push(long) == []) }
        #expect(splitter.push(Array("tail\nnext\n".utf8)) == [line("next")])
    }

    @Test func line_ofExactlyTheLimit_isALine() {
        var splitter = FrameSplitter(limit: 4)
        #expect(splitter.push(Array("abcd\nabcde\nab\n".utf8)) == [line("abcd"), .oversized(prefix: Array("abcde".utf8)), line("ab")])
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func bytes_ofAnyKind_loseNothing(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let lines = (0..<200).map { _ in
            (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }.filter { $0 != 0x0A }
        }
        let bytes: [UInt8] = Array(lines.joined(separator: [0x0A])) + [0x0A]
        var rest = bytes[...]
        var splitter = FrameSplitter()
        var frames: [FrameSplitter.Frame] = []
        while !rest.isEmpty {
            let size = min(Int.random(in: 0...100, using: &random), rest.count)
            frames += splitter.push(rest.prefix(size))
            rest = rest.dropFirst(size)
        }
        #expect(frames == lines.map { .line($0) }, "seed \(seed)")
    }
}
