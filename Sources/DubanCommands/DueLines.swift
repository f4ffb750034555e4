import DubanModel
import DubanTime
import Foundation

/// Answers lines of JSON: `{"from": …, "limit": …}` with `{"due": …}` or `{"error": …}`, one for one and in order.
///
/// Answers are written whenever all input that has come is answered, so that a program may also ask line by line.
struct DueLines {
    private let usual: String
    private var library = CalendarLibrary()
    private var output: [UInt8] = []

    /// Lines longer than this many bytes are errors.
    static let maximumLineBytes = 64 * 1024
    private static let chunkBytes = 256 * 1024

    init(usual: String) { self.usual = usual }

    func run() throws {
        var lines = self
        // A calendar that cannot be used would make every line an error: say so once.
        _ = try lines.library.calendar(usual)
        try lines.loop()
    }

    private mutating func loop() throws {
        var chunk = [UInt8](repeating: 0, count: DueLines.chunkBytes)
        var line: [UInt8] = []
        while true {
            let count = read(STDIN_FILENO, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Refusal(.invalidRequest, "Standard input cannot be read: \(String(cString: strerror(errno))).") }
            if count == 0 { break }
            var rest = chunk[..<count]
            while let end = rest.firstIndex(of: 0x0A) {
                append(rest[..<end], to: &line)
                answer(line)
                line.removeAll(keepingCapacity: true)
                rest = rest[(end + 1)...]
            }
            append(rest, to: &line)
            try flush()
        }
        if !line.isEmpty { answer(line) }
        try flush()
    }

    /// Keeps one byte more than a line may have, so that it is known to be too long, and no more.
    private func append(_ bytes: ArraySlice<UInt8>, to line: inout [UInt8]) {
        line.append(contentsOf: bytes.prefix(max(0, DueLines.maximumLineBytes + 1 - line.count)))
    }

    private mutating func answer(_ line: [UInt8]) {
        var writer = JSONWriter(capacity: 96)
        do {
            let (calendar, due) = try due(line)
            writer.object { writer in
                writer.field("due", calendar.local(due.instant))
                writer.key("provisional")
                writer.value(due.isProvisional)
            }
        } catch {
            writer.object { $0.field("error", (error as? Refusal)?.message ?? "\(error)") }
        }
        output += writer.bytes
        output.append(0x0A)
    }

    private mutating func due(_ line: [UInt8]) throws -> (WorkingCalendar, Due) {
        guard line.count <= DueLines.maximumLineBytes else {
            throw Refusal(.invalidRequest, "The line is longer than \(DueLines.maximumLineBytes) bytes.")
        }
        let question: DataValue
        do {
            question = try JSONReader.read(line)
        } catch {
            throw Refusal(.invalidRequest, "This is no JSON: column \(error.column): \(error.reason).")
        }
        guard question.fields != nil else {
            throw Refusal(.invalidRequest, "Write an object such as {\"from\": \"2026-03-02\", \"limit\": \"3 working days\"}.")
        }
        let (from, limit) = (try text("from", question), try text("limit", question))
        let calendar = try library.calendar(question["calendar"].isNull ? usual : try text("calendar", question))
        return try CalendarCommand.asking("\"\(limit)\" from \(from)") {
            (calendar, try calendar.due(from: calendar.instant(of: try Moment(from)), limit: try Limit(limit)))
        }
    }

    private func text(_ name: String, _ question: DataValue) throws(Refusal) -> String {
        guard let text = question[name].textValue else {
            throw Refusal(.invalidRequest, question[name].isNull ? "\"\(name)\" is missing." : "\"\(name)\" must be a text in quotes.")
        }
        return text
    }

    private mutating func flush() throws {
        var rest = output[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Refusal(.unavailable, "Standard output cannot be written: \(String(cString: strerror(errno))).") }
            rest = rest.dropFirst(count)
        }
        output.removeAll(keepingCapacity: true)
    }
}
