public import DubanWorkflows

extension Fixture {
    /// A small workflow with one of everything that a runner sees: a task, a register with a serial, a job, a task, an end; the case's
    /// clocks start with the register.
    public static let permitText = """
        duban: 1
        workflow: permit
        title: {en: Permit, zh: 许可}
        code: PRM
        data:
          applicant:
            name: {type: text, private: true, find: true, title: {en: Name, zh: 姓名}}
          purpose: {type: text, title: {en: Purpose, zh: 用途}}
          number: {type: text, title: {en: Number, zh: 编号}}
        materials:
          - {id: id-card, title: {en: Identity card, zh: 身份证}}
        limits: {statutory: 15 working days, promised: 3 working days, starts: number, remind: 1 working day, criticise: 5 working days}
        steps:
          intake: {task: clerk, form: [applicant, purpose], limit: 1 working day, then: number}
          number: {record: permits, as: number, serial: "PRM-{year}-{0000}", fields: {purpose: = purpose}, then: produce}
          produce: {job: documents.render, with: {purpose: = purpose, name: = applicant.name}, then: hand-over}
          hand-over: {task: clerk, limit: 2 working days, actions: {handed-over: {then: issued}}}
          issued: {end: issued}
        """

    /// The permit workflow.
    public static func permit() throws -> WorkflowDefinition { try workflow("permit", permitText) }

    /// A workflow of jobs alone: one task, then as many jobs one after the other as asked for, then a task.
    public static func jobs(_ count: Int, queue: String = "work", retry: String = "") throws -> WorkflowDefinition {
        let steps = (1...count).map { number in
            let next = number == count ? "rest" : "job-\(number + 1)"
            return
                "  job-\(number): {job: worker.go, queue: \(queue), with: {n: \(number)}\(retry.isEmpty ? "" : ", retry: \(retry)"), then: \(next)}"
        }
        return try workflow(
            "chain",
            """
            duban: 1
            workflow: chain
            title: {en: Chain, zh: 链}
            code: CHN
            steps:
              begin: {task: clerk, limit: 1 working day, then: job-1}
            \(steps.joined(separator: "\n"))
              rest: {task: clerk, limit: 1 working day, then: over}
              over: {end: over}
            """)
    }
}
