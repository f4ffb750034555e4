public import DubanModel

/// A table of the values that a choice may take, with what people read for each and further columns.
public struct ChoiceTable: Sendable, Hashable {
    /// A row of the table.
    public struct Row: Sendable, Hashable {
        /// The value that is stored.
        public let id: String
        /// What people read.
        public let title: LocalizedText
        /// Further columns, such as `valid_years`.
        public let columns: [String: DataValue]
        /// A row.
        public init(id: String, title: LocalizedText, columns: [String: DataValue]) {
            self.id = id
            self.title = title
            self.columns = columns
        }
    }
    /// The rows in the order of the file.
    public let rows: [Row]
    /// A table with these rows.
    public init(rows: [Row]) { self.rows = rows }
    /// The row with this id.
    public subscript(id: String) -> Row? { rows.first { $0.id == id } }
}
