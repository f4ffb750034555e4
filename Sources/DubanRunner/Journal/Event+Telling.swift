import DubanEngine
import DubanModel
import DubanTime

/// How events are told to the journal: in words, and with the fields that go with them. Nothing private can be in it: values of the
/// document, comments and reasons are left out altogether.
extension Event {
    typealias Telling = (text: String, fields: [(String, String)])

    /// What happened.
    var told: Telling {
        switch self {
        case .caseOpened, .caseSuspended, .caseResumed, .closingBegan, .caseEnded, .commentAdded, .privateRead, .migrated,
            .dataChanged, .materialsReceived, .attachmentAdded:
            toldOfCase
        case .stepEntered, .stepCompleted, .stepAbandoned, .actRecalled, .scopeOpened, .scopeClosed, .itemsListed, .tableDecided,
            .occurrenceReached:
            toldOfStep
        case .taskClaimed, .taskReleased, .voteCast, .taskEscalated, .handOverOffered, .handOverAnswered, .answerableChanged,
            .accountabilityRecorded, .accountabilityContested, .accountabilitySettled:
            toldOfPeople
        case .clockStarted, .clockStopped, .clockResumed, .clockExtended, .clockRederived, .clockEnded, .rungReached,
            .extensionRequested, .extensionAnswered:
            toldOfClock
        case .registerEntered, .balanceChanged, .registerRead, .noticeIssued, .jobRequested, .jobCompleted, .jobDied,
            .childRequested, .childOpened, .childEnded:
            toldOfWork
        }
    }

    private var toldOfCase: Telling {
        switch self {
        case .caseOpened(let opened):
            (
                "opened under \(opened.workflow)\(opened.parent.map { ", called by \($0.number)" } ?? "")",
                [("DUBAN_DEFINITION", opened.definition.description)]
            )
        case .caseSuspended: ("suspended", [])
        case .caseResumed: ("resumed", [])
        case .closingBegan(let closing):
            ("is being ended as \(closing.outcome): \(closing.cause.rawValue)", [("DUBAN_OUTCOME", closing.outcome)])
        case .caseEnded(let ended): ("ended: \(ended.outcome)", [("DUBAN_OUTCOME", ended.outcome)])
        case .commentAdded: ("was commented on", [])
        case .privateRead(let paths, _): ("private fields were read: \(paths.map(\.description).joined(separator: ", "))", [])
        case .migrated(let definition, _): ("goes on under another version", [("DUBAN_DEFINITION", definition.description)])
        case .dataChanged(let changed):
            ("\(changed.reason == nil ? "filled" : "amended") \(changed.changes.map(\.path.description).joined(separator: ", "))", [])
        case .materialsReceived(let pages): ("received \(pages.keys.sorted().joined(separator: ", "))", [])
        case .attachmentAdded(let attachment): ("got an attachment", [("DUBAN_HASH", attachment.hash.description)])
        default: ("", [])
        }
    }

    private var toldOfStep: Telling {
        switch self {
        case .stepEntered(let entered):
            (
                "entered \(entered.step)",
                [("DUBAN_STEP", entered.step)] + (entered.task.map { [("DUBAN_TASK", $0.number.description)] } ?? [])
            )
        case .stepCompleted(let completed):
            (
                "left step \(completed.step)\(completed.isSecret ? "" : completed.action.map { " by \($0)" } ?? "")",
                [("DUBAN_STEP_ID", completed.step.description)]
            )
        case .stepAbandoned(let step, let reason): ("gave step \(step) up: \(reason.rawValue)", [("DUBAN_STEP_ID", step.description)])
        case .actRecalled(let step, let member): ("\(member) took back what they did at \(step)", [("DUBAN_STEP", step)])
        case .scopeOpened(let opened): ("opened branch \(opened.branch)", [("DUBAN_STEP_ID", opened.opener.description)])
        case .scopeClosed(let scope, _): ("closed branch \(scope)", [])  // How it ended may be a secret still.
        case .itemsListed(let step, let items): ("listed \(items.count) items for step \(step)", [("DUBAN_STEP_ID", step.description)])
        case .tableDecided(let decided):
            (
                "table \(decided.table) decided\(decided.isSecret ? "" : " by row \(decided.rows.map(String.init).joined(separator: ", "))")",
                [("DUBAN_TABLE", decided.table), ("DUBAN_STEP_ID", decided.step.description)]
            )
        case .occurrenceReached(let reached):
            ("\(reached.step) has come again", [("DUBAN_STEP", reached.step), ("DUBAN_DUE", reached.at.description)])
        default: ("", [])
        }
    }

