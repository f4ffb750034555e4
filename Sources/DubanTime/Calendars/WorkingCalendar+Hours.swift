import DubanModel

extension WorkingCalendar {
    /// A span of business on a working day, in minutes after midnight.
    public struct Hours: Sendable, Hashable, CustomStringConvertible {
        /// When it begins.
        public let from: Int
        /// When it ends; 1440 is the end of the day.
        public let to: Int

        /// A span.
        public init(from: Int, to: Int) {
            self.from = from
            self.to = to
        }

        /// Reads `08:30-12:00`; `nil` for anything else. Whether the span makes sense, `CalendarParts.problems` says.
        public init?(_ text: String) {
            let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Hours.minutes($0) }
            guard parts.count == 2, let from = parts[0], let to = parts[1] else { return nil }
            self.init(from: from, to: to)
        }

        /// As it is read.
        public var description: String { "\(Hours.clock(from))-\(Hours.clock(to))" }

        /// Minutes of business.
        var length: Int { to - from }

        /// Reads `08:30` as minutes after midnight, to `24:00`; `nil` for anything else.
        static func minutes(_ text: some StringProtocol) -> Int? {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
                parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
                let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, hour * 60 + minute <= minutesPerDay
            else { return nil }
            return hour * 60 + minute
        }

        static func clock(_ minutes: Int) -> String { "\((minutes / 60).padded(to: 2)):\((minutes % 60).padded(to: 2))" }

        static let minutesPerDay = 24 * 60
    }
}
