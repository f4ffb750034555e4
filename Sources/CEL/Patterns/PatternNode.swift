/// The structure of a pattern.
indirect enum PatternNode: Sendable {
    case empty
    case scalar(Unicode.Scalar)
    case scalarClass(ScalarClass)
    case assertion(Assertion)
    case sequence([PatternNode])
    case choice([PatternNode])
    /// Without a maximum any number of times.
    case repetition(PatternNode, minimum: Int, maximum: Int?)

    /// What must hold between two code points.
    enum Assertion: Sendable {
        case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary

        func holds(_ before: Unicode.Scalar?, _ after: Unicode.Scalar?) -> Bool {
            switch self {
            case .textStart: before == nil
            case .textEnd: after == nil
            case .lineStart: before == nil || before == "\n"
            case .lineEnd: after == nil || after == "\n"
            case .wordBoundary: Assertion.isWord(before) != Assertion.isWord(after)
            case .noWordBoundary: Assertion.isWord(before) == Assertion.isWord(after)
            }
        }

        private static func isWord(_ scalar: Unicode.Scalar?) -> Bool {
            guard let value = scalar?.value, value < 128 else { return false }
            return UInt8(value).isLetter || UInt8(value).isDigit
        }
    }

    /// Whether each match begins where the text does.
    var isAnchored: Bool {
        switch self {
        case .assertion(.textStart): true
        case .sequence(let nodes): nodes.first?.isAnchored ?? false
        case .choice(let nodes): nodes.allSatisfy(\.isAnchored)
        default: false
        }
    }
}
