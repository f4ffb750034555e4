/// Looks at the bytes of a YAML file before it is parsed: what would make the parser slow, or its findings hard to understand, is told
/// here with its place.
enum YAMLGuard {
    /// Something because of which the file is not even parsed.
    struct Problem: Error {
        let message: String
        var line = 1
        var column = 1
    }

    /// Aliases that a file may have before it is refused unparsed. Anchors are not allowed anyway; up to so many cannot make a file
    /// grow beyond a few hundred times its size (the product of k aliases on n levels with k·n = 16 is at most 3⁵), so that the parser's
    /// own finding, which knows strings from aliases, can be waited for.
    static let maximumAliases = 16

    /// The text of a file.
    static func text(of bytes: [UInt8]) throws(Problem) -> String {
        guard bytes.count <= YAMLNode.maximumBytes else {
            throw Problem(message: "the file has \(bytes.count) bytes; at most \(YAMLNode.maximumBytes) are read")
        }
        var bytes = bytes[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw Problem(message: "the file is UTF-16; save it as UTF-8")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw place(of: firstBad(bytes), in: bytes) { "the file is not UTF-8 from byte \($0) of this line on; save it as UTF-8" }
        }
        if let control = bytes.firstIndex(where: { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D || $0 == 0x7F }) {
            let name = bytes[control] == 0 ? "a NUL byte" : "the control character \(bytes[control])"
            throw place(of: control, in: bytes) { _ in "the file has \(name) here; take it out" }
        }
        if let alias = bomb(text) {
            throw Problem(message: "anchors and aliases are not allowed; write the value again", line: alias.line, column: alias.column)
        }
        return text
    }

    private static func place(of index: Int, in bytes: ArraySlice<UInt8>, _ message: (Int) -> String) -> Problem {
        let before = bytes[bytes.startIndex..<index]
        let line = before.count { $0 == 0x0A } + 1
        let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? bytes.startIndex
        // Columns count characters: continuation bytes are none.
        let column = bytes[start..<index].count { $0 & 0xC0 != 0x80 } + 1
        return Problem(message: message(index - start + 1), line: line, column: column)
    }

    private static func firstBad(_ bytes: ArraySlice<UInt8>) -> Int {
        var (low, high) = (bytes.startIndex, bytes.endIndex)
        // The longest prefix that is UTF-8, up to a scalar that is cut off.
        while low < high {
            let middle = (low + high + 1) / 2
            if isWellFormed(bytes[bytes.startIndex..<middle]) { low = middle } else { high = middle - 1 }
        }
        return min(low, bytes.index(before: bytes.endIndex))
    }

    private static func isWellFormed(_ bytes: ArraySlice<UInt8>) -> Bool {
        (0..<min(4, bytes.count + 1)).contains { cut in String(validating: bytes.dropLast(cut), as: UTF8.self) != nil }
    }

    /// What to do about a place at which the parser stopped, where that can be said better than it says it.
    static func hint(at line: Int, in bytes: [UInt8]) -> String? {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.indices.contains(line - 1) else { return nil }
        let indentation = lines[line - 1].prefix { $0 == 0x20 || $0 == 0x09 }
        return indentation.contains(0x09) ? "a tab stands in the indentation of this line; YAML wants spaces there" : nil
    }

    /// The first anchor of a file that names more than `maximumAliases` aliases of its anchors; in such a file a mapping's key could be
    /// a tree with more leaves than there are atoms.
    private static func bomb(_ text: String) -> (line: Int, column: Int)? {
        var anchors: [Substring: (line: Int, column: Int)] = [:]
        var first: (line: Int, column: Int)?
        var aliases = 0
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where line.contains("&") || line.contains("*") {
            var previous: Character = " "
            for index in line.indices {
                let character = line[index]
                if character == "&" || character == "*", " \t-[{,:?".contains(previous) {
                    let name = line[line.index(after: index)...].prefix { !" \t\r,[]{}:".contains($0) }
                    if character == "*" {
                        if anchors[name] != nil { aliases += 1 }
                    } else if !name.isEmpty, anchors[name] == nil {
                        let place = (number + 1, line.distance(from: line.startIndex, to: index) + 1)
                        anchors[name] = place
                        first = first ?? place
                    }
                }
                previous = character
            }
            if aliases > maximumAliases { return first }
        }
        return nil
    }
}
