import DubanAPI
import Foundation

/// A workflow with a panel of judges, each of whom scores alone; nobody sees another's entry before all are in.
enum Scoring {
    static let staff = """
        staff:
          - {id: clerk, name: {en: Clerk, zh: 办事员}, user: u-clerk, roles: [clerk], office: hall, supervisor: boss}
          - {id: judge-a, name: {en: Judge A, zh: 评委甲}, user: u-a, roles: [judge], office: panel, supervisor: boss}
          - {id: judge-b, name: {en: Judge B, zh: 评委乙}, user: u-b, roles: [judge], office: panel, supervisor: boss}
          - {id: boss, name: {en: Boss, zh: 主任}, user: u-boss, roles: [supervisor, judge-chair], office: leadership}
          - {id: admin, name: {en: Administrator, zh: 管理员}, user: u-admin, roles: [administrator, integration], office: hall}
        """

    static let members = ["clerk", "judge-a", "judge-b", "boss", "admin"]

    static let workflow = """
        duban: 1
        workflow: scoring
        title: {en: Scoring, zh: 评分}
        code: SCO
        data:
          subject: {type: text, required: true, title: {en: Subject, zh: 对象}}
          scores: {type: list, of: {judge: {type: text}, remark: {type: text}, secret_note: {type: text}, verdict: {type: text}}}
        limits: {statutory: 20 working days, promised: 10 working days, starts: score}
        steps:
          open: {title: {en: Open, zh: 开始}, task: clerk, form: [subject], limit: 1 working day, then: score}
          score:
            title: {en: Score, zh: 评分}
            each: role(judge)
            as: judge
            local:
              remark: {type: text, required: true, title: {en: Remark, zh: 评语}}
              secret_note: {type: text, private: true, find: true, title: {en: Note, zh: 备注}}
              verdict: {type: text}
            start: enter
            secret: true
            join: all
            collect: scores
            then: announce
          enter:
            title: {en: Enter a score, zh: 填写评分}
            task: judge
            candidates: = judge
            form: [remark, secret_note]
            limit: 2 working days
            actions:
              favour: {then: weigh, title: {en: In favour, zh: 赞成}}
              against: {then: weigh, title: {en: Against, zh: 反对}}
          weigh:
            title: {en: Weigh, zh: 权衡}
            choose:
              - {when: remark != "", then: enter-book}
              - {then: join}
          enter-book:
            title: {en: Enter in the book, zh: 登记}
            record: score-book
            key: [= case.number, = judge]
            fields: {remark: = remark, note: = secret_note}
            then: print
          print:
            title: {en: Print, zh: 打印}
            job: documents.render
            with: {template: slip}
            share: [remark]
            then: join
          announce: {title: {en: Announce, zh: 公布}, task: clerk, limit: 1 working day, then: done}
          done: {end: done}
        """

    static let slip = """
        page: {orientation: portrait, border: plain}
        title: "slip {{case.number}}"
        blocks:
          - text: "{{remark}}"
        """

    /// What one judge writes; nobody else may see any of it before the other judge is done.
    static let canaries = ["CANARYREMARK", "CANARYNOTE", "CANARYCOMMENT"]

    /// Writes the bundle and its office.
    static func office(_ scratch: Scratch) throws -> Office {
        try scratch.write("bundles/scoring/workflow.yaml", workflow)
        try scratch.write("bundles/scoring/templates/slip.yaml", slip)
        var office = Office()
        office.workflows = scratch.path("bundles")
        office.staff = staff
        return office
    }

    /// Opens a case and has judge-a score.
    static func plant(_ hall: HallUnderTest) throws {
        let opened = try hall.duban("apply", "scoring", "--data", "-", as: "clerk", input: "{\"subject\": \"岗位一\"}")
        guard opened.code == 0 else { throw ChildProcess.Failure(description: "\(opened)") }
        try hall.settle(as: "admin")
        try score(hall, by: "judge-a", "favour", remark: canaries[0], note: canaries[1], comment: canaries[2])
    }

    /// Has a judge score.
    static func score(
        _ hall: HallUnderTest, by judge: String, _ action: String, remark: String, note: String, comment: String
    ) throws {
        let inbox: [TaskBody] = try hall.ask("inbox", as: judge)
        guard let task = inbox.first(where: { $0.step == "enter" }) else {
            throw ChildProcess.Failure(description: "\(judge) has nothing to score: \(inbox.map(\.step))")
        }
        let data = "{\"remark\": \"\(remark)\", \"secret_note\": \"\(note)\"}"
        let output = try hall.duban(
            "act", String(task.number), action, "--data", "-", "--comment", comment, as: judge, input: data)
        guard output.code == 0 else { throw ChildProcess.Failure(description: "\(judge): \(output)") }
        try hall.settle(as: "admin")
    }
}
