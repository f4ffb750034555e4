extension Duration {
    /// Nanoseconds, what is finer dropped; `nil` where they do not fit into 64 bits, which a value of the language must.
    var nanoseconds: Int64? {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflows) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return overflow || overflows ? nil : sum
    }

    /// Seconds with as many digits of a fraction as there are, such as `123.5s`.
    var secondsText: String {
        guard let nanoseconds else { return "\(components.seconds)s" }
        let (seconds, rest) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
        return "\(nanoseconds < 0 ? "-" : "")\(seconds)\(fraction(Int32(rest)))s"
    }

    /// Reads a duration such as `1h30m`, `-1.5s`, `250ms` or `0`; `nil` for anything else and for one that is too long.
    init?(text: String) {
        var rest = text[...]
        let isNegative = rest.first == "-"
        if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
        if rest == "0" {
            self = .zero
            return
        }
        guard !rest.isEmpty else { return nil }
        // The sum is kept as a negative number, which has room for one value more.
        var sum: Int64 = 0
        while !rest.isEmpty {
            guard let part = Duration.takePart(from: &rest) else { return nil }
            let (next, overflow) = sum.subtractingReportingOverflow(part)
            guard !overflow else { return nil }
            sum = next
        }
        if isNegative {
            self = .nanoseconds(sum)
        } else {
            guard sum != .min else { return nil }
            self = .nanoseconds(-sum)
        }
    }

    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
        ("h", 3_600_000_000_000),
    ]

    /// Takes a number with its unit; nanoseconds.
    private static func takePart(from rest: inout Substring) -> Int64? {
        let whole = rest.prefix { $0.isASCII && $0.isNumber }
        rest.removeFirst(whole.count)
        var decimals: Substring = ""
        if rest.first == "." {
            rest.removeFirst()
            decimals = rest.prefix { $0.isASCII && $0.isNumber }
            rest.removeFirst(decimals.count)
        }
        guard !whole.isEmpty || !decimals.isEmpty else { return nil }
        let name = rest.prefix { !($0.isASCII && $0.isNumber) && $0 != "." }
        guard let unit = units.first(where: { $0.name == name })?.nanoseconds else { return nil }
        rest.removeFirst(name.count)
        guard let count = whole.isEmpty ? 0 : Int64(whole) else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: unit)
        guard !overflow else { return nil }
        // Digits beyond what a nanosecond of any unit can show are dropped; 15 of them keep the product within 64 bits.
        var (numerator, scale): (Int64, Int64) = (0, 1)
        for digit in decimals.prefix(15) {
            numerator = numerator * 10 + Int64(digit.wholeNumberValue ?? 0)
            scale *= 10
        }
        let fraction = scale.dividingFullWidth(numerator.multipliedFullWidth(by: unit)).quotient
        let (sum, overflows) = product.addingReportingOverflow(fraction)
        return overflows ? nil : sum
    }
}
