import Foundation

/// Reads RFC 3339 timestamps.
enum CELTimestamp {
    /// Milliseconds since 1970 UTC; `nil` where the text is no timestamp.
    static func milliseconds(_ text: String) -> Int64? {
        let styles = [Date.ISO8601FormatStyle(includingFractionalSeconds: true), Date.ISO8601FormatStyle()]
        for style in styles {
            if let date = try? style.parse(text) { return Int64((date.timeIntervalSince1970 * 1_000).rounded()) }
        }
        return nil
    }
}
