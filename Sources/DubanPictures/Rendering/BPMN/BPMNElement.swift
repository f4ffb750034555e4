/// A flow node of BPMN 2.0.
struct BPMNElement {
    let id: String
    /// The element's name in BPMN's schema.
    let tag: String
    var attributes: [(String, String)] = []
    var name = ""
    /// What else stands in it, as XML; after the flows that come in and go out.
    var content: [String] = []
    var lane = 0
    /// What runs inside it.
    var inner: [BPMNProcess] = []
    /// The events at its edge, each with a flow of its own.
    var boundaries: [String] = []
    /// The activity to whose edge it is attached, for such an event.
    var attachedTo: String?

    var isEvent: Bool { tag.hasSuffix("Event") }
    var isGateway: Bool { tag.hasSuffix("Gateway") }
}

/// A sequence flow, or the association of an activity with what takes it back.
struct BPMNFlow {
    let id: Int
    let from: String
    let to: String
    var name = ""
    var condition: String?
    var isAssociation = false

}

/// Flow nodes and what connects them: a process, or what runs inside a sub-process.
struct BPMNProcess {
    var elements: [BPMNElement] = []
    var flows: [BPMNFlow] = []
}
