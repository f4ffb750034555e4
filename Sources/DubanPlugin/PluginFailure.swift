import DubanModel

/// Why a plugin does not do what it was asked for.
public struct PluginFailure: Error, Sendable, Hashable {
    /// A stable code, such as `bad-arguments`.
    public let code: String
    /// In words; no private value.
    public let message: String
    /// Whether another attempt may help.
    public let isWorthRetrying: Bool

    /// A failure.
    public init(code: String, message: String, isWorthRetrying: Bool) {
        self.code = code
        self.message = message
        self.isWorthRetrying = isWorthRetrying
    }

    /// A failure that another attempt will not mend, such as arguments that cannot be right.
    public static func permanent(_ code: String, _ message: String) -> PluginFailure {
        PluginFailure(code: code, message: message, isWorthRetrying: false)
    }

    /// A failure that may be gone at the next attempt, such as a server that does not answer.
    public static func transient(_ code: String, _ message: String) -> PluginFailure {
        PluginFailure(code: code, message: message, isWorthRetrying: true)
    }

    /// The job was cancelled, and the plugin stopped.
    public static let cancelled = permanent("cancelled", "The job was cancelled.")

    init(_ error: DataValue) {
        code = error["data"]["code"].textValue ?? PluginFailure.code(of: error["code"].integerValue)
        message = error["message"].textValue ?? "the plugin gave no reason"
        isWorthRetrying = error["data"]["retry"] == .bool(true)
    }

    /// Fit to be kept, and shown on a terminal: a code that is none of the protocol's form counts as `plugin-error`, and the message is one line
    /// of at most `messageLimit` characters.
    public var bounded: PluginFailure {
        PluginFailure(
            code: PluginFailure.isCode(code) ? code : "plugin-error",
            message: PluginText.line(message, limit: PluginFailure.messageLimit), isWorthRetrying: isWorthRetrying)
    }

    /// Characters of a plugin's message that are kept.
    public static let messageLimit = 2_000

    private static func isCode(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    /// As JSON-RPC's error object.
    var data: DataValue {
        [
            "code": .integer(PluginFailure.numbers[code] ?? -32_000), "message": .text(message),
            "data": ["code": .text(code), "retry": .bool(isWorthRetrying)],
        ]
    }

    /// JSON-RPC's own numbers; everything else has the first of the range that the standard leaves to servers.
    private static let numbers: [String: Int64] = [
        "no-message": -32_700, "oversized-request": -32_600, "unknown-method": -32_601, "unknown-action": -32_601, "bad-arguments": -32_602,
    ]

    /// A plugin that says only JSON-RPC's number is understood as well.
    private static func code(of number: Int64?) -> String {
        switch number {
        case -32_700: "no-message"
        case -32_601: "unknown-method"
        case -32_602: "bad-arguments"
        default: "plugin-error"
        }
    }
}
