import DubanModel

/// A BPMN 2.0 file with its diagram, so that any tool of that standard opens it: a pool of the hall, a lane for each role.
struct BPMNRenderer {
    private let graph: WorkflowGraph
    private let language: Language
    private let process: BPMNProcess
    private let maker: BPMNMaker

    init(_ graph: WorkflowGraph, _ language: Language) {
        self.graph = graph
        self.language = language
        var maker = BPMNMaker(graph, language)
        process = maker.process(0)
        self.maker = maker
    }

    func text() -> String {
        let id = BPMNMaker.process(graph.name)
        var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", BPMNRenderer.head]
        lines += maker.messages.enumerated().map { "<message id=\"message_\($0)\" name=\"\(XML.escaped($1))\"/>" }
        lines += maker.errors.map { "<error id=\"\($0)\" name=\"\($0)\" errorCode=\"\($0)\"/>" }
        lines += [
            "<collaboration id=\"hall\">",
            "<participant id=\"pool\" name=\"\(XML.escaped(caption))\" processRef=\"\(id)\"/>", "</collaboration>",
            "<process id=\"\(id)\" name=\"\(XML.escaped(graph.title[language]))\" isExecutable=\"true\">", "<laneSet id=\"lanes\">",
        ]
        for (index, lane) in graph.lanes.enumerated() {
            lines.append("<lane id=\"lane_\(index)\" name=\"\(XML.escaped(lane.title[language]))\">")
            lines += process.elements.filter { $0.lane == index }.map { "<flowNodeRef>\($0.id)</flowNodeRef>" }
            lines.append("</lane>")
        }
        lines.append("</laneSet>")
        lines += maker.lists.map { "<dataObject id=\"\($0.id)\" name=\"\(XML.escaped($0.name))\" isCollection=\"true\"/>" }
        lines += content(of: process)
        lines.append("</process>")
        lines += BPMNDiagram(process, lanes: graph.lanes.count).lines()
        lines.append("</definitions>")
        return BPMNRenderer.indented(lines)
    }

    private var caption: String { graph.title[language] + (graph.promise.map { " · \($0[language])" } ?? "") }

    private static let head =
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:bpmndi=\"http://www.omg.org/spec/BPMN/20100524/DI\" "
        + "xmlns:dc=\"http://www.omg.org/spec/DD/20100524/DC\" xmlns:di=\"http://www.omg.org/spec/DD/20100524/DI\" "
        + "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" id=\"definitions\" targetNamespace=\"urn:duban:workflow\" "
        + "expressionLanguage=\"https://github.com/google/cel-spec\" exporter=\"Duban\">"

    // MARK: Semantics

    /// Flow elements first, then artifacts, as the schema wants them.
    private func content(of process: BPMNProcess) -> [String] {
        var lines = process.elements.flatMap { element($0, in: process) }
        lines += process.flows.filter { !$0.isAssociation }.flatMap { flow($0) }
        lines += process.flows.filter(\.isAssociation).map {
            "<association id=\"flow_\($0.id)\" sourceRef=\"\($0.from)\" targetRef=\"\($0.to)\" associationDirection=\"One\"/>"
        }
        return lines
    }

    private func element(_ element: BPMNElement, in process: BPMNProcess) -> [String] {
        var attributes = [("id", element.id)]
        if !element.name.isEmpty { attributes.append(("name", element.name)) }
        attributes += element.attributes
        let text = attributes.map { " \($0.0)=\"\(XML.escaped($0.1))\"" }.joined()
        let flows = process.flows.filter { !$0.isAssociation }
        var lines = flows.filter { $0.to == element.id }.map { "<incoming>flow_\($0.id)</incoming>" }
        lines += flows.filter { $0.from == element.id }.map { "<outgoing>flow_\($0.id)</outgoing>" }
        lines += element.content
        lines += element.inner.flatMap { content(of: $0) }
        return ["<\(element.tag)\(text)>"] + lines + ["</\(element.tag)>"]
    }

    private func flow(_ flow: BPMNFlow) -> [String] {
        let name = flow.name.isEmpty ? "" : " name=\"\(XML.escaped(flow.name))\""
        let head = "<sequenceFlow id=\"flow_\(flow.id)\"\(name) sourceRef=\"\(flow.from)\" targetRef=\"\(flow.to)\""
        guard let condition = flow.condition, !flow.from.contains("__aside_") else { return [head + "/>"] }
        return [
            head + ">", "<conditionExpression xsi:type=\"tFormalExpression\">\(XML.escaped(condition))</conditionExpression>",
            "</sequenceFlow>",
        ]
    }

    private static func indented(_ lines: [String]) -> String {
        var depth = 0
        var result = ""
        for line in lines {
            if line.hasPrefix("</") { depth -= 1 }
            result += String(repeating: "  ", count: max(0, depth)) + line + "\n"
            let opens = !line.hasPrefix("</") && !line.hasPrefix("<?") && !line.hasSuffix("/>") && !line.contains("</")
            if opens { depth += 1 }
        }
        return result
    }
}
