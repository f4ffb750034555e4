/// Whole numbers as legal texts write them: 三, 十五, 二十, 一百二十.
enum ChineseNumeral {
    private static let digits: [Character: Int] = [
        "〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
    ]
    private static let powers: [Character: Int] = ["十": 10, "百": 100, "千": 1_000]

    /// The number at the beginning of a text, up to 9999, and how many characters it takes; `nil` where there is none.
    static func prefix(of text: Substring) -> (number: Int, length: Int)? {
        var total = 0
        var digit: Int?
        var length = 0
        var lastPower = 10_000
        for character in text {
            if let value = digits[character] {
                if let digit, digit != 0 { return nil }
                digit = value
            } else if let power = powers[character], power < lastPower {
                total += (digit ?? 1) * power
                lastPower = power
                digit = nil
            } else {
                break
            }
            length += 1
        }
        return length > 0 ? (total + (digit ?? 0), length) : nil
    }
}
