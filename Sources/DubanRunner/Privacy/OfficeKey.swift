import Crypto
public import DubanModel
import Foundation

/// The office's key: a systemd credential, or a file that only its owner reads.
public enum OfficeKey {
    /// Reads the key.
    /// - Parameters:
    ///   - path: The file; `nil` for the credential `office.key` of the service.
    ///   - makes: Whether a missing file is made with a random key, as `duband --dev` and the first start do.
    public static func load(_ path: String, makes: Bool) throws(Refusal) -> [UInt8] {
        if !FileManager.default.fileExists(atPath: path) {
            guard makes else {
                throw Refusal(.storeFailure, "The office's key \(path) is missing; restore it, or private values stay closed.")
            }
            // Durable before anything is sealed under it: a key that a power cut took along would close every private value for ever.
            try DurableFile.write(SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }, to: path)
        }
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        if let mode = attributes?[.posixPermissions] as? Int, mode & 0o077 != 0 {
            throw Refusal(
                .storeFailure, "The office's key \(path) can be read by others (mode \(String(mode, radix: 8))); run chmod 600 \(path).")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Refusal(.storeFailure, "The office's key \(path) cannot be read.")
        }
        return Array(data)
    }

    /// Where systemd lays the credential `office.key`, where it does.
    public static func credential(_ environment: [String: String]) -> String? {
        environment["CREDENTIALS_DIRECTORY"].map { $0 + "/office.key" }.flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }
    }
}
