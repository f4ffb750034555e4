extension Event {
    /// The stable name of the kind of event, as stored and as the journal's catalog lists it.
    public var kind: String {
        switch self {
        case .caseOpened: "case-opened"
        case .caseSuspended: "case-suspended"
        case .caseResumed: "case-resumed"
        case .closingBegan: "closing-began"
        case .caseEnded: "case-ended"
        case .commentAdded: "comment-added"
        case .privateRead: "private-read"
        case .migrated: "case-migrated"
        case .dataChanged(let changed): changed.reason == nil ? "data-changed" : "data-amended"
        case .materialsReceived: "materials-received"
        case .attachmentAdded: "attachment-added"
        case .stepEntered: "step-entered"
        case .stepCompleted: "step-completed"
        case .stepAbandoned: "step-abandoned"
        case .actRecalled: "act-recalled"
        case .scopeOpened: "scope-opened"
        case .scopeClosed: "scope-closed"
        case .itemsListed: "items-listed"
        case .tableDecided: "table-decided"
        case .occurrenceReached: "occurrence-reached"
        case .taskClaimed, .taskReleased, .voteCast, .taskEscalated, .handOverOffered, .handOverAnswered, .answerableChanged,
            .accountabilityRecorded, .accountabilityContested, .accountabilitySettled:
            kindOfPeople
        case .clockStarted, .clockStopped, .clockResumed, .clockExtended, .clockRederived, .clockEnded, .rungReached,
            .extensionRequested, .extensionAnswered:
            kindOfClock
        case .registerEntered: "register-entered"
        case .balanceChanged: "balance-changed"
        case .registerRead: "register-read"
        case .noticeIssued: "notice-issued"
        case .jobRequested: "job-requested"
        case .jobCompleted: "job-completed"
        case .jobDied: "job-dead"
        case .childRequested: "child-requested"
        case .childOpened: "child-opened"
        case .childEnded: "child-ended"
        }
    }

    private var kindOfPeople: String {
        switch self {
        case .taskClaimed: "task-claimed"
        case .taskReleased: "task-released"
        case .voteCast: "vote-cast"
        case .taskEscalated: "task-escalated"
        case .handOverOffered: "hand-over-offered"
        case .handOverAnswered: "hand-over-answered"
        case .answerableChanged: "answerable-changed"
        case .accountabilityRecorded: "accountability-recorded"
        case .accountabilityContested: "accountability-contested"
        default: "accountability-settled"
        }
    }

    private var kindOfClock: String {
        switch self {
        case .clockStarted: "clock-started"
        case .clockStopped: "clock-stopped"
        case .clockResumed: "clock-resumed"
        case .clockExtended: "clock-extended"
        case .clockRederived: "clock-rederived"
        case .clockEnded: "clock-ended"
        case .rungReached: "rung-reached"
        case .extensionRequested: "extension-requested"
        default: "extension-answered"
        }
    }

    /// Every kind, for the journal's catalog and for tests that none is forgotten.
    public static let kinds = [
        "case-opened", "case-suspended", "case-resumed", "closing-began", "case-ended", "comment-added", "private-read", "case-migrated",
        "data-changed", "data-amended", "materials-received", "attachment-added", "step-entered", "step-completed", "step-abandoned",
        "act-recalled", "scope-opened", "scope-closed", "items-listed", "table-decided", "occurrence-reached", "task-claimed",
        "task-released", "vote-cast", "task-escalated", "hand-over-offered", "hand-over-answered", "answerable-changed",
        "accountability-recorded", "accountability-contested", "accountability-settled", "clock-started", "clock-stopped", "clock-resumed",
        "clock-extended", "clock-rederived", "clock-ended", "rung-reached", "extension-requested", "extension-answered",
        "register-entered", "balance-changed", "register-read", "notice-issued", "job-requested", "job-completed", "job-dead",
        "child-requested", "child-opened", "child-ended",
    ]
}
