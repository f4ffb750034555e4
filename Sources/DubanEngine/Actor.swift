public import DubanModel

/// Who caused a decision.
public enum Actor: Sendable, Hashable {
    /// A member of staff.
    case staff(StaffID)
    /// A plugin that answered a job.
    case plugin(String)
    /// A program outside that sent a message.
    case outside(String)
    /// A timer that fired.
    case clock
    /// The daemon itself.
    case system

    /// The member of staff, where it is one.
    public var member: StaffID? { if case .staff(let id) = self { id } else { nil } }
}

extension Actor: CustomStringConvertible {
    /// As stored: `staff:li-na`, `plugin:documents`, `clock`, `system`.
    public var description: String {
        switch self {
        case .staff(let id): "staff:" + id.name
        case .plugin(let name): "plugin:" + name
        case .outside(let name): "outside:" + name
        case .clock: "clock"
        case .system: "system"
        }
    }

    /// Reads the stored form.
    public init?(_ text: String) {
        switch text {
        case "clock": self = .clock
        case "system": self = .system
        default:
            if text.hasPrefix("staff:") {
                self = .staff(StaffID(String(text.dropFirst(6))))
            } else if text.hasPrefix("plugin:") {
                self = .plugin(String(text.dropFirst(7)))
            } else if text.hasPrefix("outside:") {
                self = .outside(String(text.dropFirst(8)))
            } else {
                return nil
            }
        }
    }
}
