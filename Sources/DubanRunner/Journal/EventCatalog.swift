/// The ids of the kinds of events in the journal's catalog.
public enum EventCatalog {
    /// The kinds in the order in which they got their ids; new ones are appended.
    public static let kinds = [
        "case-opened", "data-changed", "data-amended", "materials-received", "attachment-added", "step-entered", "task-claimed",
        "task-released", "step-completed", "clock-started", "clock-stopped", "clock-resumed", "clock-ended", "rung-reached",
        "accountability-recorded", "notice-issued", "job-requested", "job-completed", "job-dead", "register-entered", "private-read",
        "case-ended", "case-suspended", "case-resumed", "closing-began", "comment-added", "case-migrated", "step-abandoned", "act-recalled",
        "scope-opened", "scope-closed", "items-listed", "table-decided", "occurrence-reached", "vote-cast", "task-escalated",
        "hand-over-offered", "hand-over-answered", "answerable-changed", "accountability-contested", "accountability-settled",
        "clock-extended", "clock-rederived", "extension-requested", "extension-answered", "balance-changed", "register-read",
        "child-requested", "child-opened", "child-ended",
    ]

    /// The 128-bit id of a kind, as 32 hexadecimal digits.
    public static func messageID(of kind: String) -> String { messageIDs[kind] ?? messageID(place: kinds.count + 1) }

    private static let messageIDs = Dictionary(uniqueKeysWithValues: kinds.enumerated().map { ($1, messageID(place: $0 + 1)) })

    private static func messageID(place: Int) -> String {
        "d0ba0d0ba0d04c3f9a6b5e2f1c00" + (place < 16 ? "000" : "00") + String(place, radix: 16)
    }
}
