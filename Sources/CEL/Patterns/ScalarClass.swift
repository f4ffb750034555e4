/// A class of code points, such as `[a-z_]`, `\d`, `\p{Han}` or `[^[:space:]]`.
struct ScalarClass: Sendable {
    /// A part of a class.
    enum Part: Sendable {
        case range(ClosedRange<UInt32>)
        case ranges([ClosedRange<UInt32>], isNegated: Bool)
        /// A general category by its letters, `L` or `Lu`.
        case category(String, isNegated: Bool)
        case any
    }

    private(set) var parts: [Part] = []
    private var isNegated = false
    private var ignoresCase = false
    /// Membership of the first 128 code points, computed once.
    private var ascii: (low: UInt64, high: UInt64) = (0, 0)

    init(_ parts: [Part], isNegated: Bool = false, ignoresCase: Bool = false) {
        self.parts = parts
        self.isNegated = isNegated
        self.ignoresCase = ignoresCase
        for value in 0..<UInt32(128) {
            guard let scalar = Unicode.Scalar(value), computed(scalar) else { continue }
            if value < 64 { ascii.low |= 1 << UInt64(value) } else { ascii.high |= 1 << UInt64(value - 64) }
        }
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<64: ascii.low & 1 << UInt64(scalar.value) != 0
        case 64..<128: ascii.high & 1 << UInt64(scalar.value - 64) != 0
        default: computed(scalar)
        }
    }

    private func computed(_ scalar: Unicode.Scalar) -> Bool {
        let isMember = ignoresCase ? scalar.caseVariants.contains { isPart($0) } : isPart(scalar)
        return isMember != isNegated
    }

    private func isPart(_ scalar: Unicode.Scalar) -> Bool {
        parts.contains { part in
            switch part {
            case .any: true
            case .range(let range): range.contains(scalar.value)
            case .ranges(let ranges, let isNegated): ScalarClass.contains(ranges, scalar.value) != isNegated
            case .category(let letters, let isNegated): scalar.properties.generalCategory.letters.hasPrefix(letters) != isNegated
            }
        }
    }

    /// Ranges are in order, so that half of them are left out at each step.
    private static func contains(_ ranges: [ClosedRange<UInt32>], _ value: UInt32) -> Bool {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < value { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(value)
    }
}

extension Unicode.Scalar {
    /// The code points that differ from this one only in case, itself first.
    var caseVariants: [Unicode.Scalar] {
        var variants = [self]
        for text in [properties.lowercaseMapping, properties.uppercaseMapping, properties.titlecaseMapping] {
            guard text.unicodeScalars.count == 1, let variant = text.unicodeScalars.first, !variants.contains(variant) else { continue }
            variants.append(variant)
        }
        // Letters that share a small or capital letter with another pair: the sign for kelvin, the long s and the like.
        for ring in Unicode.Scalar.rings where ring.contains(where: { variants.contains($0) }) {
            variants += ring.filter { !variants.contains($0) }
        }
        return variants
    }

    private static let rings: [[Unicode.Scalar]] = [
        ["K", "k", "\u{212A}"], ["S", "s", "\u{17F}"], ["\u{C5}", "\u{E5}", "\u{212B}"], ["\u{3A9}", "\u{3C9}", "\u{2126}"],
        ["\u{392}", "\u{3B2}", "\u{3D0}"], ["\u{395}", "\u{3B5}", "\u{3F5}"], ["\u{398}", "\u{3B8}", "\u{3D1}", "\u{3F4}"],
        ["\u{39A}", "\u{3BA}", "\u{3F0}"], ["\u{39C}", "\u{3BC}", "\u{B5}"], ["\u{3A0}", "\u{3C0}", "\u{3D6}"],
        ["\u{3A1}", "\u{3C1}", "\u{3F1}"], ["\u{3A3}", "\u{3C3}", "\u{3C2}"], ["\u{3A6}", "\u{3C6}", "\u{3D5}"],
        ["\u{399}", "\u{3B9}", "\u{345}", "\u{1FBE}"], ["\u{1E60}", "\u{1E61}", "\u{1E9B}"], ["\u{DF}", "\u{1E9E}"],
    ]
}

extension Unicode.GeneralCategory {
    /// The two letters of the category.
    var letters: String {
        switch self {
        case .uppercaseLetter: "Lu"
        case .lowercaseLetter: "Ll"
        case .titlecaseLetter: "Lt"
        case .modifierLetter: "Lm"
        case .otherLetter: "Lo"
        case .nonspacingMark: "Mn"
        case .spacingMark: "Mc"
        case .enclosingMark: "Me"
        case .decimalNumber: "Nd"
        case .letterNumber: "Nl"
        case .otherNumber: "No"
        case .connectorPunctuation: "Pc"
        case .dashPunctuation: "Pd"
        case .openPunctuation: "Ps"
        case .closePunctuation: "Pe"
        case .initialPunctuation: "Pi"
        case .finalPunctuation: "Pf"
        case .otherPunctuation: "Po"
        case .mathSymbol: "Sm"
        case .currencySymbol: "Sc"
        case .modifierSymbol: "Sk"
        case .otherSymbol: "So"
        case .spaceSeparator: "Zs"
        case .lineSeparator: "Zl"
        case .paragraphSeparator: "Zp"
        case .control: "Cc"
        case .format: "Cf"
        case .surrogate: "Cs"
        case .privateUse: "Co"
        case .unassigned: "Cn"
        @unknown default: "Cn"
        }
    }

    /// The letters that a pattern may name.
    static let known: Set<String> = [
        "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
        "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Cs", "Co",
    ]
}
