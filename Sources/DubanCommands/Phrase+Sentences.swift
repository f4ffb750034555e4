/// What the verbs say.
extension Phrase {
    static let noCase = Phrase("No case.", "没有办件。")
    static let nothingWaits = Phrase("Nothing waits.", "没有待办。")
    static let noDeadJob = Phrase("No dead job.", "没有失败的作业。")
    static let noEntry = Phrase("No entry.", "没有记录。")
    static let noQueue = Phrase("No queue.", "没有队列。")
    static let noRegister = Phrase("No register has an entry yet.", "尚无台账记录。")
    static let noWorkflow = Phrase("No workflow.", "没有流程。")
    static let noPrivateValue = Phrase("The case has no private value.", "该办件没有个人信息。")
    static let noReason = Phrase("No choice was made yet.", "尚无流转依据。")

    static let open = Phrase("open", "开放")
    static let paused = Phrase("paused", "已暂停")
    static let nobody = Phrase("nobody yet", "尚无人接办")
    static let clockStands = Phrase("stands still", "已中止")
    static let provisional = Phrase("provisional: beyond the last published year", "暂定：超出已公布的年份")
    static let otherwise = Phrase("otherwise", "其他情形")

    static func ended(_ outcome: String) -> Phrase { Phrase("ended: \(outcome)", "已结案：\(outcome)") }
    static func applied(_ done: Int, of all: Int) -> Phrase { Phrase("\(done) of \(all) applied for", "已受理 \(done) 件，共 \(all) 件") }
    static func owner(_ name: String) -> Phrase { Phrase("owner \(name)", "责任人 \(name)") }
    static func opened(_ instant: String) -> Phrase { Phrase("opened \(instant)", "受理 \(instant)") }
    static func due(_ instant: String) -> Phrase { Phrase("due \(instant)", "截止 \(instant)") }
    static func pages(_ count: Int) -> Phrase { Phrase(count == 1 ? "1 page" : "\(count) pages", "\(count) 页") }
    static func task(_ number: Int64) -> Phrase { Phrase("task \(number)", "待办 \(number)") }
    static func answerable(_ person: String, _ supervisor: String) -> Phrase {
        Phrase("answerable \(person), told \(supervisor)", "责任人 \(person)，通报 \(supervisor)")
    }
    static func inForce(_ names: String) -> Phrase { Phrase("In force: \(names)", "已生效：\(names)") }
    static func clockAt(_ instant: String) -> Phrase { Phrase("The clock stands at \(instant).", "时钟现为 \(instant)。") }

    static func standing(_ name: String) -> Phrase {
        switch name {
        case "open": Phrase("open", "进行中")
        case "joined": Phrase("done", "完成")
        case "failed": Phrase("failed", "未通过")
        case "cancelled": Phrase("cancelled", "取消")
        default: Phrase(name, name)
        }
    }

    static func light(_ name: String) -> Phrase {
        switch name {
        case "green": Phrase("green", "绿")
        case "yellow": Phrase("yellow", "黄")
        case "red": Phrase("red", "红")
        default: Phrase(name, name)
        }
    }
    static let noJob = Phrase("No such job.", "没有这样的作业。")

    /// Where a job stands.
    static func jobState(_ state: String) -> Phrase {
        switch state {
        case "ready": Phrase("ready", "等待")
        case "claimed": Phrase("running", "执行中")
        case "delayed": Phrase("delayed", "延后")
        case "dead": Phrase("dead", "失败")
        case "done": Phrase("done", "完成")
        case "cancelled": Phrase("called off", "撤销")
        default: Phrase(state, state)
        }
    }
}
