/// The internal number of a case: what rows refer to.
public struct CaseID: Sendable, Hashable, Comparable {
    /// The number, from 1.
    public let rawValue: Int64
    /// The case with this number.
    public init(_ rawValue: Int64) { self.rawValue = rawValue }
    /// The older case comes first.
    public static func < (left: CaseID, right: CaseID) -> Bool { left.rawValue < right.rawValue }
}

/// What people call a case: `workflow code–year–gapless serial`, such as `CERT-2026-0001`.
public struct CaseNumber: Sendable, Hashable, CustomStringConvertible {
    /// The text.
    public let text: String
    /// The case number with this text.
    public init(_ text: String) { self.text = text }
    /// The number of the `serial`th case of `year` under the workflow's `code`; serials have at least four digits.
    public init(code: String, year: Int, serial: Int64) {
        text = "\(code)-\(year.padded(to: 4))-\(Int(serial).padded(to: 4))"
    }
    /// The text.
    public var description: String { text }
}

/// A step instance, named by the sequence number of the event that opened it in its case.
public struct StepID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The sequence number of the opening event, from 1.
    public let sequence: Int
    /// The step instance that the event with this sequence number opened.
    public init(_ sequence: Int) { self.sequence = sequence }
    /// The earlier opened comes first.
    public static func < (left: StepID, right: StepID) -> Bool { left.sequence < right.sequence }
    /// The sequence number.
    public var description: String { String(sequence) }
}

/// The short number by which people name a task, counted over all workflows.
public struct TaskNumber: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The number, from 1.
    public let rawValue: Int64
    /// The task with this number.
    public init(_ rawValue: Int64) { self.rawValue = rawValue }
    /// The older comes first.
    public static func < (left: TaskNumber, right: TaskNumber) -> Bool { left.rawValue < right.rawValue }
    /// The digits.
    public var description: String { String(rawValue) }
}

/// A member of staff, by the name under which `config/staff.yaml` lists them.
public struct StaffID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The name, such as `li-na`.
    public let name: String
    /// The member with this name.
    public init(_ name: String) { self.name = name }
    /// By name.
    public static func < (left: StaffID, right: StaffID) -> Bool { left.name < right.name }
    /// The name.
    public var description: String { name }
}

/// The SHA-256 of something's bytes: how definitions, calendars, rosters and files are named.
public struct ContentHash: Sendable, Hashable, CustomStringConvertible {
    /// The 32 bytes of the digest.
    public let bytes: [UInt8]

    /// The hash with these 32 bytes; `nil` for another number of bytes.
    public init?(bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
        guard self.bytes.count == ContentHash.length else { return nil }
    }

    /// Reads 64 hexadecimal digits.
    public init?(hex: some StringProtocol) {
        guard let bytes = [UInt8](hexadecimal: hex) else { return nil }
        self.init(bytes: bytes)
    }

    /// A digest is as good as random: its first bytes tell two apart.
    public func hash(into hasher: inout Hasher) { bytes.prefix(8).withUnsafeBytes { hasher.combine(bytes: $0) } }

    /// All zero: stands before the first link of a chain.
    public static let zero = ContentHash(unchecked: [UInt8](repeating: 0, count: length))

    private init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// 64 hexadecimal digits.
    public var description: String { bytes.hexadecimal }

    /// Bytes of a SHA-256 digest (FIPS 180-4).
    public static let length = 32
}

extension Array where Element == UInt8 {
    /// Two lower-case hexadecimal digits a byte.
    package var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(count * 2)
        for byte in self {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads two hexadecimal digits a byte; `nil` for anything else.
    package init?(hexadecimal text: some StringProtocol) {
        let digits = text.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        self = bytes
    }
}
