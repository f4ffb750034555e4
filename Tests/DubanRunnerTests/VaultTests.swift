import DubanModel
import DubanStore
import DubanTestKit
import Foundation
import Testing

@testable import DubanRunner

@Suite struct VaultTests {
    private let vault: Vault
    private let other: Vault

    init() throws {
        vault = try Vault(officeKey: [UInt8](repeating: 1, count: 32))
        other = try Vault(officeKey: [UInt8](repeating: 2, count: 32))
    }

    @Test(arguments: ["李娜", "", .null, 42, ["a": [1, .null]], .double(1.5)] as [DataValue])
    func value_thatIsSealed_opensUnderItsKey(value: DataValue) throws {
        let key = try vault.newCaseKey()
        let sealed = try vault.seal(value, under: key)
        #expect(try vault.open(sealed.ciphertext, under: key) == value)
        #expect(try vault.open(sealed.ciphertext, under: vault.unwrap(key.wrapped)) == value)
    }

    @Test func value_thatIsSealedTwice_looksDifferentEachTime() throws {
        let key = try vault.newCaseKey()
        let (first, second) = (try vault.seal("李娜", under: key), try vault.seal("李娜", under: key))
        #expect(first.ciphertext != second.ciphertext)
        #expect(first.reference != second.reference)
        #expect(!String(decoding: first.ciphertext, as: UTF8.self).contains("李娜"))
    }

    @Test func value_underAnotherCasesKey_staysClosed() throws {
        let sealed = try vault.seal("李娜", under: vault.newCaseKey())
        let refusal = #expect(throws: Refusal.self) { try vault.open(sealed.ciphertext, under: vault.newCaseKey()) }
        #expect(refusal?.code == .internalInconsistency)
    }

    @Test func caseKey_ofAnotherOffice_staysClosed() throws {
        let wrapped = try vault.newCaseKey().wrapped
        #expect(#expect(throws: Refusal.self) { try other.unwrap(wrapped) }?.code == .internalInconsistency)
        #expect(throws: Refusal.self) { try vault.unwrap([]) }
        #expect(throws: Refusal.self) { try vault.unwrap(wrapped.dropLast()) }
    }

    /// Every byte of nonce, ciphertext and tag is authenticated.
    @Test func ciphertext_withAnyByteFlipped_staysClosed() throws {
        let key = try vault.newCaseKey()
        let sealed = try vault.seal("李娜", under: key)
        for index in sealed.ciphertext.indices {
            var flipped = sealed.ciphertext
            flipped[index] ^= 1
            #expect(throws: Refusal.self) { try vault.open(flipped, under: key) }
        }
        #expect(throws: Refusal.self) { try vault.open([], under: key) }
    }

    @Test func file_thatIsSealed_isNamedByItsSealedBytes() throws {
        let key = try vault.newCaseKey()
        let (first, second) = (try vault.seal(file: [1, 2, 3], under: key), try vault.seal(file: [1, 2, 3], under: key))
        #expect(first.hash != second.hash)
        #expect(first.bytes != [1, 2, 3])
    }

    @Test func officeKey_thatIsTooShort_isRefused() {
        #expect(#expect(throws: Refusal.self) { try Vault(officeKey: [UInt8](repeating: 1, count: 31)) }?.code == .storeFailure)
    }

    // MARK: Tokens

    private static let same = [
        ["Li Na", "li na", " LI   NA ", "Li\tNa", "Li\u{3000}Na", "Ｌｉ Ｎａ"],
        ["11010519491231002X", "11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ"],
        ["José", "Jose\u{301}", "JOSÉ"], ["李娜", " 李娜 "],
    ]

    @Test(arguments: same)
    func token_ofTheSameNameInOtherWriting_isTheSame(names: [String]) {
        #expect(Set(names.map { vault.token(for: $0) }).count == 1)
    }

    @Test func token_ofAnotherNameOrOffice_isAnother() {
        let tokens = ["李娜", "李 娜", "李纳", "Li Na", "LiNa", "Jose", "José", ""].map { vault.token(for: $0) }
        #expect(Set(tokens).count == tokens.count)
        #expect(vault.token(for: "李娜") != other.token(for: "李娜"))
        #expect(vault.token(for: "李娜").count == 16)
    }

    @Test func verificationCode_ofADocument_isStableAndOfItsOffice() {
        let code = vault.verificationCode(for: "CERT-2026-0001")
        #expect(code.count == 16)
        #expect(code.allSatisfy { "0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains($0) })
        #expect(code == vault.verificationCode(for: "CERT-2026-0001"))
        #expect(code != vault.verificationCode(for: "CERT-2026-0002"))
        #expect(code != other.verificationCode(for: "CERT-2026-0001"))
        #expect(vault.fingerprint([1]) != vault.fingerprint([2]))
    }
}

@Suite struct OfficeKeyTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder("key") }

    @Test func key_thatIsMissing_isMadeForItsOwnerAloneWhereAsked() throws {
        let path = folder.path("state/office.key")
        #expect(#expect(throws: Refusal.self) { try OfficeKey.load(path, makes: false) }?.code == .storeFailure)
        #expect(!FileManager.default.fileExists(atPath: path))
        let key = try OfficeKey.load(path, makes: true)
        #expect(key.count == 32)
        #expect(try OfficeKey.load(path, makes: true) == key)
        #expect(try OfficeKey.load(path, makes: false) == key)
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("state")) == ["office.key"])
        #expect(try OfficeKey.load(folder.path("other.key"), makes: true) != key)
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o644])
    func key_thatOthersCanRead_isRefused(mode: Int) throws {
        try folder.write("office.key", String(repeating: "k", count: 32), mode: mode)
        let refusal = #expect(throws: Refusal.self) { try OfficeKey.load(folder.path("office.key"), makes: true) }
        #expect(refusal?.message.contains("chmod 600") == true)
    }

    @Test func key_whereNoFolderCanBe_isRefused() throws {
        try folder.write("file", "")
        #expect(#expect(throws: Refusal.self) { try OfficeKey.load(folder.path("file/office.key"), makes: true) }?.code == .storeFailure)
    }

    @Test func credential_ofTheService_isFoundWhereSystemdLaysIt() throws {
        #expect(OfficeKey.credential([:]) == nil)
        #expect(OfficeKey.credential(["CREDENTIALS_DIRECTORY": folder.path]) == nil)
        try folder.write("office.key", "k")
        #expect(OfficeKey.credential(["CREDENTIALS_DIRECTORY": folder.path]) == folder.path("office.key"))
    }
}
