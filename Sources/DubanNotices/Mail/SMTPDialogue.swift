import DubanPlugin
import Foundation

/// The client's side of sending one message (RFC 5321, 3207, 4954). It decides and does nothing: each answer of the server's gives what is to be
/// done next, so that each rule is a line of a test.
struct SMTPDialogue {
    /// What is to be done next.
    enum Action: Hashable {
        /// A line is to be sent.
        case send(String)
        /// The connection is to be encrypted, and `encrypted()` called.
        case startTLS
        /// The message is to be sent, and its end.
        case sendMessage
        /// The server has taken it: a line to say farewell, whose answer need not be waited for.
        case done(String)
    }

    private enum Step {
        case greeting, hello, startTLS, auth, loginUser, loginPassword, sender, recipient(Int), data, message
    }

    private let from: String
    private let to: [String]
    private let login: (user: String, password: String)?
    private let wantsTLS: Bool
    private let host: String
    private var isEncrypted: Bool
    private var step = Step.greeting

    /// A dialogue.
    /// - Parameters:
    ///   - login: Who signs in.
    ///   - wantsTLS: Whether it is to be encrypted by STARTTLS before anything is said.
    ///   - isEncrypted: Whether the connection is encrypted already.
    ///   - host: How we call ourselves.
    init(from: String, to: [String], login: (user: String, password: String)?, wantsTLS: Bool, isEncrypted: Bool, host: String) {
        self.from = from
        self.to = to
        self.login = login
        self.wantsTLS = wantsTLS
        self.isEncrypted = isEncrypted
        self.host = host
    }

    /// The connection is encrypted now: what the server said before does not count.
    mutating func encrypted() -> Action {
        isEncrypted = true
        step = .hello
        return .send("EHLO \(host)")
    }

    /// Takes the server's answer.
    /// - Throws: A failure, worth retrying where the server says so.
    mutating func next(_ reply: SMTPReply) throws(PluginFailure) -> Action {
        switch step {
        case .greeting:
            try expect(reply, 220, "greets with")
            step = .hello
            return .send("EHLO \(host)")
        case .hello:
            try expect(reply, 250, "answers EHLO with")
            return try afterHello(reply)
        case .startTLS:
            try expect(reply, 220, "answers STARTTLS with")
            return .startTLS
        case .auth: return try afterLogin(reply)
        case .loginUser:
            try expect(reply, 334, "answers AUTH LOGIN with", code: "smtp-login")
            step = .loginPassword
            return .send(SMTPDialogue.base64(login?.user ?? ""))
        case .loginPassword:
            try expect(reply, 334, "answers the user's name with", code: "smtp-login")
            step = .auth
            return .send(SMTPDialogue.base64(login?.password ?? ""))
        case .sender:
            try expect(reply, 250, "does not take the sender:")
            step = .recipient(0)
            return .send("RCPT TO:<\(to[0])>")
        case .recipient(let index):
            try expect(reply, 250, "does not take a recipient:", also: 251, code: "no-recipient")
            guard index + 1 < to.count else {
                step = .data
                return .send("DATA")
            }
            step = .recipient(index + 1)
            return .send("RCPT TO:<\(to[index + 1])>")
        case .data:
            try expect(reply, 354, "does not take a message:")
            step = .message
            return .sendMessage
        case .message:
            try expect(reply, 250, "does not take the message:")
            return .done("QUIT")
        }
    }

    private mutating func afterHello(_ reply: SMTPReply) throws(PluginFailure) -> Action {
        if wantsTLS, !isEncrypted {
            guard reply.offers("STARTTLS") else {
                throw .permanent("smtp-tls", "The mail server offers no STARTTLS, and nothing is sent in the clear; say security: tls, or mend the server.")
            }
            step = .startTLS
            return .send("STARTTLS")
        }
        guard let login else { return mail() }
        if reply.offers("AUTH", "PLAIN") {
            step = .auth
            return .send("AUTH PLAIN " + SMTPDialogue.base64("\0\(login.user)\0\(login.password)"))
        }
        guard reply.offers("AUTH", "LOGIN") else {
            throw .permanent("smtp-login", "The mail server offers neither AUTH PLAIN nor AUTH LOGIN.")
        }
        step = .loginUser
        return .send("AUTH LOGIN")
    }

    private mutating func afterLogin(_ reply: SMTPReply) throws(PluginFailure) -> Action {
        try expect(reply, 235, "does not let us in:", code: "smtp-login")
        return mail()
    }

    private mutating func mail() -> Action {
        step = .sender
        return .send("MAIL FROM:<\(from)>")
    }

    /// The server's text is not told: it often repeats the address, which may be private.
    private func expect(_ reply: SMTPReply, _ code: Int, _ what: String, also: Int? = nil, code failure: String = "smtp-refused") throws(PluginFailure) {
        guard reply.code != code, reply.code != also else { return }
        let enhanced = reply.lines.first?.split(separator: " ").first.map(String.init).flatMap { $0.allSatisfy { $0.isNumber || $0 == "." } ? " \($0)" : nil }
        throw PluginFailure(code: failure, message: "The mail server \(what) \(reply.code)\(enhanced ?? "").", isWorthRetrying: reply.isTransient)
    }

    private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    /// A message with dots doubled at line starts, and its end.
    static func framed(_ message: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(message.count + 64)
        var isLineStart = true
        for byte in message {
            if isLineStart, byte == 0x2E { bytes.append(0x2E) }
            bytes.append(byte)
            isLineStart = byte == 0x0A
        }
        if !isLineStart { bytes += [0x0D, 0x0A] }
        return bytes + [0x2E, 0x0D, 0x0A]
    }
}
