public import DubanModel

/// Why a clock of a case ends when it does.
public struct WhyDueBody: Codable, Sendable {
    /// What it measures: `promised`, `statutory`, or the step instance, such as `step/7`.
    public let subject: String
    /// What people read for that.
    public let title: TextBody
    /// The explanation, a line a day, in English.
    public let english: [String]
    /// The explanation in Chinese.
    public let chinese: [String]
    /// The explanation for programs.
    public let explanation: DataValue
    /// The content of the calendar from which it follows.
    public let calendar: String

    /// An explanation.
    public init(subject: String, title: TextBody, english: [String], chinese: [String], explanation: DataValue, calendar: String) {
        self.subject = subject
        self.title = title
        self.english = english
        self.chinese = chinese
        self.explanation = explanation
        self.calendar = calendar
    }
}
