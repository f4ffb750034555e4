/// A picture of a case.
public struct PictureBody: Codable, Sendable {
    /// The format: svg, mermaid, dot or bpmn.
    public let format: String
    /// The picture in that format.
    public let text: String

    /// A picture.
    public init(format: String, text: String) {
        self.format = format
        self.text = text
    }
}
