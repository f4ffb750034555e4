public import DubanModel

/// A part of a JSON Schema (draft 2020-12), put together in Swift from the same lists of keys that the readers have.
struct SchemaNode {
    private(set) var value: [String: DataValue]

    private init(_ value: [String: DataValue]) { self.value = value }

    /// Another part with what people read about it.
    func saying(_ description: String, examples: [DataValue] = []) -> SchemaNode {
        var node = self
        node.value["description"] = .text(description)
        if !examples.isEmpty { node.value["examples"] = .list(examples) }
        return node
    }

    var data: DataValue { .record(value) }

    static let any = SchemaNode([:])
    static let text = SchemaNode(["type": "string"])
    static let flag = SchemaNode(["type": "boolean"])

    static func text(matching pattern: String) -> SchemaNode { SchemaNode(["type": "string", "pattern": .text(pattern)]) }

    static func number(_ bounds: ClosedRange<Int64>) -> SchemaNode {
        SchemaNode(["type": "integer", "minimum": .integer(bounds.lowerBound), "maximum": .integer(bounds.upperBound)])
    }

    static func one(of values: [DataValue]) -> SchemaNode { SchemaNode(["enum": .list(values)]) }

    static func any(of nodes: [SchemaNode]) -> SchemaNode { SchemaNode(["anyOf": .list(nodes.map(\.data))]) }

    static func list(_ items: SchemaNode, atLeast: Int64 = 0) -> SchemaNode {
        SchemaNode(["type": "array", "items": items.data].merging(atLeast > 0 ? ["minItems": .integer(atLeast)] : [:]) { $1 })
    }

    /// A mapping with any names.
    static func map(_ values: SchemaNode, names: String? = nil) -> SchemaNode {
        var node: [String: DataValue] = ["type": "object", "additionalProperties": values.data]
        if let names { node["propertyNames"] = ["pattern": .text(names)] }
        return SchemaNode(node)
    }

    /// A mapping with these keys and no others.
    static func keys(_ properties: [(String, SchemaNode)], required: [String] = []) -> SchemaNode {
        var node: [String: DataValue] = [
            "type": "object", "additionalProperties": false,
            "properties": .record(Dictionary(properties.map { ($0.0, $0.1.data) }, uniquingKeysWith: { first, _ in first })),
        ]
        if !required.isEmpty { node["required"] = .list(required.map { .text($0) }) }
        return SchemaNode(node)
    }

    /// A part that stands under `$defs`.
    static func part(_ name: String) -> SchemaNode { SchemaNode(["$ref": .text("#/$defs/\(name)")]) }

    /// A whole schema.
    static func document(_ node: SchemaNode, id: String, title: String, parts: [(String, SchemaNode)]) -> DataValue {
        var value = node.value
        value["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        value["$id"] = .text("https://duban.example/schemas/\(id).json")
        value["title"] = .text(title)
        value["$defs"] = .record(Dictionary(parts.map { ($0.0, $0.1.data) }, uniquingKeysWith: { first, _ in first }))
        return .record(value)
    }
}

extension DataValue {
    /// JSON as people read it: keys in order, two spaces a level.
    public var prettyJSON: String { pretty(indent: "") + "\n" }

    private func pretty(indent: String) -> String {
        let inner = indent + "  "
        switch self {
        case .record(let fields) where !fields.isEmpty:
            let lines = fields.sorted { $0.key < $1.key }.map {
                "\(inner)\(String(decoding: DataValue.text($0.key).json, as: UTF8.self)): \($0.value.pretty(indent: inner))"
            }
            return "{\n\(lines.joined(separator: ",\n"))\n\(indent)}"
        case .list(let items) where items.contains { $0.fields != nil || $0.items != nil }:
            return "[\n\(items.map { inner + $0.pretty(indent: inner) }.joined(separator: ",\n"))\n\(indent)]"
        default: return String(decoding: json, as: UTF8.self)
        }
    }
}
