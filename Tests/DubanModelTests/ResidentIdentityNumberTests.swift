import DubanModel
import Testing

@Suite struct ResidentIdentityNumberTests {
    /// The example of GB 11643-1999, annex A, and its neighbour with the check character X.
    @Test(arguments: ["11010519491231002X", "11010519491231002x", "440524188001010014"])
    func number_ofTheStandard_hasNoFault(text: String) { #expect(ResidentIdentityNumber.fault(in: text) == nil) }

    @Test(arguments: [
        ("", "18 characters"), ("1101051949123100", "18 characters"), ("１１０１０５", "digits"), ("11010519491231002Y", "check character"),
        ("110105194912310021", "check character"), ("11010519491331002X", "date of birth"), ("11010519490229002X", "date of birth"),
        ("1101051949123100XX", "digits"), ("+1010519491231002X", "digits"),
    ])
    func number_thatIsWrong_saysWhy(text: String, part: String) throws {
        #expect(try #require(ResidentIdentityNumber.fault(in: text)).contains(part))
    }

    @Test(arguments: 0..<17)
    func number_withOneDigitMistyped_isFound(place: Int) {
        var characters = Array("11010519491231002X".utf8)
        for digit in UInt8(0x30)...0x39 where digit != characters[place] {
            var mistyped = characters
            mistyped[place] = digit
            #expect(ResidentIdentityNumber.fault(in: String(decoding: mistyped, as: UTF8.self)) != nil)
        }
        characters.swapAt(15, 16)
        #expect(ResidentIdentityNumber.fault(in: String(decoding: characters, as: UTF8.self)) != nil)
    }
}
