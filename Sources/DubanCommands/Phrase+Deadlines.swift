/// What is said about deadlines, calendars, versions and broken promises.
extension Phrase {
    static let after = Phrase("AFTER", "调整后")
    static let answerable = Phrase("ANSWERABLE", "责任人")
    static let before = Phrase("BEFORE", "调整前")
    static let clock = Phrase("CLOCK", "时限")
    static let contested = Phrase("CONTESTED", "异议中")
    static let counting = Phrase("COUNTING", "计入")
    static let entry = Phrase("ENTRY", "条目")
    static let left = Phrase("LEFT", "剩余")
    static let minutes = Phrase("MINUTES", "分钟")
    static let moved = Phrase("MOVED", "调整时限")
    static let office = Phrase("OFFICE", "科室")
    static let openCases = Phrase("OPEN CASES", "在办件")
    static let person = Phrase("PERSON", "姓名")
    static let promise = Phrase("PROMISE", "承诺")
    static let setAside = Phrase("SET ASIDE", "撤销")
    static let shares = Phrase("SHARES (MIN)", "占用时间（分钟）")
    static let since = Phrase("SINCE", "生效时间")
    static let told = Phrase("TOLD", "通报")
    static let turns = Phrase("TURNS", "亮灯")
    static let upheld = Phrase("UPHELD", "维持")

    static let sectionBranches = Phrase("Branches", "分支")
    static let sectionEntries = Phrase("Entries", "问责条目")
    static let sectionOffices = Phrase("By office", "按科室")
    static let sectionPeople = Phrase("By person", "按人员")
    static let sectionWhyDue = Phrase("Why it is due then", "截止时间依据")

    static let noAccountability = Phrase("No entry of accountability that you may see.", "没有可查看的问责记录。")
    static let noClock = Phrase("No clock runs or stands still in the case.", "该办件没有计时。")
    static let noDeadline = Phrase("Nothing is due.", "没有到期事项。")
    static let rederiving = Phrase("clocks are being derived anew; it goes on by itself", "正在重新推算时限，将自动继续")
    static let settled = Phrase("settled", "已完成")
    static let secretBranch = Phrase("shown to nobody before all are in", "全部提交前不予显示")
    static let suspended = Phrase("suspended", "已中止")
    static let inForceMark = Phrase("in force", "现行")
    static let olderMark = Phrase("older", "旧版")
    static let watchTitle = Phrase("Duban · deadlines", "督办 · 时限看板")
    static let watchFooter = Phrase("Ctrl-C ends it", "按 Ctrl-C 退出")

    static func cut(_ count: Int) -> Phrase { Phrase("Only the first \(count) are shown; there are more.", "仅显示前 \(count) 条，还有更多。") }
    static func more(_ count: Int) -> Phrase { Phrase("… and \(count) more", "……还有 \(count) 条") }
    static func turns(_ light: String, _ at: String) -> Phrase { Phrase("\(light) \(at)", "\(at) 亮\(light)灯") }
    static func provisionalDue(_ due: String) -> Phrase { Phrase("\(due) (provisional)", "\(due)（暂定）") }
    static func offered(_ from: String, _ to: String) -> Phrase { Phrase("\(from) offers it to \(to)", "\(from)提出移交给\(to)") }
    static func askedBy(_ name: String) -> Phrase { Phrase("asked by \(name)", "\(name)提出") }
    static func noticedLate(_ due: String) -> Phrase { Phrase("noticed late: was due \(due)", "补记：应于 \(due)") }
    static func leftOf(_ time: String) -> Phrase { Phrase("\(time) left", "剩余\(time)") }
    static func stopped(_ reason: String) -> Phrase { Phrase("stands still: \(reason)", "已中止：\(reason)") }
    static func rederived(_ cases: Int) -> Phrase { Phrase("\(cases) cases looked at …", "已核对 \(cases) 件……") }
    static func didMove(_ clocks: Int, _ cases: Int, _ all: Int) -> Phrase {
        Phrase(
            "In force. \(clocks) clocks of \(cases) cases moved; \(all) open cases were looked at.",
            "已生效。核对在办件 \(all) 件，其中 \(cases) 件的 \(clocks) 个时限有调整。")
    }
    static func wouldMove(_ clocks: Int, _ cases: Int, _ all: Int) -> Phrase {
        Phrase(
            "\(clocks) clocks of \(cases) cases would move; \(all) open cases were looked at. Nothing was changed.",
            "核对在办件 \(all) 件，\(cases) 件的 \(clocks) 个时限将有调整。未作任何更改。")
    }
    static func shifts(_ earlier: String, _ later: String) -> Phrase { Phrase("from \(earlier) to \(later)", "调整幅度 \(earlier) 至 \(later)") }
    static func daysAndHours(_ days: Int, _ hours: Int) -> Phrase { Phrase("\(days) d \(hours) h", "\(days)天\(hours)小时") }
    static func passedTooEarly(_ count: Int) -> Phrase {
        Phrase(
            "\(count) limits were noted as passed and by this calendar have not passed; the person charged may contest the entry.",
            "有 \(count) 个时限曾记为超期，按本日历并未超期；责任人可对问责记录提出异议。")
    }
    static func notDerived(_ count: Int) -> Phrase {
        Phrase(
            "\(count) cases keep their clocks: they cannot be derived from this calendar; the journal says why.",
            "有 \(count) 件无法按本日历推算，保留原时限；原因见系统日志。")
    }
    static func previewCut(_ count: Int) -> Phrase { Phrase("only the first \(count) open cases were looked at", "仅核对了前 \(count) 件在办件") }
    static func couldMigrate(_ fine: Int, _ refused: Int) -> Phrase {
        Phrase("\(fine) can go on, \(refused) cannot. Nothing was changed.", "可迁移 \(fine) 件，不可迁移 \(refused) 件。未作任何更改。")
    }
    static func migrated(_ fine: Int, _ refused: Int) -> Phrase {
        Phrase("\(fine) go on under the new version, \(refused) keep theirs.", "已迁移 \(fine) 件，保留原版本 \(refused) 件。")
    }
}
