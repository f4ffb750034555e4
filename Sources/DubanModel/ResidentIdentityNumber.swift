/// The check of a Chinese resident identity number: 17 digits and a check character (GB 11643-1999).
public enum ResidentIdentityNumber {
    /// Why `text` is no identity number, or `nil` where it is one.
    public static func fault(in text: String) -> String? {
        let characters = Array(text.utf8)
        guard characters.count == 18 else { return "an identity number has 18 characters, this has \(text.count)" }
        guard characters.dropLast().allSatisfy({ (0x30...0x39).contains($0) }) else {
            return "the first 17 characters must be digits"
        }
        let digits = characters.dropLast().map { Int($0) - 0x30 }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
        guard CivilDate(year: number(6..<10), month: number(10..<12), day: number(12..<14)) != nil else {
            return "characters 7 to 14 are no date of birth"
        }
        // ISO 7064 MOD 11-2.
        let remainder = zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 } % 11
        let expected = checkCharacters[remainder]
        let actual = characters[17] == 0x78 ? 0x58 : characters[17]
        return actual == expected ? nil : "the check character does not fit; look for a mistyped digit"
    }

    private static let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    private static let checkCharacters = Array("10X98765432".utf8)
}
