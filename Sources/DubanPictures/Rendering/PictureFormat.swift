public import DubanModel

/// A format in which a workflow can be drawn.
public enum PictureFormat: String, Sendable, Hashable, CaseIterable {
    /// A picture for a browser or a document.
    case svg
    /// Text that Markdown viewers draw.
    case mermaid
    /// Text that Graphviz draws.
    case dot
    /// BPMN 2.0 with its diagram, for other tools.
    case bpmn
}

extension WorkflowGraph {
    /// The picture.
    /// - Parameters:
    ///   - language: The language of titles.
    ///   - path: The way that a case took, which is marked; BPMN has no notation for it and leaves it out.
    public func picture(_ format: PictureFormat, _ language: Language, path: CasePath? = nil) -> String {
        switch format {
        case .svg: SVGRenderer(self, language, path).text()
        case .mermaid: MermaidRenderer(self, language, path).text()
        case .dot: DotRenderer(self, language, path).text()
        case .bpmn: BPMNRenderer(self, language).text()
        }
    }
}
