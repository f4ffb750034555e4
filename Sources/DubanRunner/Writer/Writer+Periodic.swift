import DubanEngine
import DubanModel
import DubanStore
import DubanTime
public import DubanWorkflows

/// Periodic jobs: the next instant follows from the scheduled one, never from now, and is kept with the jobs that it gave, so that no
/// crash makes an occurrence twice or loses one.
extension Writer {
    /// Occurrences that are made up for at once after a downtime.
    static let maximumMissed = 1_000
    /// An occurrence is not missed if it is noticed within this time.
    static let hardlyLate = Duration.seconds(60)

    static func counter(of job: PeriodicJob) -> String { "periodic/\(job.name)" }

    /// Enqueues what is due of a periodic job, and keeps when it comes next.
    func occur(_ job: PeriodicJob, _ session: any StoreSession, _ batch: inout Batch) throws -> JobOutcome {
        let (now, calendar) = (clock.now(), versions.inForce.calendar)
        let kept = try session.nextSerial(Writer.counter(of: job))
        var next: Instant
        var jobs: [NewJob] = []
        if kept <= 1 {
            // Nothing is kept under the name yet: it begins now.
            next = try job.schedule.firstOccurrence(after: now, in: calendar)
        } else {
            next = Instant(milliseconds: kept)
            if next <= now {
                let due =
                    try [next] + job.schedule.occurrences(after: next, through: now, atMost: Writer.maximumMissed - 1, in: calendar)
                jobs = Writer.wanted(due, job, now).map { job.occurrence(at: $0) }
                next = try job.schedule.occurrence(after: due.last ?? next, in: calendar)
            }
        }
        if next.milliseconds != kept {
            try session.perform(.advance(serial: Writer.counter(of: job), next: next.milliseconds), of: JobReference.noCase, claim: nil)
        }
        batch.schedule(next)
        return jobs.isEmpty ? JobOutcome() : try enqueue(jobs, session, &batch)
    }

    /// Those of the occurrences that are due which still run.
    static func wanted(_ due: [Instant], _ job: PeriodicJob, _ now: Instant) -> [Instant] {
        switch job.missed {
        case .all: due
        case .once: due.suffix(1)
        case .skip: due.suffix(1).filter { now - $0 <= hardlyLate }
        }
    }
}

extension PeriodicJob {
    /// The job of one occurrence; no two live jobs are of the same.
    func occurrence(at instant: Instant) -> NewJob {
        NewJob(
            queue: queue, plugin: plugin, action: action,
            arguments: .record(arguments.merging(["scheduled": .text(instant.description)]) { $1 }),
            uniqueness: .init(key: "periodic/\(name)/\(instant.milliseconds)"))
    }
}

extension TimerService.DueWork {
    /// Periodic jobs.
    public static func periodicJobs(_ jobs: [PeriodicJob], of writer: Writer) -> TimerService.DueWork {
        .init(
            earliest: { try jobs.map { Instant(milliseconds: try writer.store.reader.nextSerial(Writer.counter(of: $0))) }.min() },
            fire: {
                for job in jobs { _ = try await writer.operate(.occur(job), by: .clock) }
                return false
            })
    }
}
