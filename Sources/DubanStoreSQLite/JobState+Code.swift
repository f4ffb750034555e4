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
        switch code {
        case 0: self = .ready
        case 1: self = .claimed
        case 2: self = .dead
        case 3: self = .delayed
        case 4: self = .done
        case 5: self = .cancelled
        default: return nil
        }
    }
}
