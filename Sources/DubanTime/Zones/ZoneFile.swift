/// Reads a compiled zone, a file of the time zone database as RFC 9636 lays it out.
struct ZoneFile {
    private let bytes: [UInt8]
    private var index = 0

    /// Reads the rules of a zone.
    /// - Throws: What is wrong with the bytes.
    static func read(_ bytes: [UInt8], id: String) throws(ZoneError) -> ZoneRules {
        var file = ZoneFile(bytes: bytes)
        let version = try file.header()
        guard version.number >= 2 else { return try file.body(version, wide: false, id: id) }
        // The first block repeats the zone for readers of 32 bits.
        try file.skip(version.bodyLength(timeSize: 4))
        return try file.body(try file.header(), wide: true, id: id)
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private struct Header {
        let number: Int
        let utcIndicators: Int
        let standardIndicators: Int
        let leapSeconds: Int
        let changes: Int
        let types: Int
        let characters: Int

        func bodyLength(timeSize: Int) -> Int {
            changes * (timeSize + 1) + types * 6 + characters + leapSeconds * (timeSize + 4) + standardIndicators + utcIndicators
        }
    }

    private mutating func header() throws(ZoneError) -> Header {
        guard bytes.count >= index + 44, bytes[index..<index + 4].elementsEqual("TZif".utf8) else { throw .damagedFile }
        let version = bytes[index + 4]
        try skip(20)
        var counts: [Int] = []
        for _ in 0..<6 { counts.append(Int(try integer(4))) }
        guard counts.allSatisfy({ (0...ZoneFile.maximumEntries).contains($0) }) else { throw .damagedFile }
        return Header(
            number: version == 0 ? 1 : Int(version) - 0x30, utcIndicators: counts[0], standardIndicators: counts[1],
            leapSeconds: counts[2], changes: counts[3], types: counts[4], characters: counts[5])
    }

    private mutating func body(_ header: Header, wide: Bool, id: String) throws(ZoneError) -> ZoneRules {
        guard header.types > 0 else { throw .damagedFile }
        guard header.leapSeconds == 0 else { throw .countsLeapSeconds }
        let timeSize = wide ? 8 : 4
        var changes: [Int64] = []
        for _ in 0..<header.changes {
            let seconds = try integer(timeSize)
            guard seconds < ZoneFile.farthest else { throw .damagedFile }
            changes.append(seconds > -ZoneFile.farthest ? seconds * 1_000 : Int64.min)  // Some files begin with the Big Bang.
        }
        var types: [Int] = []
        for _ in 0..<header.changes { types.append(Int(try integer(1)) & 0xFF) }
        var offsets: [Int64] = []
        for _ in 0..<header.types {
            offsets.append(try integer(4) * 1_000)
            try skip(2)
        }
        guard types.allSatisfy({ $0 < offsets.count }), zip(changes, changes.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw .damagedFile
        }
        try skip(header.characters + header.standardIndicators + header.utcIndicators)
        let footer = wide ? try self.footer() : nil
        return ZoneRules(id: id, changes: changes, offsets: [offsets[0]] + types.map { offsets[$0] }, footer: footer)
    }

    /// The text between two line ends; empty where nothing is known of the time after the last change.
    private mutating func footer() throws(ZoneError) -> ZoneFooter? {
        guard index < bytes.count, bytes[index] == 0x0A else { throw .damagedFile }
        let rest = bytes[(index + 1)...]
        guard let end = rest.firstIndex(of: 0x0A) else { throw .damagedFile }
        let text = rest[..<end]
        guard !text.isEmpty else { return nil }
        guard let footer = ZoneFooter(String(decoding: text, as: UTF8.self)) else { throw .damagedFile }
        return footer
    }

    private mutating func integer(_ size: Int) throws(ZoneError) -> Int64 {
        guard index + size <= bytes.count else { throw .damagedFile }
        let magnitude = bytes[index..<index + size].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        index += size
        let unused = 64 - 8 * size
        return Int64(bitPattern: magnitude << UInt64(unused)) >> Int64(unused)
    }

    private mutating func skip(_ count: Int) throws(ZoneError) {
        guard index + count <= bytes.count else { throw .damagedFile }
        index += count
    }

    /// Changes, types, letters or leap seconds of one zone; a file with more is damaged.
    private static let maximumEntries = 100_000
    /// A change farther than this many seconds from 1970 lies in no year that anybody writes.
    private static let farthest: Int64 = 1_000_000_000_000
}
