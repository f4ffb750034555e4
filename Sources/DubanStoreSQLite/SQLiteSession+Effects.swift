import DubanEngine
import DubanModel
import DubanStore
import Foundation
import GRDB

extension SQLiteSession {
    func perform(_ effect: Effect, of caseID: CaseID, claim: JobClaim?) throws {
        let id = caseID.rawValue
        switch effect {
        case .enqueue(let job): try enqueue(job, claim)
        case .finishJob(let step): try run("DELETE FROM jobs WHERE case_id = ? AND step = ?", [id, step.sequence])
        case .buryJob(let step, let code, let message):
            try run(
                "UPDATE jobs SET state = 'dead', error_code = ?, error_message = ? WHERE case_id = ? AND step = ?",
                [code, message, id, step.sequence])
        case .openTask(let task): try open(task)
        case .holdTask(let step, let holder):
            try run("UPDATE tasks SET holder = ? WHERE case_id = ? AND step = ?", [holder?.name, id, step.sequence])
        case .closeTask(let step): try run("DELETE FROM tasks WHERE case_id = ? AND step = ?", [id, step.sequence])
        case .schedule(let timer):
            try run(
                "INSERT OR REPLACE INTO timers (case_id, clock, rung, due) VALUES (?, ?, ?, ?)",
                [id, timer.clock.sequence, timer.rung.rawValue, timer.due.milliseconds])
        case .unschedule(let clock, let rung):
            if let rung {
                try run("DELETE FROM timers WHERE case_id = ? AND clock = ? AND rung = ?", [id, clock.sequence, rung.rawValue])
            } else {
                try run("DELETE FROM timers WHERE case_id = ? AND clock = ?", [id, clock.sequence])
            }
        case .advance(let serial, let next):
            try run("INSERT INTO serials (name, next) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET next = excluded.next", [serial, next])
        case .register(let entry): try enter(entry)
        case .charge(let charge): try record(charge: charge)
        case .summarise(let summary): try summarise(summary)
        }
    }

    private func enqueue(_ job: JobRow, _ claim: JobClaim?) throws {
        try run(
            """
            INSERT INTO jobs (case_id, step, queue, state, epoch, attempt, ready_at, payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (case_id, step) DO UPDATE SET state = excluded.state, ready_at = excluded.ready_at,
                payload = excluded.payload, error_code = NULL, error_message = NULL
            """,
            [
                job.caseID.rawValue, job.step.sequence, job.queue, claim == nil ? "ready" : "claimed", claim?.epoch ?? 0,
                claim?.attempt ?? 0, job.requestedAt.milliseconds, Data(job.payload),
            ])
    }

    private func open(_ task: TaskRow) throws {
        try run(
            """
            INSERT INTO tasks (number, case_id, case_number, step, name, title_en, title_zh, workflow, roles, excluded, holder,
                actions, opened_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                task.number.rawValue, task.caseID.rawValue, task.caseNumber.text, task.step.sequence, task.name, task.title.english,
                task.title.chinese, task.workflow, NameList.text(task.roles), NameList.text(task.excluded.map(\.name)),
                task.holder?.name, NameList.text(task.actions), task.openedAt.milliseconds,
            ])
    }

    private func enter(_ entry: RegisterRow) throws {
        if let key = entry.key, try hasKey(register: entry.register, key: key) {
            throw Refusal(.duplicateKey, "Register \(entry.register) holds \"\(key)\" already; a key is unique for ever.")
        }
        try run(
            """
            INSERT INTO registers (register, key, label, case_id, case_number, sequence, at, fields) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                entry.register, entry.key, entry.label, entry.caseID.rawValue, entry.caseNumber.text, entry.sequence,
                entry.at.milliseconds, Data(entry.fields.json),
            ])
    }

    private func record(charge row: AccountabilityRow) throws {
        try run(
            """
            INSERT INTO accountability (case_id, sequence, case_number, at, person, supervisor, promise, step)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                row.caseID.rawValue, row.sequence, row.caseNumber.text, row.at.milliseconds, row.entry.person?.name,
                row.entry.supervisor?.name, row.entry.promise, row.entry.step?.sequence,
            ])
    }

    private func summarise(_ summary: CaseSummary) throws {
        try run(
            """
            INSERT INTO cases (id, number, workflow, definition, opened_at, steps, owner, light, due, outcome, ended_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET steps = excluded.steps, owner = excluded.owner, light = excluded.light,
                due = excluded.due, outcome = excluded.outcome, ended_at = excluded.ended_at, definition = excluded.definition
            """,
            [
                summary.id.rawValue, summary.number.text, summary.workflow, Data(summary.definition.bytes),
                summary.openedAt.milliseconds, NameList.text(summary.steps), summary.owner?.name, summary.light.rawValue,
                summary.due?.milliseconds, summary.outcome, summary.endedAt?.milliseconds,
            ])
    }
}

/// Names in one column, as a JSON array.
enum NameList {
    static func text(_ names: [String]) -> String { String(decoding: DataValue.list(names.map { .text($0) }).json, as: UTF8.self) }

    static func names(_ text: String) -> [String] {
        ((try? JSONReader.read(Array(text.utf8)))?.items ?? []).compactMap(\.textValue)
    }
}
