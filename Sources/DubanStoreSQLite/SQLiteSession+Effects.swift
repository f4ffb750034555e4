import DubanEngine
import DubanModel
import DubanStore

extension SQLiteSession {
    func perform(_ effect: Effect, of caseID: CaseID, claim: JobClaim?) throws {
        let id = caseID.rawValue
        switch effect {
        case .enqueue(let job): try enqueue(job, claim)
        case .finishJob(let step):
            try run("DELETE FROM jobs WHERE case_id = ? AND step = ?") { $0.job(JobReference(caseID: caseID, step: step)) }
        case .buryJob(let step, let code, let message):
            try run("UPDATE jobs SET state = 2, rank = NULL, error_code = ?, error_message = ? WHERE case_id = ? AND step = ?") {
                $0.text(code)
                $0.text(message)
                $0.job(JobReference(caseID: caseID, step: step))
            }
        case .openTask(let task): try open(task)
        case .holdTask(let step, let holder):
            try run("UPDATE tasks SET holder = ? WHERE case_id = ? AND step = ?") {
                $0.text(ifPresent: holder?.name)
                $0.job(JobReference(caseID: caseID, step: step))
            }
        case .closeTask(let step):
            try run("DELETE FROM tasks WHERE case_id = ? AND step = ?") { $0.job(JobReference(caseID: caseID, step: step)) }
        case .schedule(let timer):
            try run("INSERT OR REPLACE INTO timers (case_id, clock, rung, due) VALUES (?, ?, ?, ?)") {
                $0.integer(id)
                $0.integer(timer.clock.sequence)
                $0.text(timer.rung.rawValue)
                $0.integer(timer.due.milliseconds)
            }
        case .unschedule(let clock, let rung): try unschedule(id, clock, rung)
        case .advance(let serial, let next):
            try run("INSERT INTO serials (name, next) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET next = excluded.next") {
                $0.text(serial)
                $0.integer(next)
            }
        case .register(let entry): try enter(entry)
        case .balance(let register, let account, let value):
            try run("INSERT OR REPLACE INTO balances (register, account, value) VALUES (?, ?, ?)") {
                $0.text(register)
                $0.text(account)
                $0.integer(value)
            }
        case .charge(let charge): try record(charge: charge)
        case .settleCharge(let sequence, let standing):
            try run("UPDATE accountability SET standing = ? WHERE case_id = ? AND sequence = ?") {
                $0.text(standing.rawValue)
                $0.integer(id)
                $0.integer(sequence)
            }
        case .post: break  // The writer posts it, under an id of its own.
        case .summarise(let summary): try summarise(summary)
        }
    }

    private func unschedule(_ id: Int64, _ clock: ClockID, _ rung: Rung?) throws {
        guard let rung else {
            return try run("DELETE FROM timers WHERE case_id = ? AND clock = ?") {
                $0.integer(id)
                $0.integer(clock.sequence)
            }
        }
        try run("DELETE FROM timers WHERE case_id = ? AND clock = ? AND rung = ?") {
            $0.integer(id)
            $0.integer(clock.sequence)
            $0.text(rung.rawValue)
        }
    }

    private func enqueue(_ job: JobRow, _ claim: JobClaim?) throws {
        guard let claim else { return try enqueueWaiting(job) }
        try run("INSERT INTO jobs (case_id, step, queue, state, epoch, attempt, ready_at, payload) VALUES (?, ?, ?, 1, ?, ?, ?, ?)") {
            $0.job(JobReference(caseID: job.caseID, step: job.step))
            $0.text(job.queue)
            $0.integer(claim.epoch)
            $0.integer(claim.attempt)
            $0.integer(job.requestedAt.milliseconds)
            $0.blob(job.payload)
        }
    }

    /// A job without a slot, or a dead one that is tried again: that one keeps its count of attempts, so that no token is given out twice.
    private func enqueueWaiting(_ job: JobRow) throws {
        try run(
            """
            INSERT INTO jobs (case_id, step, queue, state, epoch, attempt, ready_at, payload, rank) VALUES (?, ?, ?, 0, 0, 0, ?, ?, ?)
            ON CONFLICT (case_id, step) DO UPDATE SET state = excluded.state, ready_at = excluded.ready_at, rank = excluded.rank,
                payload = excluded.payload, error_code = NULL, error_message = NULL
            """
        ) {
            $0.job(JobReference(caseID: job.caseID, step: job.step))
            $0.text(job.queue)
            $0.integer(job.requestedAt.milliseconds)
            $0.blob(job.payload)
            $0.integer(job.requestedAt.milliseconds)
        }
    }

