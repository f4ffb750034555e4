public import DubanEngine
public import DubanModel

extension JobRow {
    /// What a driver keeps of a job besides its keys, as JSON.
    public var payload: [UInt8] {
        var writer = JSONWriter(capacity: 128)
        writer.object { writer in
            writer.field("number", caseNumber.text)
            writer.field("plugin", plugin)
            writer.field("action", action)
            writer.field("at", requestedAt.milliseconds)
            writer.field("arguments", arguments)
        }
        return writer.bytes
    }

    /// Reads a payload back.
    /// - Throws: A refusal with code `internal-inconsistency` where the bytes are no payload.
    public init(caseID: CaseID, step: StepID, queue: String, payload: [UInt8]) throws(Refusal) {
        guard let object = try? JSONReader.read(payload, admitsSealed: true), let number = object["number"].textValue,
            let plugin = object["plugin"].textValue, let action = object["action"].textValue, let at = object["at"].integerValue
        else {
            throw Refusal(
                .internalInconsistency,
                "The stored job at step instance \(step) of case \(caseID.rawValue) cannot be read; run `duban audit verify`.")
        }
        self.init(
            caseID: caseID, caseNumber: CaseNumber(number), step: step, queue: queue, plugin: plugin, action: action,
            arguments: object["arguments"], requestedAt: Instant(milliseconds: at))
    }
}
