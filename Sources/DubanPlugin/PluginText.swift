/// What a plugin wrote, made fit for a log and a terminal.
public enum PluginText {
    /// One line of at most so many characters: control characters, which could forge lines and colours, are spaces, and a cut shows as an
    /// ellipsis.
    public static func line(_ text: String, limit: Int) -> String {
        let head = String(text.unicodeScalars.prefix(limit).map { $0.properties.generalCategory == .control ? " " : Character($0) })
        return text.unicodeScalars.count > limit ? head + "…" : head
    }
}
