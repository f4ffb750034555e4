/// The known name that differs least from an unknown one, where one is near enough to be meant.
func nearest(to name: String, among known: some Sequence<String>) -> String? {
    let bound = max(2, name.count / 3)
    let distances = known.map { (name: $0, distance: editDistance($0, name)) }.filter { $0.distance <= bound }
    return distances.min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
}

/// How many letters differ (Levenshtein).
private func editDistance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
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
