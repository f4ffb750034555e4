import DubanAPI
import DubanModel
import Foundation
import Testing

@Suite("The reward bundle over the real binaries", .blocking, .timeLimit(.minutes(5)))
struct RewardBundleTests {
    private func application(_ name: String, _ identity: String, village: String = "village-03", account: String = "6222000011112222")
        -> String
    {
        """
        {"applicant": {"name": "\(name)", "id_number": "\(identity)", "village": "\(village)", "account": "\(account)"},
         "household": {"status": "other"}, "reward": {"kind": "late-marriage", "year": 2026, "late_marriage": true},
         "materials": {"id-card": 2, "household-register": 4}}
        """
    }

    private static let first = (name: "王小明", identity: "37040219900101018X")
    private static let second = (name: "李小红", identity: "370402199003071234")

    /// Brings an application to its approval.
    private func verified(_ hall: HallUnderTest, _ document: String, by specialist: String = "sun-hao") throws -> String {
        let number = try hall.apply("reward-approval", document, as: "li-na")
        try hall.does("verification", "confirm", of: number, as: specialist)
        try hall.does("review", "approve", of: number, as: "wang-qiang")
        return number
    }

    private func pass(_ hall: HallUnderTest) throws { try hall.settle(at: "2026-03-09T18:00:00+08:00") }

    @Test func reward_fromApplicationToConfirmation_isPaidFromItsLine() throws {
        try HallUnderTest.open { hall in
            try hall.fund("rewards", "1000")
            let number = try verified(hall, application(Self.first.name, Self.first.identity))
            #expect(try hall.steps(of: number) == ["public-notice"])
            try pass(hall)
            #expect(try hall.refusal("head-approval", "approve", of: number, as: "wang-qiang") == "wrong-role")
            try hall.does("head-approval", "approve", of: number, as: "zhao-min")
            #expect(try hall.register("payments").map(\.label) == ["PAY-2026-000001"])
            #expect(try hall.register("payments").first?.fields["recipient"].textValue == DataValue.mask)
            // The bank's batch, made by the shipped script in its confinement.
            let batch = String(decoding: try hall.document("payment-batch", of: number), as: UTF8.self)
            #expect(batch == "number,period,line,name,account,amount\r\nPAY-2026-000001,once,rewards,王小明,6222000011112222,300.00\r\n")
            let plugins: [PluginBody] = try hall.ask("plugin", "list", as: "admin")
            #expect(plugins.first { $0.name == "payments" }?.kind == "exec")
            #expect(plugins.first { $0.name == "payments" }?.confinement == "bubblewrap")
            try hall.does("confirmation", "paid", of: number, as: "qian-jun")
            #expect(try hall.outcome(of: number) == "paid")
            #expect(try hall.left(of: "rewards") == 70_000)
        }
    }

