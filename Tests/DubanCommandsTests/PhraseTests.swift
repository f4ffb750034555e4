import DubanModel
import Testing

@testable import DubanCommands

@Suite("Messages in two languages")
struct PhraseTests {
    @Test func headline_everyCode_isChineseAndEnglish() {
        for code in Refusal.Code.allCases {
            let headline = Phrase.headline(code)
            #expect(headline[.english] != headline[.chinese], "\(code.rawValue)")
            #expect(headline[.chinese].unicodeScalars.contains { $0.value >= 0x4E00 }, "\(code.rawValue)")
        }
    }

    @Test(arguments: [
        (["LC_ALL": "zh_CN.UTF-8"], Language.chinese), (["LC_ALL": "", "LANG": "zh_CN.UTF-8"], .chinese),
        (["LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"], .english), (["LC_MESSAGES": "en_GB", "LANG": "zh_CN"], .english), ([:], .english),
    ])
    func locale_ofTheEnvironment_asksForALanguage(_ environment: [String: String], _ language: Language) {
        #expect(Language.ofLocale(environment) == language)
    }

    @Test func refusal_inChinese_hasHeadlineSentenceAndFindings() {
        let refusal = Refusal(.invalidData, "2 problems.", problems: [.init(path: "a.b", message: "is required")])
        let text = RefusalView(["duban", "apply", "--lang", "zh"], [:]).text(of: refusal)
        #expect(text == "duban: 填报内容不符合要求 [invalid-data]\n2 problems.\n  a.b: is required")
    }

    @Test func refusal_withJSON_isTheBodyOfTheAPI() {
        let text = RefusalView(["duban", "case", "X", "--json"], [:]).text(of: Refusal(.unknownCase, "No case X."))
        #expect(text == #"{"code":"unknown-case","message":"No case X.","problems":[]}"#)
    }
}
