public import DubanModel

/// Random numbers that a seed reproduces (SplitMix64), so that a failing test names the seed that fails.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The generator of this seed.
    public init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1 }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension DataValue {
    /// A document of any shape, at most `depth` deep; without sealed values, where it is to come from outside.
    public static func random(using random: inout some RandomNumberGenerator, depth: Int = 4, sealed: Bool = true) -> DataValue {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 7), using: &random) {
        case 0: return .null
        case 1: return .bool(.random(using: &random))
        case 2: return .integer(.random(in: Int64.min...Int64.max, using: &random))
        case 3: return .integer(.random(in: -10...10, using: &random))
        case 4: return .double(Double.random(in: -1e6...1e6, using: &random))
        case 5: return .text(.random(using: &random))
        case 6: return sealed ? .sealed(SealedReference(digest: .random(using: &random))) : .bool(false)
        case 7:
            return .list((0..<Int.random(in: 0...4, using: &random)).map { _ in .random(using: &random, depth: depth - 1, sealed: sealed) })
        default:
            let fields = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                (String.random(using: &random), DataValue.random(using: &random, depth: depth - 1, sealed: sealed))
            }
            return .record(Dictionary(fields, uniquingKeysWith: { $1 }))
        }
    }
}

extension ContentHash {
    /// Any hash.
    public static func random(using random: inout some RandomNumberGenerator) -> ContentHash {
        ContentHash(bytes: (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }) ?? .zero
    }
}

extension String {
    /// A short text of plain, escaped, Chinese and astral characters.
    public static func random(using random: inout some RandomNumberGenerator) -> String {
        let alphabet: [Unicode.Scalar] = [
            "a", "B", "7", " ", "\"", "\\", "/", "\n", "\t", "\u{00}", "\u{1F}", "\u{7F}", "é", "督", "办", "\u{FFFF}", "😀", "\u{10FFFF}",
        ]
        var text = ""
        for _ in 0..<Int.random(in: 0...8, using: &random) {
            if let scalar = alphabet.randomElement(using: &random) { text.unicodeScalars.append(scalar) }
        }
        return text
    }
}
