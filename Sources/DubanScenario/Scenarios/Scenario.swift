public import DubanModel
import DubanTime
import DubanWorkflows

/// A file of scenario tests, `tests/*.yaml` beside a bundle.
public struct ScenarioFile: Sendable {
    /// The file, relative to its bundle.
    public let name: String
    /// Where each scenario's clock begins.
    let start: Moment
    /// Who works here in these scenarios, where the file says so.
    public let staff: Roster?
    /// What plugins answer, by plugin and action.
    let stubs: [String: PluginStub]
    /// The scenarios in the order of the file.
    public let scenarios: [Scenario]
    /// Other workflows of which they open cases.
    public var workflows: Set<String> {
        Set(
            scenarios.flatMap(\.steps).compactMap { step in
                if case .apply(let application) = step.verb { application.workflow } else { nil }
            })
    }
}

/// A story that must come out as it says.
public struct Scenario: Sendable {
    /// The name.
    public let name: String
    /// What happens, in order.
    let steps: [ScenarioStep]
    /// The line in its file.
    public let line: Int
}

/// Something that happens in a scenario, and what must be true then.
struct ScenarioStep: Sendable {
    /// What happens.
    let verb: Verb
    /// The case that it concerns: by the name that the scenario gave it, by its workflow, or by its number; the last one without.
    let subject: String?
    /// The code with which it must be refused.
    let refusal: String?
    /// What must be true then.
    let expectations: [Expectation]
    let line: Int

    /// What happens.
    enum Verb: Sendable {
        case expect
        case apply(Application)
        case act(ScenarioAct)
        case course(Course)
        case people(People)
        case time(TimeStep)
        case job(JobAnswer)
        case stub(action: String, PluginStub)
        case message(ScenarioMessage)
    }
}

/// Somebody applies.
struct Application: Sendable {
    let workflow: String?
    let member: String
    let data: DataValue
    let materials: DataValue
    let isDraft: Bool
    /// The name by which the scenario calls the case.
    let alias: String?
}

/// Somebody does a task, or reports what a wait waits for.
struct ScenarioAct: Sendable {
    let step: String
    let action: String?
    let member: String
    let data: DataValue
    let materials: DataValue
    let comment: String?
    let target: String?
    /// Which of several branches, from 1.
    let branch: Int?
}

/// Something happens to a case as a whole.
enum Course: Sendable {
    case withdraw(by: String, reason: String)
    case cancel(by: String, reason: String)
    case suspend(by: String, reason: String)
    case resume(by: String, reason: String)
    case recall(by: String)
    case amend(DataPath, DataValue, by: String, reason: String)
    case attach(name: String, material: String?, pages: Int, by: String)
    case comment(String, by: String)
}

/// Who does what, and the clocks.
enum People: Sendable {
    case handOver(step: String?, to: String, returns: Bool, by: String)
    case answerHandOver(accepts: Bool, by: String)
    case ask(step: String, reviewer: String, by: String)
    case stopClocks(reason: String, paper: String?, by: String)
    case resumeClocks(paper: String?, by: String)
    case extend(by: Limit, reason: String, member: String)
    case contest(promise: String, reason: String, by: String)
    case settle(promise: String, isSetAside: Bool, reason: String, by: String)
}

/// Time passes.
enum TimeStep: Sendable {
    case by(Limit)
    case to(Moment)
}

/// What a plugin that waits answers, or what becomes of a dead job.
struct JobAnswer: Sendable {
    let step: String
    let stub: PluginStub
    /// Who has a dead job tried again.
    let retriedBy: String?
}

/// A message comes from outside.
struct ScenarioMessage: Sendable {
    let name: String
    let key: String
    let action: String?
    let data: DataValue
    let sender: String
}

/// Something that must be true of a case or of the hall.
struct Expectation: Sendable {
    let subject: Subject
    /// What must be there.
    let value: DataValue
    let line: Int

    /// What is looked at.
    enum Subject: String, Sendable, CaseIterable {
        case at, outcome, open, data, owner, answerable, inbox, tasks, light, due, clocks, registers, balances, notices, documents,
            accountability, jobs, events, cases, materials
    }
}
