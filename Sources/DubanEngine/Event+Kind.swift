extension Event {
    /// The stable name of the kind of event, as stored and as the journal's catalog lists it.
    public var kind: String {
        switch self {
        case .caseOpened: "case-opened"
        case .dataChanged(let changed): changed.reason == nil ? "data-changed" : "data-amended"
        case .materialsReceived: "materials-received"
        case .attachmentAdded: "attachment-added"
        case .stepEntered: "step-entered"
        case .taskClaimed: "task-claimed"
        case .taskReleased: "task-released"
        case .stepCompleted: "step-completed"
        case .clockStarted: "clock-started"
        case .clockStopped: "clock-stopped"
        case .clockResumed: "clock-resumed"
        case .clockEnded: "clock-ended"
        case .rungReached: "rung-reached"
        case .accountabilityRecorded: "accountability-recorded"
        case .noticeIssued: "notice-issued"
        case .jobRequested: "job-requested"
        case .jobCompleted: "job-completed"
        case .jobDied: "job-dead"
        case .registerEntered: "register-entered"
        case .privateRead: "private-read"
        case .caseEnded: "case-ended"
        }
    }
}
