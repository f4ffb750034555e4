import DubanModel
import Foundation
import Testing

@Suite struct DataValueTests {
    @Test func path_thatIsSet_createsTheRecordsOnTheWay() {
        var value = DataValue.null
        value[DataPath("a.b.c")] = 1
        value[DataPath("a.d")] = "x"
        #expect(value == ["a": ["b": ["c": 1], "d": "x"]])
        #expect(value[DataPath("a.b.c")] == 1)
        #expect(value[DataPath("a.x.y")] == .null)
        #expect(value["a"]["d"].textValue == "x")
    }

    @Test func path_thatIsSetToNull_removesTheField() {
        var value: DataValue = ["a": ["b": 1, "c": 2]]
        value[DataPath("a.b")] = .null
        #expect(value == ["a": ["c": 2]])
        value[DataPath("a.x.y")] = .null
        #expect(value["a"] == ["c": 2])
    }

    @Test func path_throughAValueThatIsNoRecord_replacesIt() {
        var value: DataValue = ["a": 1]
        value[DataPath("a.b")] = 2
        #expect(value == ["a": ["b": 2]])
        value[DataPath([])] = 3
        #expect(value == 3)
    }

    @Test func accessors_ofAnotherKind_areNone() {
        let values: [DataValue] = [.null, true, 1, .double(1), "x", [1], ["a": 1]]
        #expect(values.map { $0.textValue } == [nil, nil, nil, nil, "x", nil, nil])
        #expect(values.map { $0.integerValue } == [nil, nil, 1, nil, nil, nil, nil])
        #expect(values.map { $0.items } == [nil, nil, nil, nil, nil, [1], nil])
        #expect(values.map { $0.fields != nil } == [false, false, false, false, false, false, true])
        #expect(values.map(\.isNull) == [true, false, false, false, false, false, false])
    }

    @Test func path_inWords_isNamesWithDots() {
        #expect(DataPath("applicant.name").names == ["applicant", "name"])
        #expect(DataPath("applicant").appending("name").description == "applicant.name")
        #expect(DataPath("a..b").names == ["a", "", "b"])
    }

    @Test func codable_ofADocument_roundTripsExactWholeNumbers() throws {
        let value: DataValue = ["a": [1, true, .null, "x", .integer(.max), .double(0.5)], "b": ["c": [:]]]
        #expect(try JSONDecoder().decode(DataValue.self, from: JSONEncoder().encode(value)) == value)
    }

    @Test func codable_ofASealedValue_showsAMaskAndCannotBeForged() throws {
        let sealed = DataValue.sealed(SealedReference(digest: .zero))
        #expect(String(decoding: try JSONEncoder().encode(["name": sealed]), as: UTF8.self) == "{\"name\":\"\(DataValue.mask)\"}")
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(DataValue.self, from: Data(sealed.json)) }
    }
}
