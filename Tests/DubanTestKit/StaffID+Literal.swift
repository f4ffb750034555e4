public import DubanModel

/// Tests name members as they are written on the roster.
extension StaffID: ExpressibleByStringLiteral {
    /// The member with this name.
    public init(stringLiteral name: String) { self.init(name) }
}
