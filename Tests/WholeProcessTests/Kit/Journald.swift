import Foundation

/// The journal of this machine, where one runs; `.ci/with-journald` starts one.
enum Journald {
    /// Whether a journal runs that can be read.
    static var isRunning: Bool {
        guard Place.has("journalctl"), FileManager.default.fileExists(atPath: "/run/systemd/journal/socket") else { return false }
        let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { pid_t($0) } ?? []
        return numbers.contains { (try? String(contentsOfFile: "/proc/\($0)/comm", encoding: .utf8)) == "systemd-journal\n" }
    }

    /// The entries that a hall's daemons sent, as JSON objects.
    /// - Parameter matches: Further matches, such as `DUBAN_CASE=CERT-2026-0001`.
    static func entries(of hall: HallUnderTest, _ matches: String...) throws -> [[String: String]] {
        let output = try read(hall, matches + ["-o", "json", "--all"])
        return output.text.split(separator: "\n").compactMap { line in
            (try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?.compactMapValues { $0 as? String }
        }
    }

    /// Everything that a hall's daemons sent, every field, as `journalctl -o export` gives it.
    static func export(of hall: HallUnderTest) throws -> Data {
        Data(try read(hall, ["-o", "export", "--all"]).text.utf8)
    }

    private static func read(_ hall: HallUnderTest, _ arguments: [String]) throws -> Output {
        let journalctl = Place.find("journalctl") ?? "journalctl"
        // What was sent is in the journal's files after this.
        _ = try Program.run(journalctl, ["--sync"], scratch: hall.scratch)
        let words = ["-q", "--no-pager", "--since", "@\(hall.since)"] + hall.processes.map { "_PID=\($0)" } + arguments
        return try Program.run(journalctl, words, scratch: hall.scratch)
    }
}
