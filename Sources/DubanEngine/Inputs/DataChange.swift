public import DubanModel

/// A field and its new value.
public struct DataChange: Sendable, Hashable {
    /// The field.
    public let path: DataPath
    /// Its value; null removes it.
    public let value: DataValue
    /// A change.
    public init(path: DataPath, value: DataValue) {
        self.path = path
        self.value = value
    }
}
