/// How a gapless number is written: `CERT-{year}-{0000}`. With `{year}` the count begins anew each year.
public struct SerialPattern: Sendable, Hashable {
    /// As written in the file.
    public let source: String
    private let parts: [Part]

    private enum Part: Sendable, Hashable {
        case literal(String)
        case year
        case number(width: Int)
    }

    /// Reads a pattern; `nil` unless it has exactly one `{0…0}` and otherwise only text and `{year}`.
    public init?(_ source: String) {
        var parts: [Part] = []
        var rest = source[...]
        while let open = rest.firstIndex(of: "{") {
            if open > rest.startIndex { parts.append(.literal(String(rest[..<open]))) }
            guard let close = rest[open...].firstIndex(of: "}") else { return nil }
            let name = rest[rest.index(after: open)..<close]
            if name == "year" {
                parts.append(.year)
            } else if !name.isEmpty, name.allSatisfy({ $0 == "0" }), name.count <= SerialPattern.maximumWidth {
                parts.append(.number(width: name.count))
            } else {
                return nil
            }
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.literal(String(rest))) }
        let numbers = parts.count { if case .number = $0 { true } else { false } }
        guard numbers == 1, !rest.contains("}") else { return nil }
        self.source = source
        self.parts = parts
    }

    /// Whether the count begins anew each year.
    public var isYearly: Bool { parts.contains(.year) }

    /// The number `serial` of `year` as people write it.
    public func text(year: Int, serial: Int64) -> String {
        parts.map { part in
            switch part {
            case .literal(let text): text
            case .year: year.description
            case .number(let width):
                String(repeating: "0", count: max(0, width - serial.description.count)) + serial.description
            }
        }.joined()
    }

    /// Digits at most.
    public static let maximumWidth = 12
}
