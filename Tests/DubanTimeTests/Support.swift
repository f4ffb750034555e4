import DubanModel
import DubanTime
import DubanWorkflows
import Foundation
import Testing

/// Random numbers from a seed, so that a failure can be played again (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// The files of the repository.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: root.appendingPathComponent(path))) }
}

/// The official calendar as it is shipped.
func officialCalendar(variant: String? = nil) throws -> WorkingCalendar {
    let path = "config/calendars/cn.yaml"
    return try CalendarLoader.load(try Repository.bytes(path), file: path, variant: variant).calendar
}

func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

func instant(_ text: String) throws -> Instant { try #require(Instant(text)) }

/// When a limit ends, as text in the zone of the calendar.
func due(_ from: String, _ limit: String, _ calendar: WorkingCalendar) throws -> String {
    calendar.local(try calendar.due(from: calendar.instant(of: try Moment(from)), limit: try Limit(limit)).instant)
}

func named(_ text: String) -> LocalizedText { LocalizedText(english: text, chinese: text) }

let office: [WorkingCalendar.Hours] = [.init(from: 8 * 60 + 30, to: 12 * 60), .init(from: 13 * 60 + 30, to: 17 * 60 + 30)]
let allDay: [WorkingCalendar.Hours] = [.init(from: 0, to: 24 * 60)]
let workweek: [Weekday] = [.monday, .tuesday, .wednesday, .thursday, .friday]

/// A calendar of a weekly pattern and some exceptions.
func calendar(
    _ zone: String, hours: [WorkingCalendar.Hours] = office, weekly: [Weekday] = workweek, exceptions: [WorkingCalendar.Exception] = [],
    years: Set<Int> = [], rules: [Limit.Unit: HolidayRule] = [:]
) throws -> WorkingCalendar {
    try WorkingCalendar(
        CalendarParts(
            id: "test", title: named("Test"), zone: try ZoneDatabase.system.rules(zone),
            week: Dictionary(uniqueKeysWithValues: weekly.map { ($0, hours) }), exceptions: exceptions, years: years, holidayRules: rules))
}

func holiday(_ text: String, _ occasion: String = "Holiday") throws -> WorkingCalendar.Exception {
    .init(day: try day(text), isWorking: false, occasion: named(occasion))
}

func workday(_ text: String, _ occasion: String = "Holiday", hours: [WorkingCalendar.Hours]? = nil) throws -> WorkingCalendar.Exception {
    .init(day: try day(text), isWorking: true, occasion: named(occasion), hours: hours)
}
