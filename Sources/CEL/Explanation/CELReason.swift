/// A fact that helped to decide: a sub-expression with the values that it had.
public struct CELReason: Sendable {
    /// The sub-expression as it was written.
    public let source: String
    /// What kind of fact it is.
    public let kind: Kind

    /// What kind of fact a reason is.
    public indirect enum Kind: Sendable {
        /// A comparison of two values, and whether it held.
        case comparison(Operand, Relation, Operand, holds: Bool)
        /// Whether a value is among others.
        case membership(Operand, among: Operand, holds: Bool)
        /// Whether a field has a value.
        case presence(Operand, holds: Bool)
        /// Whether a text begins with, contains, … another.
        case text(Operand, TextTest, Operand, holds: Bool)
        /// A value that is not taken apart further.
        case fact(Operand)
        /// One item of a list or entry of a map decided, for these reasons.
        case item(of: Operand, at: CELValue, because: [CELReason])
        /// All items counted: so many of them met a condition, which is given as it was written.
        case items(of: Operand, count: Int, matching: Int, condition: String)
    }

    /// An operator that compares.
    public enum Relation: String, Sendable {
        /// `==`
        case equal = "=="
        /// `!=`
        case notEqual = "!="
        /// `<`
        case less = "<"
        /// `<=`
        case lessOrEqual = "<="
        /// `>`
        case greater = ">"
        /// `>=`
        case greaterOrEqual = ">="
    }

    /// A function that tests a text.
    public enum TextTest: String, Sendable {
        /// `startsWith`
        case startsWith
        /// `endsWith`
        case endsWith
        /// `contains`
        case contains
        /// `matches`
        case matches
    }

    /// A value with where it came from.
    public struct Operand: Sendable {
        /// As it was written.
        public let source: String
        /// The variable and the fields selected from it, where it is nothing else; of a size, those that were measured.
        public let path: [String]?
        /// Where the value is the size of what the path names: what was counted.
        public let size: Size?
        /// Whether it reads no variable.
        public let isConstant: Bool
        /// What it came to; null where a field has no value.
        public let value: CELValue
        /// What a longer expression read, with its values.
        public let read: [(path: [String], value: CELValue)]

        /// What a size counts.
        public enum Size: Sendable {
            /// The characters of a text, or bytes.
            case length
            /// The items of a list, or entries of a map.
            case count
        }
    }
}
