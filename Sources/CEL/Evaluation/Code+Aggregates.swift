extension Code {
    // MARK: Selection

    func select(_ target: CELValue, _ node: Node) throws(CELError) -> CELValue {
        let name = names[Int(node.b)]
        switch target {
        case .map(let map):
            guard let value = map[name] else { throw fault("\"\(name)\" has no value", node) }
            return value
        case .optional(let inner): return .optional(try field(name, of: inner, node))
        case let other: throw fault("\(other.typeName) has no fields, so no \"\(name)\"", node)
        }
    }

    func presence(_ target: CELValue, _ node: Node) throws(CELError) -> Bool {
        let name = names[Int(node.b)]
        switch target {
        case .map(let map): return map[name] != nil
        case .optional(let inner): return try field(name, of: inner, node) != nil
        case let other: throw fault("has() wants a map, not \(other.typeName)", node)
        }
    }

    func selectOptional(_ target: CELValue, _ node: Node) throws(CELError) -> CELValue {
        let name = names[Int(node.b)]
        switch target {
        case .optional(let inner): return .optional(try field(name, of: inner, node))
        case let other: return .optional(try field(name, of: other, node))
        }
    }

    /// A field that may be absent, as may what it is looked for in.
    private func field(_ name: String, of container: CELValue?, _ node: Node) throws(CELError) -> CELValue? {
        switch container {
        case nil: return nil
        case .map(let map): return map[name]
        case .some(let other): throw fault("\(other.typeName) has no fields, so no \"\(name)\"", node)
        }
    }

    func index(_ container: CELValue, _ key: CELValue, _ node: Node) throws(CELError) -> CELValue {
        if case .optional(let inner) = container { return .optional(try item(key, of: inner, node)) }
        if let value = try item(key, of: container, node) { return value }
        if case .list(let items) = container {
            throw fault("the list has \(items.count) items; there is none at position \(key.shortText)", node)
        }
        throw fault("the map has no key \(key.shortText)", node)
    }

    func indexOptional(_ container: CELValue, _ key: CELValue, _ node: Node) throws(CELError) -> CELValue {
        if case .optional(let inner) = container { return .optional(try item(key, of: inner, node)) }
        return .optional(try item(key, of: container, node))
    }

    private func item(_ key: CELValue, of container: CELValue?, _ node: Node) throws(CELError) -> CELValue? {
        switch container {
        case nil: return nil
        case .list(let items):
            // A number of any kind that is whole is a position.
            guard let position = CELMap.Key(key)?.wholeNumber else {
                throw fault("a position in a list is a whole number, not \(key.typeName)", node)
            }
            return position >= 0 && position < items.count ? items[Int(position)] : nil
        case .map(let map):
            guard let key = CELMap.Key(key) else {
                if case .double = key { return nil }
                throw fault("\(key.typeName) is no key of a map", node)
            }
            return map[key]
        case .some(let other): throw fault("\(other.typeName) cannot be indexed; a list or map can", node)
        }
    }

    // MARK: Literals

    /// A list or map: its parts are evaluated first, then put together.
    func literal(_ node: Node, _ run: inout Evaluation) throws(CELError) -> CELValue {
        var parts: [CELValue] = []
        parts.reserveCapacity(Int(node.b))
        for position in Int(node.a)..<Int(node.a + node.b) { parts.append(try value(children[position], &run)) }
        return node.operation == .list ? .list(try list(parts, node)) : .map(try map(parts, node))
    }

    private func list(_ parts: [CELValue], _ node: Node) throws(CELError) -> [CELValue] {
        guard node.c >= 0 else { return parts }
        var items: [CELValue] = []
        for (position, part) in parts.enumerated() {
            let item = flags[Int(node.c)][position] ? try unwrapped(part, node) : part
            if let item { items.append(item) }
        }
        return items
    }

    private func map(_ parts: [CELValue], _ node: Node) throws(CELError) -> CELMap {
        var builder = CELMap.Builder()
        for position in 0..<parts.count / 2 {
            let (first, second) = (parts[position * 2], parts[position * 2 + 1])
            guard let key = CELMap.Key(literal: first) else {
                throw fault("a key is bool, int, uint or string, not \(first.typeName)", node)
            }
            let value = node.c >= 0 && flags[Int(node.c)][position] ? try unwrapped(second, node) : second
            guard let value else { continue }
            guard builder.add(key, value) else { throw fault("the key \(first.shortText) stands twice in the map", node) }
        }
        return builder.map
    }

    private func unwrapped(_ value: CELValue, _ node: Node) throws(CELError) -> CELValue? {
        guard case .optional(let inner) = value else { throw fault("an optional was expected after \"?\", not \(value.typeName)", node) }
        return inner
    }
}

extension CELMap.Key {
    /// The number, where this is a whole one that fits into an `int`.
    var wholeNumber: Int64? {
        switch self {
        case .int(let number): number
        case .uint(let number): Int64(exactly: number)
        default: nil
        }
    }
}

extension CELValue {
    /// The value as an error names it: never long.
    var shortText: String {
        switch self {
        case .string(let text): "\"\(text.prefix(40))\(text.count > 40 ? "…" : "")\""
        case .int(let number): String(number)
        case .uint(let number): "\(number)u"
        case .bool(let flag): String(flag)
        case .double(let number): number.shortestText
        case .null: "null"
        default: "of type \(typeName)"
        }
    }
}
