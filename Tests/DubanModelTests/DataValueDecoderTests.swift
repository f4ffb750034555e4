import DubanModel
import Foundation
import Testing

@Suite struct DataValueDecoderTests {
    private struct Body: Codable, Equatable {
        struct Item: Codable, Equatable {
            let name: String
            let pages: Int?
        }
        let name: String
        let count: Int?
        let share: Double?
        let isDraft: Bool?
        let data: DataValue
        let items: [Item]?
        let tasks: [String: Int64]?
    }

    private func decode(_ text: String) throws -> Body {
        try DataValueDecoder.decode(Body.self, from: try JSONReader.read(Array(text.utf8)))
    }

    private static let bodies = [
        #"{"name":"甲","data":null}"#, #"{"name":"a","count":-3,"share":2,"isDraft":true,"data":{"x":[1,2.5,"t",null,false]}}"#,
        #"{"name":"","share":0.25,"data":7,"items":[{"name":"b"},{"name":"c","pages":2}],"tasks":{"one":9007199254740993}}"#,
        #"{"name":"a","count":null,"items":null,"data":[],"unknown":{"is":"left out"}}"#, #"{"name":"a","items":[],"tasks":{},"data":{}}"#,
    ]

    @Test(arguments: bodies) func body_isReadAsFoundationReadsIt(text: String) throws {
        #expect(try decode(text) == (try JSONDecoder().decode(Body.self, from: Data(text.utf8))))
    }

    @Test(arguments: [
        (#"{"name":1,"data":0}"#, "name"), (#"{"name":null,"data":0}"#, "name"), (#"{"name":"a","data":0,"count":1.5}"#, "count"),
        (#"{"name":"a","data":0,"count":"1"}"#, "count"), (#"{"name":"a","data":0,"isDraft":1}"#, "isDraft"),
        (#"{"name":"a","data":0,"items":[{"name":"b"},{"name":2}]}"#, "items.1.name"), (#"{"name":"a","data":0,"items":{}}"#, "items"),
        (#"{"name":"a","data":0,"tasks":{"one":"x"}}"#, "tasks.one"), ("[]", ""),
    ])
    func value_ofAnotherType_isNamedByItsPath(text: String, path: String) throws {
        do {
            _ = try decode(text)
            Issue.record("\(text) was taken")
        } catch let DecodingError.typeMismatch(_, at) {
            #expect(at.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".") == path)
        }
    }

    @Test func name_thatIsMissing_isNamed() throws {
        do {
            _ = try decode(#"{"name":"a","data":0,"items":[{"pages":1}]}"#)
            Issue.record("it was taken")
        } catch let DecodingError.keyNotFound(key, _) {
            #expect(key.stringValue == "name")
        }
    }
}
