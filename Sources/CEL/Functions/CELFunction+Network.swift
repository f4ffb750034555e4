extension CELFunction {
    private static let address = CELType.opaque(IPAddress.typeName)
    private static let range = CELType.opaque(IPRange.typeName)

    /// The network extension: addresses and ranges of addresses.
    static let network: [CELFunction] =
        [
            .global("ip", [.string], address) { (arguments, _) throws(CELFailure) in .opaque(try NetworkFunctions.address(arguments, 0)) },
            .global("cidr", [.string], range) { (arguments, _) throws(CELFailure) in .opaque(try NetworkFunctions.range(arguments, 0)) },
            .global("isIP", [.string], .bool) { (arguments, _) throws(CELFailure) in .bool(IPAddress(try arguments.string(0)) != nil) },
            .global("isCIDR", [.string], .bool) { (arguments, _) throws(CELFailure) in .bool(IPRange(try arguments.string(0)) != nil) },
            .global("ip.isCanonical", [.string], .bool) { (arguments, _) throws(CELFailure) in
                .bool(try NetworkFunctions.address(arguments, 0).description == arguments.string(0))
            },
            ofAddress("family", .int) { .int($0.isVersion4 ? 4 : 6) },
            ofAddress("isUnspecified", .bool) { .bool($0.isUnspecified) },
            ofAddress("isLoopback", .bool) { .bool($0.isLoopback) },
            ofAddress("isGlobalUnicast", .bool) { .bool($0.isGlobalUnicast) },
            ofAddress("isLinkLocalMulticast", .bool) { .bool($0.isLinkLocalMulticast) },
            ofAddress("isLinkLocalUnicast", .bool) { .bool($0.isLinkLocalUnicast) },
            ofRange("ip", address) { .opaque($0.address) },
            ofRange("masked", range) { .opaque($0.masked) },
            ofRange("prefixLength", .int) { .int(Int64($0.prefixLength)) },
        ]
        + [CELType.string, address].map { type in
            .member("containsIP", [range, type], .bool) { (arguments, _) throws(CELFailure) in
                .bool(try NetworkFunctions.range(arguments, 0).contains(try NetworkFunctions.address(arguments, 1)))
            }
        }
        + [CELType.string, range].map { type in
            .member("containsCIDR", [range, type], .bool) { (arguments, _) throws(CELFailure) in
                .bool(try NetworkFunctions.range(arguments, 0).contains(try NetworkFunctions.range(arguments, 1)))
            }
        }

    private static func ofAddress(_ name: String, _ result: CELType, _ body: @escaping @Sendable (IPAddress) -> CELValue) -> CELFunction {
        .member(name, [address], result) { (arguments, _) throws(CELFailure) in body(try NetworkFunctions.address(arguments, 0)) }
    }

    private static func ofRange(_ name: String, _ result: CELType, _ body: @escaping @Sendable (IPRange) -> CELValue) -> CELFunction {
        .member(name, [range], result) { (arguments, _) throws(CELFailure) in body(try NetworkFunctions.range(arguments, 0)) }
    }
}

/// Arguments that are addresses or ranges, or texts of them.
enum NetworkFunctions {
    static func address(_ arguments: CELArguments, _ position: Int) throws(CELFailure) -> IPAddress {
        if case .opaque(let value) = arguments[position], let address = value as? IPAddress { return address }
        guard let address = IPAddress(try arguments.string(position)) else {
            throw CELFailure("\(arguments[position].shortText) is no IP address; write 192.168.0.1 or 2001:db8::1")
        }
        return address
    }

    static func range(_ arguments: CELArguments, _ position: Int) throws(CELFailure) -> IPRange {
        if case .opaque(let value) = arguments[position], let range = value as? IPRange { return range }
        guard let range = IPRange(try arguments.string(position)) else {
            throw CELFailure("\(arguments[position].shortText) is no range of addresses; write 192.168.0.0/24")
        }
        return range
    }
}
