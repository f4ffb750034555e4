import DubanEngine
import DubanModel
import DubanRunner
import DubanStore
import DubanTime
import DubanWorkflows

/// Why a scenario did not come out as it says.
public struct ScenarioFailure: Error, Sendable, Hashable {
    /// The line of the step, or of the expectation.
    public let line: Int
    /// What was expected, and what was there.
    public let message: String
}

/// Plays one scenario in a hall of its own.
final class ScenarioRun {
    let virtual: VirtualHall
    private let workflow: WorkflowDefinition
    private(set) var last: CaseNumber?
    private var aliases: [String: CaseNumber] = [:]
    private var requests = 0

    init(_ virtual: VirtualHall, _ workflow: WorkflowDefinition) {
        self.virtual = virtual
        self.workflow = workflow
    }

    var hall: Hall { virtual.hall }
    var reader: any StoreReader { virtual.store.reader }

    /// Plays a step; what must be true then is looked at once everything that follows has happened.
    func play(_ step: ScenarioStep) async throws(ScenarioFailure) {
        let refusal = await perform(step)
        await virtual.settle()
        switch (refusal, step.refusal) {
        case (nil, nil): break
        case (let refusal?, nil): throw ScenarioFailure(line: step.line, message: "it was refused (\(refusal.code.rawValue)): \(refusal)")
        case (nil, let code?): throw ScenarioFailure(line: step.line, message: "it should be refused with \(code), and was done")
        case (let refusal?, let code?) where refusal.code.rawValue != code:
            throw ScenarioFailure(
                line: step.line, message: "it should be refused with \(code), it was with \(refusal.code.rawValue): \(refusal)")
        default: break
        }
        for expectation in step.expectations {
            let subject = try subject(of: step, expectation)
            try ExpectationCheck(self, subject).check(expectation)
        }
    }

    /// The case that a step concerns; none is needed for what is asked of the hall.
    private func subject(of step: ScenarioStep, _ expectation: Expectation) throws(ScenarioFailure) -> CaseNumber? {
        do {
            return try number(of: step.subject)
        } catch {
            if [.registers, .balances, .inbox, .cases].contains(expectation.subject) { return nil }
            throw ScenarioFailure(line: expectation.line, message: error.message)
        }
    }

    /// - Returns: Why it was refused, where it was.
    private func perform(_ step: ScenarioStep) async -> Refusal? {
        do throws(Refusal) {
            switch step.verb {
            case .expect: break
            case .apply(let application): try await apply(application)
            case .act(let act): try await self.act(act, try number(of: step.subject))
            case .course(let course): try await perform(course, try number(of: step.subject))
            case .people(let people): try await perform(people, try number(of: step.subject))
            case .time(let time): try await advance(time)
            case .job(let answer): try await self.answer(answer, try number(of: step.subject))
            case .stub(let action, let stub): virtual.plugins.set(stub, for: action)
            case .message(let message):
                _ = try await hall.deliver(
                    request(message.sender), message: message.name, correlation: message.key, action: message.action,
                    data: message.data)
            }
            return nil
        } catch {
            return error
        }
    }

    func request(_ member: String) -> Hall.Request {
        requests += 1
        return Hall.Request(caller: StaffID(member), key: "step-\(requests)")
    }

    // MARK: Cases

    /// The case that a name means: one that the scenario gave, a workflow's last case, a number; the last that was applied for without.
    func number(of name: String?) throws(Refusal) -> CaseNumber {
        guard let name else {
            guard let last else { throw Refusal(.unknownCase, "There is no case yet; begin with \"apply\".") }
            return last
        }
        if let number = aliases[name] { return number }
        if let own = try? reader.cases(CaseFilter(workflow: name, limit: 1)).first { return own.number }
        if (try? reader.caseID(of: CaseNumber(name))) ?? nil != nil { return CaseNumber(name) }
        throw Refusal(.unknownCase, "The scenario has no case \"\(name)\"; it has \(aliases.keys.sorted().joined(separator: ", ")).")
    }

    func state(of number: CaseNumber) throws(Refusal) -> CaseState { try hall.state(of: try hall.caseID(of: number)) }

    // MARK: What happens

    private func apply(_ application: Application) async throws(Refusal) {
        let receipt = try await hall.apply(
            request(application.member), workflow: application.workflow ?? workflow.name, data: application.data,
            materials: application.materials,
            isDraft: application.isDraft)
        last = receipt.number
        if let alias = application.alias { aliases[alias] = receipt.number }
    }

    private func act(_ act: ScenarioAct, _ number: CaseNumber) async throws(Refusal) {
        let task = try task(at: act.step, of: number, for: act.member, branch: act.branch)
        _ = try await hall.act(
            request(act.member), task: task.number, action: act.action ?? task.actions.first ?? "", data: act.data,
            materials: act.materials,
            comment: act.comment, target: act.target)
    }

    /// The open task at a step: of several that of the branch, or one that the member may do.
    func task(at step: String, of number: CaseNumber, for member: String, branch: Int? = nil) throws(Refusal) -> TaskRow {
        let (id, name) = (try hall.caseID(of: number), ScenarioRun.stepName(step))
        let state = try hall.state(of: id)
        var tasks = ((try? reader.tasks(of: id)) ?? []).filter { $0.name == name }
        if let branch { tasks = tasks.filter { task in state[task.step].map { state[scope: $0.scope]?.index == branch - 1 } ?? false } }
        let person = hall.versions.inForce.roster[StaffID(member)]
        guard let task = tasks.first(where: { task in person.map { task.isFor($0) } ?? false }) ?? tasks.first else {
            throw Refusal(
                .unknownTask,
                "Case \(number) has no open task at \"\(step)\"; it is at \(ScenarioRun.steps(state).joined(separator: ", ")).")
        }
        return task
    }

    /// The engine's own steps stand without their sign.
    static func stepName(_ name: String) -> String {
        let own = [EngineStep.opinion, EngineStep.extending, EngineStep.letter, EngineStep.notice]
        return own.first { $0.dropFirst() == name } ?? name
    }

    /// The open steps as scenarios name them, in order.
    static func steps(_ state: CaseState) -> [String] {
        state.steps.map { EngineStep.isOne($0.step) ? String($0.step.dropFirst()) : $0.step }.sorted()
    }

    private func advance(_ time: TimeStep) async throws(Refusal) {
        let calendar = hall.versions.inForce.calendar
        switch time {
        case .to(let moment): try await virtual.advance(to: calendar.instant(of: moment))
        case .by(let limit):
            let target: Instant
            do { target = try calendar.instant(limit, after: virtual.clock.now()) } catch {
                throw Refusal(.invalidRequest, "The clock cannot move on by \(limit): \(error).")
            }
            try await virtual.advance(to: target)
        }
    }

    private func answer(_ answer: JobAnswer, _ number: CaseNumber) async throws(Refusal) {
        let (id, name) = (try hall.caseID(of: number), ScenarioRun.stepName(answer.step))
        let state = try hall.state(of: id)
        guard let instance = state.steps.last(where: { $0.step == name && $0.job != nil }) else {
            throw Refusal(
                .unknownJob,
                "Case \(number) waits for no job at \"\(answer.step)\"; it is at \(ScenarioRun.steps(state).joined(separator: ", ")).")
        }
        if let member = answer.retriedBy {
            _ = try await hall.revive(request(member), case: number, step: instance.id)
            return
        }
        guard let job = virtual.plugins.release(id, instance.id) else {
            throw Refusal(.unknownJob, "The plugin at \"\(answer.step)\" does not wait; give its stub \"waits: true\".")
        }
        await virtual.answer(job, with: answer.stub)
    }
}
