import DubanTestKit
import DubanWorkflows

/// The workflow of most engine tests: the way of a certificate, with a way back to the applicant after the clocks have started.
enum HallWorkflow {
    static let text = """
        duban: 1
        workflow: hall
        title: {en: Hall, zh: 大厅}
        code: HAL
        data:
          applicant:
            name: {type: text, required: true, private: true, title: {en: Name, zh: 姓名}}
            phone: {type: text, title: {en: Telephone, zh: 电话}}
          kind: {type: text, required: true, title: {en: Kind, zh: 种类}}
          number: {type: text, title: {en: Number, zh: 编号}}
          output: {type: text, title: {en: Output, zh: 输出}}
        materials:
          - {id: id-card, title: {en: Identity card, zh: 身份证}}
          - {id: photo, title: {en: Photograph, zh: 照片}, when: kind == "departure"}
        limits: {statutory: 15 working days, promised: 3 working days, starts: receipt, remind: 1 working day, criticise: 5 working days}
        steps:
          intake: {task: clerk, form: [applicant, kind], limit: 1 working day, then: completeness}
          completeness: {choose: [{when: missing.size() > 0, then: one-time-notice}, {then: receipt}]}
          one-time-notice: {notice: missing, names: missing, then: supplement}
          supplement: {wait: supplemented, by: clerk, at_most: 30 calendar days, lapse: closed, stops_clock: supplement, then: completeness}
          receipt: {job: documents.render, with: {template: receipt}, then: review}
          review: {task: reviewer, not: [intake], limit: 1 working day, actions: {approve: {then: number}, refuse: {then: refused, comment: required}, ask: {then: one-time-notice}}}
          number: {record: certificates, as: number, serial: "HAL-{year}-{0000}", fields: {kind: = kind, holder: = applicant.name}, then: produce}
          produce: {job: documents.render, with: {template: certificate}, on_error: by-hand, then: hand-over}
          by-hand: {task: clerk, limit: 1 working day, then: hand-over}
          hand-over: {task: clerk, limit: 2 working days, actions: {handed-over: {then: issued}}}
          issued: {end: issued}
          refused: {end: refused}
          closed: {end: closed}
        """

    static let templates = ["missing.yaml": "missing", "receipt.yaml": "receipt", "certificate.yaml": "certificate"]

    static func load() throws -> WorkflowDefinition { try Fixture.workflow("hall", text, templates: templates, roster: Fixture.roster()) }
}
