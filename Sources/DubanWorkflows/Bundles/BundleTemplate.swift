public import DubanModel

/// The bundle with which a new workflow starts: it passes the checker, and its scenarios come out as they say.
public enum BundleTemplate {
    /// The files of a new bundle, by their paths.
    /// - Parameters:
    ///   - name: The name of its folder: small letters, digits and hyphens.
    ///   - code: What its case numbers begin with.
    ///   - handler: The role that takes applications in.
    ///   - approver: The role that decides; somebody else does it than who took the application in.
    /// - Throws: A refusal where the name or the code cannot be used.
    public static func files(
        _ name: String, code: String, title: LocalizedText, handler: String = "clerk", approver: String = "reviewer"
    ) throws(Refusal) -> [String: String] {
        guard SchemaReader.isStepName(name) else {
            throw Refusal(.invalidRequest, "\"\(name)\" cannot be the name of a workflow: use small letters, digits and -, a letter first.")
        }
        guard (1...12).contains(code.utf8.count), code.utf8.allSatisfy({ (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) }) else {
            throw Refusal(.invalidRequest, "\"\(code)\" cannot be the code of a workflow: use 1 to 12 capital letters and digits.")
        }
        return [
            "workflow.yaml": workflow(name, code, title, handler, approver), "tables/kinds.yaml": kinds,
            "tests/ways.yaml": tests(code, handler, approver),
        ]
    }

    private static func workflow(_ name: String, _ code: String, _ title: LocalizedText, _ handler: String, _ approver: String) -> String {
        """
        # yaml-language-server: $schema=../../docs/workflow.schema.json
        # The language is explained in docs/workflow-language.md. Check with: duban workflow check . ; play the tests with: duban workflow test .
        duban: 1
        workflow: \(name)
        title: {en: "\(title.english)", zh: "\(title.chinese)"}
        code: \(code)

        data:
          applicant:
            name: {type: text, required: true, private: true, find: true, title: {en: Name, zh: 姓名}}
            phone: {type: telephone, private: true, title: {en: Telephone, zh: 联系电话}}
          request:
            kind: {type: choice, of: table(kinds), required: true, title: {en: Kind, zh: 种类}}
            reason: {type: text, title: {en: Reason, zh: 事由}}
            number: {type: text, title: {en: Number, zh: 编号}}

        materials:
          - {id: id-card, title: {en: Identity card, zh: 居民身份证}}

        limits: {statutory: 20 working days, promised: 5 working days, starts: review, remind: 1 working day}

        steps:
          intake:
            title: {en: Take the application in, zh: 受理登记}
            task: \(handler)
            form: [applicant, request.kind, request.reason]
            limit: 1 working day
            then: completeness
          completeness:
            title: {en: Is everything there?, zh: 材料审查}
            choose:
              - {when: missing.size() > 0, then: supplement}
              - {then: review}
          supplement:
            title: {en: Wait for the missing papers, zh: 等待补正}
            wait: supplemented
            by: \(handler)
            at_most: 30 calendar days
            lapse: lapsed
            then: completeness
          review:
            title: {en: Review, zh: 审核}
            task: \(approver)
            not: [intake]
            limit: 2 working days
            actions:
              approve: {then: enter, title: {en: Approve, zh: 同意}}
              refuse: {then: refused, title: {en: Refuse, zh: 不予办理}, comment: required}
          enter:
            title: {en: Enter in the register, zh: 登记编号}
            record: \(name)
            as: request.number
            serial: "\(code)-{year}-{0000}"
            fields: {kind: = request.kind, applicant: = applicant.name}
            then: hand-over
          hand-over:
            title: {en: Tell the applicant, zh: 告知申请人}
            task: \(handler)
            limit: 2 working days
            then: done
          done: {end: approved, title: {en: Approved, zh: 已办结}}
          refused: {end: refused, title: {en: Refused, zh: 不予办理}}
          lapsed: {end: lapsed, title: {en: Closed without prejudice, zh: 逾期未补正，退件}}

        """
    }

    private static let kinds = """
        table: kinds
        rows:
          usual: {title: {en: Usual, zh: 一般}}
          urgent: {title: {en: Urgent, zh: 加急}}

        """

    private static func tests(_ code: String, _ handler: String, _ approver: String) -> String {
        """
        # Stories that must come out as they say; play them with: duban workflow test .
        duban: 1
        at: 2026-03-02T09:00
        staff:
          - {id: ann, name: {en: Ann, zh: 安}, roles: [\(handler)], office: hall, supervisor: chief}
          - {id: ben, name: {en: Ben, zh: 本}, roles: [\(handler), \(approver)], office: hall, supervisor: chief}
          - {id: cat, name: {en: Cat, zh: 凯}, roles: [\(approver)], office: hall, supervisor: chief}
          - {id: chief, name: {en: Chief, zh: 主任}, roles: [supervisor], office: hall}
        scenarios:
          approved:
            - apply: {applicant: {name: 王小明}, request: {kind: usual}}
              by: ann
              materials: {id-card: 2}
              expect: {at: review, inbox: {ben: review, cat: review}}
            - do: review
              action: approve
              by: cat
              expect: {at: hand-over, data: {request.number: \(code)-2026-0001}}
            - {do: hand-over, by: ann, expect: {outcome: approved, accountability: []}}
          refused-with-a-reason:
            - apply: {applicant: {name: 王小明}, request: {kind: urgent}}
              by: ann
              materials: {id-card: 2}
            - {do: review, action: refuse, by: cat, refused: reason-required}
            - {do: review, action: refuse, by: cat, comment: 不符合条件, expect: {outcome: refused}}
          reviewed-by-somebody-else:
            - apply: {applicant: {name: 王小明}, request: {kind: usual}}
              by: ben
              materials: {id-card: 2}
            - {do: review, action: approve, by: ben, refused: separation-of-duties}
          supplemented-or-not:
            - apply: {applicant: {name: 王小明}, request: {kind: usual}}
              by: ann
              expect: {at: supplement}
            - {do: supplement, by: ann, materials: {id-card: 2}, expect: {at: review}}
            - apply: {applicant: {name: 李小红}, request: {kind: usual}}
              by: ann
            - {advance: 31 calendar days, expect: {outcome: lapsed}}

        """
    }
}
