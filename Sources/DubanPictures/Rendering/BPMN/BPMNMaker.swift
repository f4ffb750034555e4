import DubanModel
import DubanWorkflows

/// Says a workflow's graph in BPMN 2.0.
///
/// Tasks of several ways get a gateway after them, since flows that leave an activity side by side are all taken in BPMN. Limits that
/// lead elsewhere, and failures, are events at the activity's edge. Branches are sub-processes: one several times for `each`, between a
/// forking and a joining gateway for `parallel`. What takes a step back is an activity for compensation.
struct BPMNMaker {
    let graph: WorkflowGraph
    let language: Language
    private let names: [String: String]
    private var flows = 0
    /// The lists over which `each` runs, and the errors with which branches end, for the head of the file.
    private(set) var lists: [(id: String, name: String)] = []
    private(set) var errors: [String] = []
    private(set) var messages: [String] = []

    init(_ graph: WorkflowGraph, _ language: Language) {
        self.graph = graph
        self.language = language
        names = PictureNames.names(of: graph)
    }

    /// What runs in a scope.
    mutating func process(_ scope: Int) -> BPMNProcess {
        var process = BPMNProcess()
        for node in graph.nodes(in: scope) where node.kind != .undone {
            add(node, to: &process)
        }
        return process
    }

    private func name(_ node: String) -> String { names[node] ?? node }

    private mutating func flow(_ from: String, _ to: String, _ edge: WorkflowGraph.Edge? = nil, association: Bool = false) -> BPMNFlow {
        flows += 1
        return BPMNFlow(
            id: flows, from: from, to: to, name: edge?.text(language) ?? "", condition: edge?.condition, isAssociation: association)
    }

    // MARK: Nodes

    private mutating func add(_ node: WorkflowGraph.Node, to process: inout BPMNProcess) {
        var element = element(node)
        let edges = graph.edges.filter { $0.from == node.id }
        let usual = edges.filter { !isAside($0, of: node) && $0.kind != .undo && !leadsToUndone($0) }
        var source = element.id
        if usual.count > 1, node.kind != .choose {
            source = element.id + "__way"
            process.flows.append(flow(element.id, source))
        }
        var gateway = BPMNElement(id: source, tag: "exclusiveGateway", lane: node.lane)
        for edge in usual {
            var flow = flow(source, name(edge.to), edge)
            if usual.count == 1 { flow.condition = nil }
            if usual.count > 1, flow.condition == nil {
                let attribute = ("default", "flow_\(flow.id)")
                if source == element.id { element.attributes.append(attribute) } else { gateway.attributes.append(attribute) }
            }
            process.flows.append(flow)
        }
        for edge in edges where isAside(edge, of: node) {
            let boundary = boundary(edge, at: element, number: element.boundaries.count)
            element.boundaries.append(boundary.id)
            process.elements.append(boundary)
            process.flows.append(flow(boundary.id, name(edge.to), edge))
        }
        for edge in edges where edge.kind == .undo {
            process.flows.append(flow(element.id, name(edge.to), edge, association: true))
        }
        process.elements.append(element)
        if source != element.id { process.elements.append(gateway) }
    }

    /// Whether an edge leaves from an event at the node's edge.
    private func isAside(_ edge: WorkflowGraph.Edge, of node: WorkflowGraph.Node) -> Bool {
        switch edge.kind {
        case .lapse: node.kind == .wait
        case .breach, .failure: true
        case .usual, .undo: false
        }
    }

    private func leadsToUndone(_ edge: WorkflowGraph.Edge) -> Bool { edge.to.hasPrefix("undone:") }

    private mutating func element(_ node: WorkflowGraph.Node) -> BPMNElement {
        var element = BPMNElement(id: name(node.id), tag: BPMNMaker.tag(node.kind), lane: node.lane)
        element.name = node.kind == .start ? "" : node.title[language]
        if graph.edges.contains(where: { $0.kind == .undo && $0.to == node.id }) {
            element.attributes.append(("isForCompensation", "true"))
        }
        switch node.kind {
        case .fail: element.content = failure(node)
        case .timer:
            let time = graph.edges.first { $0.from == node.id && $0.kind == .lapse }?.time ?? ""
            element.content = [BPMNMaker.timer(time)]
        case .schedule: element.content = [BPMNMaker.cycle(node.subject)]
        case .wait:
            if !messages.contains(node.subject) { messages.append(node.subject) }
            element.attributes.append(("messageRef", "message_\(messages.firstIndex(of: node.subject) ?? 0)"))
        case .call: element.attributes.append(("calledElement", BPMNMaker.process(node.subject)))
        case .each: addEach(node, to: &element)
        case .parallel: element.inner = [parallel(node)]
        default: break
        }
        return element
    }

    static func process(_ workflow: String) -> String { "process_" + workflow.replacing("-", with: "_") }

