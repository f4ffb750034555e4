/// What `duban plugin` says.
extension Phrase {
    static let plugin = Phrase("PLUGIN", "插件")
    static let pluginKind = Phrase("KIND", "方式")
    static let restarts = Phrase("RESTARTS", "重启")
    static let confinement = Phrase("CONFINED BY", "隔离")
    static let lastEnd = Phrase("LAST END", "上次中止")
    static let noPlugin = Phrase("No plugin.", "没有插件。")

    static func pluginState(_ name: String) -> Phrase {
        switch name {
        case "idle": Phrase("idle", "空闲")
        case "starting": Phrase("starting", "启动中")
        case "running": Phrase("running", "运行中")
        case "waiting": Phrase("waits to start again", "等待重启")
        case "failing": Phrase("dies at its start", "反复启动失败")
        default: Phrase(name, name)
        }
    }
}
