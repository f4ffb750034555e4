/// Why a zone cannot be used.
public enum ZoneError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The database has no zone of this name; perhaps this one was meant.
    case unknown(String, nearest: String?)
    /// There is no database on this system.
    case noDatabase
    /// The file of the zone is none that RFC 9636 describes.
    case damagedFile
    /// The zone counts leap seconds, which no calendar of an office does.
    case countsLeapSeconds

    /// What is wrong, and what to do.
    public var description: String {
        switch self {
        case .unknown(let id, let nearest?):
            "\"\(id)\" is not in the IANA time zone database; did you mean \"\(nearest)\"?"
        case .unknown(let id, nil):
            "\"\(id)\" is not in the IANA time zone database; write a name such as \"Asia/Shanghai\""
        case .noDatabase:
            "this system has no time zone database; install the package tzdata, or set TZDIR to a folder that holds one"
        case .damagedFile: "the zone's file in the time zone database is damaged; install the package tzdata again"
        case .countsLeapSeconds: "zones that count leap seconds are not used; leave out \"right/\""
        }
    }
}
