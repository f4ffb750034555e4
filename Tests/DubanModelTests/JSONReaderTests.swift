import DubanModel
import Testing

@Suite struct JSONReaderTests {
    private func read(_ text: String, admitsSealed: Bool = false) throws -> DataValue {
        try JSONReader.read(Array(text.utf8), admitsSealed: admitsSealed)
    }

    // MARK: Values

    private static let values: [(String, DataValue)] = [
        ("null", .null), ("true", true), ("false", false), ("0", 0), ("-0", 0), ("-7", -7), ("\"\"", ""), ("[]", .list([])), ("{}", [:]),
        (" \t\r\n[ 1 , 2 ] \n", [1, 2]), ("{\"a\":{\"b\":[null]}}", ["a": ["b": [.null]]]), ("9223372036854775807", .integer(.max)),
        ("-9223372036854775808", .integer(.min)), ("1.5", .double(1.5)), ("1e2", .double(100)), ("1E+2", .double(100)),
        ("25e-1", .double(2.5)),
        ("-0.5", .double(-0.5)), ("1.0", .double(1)), ("9223372036854775808", .double(9_223_372_036_854_775_808)), ("1e-999", .double(0)),
    ]

    @Test(arguments: values)
    func value_ofEachKind_isRead(text: String, value: DataValue) throws { #expect(try read(text) == value) }

    @Test(arguments: [
        "", " ", "nul", "nulls", "True", "+1", "01", "-01", "-", "1.", ".5", "1e", "1e+", "0x10", "1_000", "NaN", "Infinity", "1e999",
        "[1,]",
        "[,1]", "[1 2]", "[1", "]", "{\"a\":1,}", "{\"a\" 1}", "{a:1}", "{\"a\":}", "{1:2}", "{\"a\":1", "{,}", "1 2", "{} {}", "'a'",
        "\"a",
        "\"\\", "\u{FEFF}1", "// x\n1", "/**/1", "[1]x", "{\"a\":1}}", "tru", "--1", "1..2", "1e1.5", "\u{A0}1", "٣",
    ])
    func text_thatIsNoJson_isRefused(text: String) { #expect(throws: JSONError.self) { try read(text) } }

    // MARK: Text

    @Test(arguments: [
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{08}\u{0C}\n\r\t"), (#""\u4f60\u597D""#, "你好"), (#""\ud83d\ude00""#, "😀"),
        (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
        (#""\u0000""#, "\0"), (#""a\u0041b""#, "aAb"), ("\"督办\"", "督办"), ("\"\u{7F}\"", "\u{7F}"), (#""\uFFFF""#, "\u{FFFF}"),
    ])
    func text_withEscapes_isRead(text: String, value: String) throws { #expect(try read(text) == .text(value)) }

    @Test(arguments: [
        #""\x""#, #""\u12""#, #""\u12G4""#, #""\u+123""#, #""\u-000""#, #""\u 123""#, #""\ud83d""#, #""\ud83dx""#, #""\ud83d\n""#,
        #""\ud83dA""#,
        #""\ude00""#, #""\ud83d\ud83d""#, #""\U0041""#, "\"\n\"", "\"\u{0}\"", "\"\u{1F}\"", "\"a\t\"",
    ])
    func text_withAWrongEscapeOrControlCharacter_isRefused(text: String) { #expect(throws: JSONError.self) { try read(text) } }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
            [0x22, 0x5C, 0x6E, 0xFF, 0x22], [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D],
        ] as [[UInt8]])
    func text_thatIsNoUtf8_isRefused(bytes: [UInt8]) { #expect(throws: JSONError.self) { try JSONReader.read(bytes) } }

    // MARK: Limits

    @Test func depth_upToTheLimit_isReadAndNoFurther() throws {
        func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        #expect(throws: Never.self) { try read(nested(JSONReader.maximumDepth)) }
        let error = #expect(throws: JSONError.self) { try read(nested(JSONReader.maximumDepth + 1)) }
        #expect(try #require(error).reason.contains("\(JSONReader.maximumDepth)"))
        // A bracket that is closed does not count.
        #expect(throws: Never.self) { try read("[" + nested(63) + "," + nested(63) + "]") }
        #expect(throws: JSONError.self) { try read(String(repeating: "{\"a\":", count: 100_000)) }
    }

    @Test(arguments: [
        #"{"a":1,"a":1}"#, #"{"a":1,"b":2,"a":3}"#, #"{"a":1,"\u0061":2}"#, #"{"":1,"":2}"#, #"[{"a":null,"a":null}]"#,
    ])
    func name_thatComesTwice_isRefused(text: String) throws {
        let error = #expect(throws: JSONError.self) { try read(text) }
        #expect(try #require(error).reason.contains("twice"))
    }

    @Test func error_saysWhereAndWhat() throws {
        let error = #expect(throws: JSONError.self) { try read("{\n  \"a\": 1,\n  \"b\": x\n}") }
        #expect(try #require(error).description == "line 3, column 8: a value was expected")
    }

    // MARK: Sealed values

    private static let digest = String(repeating: "ab", count: 32)

    @Test func sealedReference_inOurOwnBytes_isRead() throws {
        let hash = try #require(ContentHash(hex: Self.digest))
        let value = try read("[{\"$sealed\":\"\(Self.digest)\"}]", admitsSealed: true)
        #expect(value == [.sealed(SealedReference(digest: hash))])
    }

    @Test(arguments: [
        "{\"$sealed\":\"\(digest)\"}", "{\"a\":[{\"$sealed\":\"\(digest)\"}]}", "{\"\\u0024sealed\":\"\(digest)\"}", "{\"$sealed\":1}",
        "{\"$sealed\":null,\"b\":1}",
    ])
    func sealedReference_fromOutside_isRefused(text: String) throws {
        let error = #expect(throws: JSONError.self) { try read(text) }
        #expect(try #require(error).reason.contains("reserved"))
    }

    @Test(arguments: ["{\"$sealed\":\"\(digest)\",\"b\":1}", "{\"$sealed\":\"abcd\"}", "{\"$sealed\":{}}"])
    func sealedReference_thatIsMalformed_isRefusedEvenInOurOwnBytes(text: String) {
        #expect(throws: JSONError.self) { try read(text, admitsSealed: true) }
    }
}