    private static func tag(_ kind: WorkflowGraph.Kind) -> String {
        switch kind {
        case .start: "startEvent"
        case .end, .join, .fail, .undone: "endEvent"
        case .task: "userTask"
        case .choose: "exclusiveGateway"
        case .assign: "task"
        case .decide, .job, .record, .lookup: "serviceTask"
        case .notice: "sendTask"
        case .wait: "receiveTask"
        case .timer, .schedule: "intermediateCatchEvent"
        case .parallel, .each: "subProcess"
        case .call: "callActivity"
        }
    }

    // MARK: Branches

    private mutating func addEach(_ node: WorkflowGraph.Node, to element: inout BPMNElement) {
        let list = "list_\(name(node.id))"
        lists.append((list, node.subject))
        var content = [
            "<multiInstanceLoopCharacteristics isSequential=\"\(node.isOrdered)\">", "<loopDataInputRef>\(list)</loopDataInputRef>",
        ]
        let wanted: String? =
            switch node.join {
            case .any: "nrOfCompletedInstances >= 1"
            case .count(let count): "nrOfCompletedInstances >= \(count)"
            default: nil
            }
        if let wanted {
            content.append(
                "<completionCondition xsi:type=\"tFormalExpression\">\(XML.escaped(wanted))</completionCondition>")
        }
        element.content = content + ["</multiInstanceLoopCharacteristics>"]
        element.inner = graph.scopes(openedBy: node.id).map { process($0.id) }
    }

    /// Branches side by side between a gateway that forks and one that joins. Where one branch is enough, the first to come ends the rest.
    private mutating func parallel(_ node: WorkflowGraph.Node) -> BPMNProcess {
        let id = name(node.id)
        var process = BPMNProcess()
        process.elements.append(BPMNElement(id: "\(id)__begin", tag: "startEvent"))
        process.elements.append(BPMNElement(id: "\(id)__fork", tag: "parallelGateway"))
        process.flows.append(flow("\(id)__begin", "\(id)__fork"))
        var end = BPMNElement(id: "\(id)__end", tag: "endEvent")
        var goal = end.id
        switch node.join {
        case .any: end.content = ["<terminateEventDefinition/>"]
        case .count(let count):
            goal = "\(id)__join"
            // BPMN's own sign for so many of several.
            process.elements.append(
                BPMNElement(
                    id: goal, tag: "complexGateway",
                    content: ["<activationCondition xsi:type=\"tFormalExpression\">activationCount &gt;= \(count)</activationCondition>"]))
        default:
            goal = "\(id)__join"
            process.elements.append(BPMNElement(id: goal, tag: "parallelGateway"))
        }
        for scope in graph.scopes(openedBy: node.id) {
            let branch = "\(id)__branch_\(scope.id)"
            process.elements.append(
                BPMNElement(id: branch, tag: "subProcess", name: scope.branch ?? "", inner: [self.process(scope.id)]))
            process.flows.append(flow("\(id)__fork", branch))
            process.flows.append(flow(branch, goal))
        }
        if goal != end.id { process.flows.append(flow(goal, end.id)) }
        process.elements.append(end)
        return process
    }

    // MARK: Events

    private mutating func failure(_ node: WorkflowGraph.Node) -> [String] {
        guard let opener = graph.scopes.first(where: { $0.id == node.scope })?.opener,
            graph.edges.contains(where: { $0.from == opener && $0.kind == .failure })
        else { return [] }
        return ["<errorEventDefinition errorRef=\"\(error(of: name(opener)))\"/>"]
    }

    private mutating func error(of element: String) -> String {
        let id = "error_\(element)"
        if !errors.contains(id) { errors.append(id) }
        return id
    }

    private mutating func boundary(_ edge: WorkflowGraph.Edge, at element: BPMNElement, number: Int) -> BPMNElement {
        var event = BPMNElement(
            id: "\(element.id)__aside_\(number)", tag: "boundaryEvent", attributes: [("attachedToRef", element.id)], lane: element.lane,
            attachedTo: element.id)
        event.content =
            edge.kind == .failure ? ["<errorEventDefinition errorRef=\"\(error(of: element.id))\"/>"] : [BPMNMaker.timer(edge.time ?? "")]
        return event
    }

    /// A time in ISO 8601 where it has one; working time has none, so that it stands there as a text.
    private static func timer(_ time: String) -> String {
        let words = time.split(separator: " ")
        if words.count == 3, words[1] == "calendar", let amount = Int(words[0]), let letter = words[2].first?.uppercased() {
            return
                "<timerEventDefinition><timeDuration xsi:type=\"tFormalExpression\">P\(amount)\(letter)</timeDuration></timerEventDefinition>"
        }
        return
            "<timerEventDefinition><timeDuration xsi:type=\"tFormalExpression\">\(XML.escaped("\"\(time)\""))</timeDuration></timerEventDefinition>"
    }

    private static func cycle(_ schedule: String) -> String {
        "<timerEventDefinition><timeCycle xsi:type=\"tFormalExpression\">\(XML.escaped("\"\(schedule)\""))</timeCycle></timerEventDefinition>"
    }
}
