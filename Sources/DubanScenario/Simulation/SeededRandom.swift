import Foundation

/// Random numbers that are the same for the same seed (SplitMix64: Steele, Lea, Flood 2014).
struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// From 0 to 1, without 1.
    mutating func unit() -> Double { Double(next() >> 11) / Double(1 << 53) }

    /// Exponential with this mean: the time until the next of independent events.
    mutating func exponential(mean: Double) -> Double { -mean * log(1 - unit()) }

    /// Normal with mean 0 and deviation 1 (Box and Muller).
    mutating func normal() -> Double { (-2 * log(1 - unit())).squareRoot() * cos(2 * .pi * unit()) }

    /// One of weighted choices.
    mutating func choice<Value>(_ choices: [(value: Value, weight: Double)]) -> Value? {
        let total = choices.reduce(0) { $0 + $1.weight }
        var left = unit() * total
        for (value, weight) in choices {
            left -= weight
            if left < 0 { return value }
        }
        return choices.last?.value
    }

    /// A generator of its own, so that what one part draws does not shift what another does.
    mutating func fork() -> SeededRandom { SeededRandom(seed: next()) }
}
