import DubanModel
import DubanPlugin
import Subprocess

/// What the exit code of a program that is run once a job means: the codes of sysexits(3).
enum ExecExit {
    /// What a code means, and whether another attempt may help.
    struct Meaning: Hashable {
        let code: String
        let isWorthRetrying: Bool
        let words: String
    }

    /// The codes that mean something of their own; any other is `exec-failed`, worth retrying.
    static let meanings: [Int32: Meaning] = [
        64: Meaning(code: "unknown-action", isWorthRetrying: false, words: "it was used wrongly (EX_USAGE)"),
        65: Meaning(code: "bad-arguments", isWorthRetrying: false, words: "the arguments are wrong (EX_DATAERR)"),
        66: Meaning(code: "bad-arguments", isWorthRetrying: false, words: "an input is missing (EX_NOINPUT)"),
        67: Meaning(code: "no-recipient", isWorthRetrying: false, words: "there is no such recipient (EX_NOUSER)"),
        68: Meaning(code: "unavailable", isWorthRetrying: true, words: "a host is not known (EX_NOHOST)"),
        69: Meaning(code: "unavailable", isWorthRetrying: true, words: "a service is unavailable (EX_UNAVAILABLE)"),
        70: Meaning(code: "plugin-error", isWorthRetrying: false, words: "the program has a fault (EX_SOFTWARE)"),
        71: Meaning(code: "unavailable", isWorthRetrying: true, words: "the system failed (EX_OSERR)"),
        72: Meaning(code: "plugin-misconfigured", isWorthRetrying: false, words: "a system file is missing (EX_OSFILE)"),
        73: Meaning(code: "not-written", isWorthRetrying: true, words: "an output cannot be created (EX_CANTCREAT)"),
        74: Meaning(code: "not-written", isWorthRetrying: true, words: "reading or writing failed (EX_IOERR)"),
        75: Meaning(code: "try-again", isWorthRetrying: true, words: "it is to be tried again (EX_TEMPFAIL)"),
        76: Meaning(code: "unavailable", isWorthRetrying: true, words: "a peer answered nonsense (EX_PROTOCOL)"),
        77: Meaning(code: "not-permitted", isWorthRetrying: false, words: "it is not permitted (EX_NOPERM)"),
        78: Meaning(code: "plugin-misconfigured", isWorthRetrying: false, words: "it is configured wrongly (EX_CONFIG)"),
    ]

    /// The result of a program that ended.
    /// - Parameter lastLine: The last line of its standard error, which says why.
    static func result(_ status: TerminationStatus?, _ output: [UInt8], plugin: String, lastLine: String) throws(PluginFailure) -> DataValue {
        let tail = lastLine.isEmpty ? "." : ": \(lastLine)"
        guard case .exited(let code)? = status, code < 128 else {
            throw .transient("plugin-crashed", "Plugin \(plugin) was ended (\(status.map { "\($0)" } ?? "not started"))\(tail)")
        }
        guard code == 0 else {
            let meaning = meanings[code] ?? Meaning(code: "exec-failed", isWorthRetrying: true, words: "it ended with code \(code)")
            throw PluginFailure(
                code: meaning.code, message: "Plugin \(plugin) failed: \(meaning.words)\(tail)", isWorthRetrying: meaning.isWorthRetrying)
        }
        guard output.contains(where: { $0 > 0x20 }) else { return .emptyRecord }
        do {
            let value = try JSONReader.read(output)
            guard value.fields != nil else { throw PluginFailure.permanent("plugin-nonsense", "") }
            return value
        } catch {
            throw .permanent("plugin-nonsense", "Plugin \(plugin) wrote something else than one JSON object.")
        }
    }
}
