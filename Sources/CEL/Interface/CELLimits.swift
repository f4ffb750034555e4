/// What an expression may cost. Each limit is an error when it is exceeded, never a hang or a crash.
public struct CELLimits: Sendable, Hashable {
    /// Bytes of a source.
    public var sourceBytes = 32_768
    /// Expressions within expressions. What a thread with a stack of 512 KiB can hold also in a debug build.
    public var depth = 64
    /// Steps of an evaluation: an operation is one, as is each item of a list and each 64 bytes of text that it handles.
    public var steps = 1_000_000
    /// Bytes of a text that an evaluation makes.
    public var textBytes = 1 << 20
    /// Items of a list that an evaluation makes.
    public var listItems = 100_000
    /// Instructions of a pattern of `matches`, counted repetitions written out.
    public var patternInstructions = 10_000
    /// How often a counted repetition in a pattern may repeat (RE2 has the same limit).
    public var patternRepetitions = 1_000
    /// Sub-expressions that an explanation names.
    public var reasons = 16

    /// The limits that suit a rule which people write.
    public init() {}
}
