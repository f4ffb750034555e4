import CEL

/// What a row asks of one input.
struct TableCell: Sendable {
    /// As written.
    let text: String
    /// As an expression of the rule language.
    let source: String
    /// The values that it lets pass; `nil` where it is an expression of the author's, of which nothing can be proved.
    let values: DiscreteSet?
    /// The expression alone, for the reason why it did not hold.
    let condition: Condition
    let place: FilePlace
}
