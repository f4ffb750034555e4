import DubanModel
import DubanTime
import DubanWorkflows

extension Decider {
    /// Enters a step, and each automatic step after it, until the case rests.
    mutating func enter(_ name: String, scope: Int = 1) throws(Interruption) {
        var next: String? = name
        var hops = 0
        while let current = next {
            hops += 1
            // The checker refuses loops without a person or timer in them; this keeps a wrong definition from hanging the writer.
            guard hops <= Decider.maximumAutomaticSteps else {
                throw .refused(
                    .limitExceeded,
                    "Case \(state.number) ran through \(Decider.maximumAutomaticSteps) automatic steps without resting; check the definition."
                )
            }
            next = try enterOne(try step(named: current), scope: scope)
        }
    }

    /// Automatic steps in one decision.
    static let maximumAutomaticSteps = 100

    /// Enters one step.
    /// - Returns: The step to go on to, or `nil` where the case rests.
    private mutating func enterOne(_ step: Step, scope: Int) throws(Interruption) -> String? {
        let offer = try taskOffer(step)
        let id = StepID(emit(.stepEntered(.init(step: step.name, scope: scope, task: offer))))
        try startCaseClocks(at: step.name)
        if let offer { openTask(step, id, offer) }
        switch step.kind {
        case .task:
            if let limit = step.limit { try startClock(.step(id), limit: limit, rungs: [.due]) }
            return nil
        case .wait(let wait):
            if let reason = wait.stopsClock { stopCaseClocks(reason: reason) }
            try startClock(.step(id), limit: wait.atMost, rungs: [.lapse])
            return nil
        case .choose(let choose):
            let branch = try choose.branch(in: CaseView(state, definition))
            leave(id, because: branch.because)
            return branch.then
        case .job(let job):
            if let limit = step.limit { try startClock(.step(id), limit: limit, rungs: [.due]) }
            try request(job, at: id)
            return nil
        case .notice(let notice):
            if let limit = step.limit { try startClock(.step(id), limit: limit, rungs: [.due]) }
            try issue(notice, at: id)
            return nil
        case .record(let record):
            try enter(record, at: id)
            leave(id)
            return record.then
        case .end(let outcome):
            for clock in state.clocks { endClock(clock.id) }
            emit(.caseEnded(outcome: outcome))
            return nil
        }
    }

    /// Leaves an automatic step.
    mutating func leave(_ id: StepID, because: DataValue? = nil) {
        emit(.stepCompleted(.init(step: id, action: nil, comment: nil, because: because)))
    }

    /// What a step offers to people: roles, and who may not since another's eyes are wanted.
    private mutating func taskOffer(_ step: Step) throws(Interruption) -> Event.TaskOffer? {
        let roles: [String]
        var excluded: [StaffID] = []
        switch step.kind {
        case .task(let task):
            roles = task.roles
            for name in task.separatedFrom {
                for member in state.completions[name] ?? [] where !excluded.contains(member) { excluded.append(member) }
            }
        case .wait(let wait): roles = wait.roles
        default: return nil
        }
        let number = TaskNumber(try takeSerial(Counter.tasks))
        return Event.TaskOffer(number: number, roles: roles, excluded: excluded, roster: environment.roster.hash)
    }

    private mutating func openTask(_ step: Step, _ id: StepID, _ offer: Event.TaskOffer) {
        let actions: [String]
        switch step.kind {
        case .task(let task): actions = task.actions.map(\.name)
        case .wait(let wait): actions = [wait.message]
        default: actions = []
        }
        effect(
            .openTask(
                TaskRow(
                    number: offer.number, caseID: state.id, caseNumber: state.number, step: id, name: step.name, title: step.title,
                    workflow: definition.name, roles: offer.roles, excluded: offer.excluded, holder: nil, actions: actions,
                    openedAt: now)))
    }

    /// Enters a fact in a register.
    private mutating func enter(_ record: RecordStep, at id: StepID) throws(Interruption) {
        var key: String?
        if let argument = record.key {
            let text = try CaseView(state, definition).text(of: argument)
            let fact = Fact.key(register: record.register, key: text)
            guard let isPresent = environment.facts.isPresent(register: record.register, key: text) else { throw .needs([fact]) }
            guard !isPresent else {
                throw .refused(
                    .duplicateKey,
                    "Case \(state.number) cannot enter \"\(text)\" in register \(record.register): it stands there already, and a key is unique for ever."
                )
            }
            key = text
        }
        var serial: (counter: String, number: Int64, label: String)?
        if let pattern = record.serial {
            let counter = Counter.register(record.register, year: pattern.isYearly ? year : nil)
            let number = try takeSerial(counter)
            serial = (counter, number, pattern.text(year: year, serial: number))
        }
        if let path = record.into, let serial {
            emit(.dataChanged(.init(changes: [DataChange(path: path, value: .text(serial.label))], reason: nil)))
        }
        let fields = try CaseView(state, definition).value(of: .record(record.fields))
        let sequence = emit(
            .registerEntered(
                .init(
                    step: id, register: record.register, key: key, counter: serial?.counter, serial: serial?.number,
                    label: serial?.label, fields: fields)))
        effect(
            .register(
                RegisterRow(
                    register: record.register, key: key, label: serial?.label, caseID: state.id, caseNumber: state.number,
                    sequence: sequence, at: now, fields: fields)))
    }
}
