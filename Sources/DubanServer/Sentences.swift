import DubanModel

/// The sentences of a case's history: one a kind of event, in both languages. What stands in braces is filled in by `Narrator`; a part
/// in brackets is left out where nothing fills it. A kind without a sentence here is told as the journal tells it.
enum Sentences {
    static let byKind = usual.merging(ofCourse) { first, _ in first }

    private static let usual: [String: LocalizedText] = [
        "case-opened": LocalizedText(english: "The case is opened: {workflow}", chinese: "立件：{workflow}"),
        "data-changed": LocalizedText(english: "Filled in: {changes}", chinese: "填写：{changes}"),
        "data-amended": LocalizedText(english: "Corrected: {changes}", chinese: "更正：{changes}"),
        "materials-received": LocalizedText(english: "Papers received: {pages}", chinese: "收到材料：{pages}"),
        "attachment-added": LocalizedText(english: "A file is added[, as {material}]", chinese: "添加附件[（{material}）]"),
        "step-entered": LocalizedText(english: "{step} begins[ (task {task})]", chinese: "进入“{step}”[（待办 {task}）]"),
        "task-claimed": LocalizedText(english: "{step}: accepted by {by}", chinese: "“{step}”由{by}接办"),
        "task-released": LocalizedText(english: "{step}: given back", chinese: "“{step}”被退回待办"),
        "step-completed": LocalizedText(english: "{step} is done[: {action}]", chinese: "“{step}”办结[：{action}]"),
        "clock-started": LocalizedText(
            english: "The {subject} begins[, counted from {since}]: {budget}, due {due}",
            chinese: "开始计算{subject}[（自 {since} 起算）]：{budget}，截止 {due}"),
        "clock-stopped": LocalizedText(english: "The {clock} stands still[: {reason}]", chinese: "{clock}中止计算[：{reason}]"),
        "clock-resumed": LocalizedText(english: "The {clock} runs on, due {due}", chinese: "{clock}恢复计算，截止 {due}"),
        "clock-ended": LocalizedText(english: "The {clock} ends", chinese: "{clock}停止计算"),
        "rung-reached": LocalizedText(english: "{rung} ({clock}, due {due})", chinese: "{rung}（{clock}，截止 {due}）"),
        "accountability-recorded": LocalizedText(
            english: "Broken: {promise}[; answerable: {person}][; told: {supervisor}]",
            chinese: "问责：{promise}[，责任人 {person}][，通报 {supervisor}]"),
        "notice-issued": LocalizedText(english: "Notice issued: {template}[, naming {named}]", chinese: "发出告知书：{template}[，列明 {named}]"),
        "job-requested": LocalizedText(english: "Handed to {plugin}: {action}", chinese: "交由插件{plugin}办理：{action}"),
        "job-completed": LocalizedText(english: "{step}: made[ {files}]", chinese: "“{step}”：已生成[ {files}]"),
        "job-dead": LocalizedText(
            english: "{step} failed after {attempts} attempts ({code}): {message}", chinese: "“{step}”尝试 {attempts} 次后失败（{code}）：{message}"),
        "register-entered": LocalizedText(english: "Entered in register {register}[ as {label}]", chinese: "登入台账 {register}[，编号 {label}]"),
        "private-read": LocalizedText(english: "Private values were read: {paths}", chinese: "查看了个人信息：{paths}"),
        "case-ended": LocalizedText(english: "The case ends: {outcome}", chinese: "结案：{outcome}"),
    ]

    /// The lights and what they mean.
    static let rungs: [String: LocalizedText] = [
        "remind": LocalizedText(english: "Yellow: the limit is near", chinese: "黄灯：期限将至"),
        "due": LocalizedText(english: "Red: the limit is passed", chinese: "红灯：已经超期"),
        "letter": LocalizedText(english: "A written reminder goes out", chinese: "发出催办函"),
        "criticise": LocalizedText(english: "The breach is criticised publicly", chinese: "通报批评"),
        "escalate": LocalizedText(english: "The work goes to the supervisor", chinese: "升级督办"),
        "resume": LocalizedText(english: "The longest stop is over", chinese: "中止期满"),
        "lapse": LocalizedText(english: "What was awaited did not come", chinese: "逾期未到"),
    ]

    /// The promises, as accountability entries name them.
    static let promises: [String: LocalizedText] = [
        "promised-limit": LocalizedText(english: "the promised limit", chinese: "承诺时限"),
        "statutory-limit": LocalizedText(english: "the statutory limit", chinese: "法定时限"),
        "step-limit": LocalizedText(english: "the limit of a step", chinese: "环节时限"),
        "one-time-notice": LocalizedText(english: "one-time notification", chinese: "一次性告知"),
    ]

    /// The clocks of the whole case.
    static let subjects: [String: LocalizedText] = [
        "promised": LocalizedText(english: "promised limit", chinese: "承诺时限"),
        "statutory": LocalizedText(english: "statutory limit", chinese: "法定时限"),
    ]

    /// The units of limits: in English as they are written, in Chinese so.
    static let units: [String: String] = [
        "working day": "个工作日", "calendar day": "日", "calendar month": "个月", "working hour": "个工作小时",
    ]

    /// A limit such as `3 working days`, in both languages.
    static func limit(_ text: String) -> LocalizedText {
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        guard words.count == 2 else { return .same(text) }
        let unit = words[1].hasSuffix("s") ? String(words[1].dropLast()) : words[1]
        return LocalizedText(english: text, chinese: units[unit].map { words[0] + $0 } ?? text)
    }
}
