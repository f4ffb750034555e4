import Crypto
public import DubanModel
public import DubanTime

/// Reads a calendar such as `config/calendars/cn.yaml`; docs/time.md has the format.
public enum CalendarLoader {
    /// Loads a calendar.
    /// - Parameters:
    ///   - file: The name under which findings name the file.
    ///   - variant: The name of an office under `variants` that has hours of its own, such as `bank`.
    /// - Returns: The calendar and the hash of its content.
    /// - Throws: A refusal with all findings.
    public static func load(
        _ bytes: [UInt8], file: String, variant: String? = nil
    ) throws(Refusal) -> (calendar: WorkingCalendar, version: ContentHash) {
        let (document, findings) = read(bytes, file: file)
        guard let document, findings.isEmpty else { throw Refusal("Calendar \(file)", findings: findings) }
        let version = ContentHash(bytes: SHA256.hash(data: bytes)) ?? .zero
        guard let variant else { return (try WorkingCalendar(document.parts), version) }
        guard let parts = document.variants.first(where: { $0.name == variant })?.parts else {
            let known = document.variants.map(\.name)
            let hint =
                nearest(to: variant, among: known).map { "did you mean \"\($0)\"?" }
                ?? (known.isEmpty ? "it has none." : "it has \(known.joined(separator: ", ")).")
            throw Refusal(.invalidRequest, "Calendar \(file) has no variant \"\(variant)\"; \(hint)")
        }
        return (try WorkingCalendar(parts), version)
    }

    /// Everything that is wrong in a calendar's file, in the order of the file.
    public static func findings(_ bytes: [UInt8], file: String) -> [Finding] { read(bytes, file: file).findings }

    /// The names under `variants`, in the order of the file.
    public static func variants(_ bytes: [UInt8], file: String) -> [String] { read(bytes, file: file).document?.variants.map(\.name) ?? [] }

    private static func read(_ bytes: [UInt8], file: String) -> (document: CalendarDocument?, findings: [Finding]) {
        let findings = Findings()
        let document = YAMLNode.read(bytes, file: file, findings).flatMap { CalendarReader(findings: findings).document($0) }
        return (document, findings.sorted)
    }
}

/// What a calendar's file says.
struct CalendarDocument {
    let parts: CalendarParts
    let variants: [(name: String, parts: CalendarParts)]
}
