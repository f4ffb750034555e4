/// Day and clock of an instant in the proleptic Gregorian calendar.
///
/// The conversion counts days in eras of 400 years that begin on the first of March, so that the leap day is the last day of a
/// year and no month needs a table.
struct CivilFields {
    let year: Int
    /// From 1.
    let month: Int
    /// From 1.
    let day: Int
    let hour: Int
    let minute: Int
    let second: Int
    /// From 0, which is Sunday.
    let weekday: Int
    /// From 0.
    let dayOfYear: Int

    /// The fields of an instant in UTC; for a zone, add its offset first.
    init(seconds: Int64) {
        let days = Int(Int64(floorDivided: seconds, by: 86_400))
        let ofDay = Int(seconds - Int64(days) * 86_400)
        (hour, minute, second) = (ofDay / 3_600, ofDay / 60 % 60, ofDay % 60)
        (year, month, day) = CivilFields.date(days)
        weekday = Int((Int64(days) + 4) - 7 * Int64(floorDivided: Int64(days) + 4, by: 7))
        dayOfYear = days - (CivilFields.days(year: year, month: 1, day: 1) ?? days)
    }

    private static let daysOfEra = 146_097
    /// Days from 0000-03-01 to 1970-01-01.
    private static let shift = 719_468

    private static func date(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + shift
        let era = Int(Int64(floorDivided: Int64(shifted), by: Int64(daysOfEra)))
        let ofEra = shifted - era * daysOfEra
        let yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * ofYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// Days from 1970-01-01 to a date; `nil` where there is no such date.
    static func days(year: Int, month: Int, day: Int) -> Int? {
        guard (1...12).contains(month), day >= 1, day <= length(ofMonth: month, year) else { return nil }
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = Int(Int64(floorDivided: Int64(shiftedYear), by: 400))
        let yearOfEra = shiftedYear - era * 400
        let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * daysOfEra + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + ofYear - shift
    }

    private static func length(ofMonth month: Int, _ year: Int) -> Int {
        switch month {
        case 2: (year.isMultiple(of: 4) && !year.isMultiple(of: 100)) || year.isMultiple(of: 400) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
