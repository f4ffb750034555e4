import DubanModel
import DubanTime

/// How the engine's own types are written, in events and snapshots alike.
extension JSONWriter {
    mutating func names(_ key: String, _ names: [String]) {
        self.key(key)
        array { writer in for name in names { writer.value(name) } }
    }

    mutating func members(_ key: String, _ members: [StaffID]) { names(key, members.map(\.name)) }

    mutating func pages(_ pages: [String: Int]) {
        object { writer in for (id, count) in pages.sorted(by: { $0.key < $1.key }) { writer.field(id, count) } }
    }

    mutating func list<Item>(_ key: String, _ items: [Item], _ fields: (Item, inout JSONWriter) -> Void) {
        self.key(key)
        array { writer in for item in items { writer.object { fields(item, &$0) } } }
    }

    /// Writes true, or nothing.
    mutating func flag(_ key: String, _ flag: Bool) {
        guard flag else { return }
        self.key(key)
        value(true)
    }

    mutating func field(_ key: String, ifPresent step: StepID?) { if let step { field(key, step.sequence) } }

    mutating func field(_ key: String, ifPresent value: DataValue?) { if let value { field(key, value) } }

    mutating func field(_ key: String, ifPresent instant: Instant?) { if let instant { field(key, instant.description) } }

    mutating func derived(_ derived: Clock.Derived) {
        field("calendar", derived.calendar.description)
        key("rungs")
        object { writer in
            for (rung, instant) in derived.rungs.sorted(by: { $0.key < $1.key }) { writer.field(rung.rawValue, instant.description) }
        }
        field("due", ifPresent: derived.due)
        flag("provisional", derived.isProvisional)
    }

    mutating func rule(_ rule: ClockStop.Rule) {
        field("at_most", ifPresent: rule.maximum?.description)
        if rule.afterwards != .resumes { field("afterwards", rule.afterwards.rawValue) }
    }

    mutating func changes(_ key: String, _ changes: [DataChange]) {
        self.key(key)
        object { writer in for change in changes { writer.field(change.path.description, change.value) } }
    }
}

extension Event.TaskOffer {
    func encode(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("number", number.rawValue)
            writer.names("roles", roles)
            if !candidates.isEmpty { writer.members("candidates", candidates) }
            if !excluded.isEmpty { writer.members("excluded", excluded) }
            writer.field("roster", roster.description)
        }
    }
}

extension ParentLink {
    func encode(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", caseID.rawValue)
            writer.field("number", number.text)
            writer.field("step", step.sequence)
        }
    }
}

extension HandOver {
    func encodeFields(to writer: inout JSONWriter) {
        writer.field("step", ifPresent: step)
        writer.field("from", from.name)
        writer.field("to", to.name)
        writer.flag("returns", returns)
    }
}

extension ExtensionRequest {
    func encodeFields(to writer: inout JSONWriter) {
        writer.field("clock", clock.sequence)
        writer.field("by", by.description)
        writer.field("member", member.name)
        writer.field("reason", reason)
        writer.field("step", step.sequence)
    }
}

extension Attachment {
    func encodeFields(to writer: inout JSONWriter) {
        writer.field("name", name)
        writer.field("hash", hash.description)
        writer.field("bytes", bytes)
        writer.field("material", ifPresent: material)
        writer.field("pages", pages)
    }
}

extension Document {
    func encode(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("name", name)
            writer.field("hash", hash.description)
            writer.field("path", path)
            writer.field("bytes", bytes)
            writer.field("type", mediaType)
        }
    }
}
