/// Finds what somebody probably meant to write.
enum Spelling {
    /// The known name that differs least from an unknown one, where one is near; letters' case does not count.
    static func nearest(to name: String, among known: some Sequence<String>) -> String? {
        let wanted = Array(name.lowercased().unicodeScalars)
        let reach = max(2, wanted.count / 3)
        guard wanted.count <= maximumLength else { return nil }
        return known.map { ($0, distance(wanted, Array($0.lowercased().unicodeScalars))) }.filter { $0.1 <= reach }.min { $0.1 < $1.1 }?.0
    }

    /// Longer words are not compared: the comparison costs the product of both lengths.
    private static let maximumLength = 60

    /// How many letters differ (Levenshtein).
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var row = Array(0...right.count)
        for (line, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for (column, other) in right.enumerated() {
                let substitution = diagonal + (letter == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(substitution, row[column + 1] + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}
