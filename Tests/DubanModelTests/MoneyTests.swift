import DubanModel
import Testing

@Suite struct MoneyTests {
    @Test(arguments: [
        ("960", 96_000), ("960.5", 96_050), ("960.50", 96_050), ("0", 0), ("0.01", 1), ("-0.5", -50), ("-12.34", -1_234), ("007", 700),
        ("92233720368547758.07", Int64.max),
    ])
    func money_inYuan_isWholeFen(text: String, fen: Int64) throws { #expect(try #require(Money(yuan: text)).fen == fen) }

    @Test(arguments: [
        "", "-", ".", "1.", ".5", "1.234", "1,000", "1e3", "--1", "1-", "-1-", "+1", " 1", "1 ", "٣", "１", "1.５", "92233720368547758.08",
        "100000000000000000000", "1.2.3", "¥1",
    ])
    func money_notAnAmount_isNone(text: String) { #expect(Money(yuan: text) == nil) }

    @Test(arguments: [
        (96_050, "960.50"), (5, "0.05"), (-5, "-0.05"), (0, "0.00"), (Int64.min, "-92233720368547758.08"), (-12_345, "-123.45"),
    ])
    func description_ofMoney_hasTwoDecimals(fen: Int64, text: String) { #expect(Money(fen: fen).description == text) }

    @Test func order_ofMoney_isThatOfFen() {
        #expect(Money(fen: -1) < Money(fen: 0))
        #expect(!(Money(fen: 2) < Money(fen: 2)))
    }
}
