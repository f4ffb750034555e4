import DubanAPI
import DubanModel
import Foundation
import Testing

@Suite("The staff bundle over the real binaries", .blocking, .timeLimit(.minutes(5)))
struct StaffBundleTests {
    private static let judges = ["gao-feng", "lin-tao", "tang-xin"]

    private func round(_ kind: String, begins: String, ends: String) -> String {
        """
        {"round": {"kind": "\(kind)", "year": 2026, "quota": 1, "released": 2, "applications_until": "2026-03-06", "begins": "\(begins)",
          "ends": "\(ends)", "expiry_notice": "\(ends)", "signer": "zhou-wei", "witness": "sun-hao", "line": "pay", "pay": "1000"}}
        """
    }

    private func candidate(_ name: String, _ village: String) -> String {
        "{\"candidate\": {\"name\": \"\(name)\", \"village\": \"\(village)\", \"years\": 8, \"earnest\": true, \"outstanding\": true}}"
    }

    /// A competition with two candidates before the panel.
    private func competition(_ hall: HallUnderTest) throws -> String {
        let number = try hall.apply("staff-evaluation", round("competition", begins: "2026-05-01", ends: "2026-12-31"), as: "zhao-min")
        for (name, village) in [("王小明", "village-03"), ("李小红", "village-07")] {
            try hall.does("applications", "register", of: number, as: "li-na", data: candidate(name, village))
        }
        try hall.settle(at: "2026-03-06T18:00:00+08:00")
        return number
    }

    private func score(_ hall: HallUnderTest, _ number: String, _ judge: String, _ points: Int, _ remark: String = "见记录") throws {
        try hall.does("score-alone", of: number, as: judge, data: "{\"score\": \(points), \"remark\": \"\(remark)\"}")
    }

    @Test func competition_fromOpeningToContract_hiresTheBest() throws {
        try HallUnderTest.open { hall in
            let number = try competition(hall)
            #expect(try hall.register("candidates").map(\.label) == ["K-2026-001", "K-2026-002"])
            for judge in Self.judges {
                try score(hall, number, judge, 70)
                #expect(try hall.detail(number).data["ranking"].isNull, "nothing before all are in")
                try score(hall, number, judge, 90)
            }
            let detail = try hall.detail(number)
            #expect(detail.summary.steps == ["public-notice"])
            #expect(detail.data["chosen"].items == ["K-2026-002"])
            #expect(detail.data["scored"].items?.compactMap { $0["average"].integerValue } == [7_000, 9_000])
            try hall.settle(at: "2026-03-13T18:00:00+08:00")
            try hall.does("approval", "approve", of: number, as: "song-yi")
            let contract = try #require(
                (try hall.ask("cases", "--workflow", "contract-signing", as: "admin") as [CaseBody]).first?.number)
            try hall.does("draft", of: contract, as: "xu-fang")
            try hall.does("review", "approve", of: contract, as: "wang-qiang")
            #expect(try hall.refusal("sign", "sign", of: contract, as: "sun-hao") == "wrong-role")
            try hall.does("sign", "sign", of: contract, as: "zhou-wei")
            try hall.does("sign", "sign", of: contract, as: "sun-hao")
            try hall.does("sealing", "seal", of: contract, as: "song-yi")
            try hall.settle(at: "2026-12-31T18:00:00+08:00")
            try hall.does("renewal", "end", of: contract, as: "song-yi")
            #expect(try hall.outcome(of: number) == "completed", "the contract's end is told to the case that called it")
            #expect(try hall.detail(number).data["hired"].items?.first?["contract"]["contract"].textValue == "HT-2026-0001")
        }
    }

    /// What a judge has entered is in no answer of any verb or route for anybody else before all are in.
    @Test func score_beforeAllAreIn_isReadByNobodyElse() throws {
        try HallUnderTest.open { hall in
            let number = try competition(hall)
            // A score is recognised by a remark that goes with it, and by an average that only it makes.
            try score(hall, number, "gao-feng", 87, "CANARYREMARK")
            let others = ["lin-tao", "tang-xin", "zhao-min", "zhou-wei", "song-yi", "li-na", "sun-hao", "admin"]
            for member in others {
                for words in EveryAnswer.reading(of: number) {
                    let output = try hall.duban(words, as: member)
                    #expect(
                        Search.found(["CANARYREMARK"], in: Data((output.text + output.error).utf8)).isEmpty,
                        "\(words) as \(member): \(output)")
                }
                for path in EveryAnswer.paths(of: number) {
                    let answer = try RawRequest.get(path, as: member, socket: hall.socket)
                    #expect(Search.found(["CANARYREMARK"], in: Data(answer.utf8)).isEmpty, "\(path) as \(member): \(answer)")
                }
                let detail: CaseDetailBody = try hall.ask("case", number, as: member)
                let entered = detail.branches.filter { !$0.data.isNull && $0.data != .emptyRecord }
                #expect(entered.allSatisfy { $0.data["score"].isNull }, "\(member): \(entered.map(\.data))")
            }
            // The judge reads their own.
            let own = try hall.duban("case", number, "--json", as: "gao-feng")
            #expect(own.text.contains("CANARYREMARK"), "\(own)")
            #expect(
                try hall.refusal("score-alone", of: number, as: "zhao-min", data: #"{"score": 1}"#) == "wrong-role", "nor scores for them")
        }
    }

    @Test func year_ofAssessments_isPaidMonthlyAndEndsWithAHearing() throws {
        try HallUnderTest.open { hall in
            try hall.fund("pay", "100000")
            let number = try hall.apply("staff-evaluation", round("annual", begins: "2026-03-01", ends: "2026-04-30"), as: "zhao-min")
            for day in ["2026-03-31", "2026-04-30"] {
                try hall.settle(at: "\(day)T12:00:00+08:00")
                // By role, in the order of their names: he-ping, ma-li, sun-hao.
                for points in [80, 60, 70] {
                    try hall.does("assess", of: number, as: "zhao-min", data: "{\"month\": {\"points\": \(points)}}")
                }
            }
            #expect(try hall.register("salaries").count == 6 && hall.left(of: "pay") == 9_400_000)
            try hall.settle(at: "2026-06-01T12:00:00+08:00")
            #expect(try hall.detail(number).data["proposed"].items == ["ma-li", "sun-hao"])
            #expect(try hall.refusal("hear", of: number, as: "he-ping", data: #"{"statement": "x"}"#) == "wrong-role")
            for member in ["ma-li", "sun-hao"] { try hall.does("hear", of: number, as: member, data: #"{"statement": "陈述"}"#) }
            try hall.does("decision", "dismiss", of: number, as: "song-yi", comment: "连续末位")
            try hall.does("decision", "keep", of: number, as: "song-yi", comment: "继续观察")
            #expect(try hall.document("release", of: number).starts(with: Data("%PDF".utf8)))
            try hall.does("appeal", "appeal", of: number, as: "ma-li", comment: "考核有误")
            #expect(try hall.refusal("appeal-review", "upheld", of: number, as: "song-yi", comment: "x") == "separation-of-duties")
            try hall.does("appeal-review", "overturned", of: number, as: "zheng-kai", comment: "证据充分")
            #expect(try hall.outcome(of: number) == "evaluated")
            #expect(try hall.detail(number).data["decided"].items?.compactMap { $0["verdict_release"].textValue } == ["kept", "kept"])
        }
    }
}
