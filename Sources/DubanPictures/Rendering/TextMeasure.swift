/// How wide text is, near enough to leave room for it: the true width depends on the fonts of whoever shows the picture.
enum TextMeasure {
    /// The width of a text in pixels.
    static func width(_ text: String, size: Double) -> Double { text.unicodeScalars.reduce(0) { $0 + width($1) } * size }

    /// The text in lines of at most so many pixels; between Chinese characters a line may break anywhere, elsewhere between words. A word
    /// that is wider than a line is broken too.
    static func lines(_ text: String, size: Double, most: Double) -> [String] {
        var lines: [String] = []
        var line = ""
        for piece in pieces(text, size: size, most: most) {
            let candidate = line + piece
            if !line.isEmpty, width(trimmed(candidate), size: size) > most {
                lines.append(trimmed(line))
                line = piece == " " ? "" : piece
            } else {
                line = candidate
            }
        }
        if !trimmed(line).isEmpty { lines.append(trimmed(line)) }
        return lines
    }

    /// The width of the widest line.
    static func width(_ lines: [String], size: Double) -> Double { lines.map { width($0, size: size) }.max() ?? 0 }

    private static func pieces(_ text: String, size: Double, most: Double) -> [String] {
        var pieces: [String] = []
        var word = ""
        func flush() {
            if !word.isEmpty { pieces.append(word) }
            word = ""
        }
        for character in text {
            if character == " " || character.unicodeScalars.contains(where: { isWide($0) }) {
                flush()
                // What may not begin a line stays with the character before it.
                if noStart.contains(character), let last = pieces.popLast() {
                    pieces.append(last + String(character))
                } else {
                    pieces.append(String(character))
                }
            } else {
                if width(word + String(character), size: size) > most { flush() }
                word.append(character)
            }
        }
        flush()
        return pieces
    }

    private static let noStart: Set<Character> = ["，", "。", "、", "：", "；", "？", "！", "）", "”", "》"]

    private static func trimmed(_ text: String) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    private static func isWide(_ scalar: Unicode.Scalar) -> Bool { scalar.value >= 0x2E80 }

    /// In parts of the size.
    private static func width(_ scalar: Unicode.Scalar) -> Double {
        switch scalar {
        case _ where isWide(scalar): 1.02
        case "i", "l", "j", "t", "f", "I", ".", ",", ":", ";", "'", "|", "!", " ", "(", ")", "[", "]": 0.36
        case "m", "w", "M", "W", "≤", "≥", "…", "—": 0.92
        case "A"..."Z", "=", "<", ">", "+", "&", "%", "@": 0.72
        default: 0.6
        }
    }
}
