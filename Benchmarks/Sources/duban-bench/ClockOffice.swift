import DubanEngine
import DubanModel
import DubanRunner
import DubanTime
import Foundation

/// What the works of clocks share: cases with three clocks each that rest in an inbox.
struct ClockOffice {
    let office: Office
    let workflow: ContentHash
    let clock: VirtualWallClock

    /// Tuesday, 3 March 2026, nine in the morning at the office.
    static let opening = Instant(milliseconds: 1_772_499_600_000)
    /// Clocks of a case: promised, statutory, the step's.
    static let clocksOfCase = 3

    init(folder: String, at instant: Instant = opening) throws {
        clock = VirtualWallClock(instant)
        office = try Office(folder: folder, bundle: "clocked", slots: 1, executor: IdleExecutor(), clock: clock)
        workflow = try office.versions.workflow(named: "clocked").hash
    }

    /// Opens so many cases, many in flight.
    func open(_ count: Int) async throws {
        for first in stride(from: 0, to: count, by: 5_000) {
            let size = min(5_000, count - first)
            for _ in 1..<max(size, 1) { office.open(workflow) }
            _ = try await openOne()
        }
    }

    /// Opens a case and waits until it is durable.
    /// - Returns: Milliseconds that it took.
    func openOne() async throws -> Double {
        let begin = ContinuousClock().now
        _ = try await office.writer.perform(
            .open(workflow: workflow) { .open(.init(id: $0, changes: [], materials: [:], submits: false)) }, by: .staff(Office.clerk))
        return (ContinuousClock().now - begin).seconds * 1_000
    }

    /// Looks for what is due, where nothing is: what each wake-up of the timers costs.
    /// - Returns: Milliseconds that it took.
    func tick() async throws -> Double {
        let begin = ContinuousClock().now
        _ = try await office.timers.fireDue()
        _ = try office.timers.earliest()
        return (ContinuousClock().now - begin).seconds * 1_000
    }
}

/// There are no jobs here.
struct IdleExecutor: JobExecutor {
    func execute(_ job: ExecutableJob) async -> JobReport { .done(output: .emptyRecord, files: []) }
}
