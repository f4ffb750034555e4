/// Writes canonical JSON bytes directly: no intermediate tree, no `Codable` (a Foundation round trip of one case costs
/// four times the writer's whole budget for a step, design.md section 4).
public struct JSONWriter: Sendable {
    /// What was written so far.
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// An empty writer; `capacity` in bytes is reserved.
    public init(capacity: Int = 256) { bytes.reserveCapacity(capacity) }

    /// Writes `{`, what `body` writes, and `}`.
    public mutating func object(_ body: (inout JSONWriter) -> Void) { enclosed(0x7B, 0x7D, body) }

    /// Writes `[`, what `body` writes, and `]`.
    public mutating func array(_ body: (inout JSONWriter) -> Void) { enclosed(0x5B, 0x5D, body) }

    private mutating func enclosed(_ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) -> Void) {
        separate()
        bytes.append(open)
        needsComma = false
        body(&self)
        bytes.append(close)
        needsComma = true
    }

    /// Writes the name of the next value of an object.
    public mutating func key(_ name: String) {
        separate()
        string(name)
        bytes.append(0x3A)
        needsComma = false
    }

    /// Writes text.
    public mutating func value(_ text: String) {
        separate()
        string(text)
        needsComma = true
    }

    /// Writes a whole number.
    public mutating func value(_ number: Int64) { raw(number) }

    /// Writes a whole number.
    public mutating func value(_ number: Int) { raw(Int64(number)) }

    /// Writes true or false.
    public mutating func value(_ flag: Bool) { literal(flag ? "true" : "false") }

    /// Writes null.
    public mutating func null() { literal("null") }

    /// Writes a number with a fraction; what JSON cannot say (NaN, infinity) becomes null.
    public mutating func value(_ number: Double) {
        if number.isFinite { literal(number.description) } else { null() }
    }

    /// Writes a document; the names of a record are sorted, so that equal values give equal bytes.
    public mutating func value(_ data: DataValue) {
        switch data {
        case .null: null()
        case .bool(let flag): value(flag)
        case .integer(let number): value(number)
        case .double(let number): value(number)
        case .text(let text): value(text)
        case .list(let items): array { writer in for item in items { writer.value(item) } }
        case .record(let fields):
            object { writer in
                for (name, field) in fields.sorted(by: { $0.key < $1.key }) {
                    writer.key(name)
                    writer.value(field)
                }
            }
        case .sealed(let reference):
            object { writer in
                writer.key(DataValue.sealedKey)
                writer.value(reference.digest.description)
                writer.field("token", ifPresent: reference.token)
            }
        }
    }

    /// Writes `name` and text.
    public mutating func field(_ name: String, _ text: String) { key(name); value(text) }

    /// Writes `name` and a whole number.
    public mutating func field(_ name: String, _ number: Int) { key(name); value(number) }

    /// Writes `name` and a whole number.
    public mutating func field(_ name: String, _ number: Int64) { key(name); value(number) }

    /// Writes `name` and a document.
    public mutating func field(_ name: String, _ data: DataValue) { key(name); value(data) }

    /// Writes `name` and text, or nothing where there is none.
    public mutating func field(_ name: String, ifPresent text: String?) { if let text { field(name, text) } }

    private mutating func separate() { if needsComma { bytes.append(0x2C) } }

    private mutating func literal(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
        needsComma = true
    }

    private mutating func raw(_ number: Int64) {
        separate()
        needsComma = true
        if number < 0 { bytes.append(0x2D) }
        var rest = number.magnitude
        let start = bytes.count
        repeat {
            bytes.append(0x30 + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    private mutating func string(_ text: String) {
        bytes.append(0x22)
        var text = text
        text.withUTF8 { source in
            if source.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }) {
                bytes.append(contentsOf: source)
            } else {
                for byte in source { escaped(byte) }
            }
        }
        bytes.append(0x22)
    }

    private mutating func escaped(_ byte: UInt8) {
        switch byte {
        case 0x22: bytes.append(contentsOf: [0x5C, 0x22])
        case 0x5C: bytes.append(contentsOf: [0x5C, 0x5C])
        case 0x0A: bytes.append(contentsOf: [0x5C, 0x6E])
        case 0x0D: bytes.append(contentsOf: [0x5C, 0x72])
        case 0x09: bytes.append(contentsOf: [0x5C, 0x74])
        case ..<0x20: bytes.append(contentsOf: Array("\\u00".utf8) + Array([byte].hexadecimal.utf8))
        default: bytes.append(byte)
        }
    }
}

extension DataValue {
    /// The only field of a record that stands for a sealed value.
    public static let sealedKey = "$sealed"

    /// Canonical JSON: sorted names, no white space.
    public var json: [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }
}
