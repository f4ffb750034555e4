import DubanModel

/// An event as CloudEvents 1.0 has it, in the structured JSON form.
struct CloudEvent {
    static let mediaType = "application/cloudevents+json; charset=utf-8"

    let id: String
    let source: String
    let type: String
    let subject: String?
    let at: Instant
    let data: DataValue

    /// The bytes; the same event has the same.
    var json: [UInt8] {
        var fields: [String: DataValue] = [
            "specversion": "1.0", "id": .text(id), "source": .text(source), "type": .text(type), "time": .text(at.description),
            "datacontenttype": "application/json", "data": data,
        ]
        // An empty subject is none: the specification wants a text that is not empty.
        if let subject, !subject.isEmpty { fields["subject"] = .text(subject) }
        return DataValue.record(fields).json
    }
}
