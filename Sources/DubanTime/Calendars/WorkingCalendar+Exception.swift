public import DubanModel

extension WorkingCalendar {
    /// A day that the weekly pattern has wrong.
    public struct Exception: Sendable, Hashable {
        /// The day.
        public let day: CivilDate
        /// Whether it is a working day.
        public let isWorking: Bool
        /// What the day is announced for, such as Spring Festival.
        public let occasion: LocalizedText
        /// The paper that announces it, such as 国办发明电〔2025〕7号.
        public let announcement: String?
        /// The hours of business on a working day, where they are not the usual ones: a half day.
        public let hours: [Hours]?

        /// An exception.
        public init(day: CivilDate, isWorking: Bool, occasion: LocalizedText, announcement: String? = nil, hours: [Hours]? = nil) {
            self.day = day
            self.isWorking = isWorking
            self.occasion = occasion
            self.announcement = announcement
            self.hours = hours
        }

        /// A day that never was.
        init(skipped day: CivilDate) {
            let occasion = LocalizedText(english: "the zone moved across the date line and had no such day", chinese: "该时区跨越日期变更线,无此日")
            self.init(day: day, isWorking: false, occasion: occasion)
        }
    }
}
