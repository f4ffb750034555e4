import DubanModel
import Testing

@Suite struct RefusalTests {
    /// What programs rely on: a code never changes its text nor its exit code (design.md section 10).
    private static let published: [String: Int32] = [
        "invalid-request": 2, "invalid-data": 3, "wrong-role": 3, "separation-of-duties": 3, "unknown-action": 3, "reason-required": 3,
        "unknown-caller": 3, "not-permitted": 3, "invalid-definition": 3, "limit-exceeded": 3, "not-development": 3, "unknown-workflow": 4,
        "unknown-case": 4, "unknown-task": 4, "unknown-register": 4, "unknown-queue": 4, "unknown-job": 4, "unknown-plugin": 4,
        "unknown-field": 4,
        "already-done": 5, "already-claimed": 5, "duplicate-key": 5, "insufficient-balance": 5, "key-reused": 5, "case-ended": 5,
        "stale-claim": 5, "state-folder-in-use": 5, "unavailable": 69, "store-failure": 69, "plugin-failure": 69,
        "internal-inconsistency": 69,
    ]

    @Test(arguments: Refusal.Code.allCases)
    func code_eachOne_hasAnExitCodeOfTheCommandLine(code: Refusal.Code) { #expect([2, 3, 4, 5, 69].contains(code.exitCode)) }

    @Test(arguments: published)
    func code_thatWasPublished_keepsItsExitCode(text: String, exitCode: Int32) throws {
        #expect(try #require(Refusal.Code(rawValue: text)).exitCode == exitCode)
    }

    @Test(arguments: Refusal.Code.allCases)
    func code_eachOne_isWrittenInLowerCaseWithHyphens(code: Refusal.Code) {
        #expect(!code.rawValue.isEmpty)
        #expect(code.rawValue.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x2D })
    }

    @Test func description_withProblems_namesEachOnALineOfItsOwn() {
        let refusal = Refusal(
            .invalidData, "The data have 2 problems.",
            problems: [.init(path: "applicant.name", message: "is required"), .init(path: "certificate.kind", message: "must be a text")])
        #expect(refusal.description == "The data have 2 problems.\n  applicant.name: is required\n  certificate.kind: must be a text")
        #expect(Refusal(.unknownCase, "There is no case 7.").description == "There is no case 7.")
    }
}
