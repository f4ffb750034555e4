public import DubanModel

/// A policy as a table: each row says for which inputs it holds, what it gives, and from when until when it is in force.
///
/// A table is the text of a rule as an office publishes it: rows are added, and old ones end, but none is rewritten. What is
/// decided is decided by the rows in force at the case's date, and the decision says for each row why it was taken or not.
public struct DecisionTable: Sendable {
    /// The name, which is also its file's.
    public let name: String
    /// What people read.
    public let title: LocalizedText
    /// Which of the rows that fit are taken.
    public let policy: HitPolicy
    /// What it is asked with, in the order of the columns.
    public let inputs: [Input]
    /// What it gives, in the order of the columns.
    public let outputs: [Output]
    /// The rows in the order of the file.
    public let rows: [Row]
    /// What it gives where no row fits.
    public let fallback: Fallback
    /// Tables of choices, by whose titles values are shown.
    let choices: [String: ChoiceTable]

    /// Which of the rows that fit are taken.
    public enum HitPolicy: String, Sendable, Hashable, CaseIterable {
        /// The first in the order of the file.
        case first
        /// At most one can fit; the checker proves it.
        case unique
        /// All, each output gathered as it says.
        case collect
    }

    /// How an output is gathered from the rows that `collect` takes.
    public enum Gathering: String, Sendable, Hashable, CaseIterable {
        /// Their values in the order of the rows.
        case list
        /// Their sum; 0 where no row fits.
        case sum
        /// The least; nothing where no row fits.
        case min
        /// The greatest; nothing where no row fits.
        case max
        /// How many rows fit.
        case count
    }

    /// A column that rows ask.
    public struct Input: Sendable {
        /// Name, title and type.
        public let field: Field
        /// The least and the greatest value that there can be, where the file says so: fen for money, days for a date.
        let bounds: DiscreteInterval
    }

    /// A column that rows give.
    public struct Output: Sendable {
        /// Name, title and type of a row's value.
        public let field: Field
        /// How the values of several rows are gathered, under `collect`.
        public let gathering: Gathering
    }

    /// What it gives where no row fits.
    public enum Fallback: Sendable {
        /// Nothing is said: the checker wants every case to be met by a row.
        case unsaid
        /// `default: none`: it is right that no row fits.
        case none
        /// A row of outputs.
        case row([String: Cell])
    }

    /// A row.
    public struct Row: Sendable {
        /// Its number, from 1 in the order of the file.
        public let number: Int
        /// What it asks of each input; an input that is not here may be anything.
        let conditions: [String: TableCell]
        /// All of it as one expression; `nil` where it holds always.
        let condition: Condition?
        /// What it gives.
        let results: [String: Cell]
        /// The first day on which it is in force.
        public let from: CivilDate?
        /// The last day on which it is in force.
        public let until: CivilDate?
        /// Why it is as it is: the paper that it stands in, for instance.
        public let note: LocalizedText?
        let place: FilePlace

        /// Whether it is in force on a day.
        public func isInForce(on day: CivilDate) -> Bool { from.map { $0 <= day } ?? true && until.map { day <= $0 } ?? true }
    }

    /// What a row gives for an output.
    public enum Cell: Sendable {
        /// As written.
        case value(DataValue)
        /// What an expression over the inputs comes to: `= bonus * 2`.
        case expression(Condition)
    }
}
