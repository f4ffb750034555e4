import DubanModel

/// The sentences of what happens to a case beyond its usual way: branches, hand-overs, extensions, other cases.
extension Sentences {
    static let ofCourse: [String: LocalizedText] = [
        "case-suspended": LocalizedText(english: "The case is suspended", chinese: "办件中止"),
        "case-resumed": LocalizedText(english: "The case goes on", chinese: "办件恢复"),
        "closing-began": LocalizedText(english: "The case is being ended: {outcome} ({cause})", chinese: "开始终止办件：{outcome}（{cause}）"),
        "comment-added": LocalizedText(english: "A comment is added", chinese: "添加备注"),
        "case-migrated": LocalizedText(english: "The case goes on under another version of its workflow", chinese: "办件转入新版本流程"),
        "step-abandoned": LocalizedText(english: "{step} is given up: {because}", chinese: "“{step}”终止：{because}"),
        "act-recalled": LocalizedText(english: "{by} takes back what they did at {step}", chinese: "{by}撤回“{step}”"),
        "scope-opened": LocalizedText(english: "Branch {branch} opens", chinese: "分支 {branch} 开始"),
        "scope-closed": LocalizedText(english: "Branch {scope} closes[: {standing}]", chinese: "分支 {scope} 结束[：{standing}]"),
        "items-listed": LocalizedText(english: "{step}: the items are listed", chinese: "“{step}”：列出各项"),
        "table-decided": LocalizedText(english: "{step}: table [{table} ]decides[, row {rows}]", chinese: "“{step}”：决策表[ {table} ]判定[，第 {rows} 行]"),
        "occurrence-reached": LocalizedText(english: "{step}: it is time again ({at})", chinese: "“{step}”：到期执行（{at}）"),
        "vote-cast": LocalizedText(english: "{step}: {by} acts[: {action}]", chinese: "“{step}”：{by}表态[：{action}]"),
        "task-escalated": LocalizedText(english: "{step} moves to {to}", chinese: "“{step}”升级至{to}"),
        "hand-over-offered": LocalizedText(english: "{from} offers the matter to {to}", chinese: "{from}提出移交给{to}"),
        "hand-over-answered": LocalizedText(english: "{by} answers the hand-over: {accepted}", chinese: "{by}答复移交：{accepted}"),
        "answerable-changed": LocalizedText(english: "Answerable from now[: {members}]", chinese: "责任人变更[：{members}]"),
        "accountability-contested": LocalizedText(english: "Entry {entry} is contested", chinese: "对问责记录 {entry} 提出异议"),
        "accountability-settled": LocalizedText(
            english: "Entry {entry} is settled; set aside: {set_aside}", chinese: "问责记录 {entry} 处理完毕，撤销：{set_aside}"),
        "clock-extended": LocalizedText(english: "The {clock} gets {by} more, due {due}", chinese: "{clock}延长{by}，截止 {due}"),
        "clock-rederived": LocalizedText(english: "The {clock} moves with the calendar[, due {due}]", chinese: "{clock}随日历调整[，截止 {due}]"),
        "extension-requested": LocalizedText(english: "{member} asks for {by} more", chinese: "{member}申请延期{by}"),
        "extension-answered": LocalizedText(english: "The extension is answered[ by {by}]: {granted}", chinese: "延期申请答复[（{by}）]：{granted}"),
        "balance-changed": LocalizedText(
            english: "Register {register}: {account} changes by {amount}, {after} is left",
            chinese: "台账 {register}：{account} 变动 {amount}，余 {after}"),
        "register-read": LocalizedText(english: "Register {register} is read: {found} found", chinese: "查询台账 {register}：{found} 条"),
        "child-requested": LocalizedText(english: "Calls another workflow: {workflow}", chinese: "调用流程：{workflow}"),
        "child-opened": LocalizedText(english: "Its child case is {number}", chinese: "子办件 {number}"),
        "child-ended": LocalizedText(english: "Its child case ends: {outcome}", chinese: "子办件结束：{outcome}"),
    ]

    /// What became of an entry of accountability.
    static let chargeStandings: [String: LocalizedText] = [
        "standing": LocalizedText(english: "stands", chinese: "有效"),
        "contested": LocalizedText(english: "contested", chinese: "已提出异议"),
        "upheld": LocalizedText(english: "upheld", chinese: "维持"),
        "set-aside": LocalizedText(english: "set aside", chinese: "已撤销"),
    ]

    /// The steps that no definition has.
    static let engineSteps: [String: LocalizedText] = [
        "@opinion": LocalizedText(english: "Opinion wanted", chinese: "加签意见"),
        "@extension": LocalizedText(english: "Extension", chinese: "延期申请"),
        "@letter": LocalizedText(english: "Written reminder", chinese: "催办函"),
        "@notice": LocalizedText(english: "Notice", chinese: "告知书"),
        "@hand-over": LocalizedText(english: "Hand-over offered", chinese: "移交"),
    ]

    /// What may be done at them, and what every task has.
    static let engineActions: [String: LocalizedText] = [
        "claim": LocalizedText(english: "Accept", chinese: "接办"), "release": LocalizedText(english: "Give back", chinese: "退回"),
        "send-back": LocalizedText(english: "Send back", chinese: "退回上一环节"), "agree": LocalizedText(english: "Agree", chinese: "同意"),
        "disagree": LocalizedText(english: "Disagree", chinese: "不同意"), "approve": LocalizedText(english: "Approve", chinese: "批准"),
        "refuse": LocalizedText(english: "Refuse", chinese: "不批准"), "accept": LocalizedText(english: "Accept", chinese: "接受"),
        "decline": LocalizedText(english: "Decline", chinese: "谢绝"),
    ]

    /// Yes and no.
    static let answers: [Bool: LocalizedText] = [
        true: LocalizedText(english: "yes", chinese: "是"), false: LocalizedText(english: "no", chinese: "否"),
    ]

    /// Why a step was given up.
    static let abandonments: [String: LocalizedText] = [
        "not-needed": LocalizedText(english: "it is not needed any more", chinese: "不再需要"),
        "recalled": LocalizedText(english: "the act before was taken back", chinese: "前一环节撤回"),
        "closing": LocalizedText(english: "the case is being ended", chinese: "办件终止"),
        "breached": LocalizedText(english: "its limit is passed", chinese: "超过时限"),
        "lapsed": LocalizedText(english: "what was awaited did not come", chinese: "逾期未到"),
        "failed": LocalizedText(english: "its job failed", chinese: "作业失败"),
    ]

    /// Why a case is ended from outside its steps.
    static let causes: [String: LocalizedText] = [
        "withdrawn": LocalizedText(english: "the applicant withdrew", chinese: "申请人撤回"),
        "cancelled": LocalizedText(english: "the office cancelled it", chinese: "单位取消"),
        "parent-closed": LocalizedText(english: "the case that called it was ended", chinese: "上级办件终止"),
    ]

    /// How a branch stands.
    static let standings: [String: LocalizedText] = [
        "open": LocalizedText(english: "open", chinese: "进行中"), "joined": LocalizedText(english: "done", chinese: "完成"),
        "failed": LocalizedText(english: "failed", chinese: "未通过"), "cancelled": LocalizedText(english: "cancelled", chinese: "取消"),
    ]
}
