import DubanModel
import DubanPlugin
import Testing

@testable import DubanNotices

/// The words of notices.
@Suite struct NoticeTemplateTests {
    private static let source = """
        subject: {zh: "办件 {{case.number}}", en: "Case {{case.number}}"}
        text: {zh: "{{name}}：请来领取。", en: "{{name}}: <please> come & collect."}
        """
    private static let data: DataValue = ["case": ["number": "CERT-2026-0001"], "name": "李娜"]

    @Test func template_inEachLanguage_isFilled() throws {
        let template = try NoticeTemplate(Self.source, name: "ready")
        #expect(try template.subject(.zh, Self.data) == "办件 CERT-2026-0001")
        #expect(try template.text(.en, Self.data) == "李娜: <please> come & collect.")
        #expect(try template.subject(.both, Self.data) == "办件 CERT-2026-0001 · Case CERT-2026-0001")
        #expect(try template.text(.both, Self.data) == "李娜：请来领取。\n\n李娜: <please> come & collect.")
    }

    @Test func subject_hasNoLineBreak_whateverTheData() throws {
        let template = try NoticeTemplate(Self.source, name: "ready")
        #expect(try template.subject(.en, ["case": ["number": "1\r\nBcc: x@y"]]) == "Case 1 Bcc: x@y")
    }

    @Test(arguments: ["", "subject: x", "subject: {zh: a, en: b}", "subject: {zh: a}\ntext: {zh: a, en: b}", "[1", "subject: {zh: a, en: b}\ntext: {en: b}"])
    func template_thatIsNone_isRefusedForGood(source: String) {
        let failure = #expect(throws: PluginFailure.self) { try NoticeTemplate(source, name: "x") }
        #expect(failure?.code == "bad-template" && failure?.isWorthRetrying == false)
    }

    @Test func text_thatIsNoMustache_isRefused() throws {
        let template = try NoticeTemplate("subject: {zh: a, en: \"{{x\"}\ntext: {zh: a, en: b}", name: "x")
        #expect(throws: PluginFailure.self) { try template.subject(.en, .emptyRecord) }
    }
}
