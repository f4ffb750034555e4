import Foundation

extension CELFunction {
    /// Parts of instants, in UTC or a zone, and of spans.
    static let times: [CELFunction] =
        [
            ofInstant("getFullYear") { $0.year }, ofInstant("getMonth") { $0.month - 1 }, ofInstant("getDate") { $0.day },
            ofInstant("getDayOfMonth") { $0.day - 1 }, ofInstant("getDayOfWeek") { $0.weekday },
            ofInstant("getDayOfYear") { $0.dayOfYear }, ofInstant("getHours") { $0.hour }, ofInstant("getMinutes") { $0.minute },
            ofInstant("getSeconds") { $0.second },
        ].flatMap { $0 } + [
            .member("getMilliseconds", [.timestamp], .int, TimeFunctions.milliseconds),
            .member("getMilliseconds", [.timestamp, .string], .int, TimeFunctions.milliseconds),
            ofSpan("getHours") { $0 / 3_600_000_000_000 }, ofSpan("getMinutes") { $0 / 60_000_000_000 },
            ofSpan("getSeconds") { $0 / 1_000_000_000 }, ofSpan("getMilliseconds") { $0 / 1_000_000 % 1_000 },
        ]

    private static func ofInstant(_ name: String, _ field: @escaping @Sendable (CivilFields) -> Int) -> [CELFunction] {
        let body: Body = { (arguments, _) throws(CELFailure) in
            let instant = try arguments.timestamp(0)
            let offset = arguments.count == 2 ? try TimeFunctions.offset(of: try arguments.string(1), at: instant) : 0
            return .int(Int64(field(CivilFields(seconds: instant.seconds + offset))))
        }
        return [.member(name, [.timestamp], .int, body), .member(name, [.timestamp, .string], .int, body)]
    }

    private static func ofSpan(_ name: String, _ part: @escaping @Sendable (Int64) -> Int64) -> CELFunction {
        .member(name, [.duration], .int) { (arguments, _) throws(CELFailure) in
            guard case .duration(let span) = arguments[0], let nanoseconds = span.nanoseconds else {
                throw arguments.mismatch(0, "duration")
            }
            return .int(part(nanoseconds))
        }
    }
}

/// Zones.
enum TimeFunctions {
    static func milliseconds(_ arguments: CELArguments, _ meter: inout Meter) throws(CELFailure) -> CELValue {
        let instant = try arguments.timestamp(0)
        if arguments.count == 2 { _ = try offset(of: try arguments.string(1), at: instant) }
        return .int(Int64(instant.nanoseconds / 1_000_000))
    }

    /// Seconds by which the clocks of a zone are ahead of UTC: `Asia/Shanghai`, `+08:00`, `-05:30`, `02:00`, `UTC`.
    static func offset(of zone: String, at instant: CELTimestamp) throws(CELFailure) -> Int64 {
        if zone == "UTC" || zone == "Z" { return 0 }
        if let fixed = fixedOffset(zone) { return fixed }
        // `TimeZone` also understands `GMT+8`; the language knows names of the database and offsets only.
        guard !zone.hasPrefix("GMT+"), !zone.hasPrefix("GMT-"), let known = TimeZone(identifier: zone) else {
            throw CELFailure("there is no time zone \"\(zone.prefix(40))\"; write Asia/Shanghai or +08:00")
        }
        return Int64(known.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.seconds))))
    }

    private static func fixedOffset(_ zone: String) -> Int64? {
        var scanner = DigitScanner(zone)
        let isNegative = scanner.take("-")
        if !isNegative { _ = scanner.take("+") }
        guard let hours = scanner.number(digits: 2), scanner.take(":"), let minutes = scanner.number(digits: 2), scanner.isAtEnd,
            hours < 24, minutes < 60
        else { return nil }
        return Int64((isNegative ? -1 : 1) * (hours * 3_600 + minutes * 60))
    }
}
