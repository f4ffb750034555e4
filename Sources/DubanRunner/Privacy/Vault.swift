import Crypto
public import DubanModel
public import DubanStore
import Foundation

/// Seals and opens private values. Each case has a key of its own, wrapped by a key that is derived from the office's; destroying
/// a case's key erases the person (design.md section 4). AES-GCM with 256 bits and random nonces (NIST SP 800-38D).
public struct Vault: Sendable {
    private let wrappingKey: SymmetricKey
    private let indexKey: SymmetricKey
    private let codeKey: SymmetricKey

    /// A key of a case, in memory only.
    public struct CaseKey: Sendable {
        fileprivate let key: SymmetricKey
        /// The key as the store keeps it.
        public let wrapped: [UInt8]
    }

    /// The vault of the office whose key these 32 bytes are.
    /// - Throws: A refusal where there are fewer.
    public init(officeKey: [UInt8]) throws(Refusal) {
        guard officeKey.count >= 32 else {
            throw Refusal(.storeFailure, "The office's key must have 32 bytes or more, it has \(officeKey.count).")
        }
        let master = SymmetricKey(data: officeKey)
        func derived(_ purpose: String) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(inputKeyMaterial: master, info: Data("duban \(purpose) 1".utf8), outputByteCount: 32)
        }
        wrappingKey = derived("case keys")
        indexKey = derived("blind index")
        codeKey = derived("verification codes")
    }

    /// A new key for a case.
    public func newCaseKey() throws(Refusal) -> CaseKey {
        let key = SymmetricKey(size: .bits256)
        let wrapped = try Vault.seal(key.withUnsafeBytes { Array($0) }, under: wrappingKey)
        return CaseKey(key: key, wrapped: wrapped)
    }

    /// The key of a case as the store keeps it.
    public func unwrap(_ wrapped: [UInt8]) throws(Refusal) -> CaseKey {
        CaseKey(key: SymmetricKey(data: try Vault.open(wrapped, under: wrappingKey)), wrapped: wrapped)
    }

    /// Seals a value.
    public func seal(_ value: DataValue, under key: CaseKey) throws(Refusal) -> SealedValue {
        let ciphertext = try Vault.seal(value.json, under: key.key)
        return SealedValue(reference: SealedReference(digest: Vault.digest(ciphertext)), ciphertext: ciphertext)
    }

    /// Opens a sealed value.
    public func open(_ ciphertext: [UInt8], under key: CaseKey) throws(Refusal) -> DataValue {
        let plain = try Vault.open(ciphertext, under: key.key)
        guard let value = try? JSONReader.read(plain) else {
            throw Refusal(.internalInconsistency, "A sealed value cannot be read; run `duban audit verify`.")
        }
        return value
    }

    /// Seals the bytes of a file.
    public func seal(file bytes: [UInt8], under key: CaseKey) throws(Refusal) -> (hash: ContentHash, bytes: [UInt8]) {
        let sealed = try Vault.seal(bytes, under: key.key)
        return (Vault.digest(sealed), sealed)
    }

    /// The token under which a case is found by a value: keyed, so that the index lists nothing to who has only the database. White space,
    /// case, and the ways in which Unicode writes the same character (full-width digits from a Chinese keyboard) make no difference.
    public func token(for text: String) -> [UInt8] {
        let plain = text.precomposedStringWithCompatibilityMapping
        let normal = plain.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
        return Array(HMAC<SHA256>.authenticationCode(for: Data(normal.utf8), using: indexKey).prefix(16))
    }

    /// Tells two requests apart without keeping what they said.
    public func fingerprint(_ bytes: [UInt8]) -> [UInt8] { Array(HMAC<SHA256>.authenticationCode(for: Data(bytes), using: indexKey)) }

    /// The code on a document by which the office recognises it as its own: 80 bits in Crockford's base 32.
    public func verificationCode(for text: String) -> String {
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        let bytes = Array(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: codeKey).prefix(10))
        var (bits, count, code) = (0, 0, "")
        for byte in bytes {
            bits = bits << 8 | Int(byte)
            count += 8
            while count >= 5 {
                count -= 5
                code.append(alphabet[bits >> count & 31])
            }
        }
        return code
    }

    private static func digest(_ bytes: [UInt8]) -> ContentHash { ContentHash(bytes: SHA256.hash(data: bytes)) ?? .zero }

    private static func seal(_ bytes: [UInt8], under key: SymmetricKey) throws(Refusal) -> [UInt8] {
        guard let box = try? AES.GCM.seal(bytes, using: key), let combined = box.combined else {
            throw Refusal(.internalInconsistency, "A private value could not be sealed; nothing was stored.")
        }
        return Array(combined)
    }

    private static func open(_ bytes: [UInt8], under key: SymmetricKey) throws(Refusal) -> [UInt8] {
        guard let box = try? AES.GCM.SealedBox(combined: bytes), let plain = try? AES.GCM.open(box, using: key) else {
            throw Refusal(
                .internalInconsistency,
                "A sealed value does not open: it was changed, or the office's key is another. Run `duban audit verify`.")
        }
        return Array(plain)
    }
}
