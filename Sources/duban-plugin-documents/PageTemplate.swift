import DubanModel
import DubanPlugin
import Mustache
import Yams

/// A page as a template describes it: data, not code. docs/documents.md lists the blocks.
struct PageTemplate {
    /// A part of the page, from top to bottom.
    enum Block {
        /// A line in the middle: Chinese above English.
        case heading(chinese: String, english: String)
        /// Running text.
        case text(String, size: Double, alignment: Alignment)
        /// Labels and values in two columns.
        case fields([(label: String, value: String)])
        /// A numbered list: each item of a list of the data through one line.
        case items(list: String, line: String)
        /// Empty space, in millimetres.
        case space(Double)
        /// The issuing office with the date, and its seal over them.
        case issuer(lines: [String], sealText: String)
        /// Lines to sign on.
        case signatures([String])
    }

    enum Alignment: String { case left, center, right, justify }

    enum Border: String { case none, plain, ornate }

    let name: String
    let isLandscape: Bool
    let border: Border
    let requires: [String]
    let title: String
    let blocks: [Block]
    /// What stands beside the QR code at the foot.
    let foot: String

    init(_ source: String, name: String) throws(PluginFailure) {
        self.name = name
        guard let node = try? Yams.compose(yaml: source), let page = node.mapping else {
            throw PageTemplate.wrong(name, "is no YAML mapping", nil)
        }
        let known = ["page", "requires", "title", "blocks", "foot"]
        for (key, _) in page where !known.contains(key.string ?? "") {
            throw PageTemplate.wrong(name, "has no key \"\(key.string ?? "")\"; known are \(known.joined(separator: ", "))", key)
        }
        isLandscape = page["page"]?["orientation"]?.string == "landscape"
        border = Border(rawValue: page["page"]?["border"]?.string ?? "none") ?? .none
        requires = page["requires"]?.array().compactMap(\.string) ?? []
        title = page["title"]?.string ?? name
        foot = page["foot"]?.string ?? ""
        var blocks: [Block] = []
        for block in page["blocks"]?.array() ?? [] { blocks.append(try PageTemplate.block(block, name)) }
        self.blocks = blocks
    }

    private static func wrong(_ name: String, _ message: String, _ node: Node?) -> PluginFailure {
        let place = node?.mark.map { ":\($0.line):\($0.column)" } ?? ""
        return PluginFailure(code: "bad-template", message: "Template \(name)\(place) \(message).", isWorthRetrying: false)
    }

    private static func block(_ node: Node, _ name: String) throws(PluginFailure) -> Block {
        guard let mapping = node.mapping, let kind = mapping.keys.compactMap(\.string).first(where: { kinds.contains($0) }),
            let body = mapping[Node(kind)]
        else { throw wrong(name, "has a block that is none of \(kinds.joined(separator: ", "))", node) }
        switch kind {
        case "heading": return .heading(chinese: body["zh"]?.string ?? "", english: body["en"]?.string ?? "")
        case "text":
            return .text(
                body.string ?? "", size: node["size"]?.float ?? 11,
                alignment: Alignment(rawValue: node["align"]?.string ?? "justify") ?? .justify)
        case "fields":
            return .fields(body.array().map { ($0["label"]?.string ?? "", $0["value"]?.string ?? "") })
        case "items": return .items(list: body.string ?? "", line: node["line"]?.string ?? "")
        case "space": return .space(body.float ?? 4)
        case "issuer": return .issuer(lines: body.array().compactMap(\.string), sealText: node["seal"]?.string ?? "")
        default: return .signatures(body.array().compactMap(\.string))
        }
    }

    private static let kinds = ["heading", "text", "fields", "items", "space", "issuer", "signatures"]

    /// Whether everything that the template needs is there; the names of what is missing, never a value.
    func check(_ data: TemplateData) throws(PluginFailure) {
        let missing = requires.filter { data[$0].isNull }
        guard missing.isEmpty else {
            throw PluginFailure(
                code: "missing-data", message: "Template \(name) needs \(missing.joined(separator: ", ")), which the job does not have.",
                isWorthRetrying: false)
        }
    }

    /// A string of the template with the data in it; markup in the data is escaped, so that it cannot break the page's.
    func fill(_ text: String, with object: Any) throws(PluginFailure) -> String {
        guard let template = try? MustacheTemplate(string: text) else {
            throw PageTemplate.wrong(name, "has a text that is no Mustache: \(text)", nil)
        }
        return template.render(object)
    }
}
