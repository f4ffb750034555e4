/// What a mail server answers: a code, and lines.
struct SMTPReply: Hashable {
    /// Three digits.
    let code: Int
    /// The text of each line.
    let lines: [String]

    /// Whether it may be otherwise at another time (RFC 5321, section 4.2.1).
    var isTransient: Bool { code / 100 == 4 }

    /// Whether a keyword of the answer to EHLO is there, with a word where one is asked for.
    func offers(_ keyword: String, _ word: String? = nil) -> Bool {
        lines.dropFirst().contains { line in
            let words = line.uppercased().split(whereSeparator: { $0 == " " || $0 == "=" })
            return words.first.map(String.init) == keyword && (word == nil || words.dropFirst().contains { $0 == word ?? "" })
        }
    }
}

/// Puts answers together from bytes as they come.
struct SMTPReplyParser {
    private var pending: [UInt8] = []
    private var lines: [String] = []

    /// Bytes of an answer at most.
    static let limit = 64 << 10

    /// What came is no answer of a mail server's.
    struct Nonsense: Error {}

    /// Takes bytes in, and gives the answers that they complete.
    mutating func push(_ bytes: some Sequence<UInt8>) throws(Nonsense) -> [SMTPReply] {
        var replies: [SMTPReply] = []
        for byte in bytes {
            guard byte == 0x0A else {
                pending.append(byte)
                if pending.count > SMTPReplyParser.limit { throw Nonsense() }
                continue
            }
            if pending.last == 0x0D { pending.removeLast() }
            let line = String(decoding: pending, as: UTF8.self)
            pending = []
            guard line.utf8.count >= 3, let code = Int(line.prefix(3)), (200...599).contains(code) else { throw Nonsense() }
            let mark = line.dropFirst(3).first
            lines.append(String(line.dropFirst(4)))
            if lines.count > 512 { throw Nonsense() }
            if mark == "-" { continue }
            replies.append(SMTPReply(code: code, lines: lines))
            lines = []
        }
        return replies
    }
}
