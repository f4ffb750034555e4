import DubanModel
import DubanTestKit
import Testing

@Suite struct JSONWriterTests {
    private func text(_ value: DataValue) -> String { String(decoding: value.json, as: UTF8.self) }

    private static let values: [(DataValue, String)] = [
        (.null, "null"), (true, "true"), (0, "0"), (.integer(.min), "-9223372036854775808"), (.integer(.max), "9223372036854775807"),
        (-10, "-10"), (.double(1), "1.0"), (.double(-0.5), "-0.5"), ("", "\"\""), (.list([]), "[]"), ([:], "{}"),
        ([1, [2, .list([])], [:]], "[1,[2,[]],{}]"), (.double(.nan), "null"), (.double(.infinity), "null"), (.double(-.infinity), "null"),
    ]

    @Test(arguments: values)
    func value_ofEachKind_isWritten(value: DataValue, expected: String) { #expect(text(value) == expected) }

    @Test func names_ofARecord_areSorted() {
        #expect(text(["b": 1, "a": ["d": true, "c": .null], "办": 2, "B": 3]) == #"{"B":3,"a":{"c":null,"d":true},"b":1,"办":2}"#)
    }

    @Test(arguments: [
        ("\"\\/", #""\"\\/""#), ("\n\r\t", #""\n\r\t""#), ("\u{08}\u{0C}\u{00}\u{1F}", #""\u0008\u000c\u0000\u001f""#), ("你好😀", "\"你好😀\""),
        ("a\u{7F}b", "\"a\u{7F}b\""),
    ])
    func text_withWhatMustBeEscaped_isEscaped(value: String, expected: String) { #expect(text(.text(value)) == expected) }

    @Test func sealed_isWrittenAsTheReservedRecordAndReadsBack() throws {
        let value = DataValue.sealed(SealedReference(digest: .zero))
        #expect(text(value) == "{\"$sealed\":\"\(String(repeating: "0", count: 64))\"}")
        #expect(try JSONReader.read(value.json, admitsSealed: true) == value)
        #expect(throws: JSONError.self) { try JSONReader.read(value.json) }
    }

    @Test func writer_ofNestedParts_placesCommasAndColons() {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("a", 1)
            writer.field("b", ifPresent: nil)
            writer.field("c", ifPresent: "x")
            writer.key("d")
            writer.array { writer in
                writer.value(true)
                writer.null()
                writer.object { $0.field("e", [1, 2] as DataValue) }
            }
            writer.field("f", Int64(-2))
        }
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #"{"a":1,"c":"x","d":[true,null,{"e":[1,2]}],"f":-2}"#)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func document_ofAnyShape_readsBackAndHasOneForm(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let value = DataValue.random(using: &random)
            let bytes = value.json
            let back = try JSONReader.read(bytes, admitsSealed: true)
            try #require(back == value, "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
            try #require(back.json == bytes, "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
        }
    }
}
