extension Input {
    /// How a case stands that does not go its usual way.
    enum CaseStanding {
        case ended, closing, suspended
    }

    /// Whether a case that stands so still takes the input.
    func suits(_ standing: CaseStanding) -> Bool {
        switch self {
        case .readPrivate, .comment, .contest, .settle: true
        case .open: false
        case .jobCompleted, .jobDied, .jobRevived, .childEnded, .childOpened: standing != .ended
        case .rederive: standing != .ended
        case .rung: standing == .closing
        case .resume, .close, .attach: standing == .suspended
        default: false
        }
    }
}