    private var toldOfPeople: Telling {
        switch self {
        case .taskClaimed(let step, let member): ("step \(step) was accepted by \(member)", [("DUBAN_STEP_ID", step.description)])
        case .taskReleased(let step): ("step \(step) was released", [("DUBAN_STEP_ID", step.description)])
        case .voteCast(let vote): ("\(vote.by) acted at step \(vote.step)", [("DUBAN_STEP_ID", vote.step.description)])
        case .taskEscalated(let step, let superior):
            ("step \(step) moved to \(superior)", [("DUBAN_STEP_ID", step.description), ("DUBAN_SUPERVISOR", superior.name)])
        case .handOverOffered(let offer): ("\(offer.from) offers it to \(offer.to)", [("DUBAN_PERSON", offer.to.name)])
        case .handOverAnswered(let accepted, let member):
            ("\(member) \(accepted ? "accepted" : "declined") the hand-over", [("DUBAN_PERSON", member.name)])
        case .answerableChanged(let members):
            (
                "answerable: \(members.isEmpty ? "nobody" : members.map(\.name).joined(separator: ", "))",
                [("DUBAN_PERSON", members.map(\.name).joined(separator: " "))]
            )
        case .accountabilityRecorded(let entry):
            (
                "\(entry.promise) broken; answerable: \(entry.person?.name ?? "nobody, the matter lay with the applicant or the daemon")",
                [("DUBAN_PERSON", entry.person?.name ?? ""), ("DUBAN_SUPERVISOR", entry.supervisor?.name ?? "")]
            )
        case .accountabilityContested(let entry, _): ("entry \(entry) is contested", [])
        case .accountabilitySettled(let entry, let isSetAside, _): ("entry \(entry) was \(isSetAside ? "set aside" : "upheld")", [])
        default: ("", [])
        }
    }

    private var toldOfClock: Telling {
        switch self {
        case .clockStarted(let started):
            ("the clock of \(started.subject.text) started: \(started.budget)\(started.derived.told.text)", started.derived.told.fields)
        case .clockStopped(let stopped): ("clock \(stopped.clock) stands still: \(stopped.reason)", [("DUBAN_REASON", stopped.reason)])
        case .clockResumed(let resumed):
            ("clock \(resumed.clock) runs \(resumed.isAnew ? "anew" : "on")\(resumed.derived.told.text)", resumed.derived.told.fields)
        case .clockExtended(let extended):
            ("clock \(extended.clock) got \(extended.by) more\(extended.derived.told.text)", extended.derived.told.fields)
        case .clockRederived(let clock, let derived): ("clock \(clock) moved with the calendar\(derived.told.text)", derived.told.fields)
        case .clockEnded(let clock): ("clock \(clock) ended", [])
        case .rungReached(_, let rung, let due): (rung.told, [("DUBAN_DUE", due.description), ("DUBAN_LIGHT", rung.light.rawValue)])
        case .extensionRequested(let request): ("\(request.member) asks for \(request.by) more", [("DUBAN_PERSON", request.member.name)])
        case .extensionAnswered(let granted, let member, _):
            ("more time was \(granted ? "granted" : "refused")\(member.map { " by \($0)" } ?? ": nobody decided in time")", [])
        default: ("", [])
        }
    }

    private var toldOfWork: Telling {
        switch self {
        case .registerEntered(let entry):
            ("entered in register \(entry.register)\(entry.label.map { " as " + $0 } ?? "")", [("DUBAN_REGISTER", entry.register)])
        case .balanceChanged(let changed): ("a sum of register \(changed.register) changed", [("DUBAN_REGISTER", changed.register)])
        case .registerRead(let read): ("read \(read.found) entries of register \(read.register)", [("DUBAN_REGISTER", read.register)])
        case .noticeIssued(let issued): ("notice \(issued.template) issued, naming \(issued.named.joined(separator: ", "))", [])
        case .jobRequested(let job):
            (
                "asked \(job.plugin) to \(job.action)",
                [("DUBAN_JOB", job.step.description), ("DUBAN_QUEUE", job.queue), ("DUBAN_PLUGIN", job.plugin)]
            )
        case .jobCompleted(let job):
            ("job at step \(job.step) done\(job.files.map { ", made " + $0.name }.joined())", [("DUBAN_JOB", job.step.description)])
        case .jobDied(let died):
            (
                "job at step \(died.step) failed for good after \(died.attempts) attempts (\(died.code)): \(died.message)",
                [("DUBAN_JOB", died.step.description)]
            )
        case .childRequested(let requested): ("calls \(requested.workflow)", [("DUBAN_STEP_ID", requested.step.description)])
        case .childOpened(_, let number): ("its child case is \(number)", [("DUBAN_CHILD", number.text)])
        case .childEnded(let ended): ("its child case ended: \(ended.outcome)", [("DUBAN_STEP_ID", ended.step.description)])
        default: ("", [])
        }
    }
}

extension Clock.Derived {
    fileprivate var told: (text: String, fields: [(String, String)]) {
        guard let due else { return ("", []) }
        return (", due \(due)\(isProvisional ? " (provisional)" : "")", [("DUBAN_DUE", due.description)])
    }
}

extension Rung {
    fileprivate var told: String {
        switch self {
        case .remind: "yellow: the limit is near"
        case .due: "red: the limit is passed"
        case .lapse: "the time for which was waited is over"
        case .letter: "the handler is reminded in writing, with a copy to the supervisor"
        case .escalate: "the work goes to the supervisor"
        case .criticise: "the breach is criticised publicly"
        case .resume: "the longest stop is over"
        }
    }

    fileprivate var light: Light {
        switch self {
        case .remind: .yellow
        case .due, .letter, .escalate, .criticise: .red
        case .lapse, .resume: .green
        }
    }
}
