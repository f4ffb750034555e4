/// A commit that failed in such a way that it may be durable all the same, such as an fsync with an error. Whoever holds states in
/// memory cannot trust them any more: the process ends, and the next start reads what is true (quality.md, P8).
public struct OutcomeUnknown: Error, Sendable, Hashable, CustomStringConvertible {
    /// What the database said.
    public let description: String

    /// An outcome that is not known.
    public init(_ description: String) { self.description = description }
}
