import DubanModel
import DubanTime

/// Whether each person has a limit, and the limits can be kept together.
struct TimeCheck {
    let subject: CheckSubject

    init(_ subject: CheckSubject) { self.subject = subject }

    func check() {
        for step in subject.steps {
            checkLimit(of: step)
            if case .wait(let wait) = step.kind, let reason = wait.stopsClock { checkReason(reason, step.name) }
        }
        checkCase()
    }

    private func checkLimit(of step: Step) {
        switch step.kind {
        case .task:
            if step.limit == nil, subject.outlines[step.name]?.node["limit"] == nil {
                subject.tell("DW051", "step \"\(step.name)\" waits for a person and needs a \"limit\", such as 2 working days", step.name)
            }
        case .job, .notice, .parallel, .each, .call: break
        case .wait where step.limit != nil:
            subject.tell("DW055", "a wait ends by \"at_most\" or \"until\"; its \"limit\" has no effect", step.name, "limit")
        default:
            if step.limit != nil {
                subject.tell(
                    "DW055", "step \"\(step.name)\" is done as soon as it is entered, or when its date comes; its \"limit\" has no effect",
                    step.name, "limit")
            }
        }
        if let limit = step.limit { checkLadder(limit.ladder, of: limit.time, ["steps", step.name, "limit"]) }
        if case .deemed(let action)? = step.limit?.breach, !step.actions.contains(where: { $0.name == action }) {
            subject.tell(
                "DW027",
                "\"deemed\" names \"\(action)\", which is no action of step \"\(step.name)\"\(subject.hint(action, among: step.actions.map(\.name)))",
                step.name, "on_breach", "deemed")
        }
    }

    /// A reminder comes before the end of what it reminds of.
    private func checkLadder(_ ladder: Ladder, of limit: Limit, _ keys: [String]) {
        guard let remind = ladder.remind, LimitSpan.isLonger(remind, than: limit) else { return }
        subject.findings.add(
            "DW054", "the reminder \(remind) before the end of a limit of \(limit) would come before the limit begins; make it shorter",
            at: subject.place(keys + ["remind"]))
    }

    private func checkReason(_ reason: String, _ step: String) {
        let known = subject.definition.stops.map(\.code)
        guard !known.isEmpty, !known.contains(reason) else { return }
        subject.tell("DW053", "\"stops\" lists no reason \"\(reason)\"\(subject.hint(reason, among: known))", step, "stops_clock")
    }

    // MARK: The case

    private func checkCase() {
        guard let limits = subject.definition.limits else {
            if subject.definition.extensionRule != nil {
                subject.findings.add(
                    "DW057", "an extension extends the promised limit, and the workflow has no \"limits\"", at: subject.place(["extension"])
                )
            }
            return
        }
        checkLadder(limits.ladder, of: limits.promised, ["limits"])
        if LimitSpan.isLonger(limits.promised, than: limits.statutory) {
            subject.findings.add(
                "DW050", "the promised limit (\(limits.promised)) is longer than the statutory one (\(limits.statutory))",
                at: subject.place(["limits", "promised"]))
        }
        if let rule = subject.definition.extensionRule, rule.most.unit != limits.promised.unit {
            subject.findings.add(
                "DW057",
                "the promised limit counts \(limits.promised.unit?.rawValue ?? "to a date"), so that it is extended in the same unit, not by \(rule.most)",
                at: subject.place(["extension", "at_most"]))
        }
        checkFit(limits)
    }

    /// Even the shortest way from the start of the promised limit to an end must fit into it, where everybody uses the time that they have.
    private func checkFit(_ limits: CaseLimits) {
        guard let unit = limits.promised.unit, let promised = limits.promised.amount, subject.definition.steps[limits.starts] != nil,
            let (sum, way) = ShortestStay(subject, unit).shortest(from: limits.starts), sum > promised
        else { return }
        let steps = way.map { name in subject.definition.steps[name]?.limit.map { "\(name) \($0.time)" } ?? name }
        subject.findings.add(
            "DW052",
            "the promised limit is \(limits.promised), but the shortest way to an end takes \(Limit(sum, unit)) where each uses its own limit: \(steps.joined(separator: ", ")); shorten them, or promise more",
            at: subject.place(["limits", "promised"]))
    }
}

/// How many calendar days a limit is, at the least and at the most, whatever the calendar.
struct LimitSpan {
    private let least: Int
    private let most: Int

    /// Whether a limit is longer than another in every calendar.
    static func isLonger(_ limit: Limit, than other: Limit) -> Bool {
        limit.isLonger(than: other) ?? (LimitSpan(limit).least > LimitSpan(other).most)
    }

    private init(_ limit: Limit) {
        guard let amount = limit.amount, let unit = limit.unit else {
            (least, most) = (0, .max)
            return
        }
        switch unit {
        case .workingDays: (least, most) = (amount, amount * (LimitSpan.longestHoliday + 1))
        case .calendarDays: (least, most) = (amount, amount + LimitSpan.longestHoliday)
        case .calendarMonths: (least, most) = (28 * amount, 31 * amount + LimitSpan.longestHoliday)
        case .calendarYears: (least, most) = (365 * amount, 366 * amount + LimitSpan.longestHoliday)
        case .workingHours, .workingMinutes: (least, most) = (0, .max)
        }
    }

    /// Days off in a row at the most, in any calendar that an office would publish.
    private static let longestHoliday = 10
}
