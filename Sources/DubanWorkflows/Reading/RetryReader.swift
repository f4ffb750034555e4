import DubanModel

/// Reads `{attempts, first, factor, maximum}`.
enum RetryReader {
    static func policy(_ node: YAMLNode, _ findings: Findings) -> RetryPolicy? {
        guard let map = YAMLMap(node, keys: ["attempts", "first", "factor", "maximum"], findings) else { return nil }
        let standard = RetryPolicy.standard
        var factor = standard.factor
        if let node = map["factor"] {
            switch node.data {
            case .double(let value) where (1...100).contains(value): factor = value
            case .integer(let value) where (1...100).contains(value): factor = Double(value)
            default: findings.add("DW002", "\"factor\" must be a number from 1 to 100", at: node)
            }
        }
        return RetryPolicy(
            attempts: map.number("attempts", in: 1...1_000) ?? standard.attempts, first: map.duration("first") ?? standard.first,
            factor: factor, maximum: map.duration("maximum") ?? standard.maximum)
    }
}
