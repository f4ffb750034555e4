import Foundation

/// The journal of this machine, where one runs; `.ci/with-journald` starts one.
enum Journald {
    /// Whether a journal runs that can be read.
    static var isRunning: Bool {
        guard Place.has("journalctl"), FileManager.default.fileExists(atPath: "/run/systemd/journal/socket") else { return false }
        let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { pid_t($0) } ?? []
        return numbers.contains { (try? String(contentsOfFile: "/proc/\($0)/comm", encoding: .utf8)) == "systemd-journal\n" }
    }

    /// The entries that some daemons sent, as JSON objects.
    /// - Parameter matches: Further matches, such as `DUBAN_CASE=CERT-2026-0001`.
    static func entries(of processes: [pid_t], _ matches: String..., scratch: Scratch) throws -> [[String: String]] {
        let output = try read(processes, matches + ["-o", "json", "--all"], scratch)
        return output.text.split(separator: "\n").compactMap { line in
            (try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?.compactMapValues { $0 as? String }
        }
    }

    /// Everything that some daemons sent, every field, as `journalctl -o export` gives it.
    static func export(of processes: [pid_t], scratch: Scratch) throws -> Data {
        Data(try read(processes, ["-o", "export", "--all"], scratch).text.utf8)
    }

    private static func read(_ processes: [pid_t], _ arguments: [String], _ scratch: Scratch) throws -> Output {
        let journalctl = Place.find("journalctl") ?? "journalctl"
        // What was sent is in the journal's files after this.
        _ = try Program.run(journalctl, ["--sync"], scratch: scratch)
        // Numbers of processes come again; nothing older than this machine's last hour can be meant.
        let words = ["-q", "--no-pager", "--since", "-1h"] + processes.map { "_PID=\($0)" } + arguments
        return try Program.run(journalctl, words, scratch: scratch)
    }
}