    @Test func payment_ofOneEntitlementAndPeriod_isMadeOnceWhateverIsTriedAgain() throws {
        try HallUnderTest.open { hall in
            try hall.fund("rewards", "1000")
            let first = try verified(hall, application(Self.first.name, Self.first.identity))
            let second = try verified(hall, application(Self.first.name, Self.first.identity, account: "6222000099999999"))
            try pass(hall)
            let answer = try hall.act("head-approval", "approve", of: first, as: "zhao-min", key: "approval-1")
            #expect(answer.code == 0, "\(answer)")
            // The daemon is killed, and the approval is given again: it has the same answer, and one effect.
            try hall.kill()
            try hall.start()
            let task = try #require(
                try hall.detail(first).events.last { $0.kind == "step-entered" && $0.detail["step"].textValue == "head-approval" })
            let repeated = try hall.duban(
                "act", String(task.detail["task"]["number"].integerValue ?? 0), "approve", "--json", "--key", "approval-1", as: "zhao-min")
            #expect(repeated.code == 0 && repeated.text == answer.text, "\(repeated)")
            try hall.does("head-approval", "approve", of: second, as: "zhao-min")
            #expect(try hall.outcome(of: second) == "paid-before")
            #expect(try hall.register("payments").count == 1)
            #expect(try hall.left(of: "rewards") == 70_000)
        }
    }

    @Test func line_thatDoesNotSuffice_isNeverOverdrawn() throws {
        try HallUnderTest.open { hall in
            try hall.fund("rewards", "500")
            let first = try verified(hall, application(Self.first.name, Self.first.identity))
            let second = try verified(hall, application(Self.second.name, Self.second.identity, village: "village-07"), by: "he-ping")
            try pass(hall)
            try hall.does("head-approval", "approve", of: first, as: "zhao-min")
            try hall.does("head-approval", "approve", of: second, as: "zhao-min")
            #expect(try hall.steps(of: second) == ["no-funds"])
            #expect(try hall.register("payments").count == 1 && hall.left(of: "rewards") == 20_000)
            try hall.does("no-funds", "funded", of: second, as: "qian-jun", comment: "已追加")
            #expect(try hall.steps(of: second) == ["no-funds"], "saying so does not make it so")
            try hall.fund("rewards", "100")
            try hall.does("no-funds", "funded", of: second, as: "qian-jun", comment: "已追加")
            #expect(try hall.steps(of: second) == ["confirmation"])
            #expect(try hall.left(of: "rewards") == 0)
        }
    }

    @Test func review_byWhoTookItIn_isRefused() throws {
        try HallUnderTest.open { hall in
            let number = try hall.apply("reward-approval", application(Self.first.name, Self.first.identity), as: "liu-yan")
            try hall.does("verification", "confirm", of: number, as: "sun-hao")
            #expect(try hall.refusal("review", "approve", of: number, as: "liu-yan") == "separation-of-duties")
            #expect(try hall.refusal("review", "claim", of: number, as: "liu-yan") == "separation-of-duties")
            #expect(try hall.steps(of: number) == ["review"])
            try hall.does("review", "approve", of: number, as: "wang-qiang")
        }
    }

    @Test func applicant_whoIsNotEntitled_isToldWhyInWords() throws {
        try HallUnderTest.open { hall in
            let document = application(Self.first.name, Self.first.identity)
                .replacing("\"other\"", with: "\"one-child\"").replacing("\"id-card\": 2", with: "\"id-card\": 2, \"qualification\": 1")
                .replacing("\"late-marriage\"", with: "\"elderly-support\", \"age\": 58")
            let number = try hall.apply("reward-approval", document, as: "li-na")
            let detail = try hall.detail(number)
            #expect(detail.summary.outcome == "refused")
            #expect(detail.data["why"].textValue?.contains("age is 58, below 60") == true)
            #expect(try hall.document("not-entitled", of: number).starts(with: Data("%PDF".utf8)), "the notice could be made")
            #expect(try hall.register("payments").isEmpty)
        }
    }

    @Test func refusal_byThePeopleWhoVerify_isANoticeWithItsReason() throws {
        try HallUnderTest.open { hall in
            let number = try hall.apply("reward-approval", application(Self.first.name, Self.first.identity), as: "li-na")
            try hall.does("verification", "deny", of: number, as: "sun-hao", comment: "登记日期不符")
            #expect(try hall.outcome(of: number) == "refused")
            #expect(try hall.document("refusal", of: number).starts(with: Data("%PDF".utf8)))
        }
    }

    @Test func certificate_reviewedByWhoTookItIn_isRefused() throws {
        try HallUnderTest.open { hall in
            let document = Story.application.replacing("departure", with: "residence")
            let number = try hall.apply("certificate-issuance", document, as: "liu-yan")
            #expect(try hall.refusal("review", "approve", of: number, as: "liu-yan") == "separation-of-duties")
            #expect(try hall.register("certificates").isEmpty)
        }
    }

    @Test func objection_inThePublicNotice_keepsItFromBeingPaid() throws {
        try HallUnderTest.open { hall in
            try hall.fund("rewards", "1000")
            let number = try verified(hall, application(Self.first.name, Self.first.identity))
            try hall.does("public-notice", "objection", of: number, as: "chen-jing", comment: "婚龄不符")
            try pass(hall)
            #expect(try hall.steps(of: number) == ["recheck"], "the objection blocks")
            try hall.does("recheck", "founded", of: number, as: "wang-qiang", comment: "属实")
            #expect(try hall.outcome(of: number) == "refused")
            #expect(try hall.register("payments").isEmpty)
        }
    }

    @Test func allowance_thatRecurs_isPaidEachMonthUnderItsOwnPeriod() throws {
        try HallUnderTest.open { hall in
            try hall.fund("support", "1000")
            let document = """
                {"applicant": {"name": "\(Self.second.name)", "id_number": "\(Self.second.identity)", "village": "village-03", "account": "6222"},
                 "household": {"status": "two-daughters", "certificate": true},
                 "reward": {"kind": "two-daughters-monthly", "year": 2026, "ends": "2026-05-31"},
                 "materials": {"id-card": 2, "household-register": 4, "qualification": 1}}
                """
            let number = try verified(hall, document)
            try pass(hall)
            try hall.does("head-approval", "approve", of: number, as: "zhao-min")
            // Nobody confirms before June: each month is made up for, none twice.
            try hall.settle(at: "2026-06-15T09:00:00+08:00")
            for _ in 1...3 { try hall.does("confirmation", "paid", of: number, as: "qian-jun") }
            #expect(try hall.register("payments").map { $0.fields["period"].textValue } == ["2026-03", "2026-04", "2026-05"])
            try hall.settle(at: "2026-06-16T09:00:00+08:00")
            #expect(try hall.outcome(of: number) == "paid")
        }
    }
}
