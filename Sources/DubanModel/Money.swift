/// An amount in yuan, kept as whole fen (hundredths), so that sums are exact.
public struct Money: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Hundredths of a yuan.
    public let fen: Int64

    /// So many hundredths of a yuan.
    public init(fen: Int64) { self.fen = fen }

    /// Reads `960`, `960.5` or `960.50` yuan; `nil` for anything else, and beyond what 64 bits hold.
    public init?(yuan text: String) {
        let negative = text.hasPrefix("-")
        let parts = text.drop(while: { $0 == "-" }).split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            text.count(where: { $0 == "-" }) == (negative ? 1 : 0), let whole = Int64(parts[0])
        else { return nil }
        var fraction: Int64 = 0
        if parts.count == 2 {
            guard parts[1].count <= 2, let digits = Int64(parts[1]) else { return nil }
            fraction = parts[1].count == 1 ? digits * 10 : digits
        }
        let (hundreds, overflow) = whole.multipliedReportingOverflow(by: 100)
        let (total, carry) = hundreds.addingReportingOverflow(fraction)
        guard !overflow, !carry else { return nil }
        fen = negative ? -total : total
    }

    /// The smaller amount comes first.
    public static func < (left: Money, right: Money) -> Bool { left.fen < right.fen }

    /// Yuan with two decimals, such as `960.00`.
    public var description: String {
        "\(fen < 0 ? "-" : "")\(fen.magnitude / 100).\(Int(fen.magnitude % 100).padded(to: 2))"
    }
}
