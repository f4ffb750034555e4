/// An IP address, version 4 or 6. Zones, and version 4 written as version 6, are refused: each address has one value.
struct IPAddress: CELOpaque, Hashable {
    static let typeName = "net.IP"

    /// 4 or 16 octets.
    let octets: [UInt8]

    var isVersion4: Bool { octets.count == 4 }

    init(octets: [UInt8]) { self.octets = octets }

    /// Reads `192.168.0.1` or `2001:db8::1`; `nil` for anything else.
    init?(_ text: String) {
        let octets = text.contains(":") ? IPAddress.version6(text[...]) : IPAddress.version4(text[...])
        guard let octets, !(octets.count == 16 && octets.starts(with: IPAddress.mapped)) else { return nil }
        self.octets = octets
    }

    private static let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]

    private static func version4(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        let octets = parts.compactMap { part -> UInt8? in
            guard part.utf8.allSatisfy(\.isDigit), part == "0" || part.first != "0" else { return nil }
            return UInt8(part)
        }
        return octets.count == 4 ? octets : nil
    }

    private static func version6(_ text: Substring) -> [UInt8]? {
        guard let gap = text.range(ofDoubleColon: ()) else {
            return groups(text).flatMap { $0.count == 16 ? $0 : nil }
        }
        let after = text[gap.upperBound...]
        guard after.range(ofDoubleColon: ()) == nil, !after.hasPrefix(":"), let head = groups(text[..<gap.lowerBound], mayEndIn4: false),
            let tail = groups(after), head.count + tail.count <= 14
        else { return nil }
        return head + Array(repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    /// Groups of up to four hexadecimal digits; the last may be a version 4 address.
    private static func groups(_ text: Substring, mayEndIn4: Bool = true) -> [UInt8]? {
        if text.isEmpty { return [] }
        var octets: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (position, part) in parts.enumerated() {
            if mayEndIn4, position == parts.count - 1, part.contains("."), let last = version4(part) {
                octets += last
                continue
            }
            guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ $0.hexadecimal != nil }), let group = UInt16(part, radix: 16)
            else {
                return nil
            }
            octets += [UInt8(group >> 8), UInt8(group & 0xFF)]
        }
        return octets.count <= 16 ? octets : nil
    }

    /// As RFC 5952 writes it: small letters, no leading zeros, the longest run of zero groups left out.
    var description: String {
        if isVersion4 { return octets.map { String($0) }.joined(separator: ".") }
        let groups = stride(from: 0, to: 16, by: 2).map { UInt16(octets[$0]) << 8 | UInt16(octets[$0 + 1]) }
        var longest = 0..<0
        var start = 0
        while start < groups.count {
            let end = groups[start...].firstIndex { $0 != 0 } ?? groups.count
            if end - start > max(1, longest.count) { longest = start..<end }
            start = end + 1
        }
        let texts = groups.map { String($0, radix: 16) }
        guard !longest.isEmpty else { return texts.joined(separator: ":") }
        return texts[..<longest.lowerBound].joined(separator: ":") + "::" + texts[longest.upperBound...].joined(separator: ":")
    }

    func isEqual(to other: any CELOpaque) -> Bool { (other as? IPAddress) == self }

    var isUnspecified: Bool { octets.allSatisfy { $0 == 0 } }
    var isLoopback: Bool { isVersion4 ? octets[0] == 127 : octets.dropLast().allSatisfy { $0 == 0 } && octets[15] == 1 }
    var isLinkLocalUnicast: Bool {
        isVersion4 ? octets[0] == 169 && octets[1] == 254 : octets[0] == 0xFE && octets[1] & 0xC0 == 0x80
    }
    var isLinkLocalMulticast: Bool {
        isVersion4 ? octets[0] == 224 && octets[1] == 0 && octets[2] == 0 : octets[0] == 0xFF && octets[1] & 0x0F == 0x02
    }
    private var isMulticast: Bool { isVersion4 ? octets[0] & 0xF0 == 0xE0 : octets[0] == 0xFF }
    private var isBroadcast: Bool { isVersion4 && octets.allSatisfy { $0 == 0xFF } }
    var isGlobalUnicast: Bool { !isUnspecified && !isBroadcast && !isLoopback && !isMulticast && !isLinkLocalUnicast }
}

extension Substring {
    fileprivate func range(ofDoubleColon: ()) -> Range<Index>? {
        var position = startIndex
        while let colon = self[position...].firstIndex(of: ":") {
            let next = index(after: colon)
            if next < endIndex, self[next] == ":" { return colon..<index(after: next) }
            position = next
        }
        return nil
    }
}

/// A range of addresses: an address and how many of its bits all of them share.
struct IPRange: CELOpaque, Hashable {
    static let typeName = "net.CIDR"

    let address: IPAddress
    let prefixLength: Int

    init(address: IPAddress, prefixLength: Int) {
        self.address = address
        self.prefixLength = prefixLength
    }

    /// Reads `192.168.0.0/24`; `nil` for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPAddress(String(parts[0])), parts[1].utf8.allSatisfy(\.isDigit),
            parts[1] == "0" || parts[1].first != "0", let length = Int(parts[1]), length <= address.octets.count * 8
        else { return nil }
        self.init(address: address, prefixLength: length)
    }

    var description: String { "\(address)/\(prefixLength)" }

    func isEqual(to other: any CELOpaque) -> Bool { (other as? IPRange) == self }

    /// The range with the bits beyond its prefix cleared.
    var masked: IPRange {
        let octets = address.octets.enumerated().map { position, octet in
            let kept = min(8, max(0, prefixLength - position * 8))
            return octet & UInt8(truncatingIfNeeded: 0xFF00 >> kept)
        }
        return IPRange(address: IPAddress(octets: octets), prefixLength: prefixLength)
    }

    func contains(_ other: IPAddress) -> Bool {
        other.isVersion4 == address.isVersion4
            && IPRange(address: other, prefixLength: prefixLength).masked.address == masked.address
    }

    func contains(_ other: IPRange) -> Bool { prefixLength <= other.prefixLength && contains(other.address) }
}
