extension Double {
    /// The digits that are needed to read the same number again, as `string()` writes them: `123.456`, `1e+06`, `-0`, `NaN`.
    var shortestText: String {
        guard isFinite else { return specialText }
        let (digits, point) = shortestDigits
        let sign = sign == .minus ? "-" : ""
        let exponent = point - 1
        // Where the reference implementation changes to an exponent.
        guard exponent < -4 || exponent >= 6 else { return sign + Double.plain(digits, point) }
        let tail = digits.count > 1 ? "." + digits.dropFirst() : ""
        let magnitude = abs(exponent)
        return "\(sign)\(digits.prefix(1))\(tail)e\(exponent < 0 ? "-" : "+")\(magnitude < 10 ? "0" : "")\(magnitude)"
    }

    /// The same digits without an exponent, as `format` writes them: `1000000`.
    var plainText: String {
        guard isFinite else { return specialText }
        let (digits, point) = shortestDigits
        return (sign == .minus ? "-" : "") + Double.plain(digits, point)
    }

    /// `NaN`, `Infinity`, `-Infinity`.
    var specialText: String { isNaN ? "NaN" : (self < 0 ? "-Infinity" : "Infinity") }

    /// The shortest digits and how many of them stand before the point, which may be none or fewer.
    private var shortestDigits: (digits: String, point: Int) {
        // The standard library prints the shortest digits; only their arrangement differs.
        let text = magnitude.description
        let parts = text.split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        var digits = mantissa.joined()
        var point = mantissa[0].count + exponent
        while digits.count > 1, digits.last == "0" { digits.removeLast() }
        while digits.count > 1, digits.first == "0" {
            digits.removeFirst()
            point -= 1
        }
        return (digits, digits == "0" ? 1 : point)
    }

    private static func plain(_ digits: String, _ point: Int) -> String {
        if point <= 0 { return "0." + String(repeating: "0", count: -point) + digits }
        if point >= digits.count { return digits + String(repeating: "0", count: point - digits.count) }
        return "\(digits.prefix(point)).\(digits.dropFirst(point))"
    }
}
