import DubanStore

extension JobState {
    /// As stored; the partial indexes of the schema name these numbers.
    var code: Int64 {
        switch self {
        case .ready: 0
        case .claimed: 1
        case .dead: 2
        case .delayed: 3
        case .done: 4
        case .cancelled: 5
        }
    }

    init?(code: Int64) {
        guard let state = JobState.allCases.first(where: { $0.code == code }) else { return nil }
        self = state
    }
}
