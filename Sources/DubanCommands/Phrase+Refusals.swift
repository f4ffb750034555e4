import DubanModel

/// What a refusal comes to, in a few words, before the daemon's own sentence.
extension Phrase {
    static func headline(_ code: Refusal.Code) -> Phrase {
        switch code {
        case .invalidRequest: Phrase("The request is not understood", "请求有误")
        case .invalidData: Phrase("The data cannot be accepted", "填报内容不符合要求")
        case .wrongRole: Phrase("Another role is needed", "岗位权限不符")
        case .separationOfDuties: Phrase("Somebody else must do it", "须由他人办理")
        case .unknownAction: Phrase("There is no such action", "没有这个动作")
        case .reasonRequired: Phrase("A reason is needed", "须说明理由")
        case .unknownCaller: Phrase("Duban does not know you", "不在人员名册中")
        case .notPermitted: Phrase("Not permitted", "无权办理")
        case .invalidDefinition: Phrase("The definition cannot be used", "流程定义有误")
        case .limitExceeded: Phrase("Too large", "超出限额")
        case .notDevelopment: Phrase("Only for development", "仅限开发模式")
        case .unknownWorkflow: Phrase("There is no such workflow", "没有这个流程")
        case .unknownCase: Phrase("There is no such case", "没有这个办件")
        case .unknownTask: Phrase("There is no such task", "没有这个待办")
        case .unknownRegister: Phrase("There is no such register", "没有这个台账")
        case .unknownQueue: Phrase("There is no such queue", "没有这个队列")
        case .unknownJob: Phrase("There is no such job", "没有这个作业")
        case .unknownPlugin: Phrase("There is no such plugin", "没有这个插件")
        case .unknownField: Phrase("There is no such field", "没有这个字段")
        case .alreadyDone: Phrase("Done already", "已经办结")
        case .alreadyClaimed: Phrase("Somebody accepted it already", "已由他人接办")
        case .duplicateKey: Phrase("It exists already", "记录已经存在")
        case .insufficientBalance: Phrase("The balance does not suffice", "额度不足")
        case .keyReused: Phrase("The key was used for another request", "请求标识已被占用")
        case .caseEnded: Phrase("The case has ended", "办件已经结案")
        case .caseSuspended: Phrase("The case is suspended", "办件已中止")
        case .clockStanding: Phrase("The clock stands otherwise", "计时状态不符")
        case .limitPassed: Phrase("The limit has passed", "已经超过时限")
        case .tooLate: Phrase("Too late", "为时已晚")
        case .opinionPending: Phrase("A colleague's opinion is awaited", "等待加签意见")
        case .staleClaim: Phrase("Out of date", "内容已经过期")
        case .stateFolderInUse: Phrase("In use", "正在使用中")
        case .unavailable: Phrase("The daemon is away", "督办服务未响应")
        case .storeFailure: Phrase("The store failed", "存储故障")
        case .pluginFailure: Phrase("A plugin failed", "插件故障")
        case .internalInconsistency: Phrase("Something is inconsistent", "内部数据不一致")
        }
    }
}
