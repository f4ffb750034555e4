import DubanEngine
import DubanModel
import DubanTestKit
import DubanTime
import DubanWorkflows

/// The office in which clocks are tested: three ranks, and a workflow with every rung, stop and extension.
enum ClocksOffice {
    /// Two clerks and two reviewers under zhao-min, who stands below zhou-wei; wu-gang leads another office.
    static let staff = """
        staff:
          - {id: li-na, name: {en: Li Na, zh: 李娜}, user: lina, roles: [clerk], office: hall, supervisor: zhao-min}
          - {id: chen-jing, name: {en: Chen Jing, zh: 陈静}, user: chenjing, roles: [clerk], office: hall, supervisor: zhao-min}
          - {id: wang-qiang, name: {en: Wang Qiang, zh: 王强}, user: wangqiang, roles: [reviewer], office: hall, supervisor: zhao-min}
          - {id: liu-yan, name: {en: Liu Yan, zh: 刘燕}, user: liuyan, roles: [reviewer], office: hall, supervisor: zhao-min}
          - {id: zhao-min, name: {en: Zhao Min, zh: 赵敏}, user: zhaomin, roles: [supervisor], office: hall, supervisor: zhou-wei}
          - {id: zhou-wei, name: {en: Zhou Wei, zh: 周伟}, user: zhouwei, roles: [director, supervisor], office: leadership}
          - {id: wu-gang, name: {en: Wu Gang, zh: 吴刚}, user: wugang, roles: [director], office: finance}
          - {id: admin, name: {en: Administrator, zh: 系统管理员}, user: admin, roles: [administrator], office: hall}
        """

    /// Intake, review and delivery; the promised limit of 3 working days starts with the review.
    static let permit = """
        duban: 1
        workflow: permit
        title: {en: Permit, zh: 许可}
        code: PER
        data:
          note: {type: text}
        limits:
          statutory: 10 working days
          promised: 3 working days
          starts: review
          remind: 1 working day
          letter: 1 working day
          letter_template: letter
          escalate: 2 working days
          criticise: 5 working days
        stops:
          hearing: {title: {en: Hearing, zh: 听证}, at_most: 5 working days, by: [reviewer]}
          expert-review: {title: {en: Expert review, zh: 专家评审}, by: [reviewer], afterwards: restart}
          supplement: {title: {en: Supplement, zh: 补正}}
        extension: {at_most: 2 working days, times: 1, by: [director], limit: 1 working day, notice: extension}
        steps:
          intake:
            title: {en: Intake, zh: 受理}
            task: clerk
            limit: 1 working day
            then: review
          review:
            title: {en: Review, zh: 审核}
            task: reviewer
            limit: {time: 2 working days, remind: 1 working day}
            actions: {approve: delivery, refuse: {then: refused, comment: required}}
          delivery:
            title: {en: Delivery, zh: 发证}
            task: clerk
            limit: 1 working day
            then: issued
          issued: {end: issued}
          refused: {end: refused}
        """

    static let templates = ["letter.yaml": "title: letter", "extension.yaml": "title: extension"]

    /// A permit case of Monday, 2 March 2026, 09:00, that li-na has taken in and wang-qiang has accepted for review.
    static func underReview() throws -> CaseRun {
        let run = try ClocksOffice.run(permit, "permit")
        try run.open()
        try run.act("review", "claim", by: "wang-qiang")
        return run
    }

    static func run(_ text: String, _ name: String, sharing neighbour: CaseRun? = nil, id: Int64 = 1) throws -> CaseRun {
        let definition = try Fixture.workflow(name, text, templates: templates)
        return try CaseRun(definition, id: id, sharing: neighbour, roster: try Fixture.roster(staff))
    }
}

extension CaseRun {
    /// Has an input of a member of staff decided.
    @discardableResult
    func staff(_ member: String, _ input: Input) throws -> Decision { try decide(input, by: .staff(StaffID(member))) }

    /// The open clock of the case or of a step.
    func clock(_ subject: Clock.Subject) throws -> Clock {
        guard let clock = state.clocks.first(where: { $0.subject == subject }) else {
            throw Fixture.Fault(description: "No clock of \(subject.text) runs; there are \(state.clocks.map(\.subject.text)).")
        }
        return clock
    }

    /// When a clock ends, at the office: `2026-03-05T17:30`.
    func due(_ subject: Clock.Subject) throws -> String? { try clock(subject).derived.due.map { local($0) } }

    /// An instant at the office, to the minute.
    func local(_ instant: Instant) -> String { String(calendar.calendar.local(instant).prefix(16)) }

    /// The rungs that were reached, with the instants at which they were due and noticed.
    var rungs: [(clock: ClockID, rung: Rung, due: String, noticed: String)] {
        decisions.flatMap { decision in
            decision.events.compactMap { event in
                guard case .rungReached(let clock, let rung, let due) = event else { return nil }
                return (clock, rung, local(due), local(decision.at))
            }
        }
    }

    /// The rungs of one clock that were reached.
    func rungs(of clock: ClockID) -> [Rung] { rungs.filter { $0.clock == clock }.map(\.rung) }

    /// The code with which an input is refused; nothing where it is not.
    func refusal(of input: Input, by member: String) -> Refusal.Code? {
        let before = state
        do {
            try staff(member, input)
            return nil
        } catch let refusal as Refusal {
            // A refusal changes nothing.
            return before == state ? refusal.code : .internalInconsistency
        } catch {
            return .internalInconsistency
        }
    }
}
