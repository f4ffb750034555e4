import DubanModel
import Foundation

/// How long something takes: given as people estimate it.
///
/// - `20 min` takes that long, each time;
/// - `10 to 30 min` is anything between, evenly;
/// - `about 20 min` is half of the time shorter, and 9 times of 10 within three times as long: what office work looks like;
/// - `20 min, 90 % within 45 min` is the same with a tail of its own.
///
/// The last two are log-normal.
public struct TimeDistribution: Sendable, Hashable, CustomStringConvertible {
    private enum Shape: Sendable, Hashable {
        case fixed(Double)
        case even(Double, Double)
        case logNormal(median: Double, ninth: Double)
    }

    private let shape: Shape
    /// As written.
    public let description: String

    /// Reads a distribution; `nil` where the text is none.
    public init?(_ text: String) {
        description = text
        let words = text.lowercased().split(whereSeparator: { $0.isWhitespace || $0 == "," || $0 == "%" }).map(String.init)
        guard let unit = words.last.flatMap(TimeDistribution.seconds) else { return nil }
        let numbers = words.compactMap(Double.init)
        guard numbers.allSatisfy({ $0 > 0 && $0 < 1e6 }) else { return nil }
        switch (words.count, numbers.count) {
        case (2, 1): shape = .fixed(numbers[0] * unit)
        case (3, 1) where words[0] == "about": shape = .logNormal(median: numbers[0] * unit, ninth: 3 * numbers[0] * unit)
        case (4, 2) where words[1] == "to" && numbers[0] <= numbers[1]: shape = .even(numbers[0] * unit, numbers[1] * unit)
        case (6, 3) where words[3] == "within" && numbers[1] == 90:
            guard let first = TimeDistribution.seconds(words[1]), numbers[2] * unit > numbers[0] * first else { return nil }
            shape = .logNormal(median: numbers[0] * first, ninth: numbers[2] * unit)
        default: return nil
        }
    }

    private static func seconds(_ word: String) -> Double? {
        switch word {
        case "s", "second", "seconds": 1
        case "min", "minute", "minutes": 60
        case "h", "hour", "hours": 3_600
        case "d", "day", "days": 86_400
        default: nil
        }
    }

    /// One value, in seconds.
    func sample(_ random: inout SeededRandom) -> Double {
        switch shape {
        case .fixed(let value): return value
        case .even(let low, let high): return low + (high - low) * random.unit()
        case .logNormal(let median, let ninth): return median * exp(random.normal() * log(ninth / median) / TimeDistribution.ninthDecile)
        }
    }

    /// The deviations from the mean within which 90 % of a normal distribution lie, on one side.
    private static let ninthDecile = 1.281_551_565_5
}