    private func open(_ task: TaskRow) throws {
        try run(
            """
            INSERT OR REPLACE INTO tasks (number, case_id, case_number, step, name, title_en, title_zh, workflow, roles, candidates,
                excluded, holder, actions, opened_at, message, correlation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        ) {
            $0.integer(task.number.rawValue)
            $0.integer(task.caseID.rawValue)
            $0.text(task.caseNumber.text)
            $0.integer(task.step.sequence)
            $0.text(task.name)
            $0.text(task.title.english)
            $0.text(task.title.chinese)
            $0.text(task.workflow)
            $0.text(NameList.text(task.roles))
            $0.text(NameList.text(task.candidates.map(\.name)))
            $0.text(NameList.text(task.excluded.map(\.name)))
            $0.text(ifPresent: task.holder?.name)
            $0.text(NameList.text(task.actions))
            $0.integer(task.openedAt.milliseconds)
            $0.text(ifPresent: task.awaits?.message)
            $0.text(ifPresent: task.awaits?.correlation)
        }
    }

    private func enter(_ entry: RegisterRow) throws {
        if let key = entry.key, try hasKey(register: entry.register, key: key) {
            throw Refusal(.duplicateKey, "Register \(entry.register) holds \"\(key)\" already; a key is unique for ever.")
        }
        try run("INSERT INTO registers (register, key, label, case_id, case_number, sequence, at, fields) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        {
            $0.text(entry.register)
            $0.text(ifPresent: entry.key)
            $0.text(ifPresent: entry.label)
            $0.integer(entry.caseID.rawValue)
            $0.text(entry.caseNumber.text)
            $0.integer(entry.sequence)
            $0.integer(entry.at.milliseconds)
            $0.blob(entry.fields.json)
        }
    }

    private func record(charge row: AccountabilityRow) throws {
        try run(
            """
            INSERT INTO accountability (case_id, sequence, case_number, at, person, supervisor, promise, step, shares, standing)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        ) {
            $0.integer(row.caseID.rawValue)
            $0.integer(row.sequence)
            $0.text(row.caseNumber.text)
            $0.integer(row.at.milliseconds)
            $0.text(ifPresent: row.entry.person?.name)
            $0.text(ifPresent: row.entry.supervisor?.name)
            $0.text(row.entry.promise)
            $0.integer(ifPresent: row.entry.step.map { Int64($0.sequence) })
            $0.text(ShareList.text(row.entry.shares))
            $0.text(row.standing.rawValue)
        }
    }

    private func summarise(_ summary: CaseSummary) throws {
        try run(
            """
            INSERT INTO cases (id, number, workflow, definition, opened_at, steps, owner, light, due, outcome, ended_at, provisional,
                offered_to) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET steps = excluded.steps, owner = excluded.owner, light = excluded.light,
                due = excluded.due, outcome = excluded.outcome, ended_at = excluded.ended_at, definition = excluded.definition,
                provisional = excluded.provisional, offered_to = excluded.offered_to
            """
        ) {
            $0.integer(summary.id.rawValue)
            $0.text(summary.number.text)
            $0.text(summary.workflow)
            $0.blob(summary.definition.bytes)
            $0.integer(summary.openedAt.milliseconds)
            $0.text(NameList.text(summary.steps))
            $0.text(ifPresent: summary.owner?.name)
            $0.text(summary.light.rawValue)
            $0.integer(ifPresent: summary.due?.milliseconds)
            $0.text(ifPresent: summary.outcome)
            $0.integer(ifPresent: summary.endedAt?.milliseconds)
            $0.integer(summary.isProvisional ? 1 : 0)
            $0.text(ifPresent: summary.offeredTo?.name)
        }
    }
}

/// Who was answerable for how long, in one column, as a JSON object of minutes by person.
enum ShareList {
    static func text(_ shares: [Event.Accountability.Share]) -> String {
        let minutes = Dictionary(shares.map { ($0.person.name, DataValue.integer(Int64($0.minutes))) }, uniquingKeysWith: { $1 })
        return String(decoding: DataValue.record(minutes).json, as: UTF8.self)
    }

    static func shares(_ text: String) -> [Event.Accountability.Share] {
        let fields = (try? JSONReader.read(Array(text.utf8)))?.fields ?? [:]
        return fields.sorted { $0.key < $1.key }.compactMap { name, minutes in
            minutes.integerValue.map { .init(person: StaffID(name), minutes: Int($0)) }
        }
    }
}

/// Names in one column, as a JSON array.
enum NameList {
    static func text(_ names: [String]) -> String { String(decoding: DataValue.list(names.map { .text($0) }).json, as: UTF8.self) }

    static func names(_ text: String) -> [String] {
        ((try? JSONReader.read(Array(text.utf8)))?.items ?? []).compactMap(\.textValue)
    }
}
