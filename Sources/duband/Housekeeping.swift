import DubanModel
import DubanRunner
import DubanStore
import DubanSystemd
import DubanTime
import Logging
import ServiceLifecycle

/// What is to be done from time to time: checkpoints beside the commits, the day's seal to the journal, and the watchdog, which is fed
/// only while every loop of the daemon goes round.
struct Housekeeping: Service {
    let store: any Store
    let writer: Writer
    let journal: JournalReader
    let heartbeats: [Heartbeat]
    let writerBeat: Heartbeat
    let calendar: @Sendable () -> WorkingCalendar
    let clock: any WallClock
    let manager: ServiceManager
    let logger: Logger
    let retention: JobRetention
    let answers: AnswerRetention

    /// How often it goes round.
    static let interval = Duration.seconds(5)
    /// A loop that has not gone round for so long is held to hang.
    static let longestSilence = Duration.seconds(45)

    func run() async throws {
        let interval = min(Housekeeping.interval, (manager.watchdogInterval ?? .seconds(30)) / 3)
        try? await cancelWhenGracefulShutdown {
            for round in 1... {
                try await Task.sleep(for: interval)
                await writer.flush()
                writerBeat.beat()
                feedWatchdog()
                keepHouse()
                if round.isMultiple(of: Housekeeping.sweepRounds) { await sweep() }
            }
        }
        manager.stopping()
    }

    private func feedWatchdog() {
        let hanging = (heartbeats + [writerBeat]).filter { $0.age > Housekeeping.longestSilence }.map(\.name)
        if hanging.isEmpty {
            manager.keepAlive()
        } else {
            logger.error("These loops do not go round: \(hanging.joined(separator: ", ")); the watchdog is not fed.")
        }
        let lag = (try? journal.lag()) ?? -1
        manager.status(lag > 0 ? "Serving; the journal is \(lag) decisions behind" : "Serving")
        if lag > 1_000 { logger.warning("The journal is \(lag) decisions behind.") }
    }

    private func keepHouse() {
        do {
            try store.checkpoint()
            try sealDay()
        } catch {
            logger.error("Housekeeping failed: \(error)")
        }
    }

    /// Old answers and jobs go, and free pages with them, every so many rounds.
    static let sweepRounds = 12

    private func sweep() async {
        do {
            try answers.sweep()
            try await retention.sweep()
        } catch {
            logger.error("Old answers and ended jobs could not be deleted: \(error)")
        }
    }

    /// Sends the last seal to the journal once a day: whoever rewrites the database later cannot rewrite that.
    private func sealDay() throws {
        let today = Int64(calendar().day(of: clock.now()).daysSinceEpoch)
        let seal = try store.transact { session -> StoredSeal? in
            guard try session.meta(.sealedDay) ?? 0 < today, let seal = try session.lastSeal() else { return nil }
            try session.setMeta(.sealedDay, today)
            return seal
        }
        guard let seal else { return }
        logger.notice(
            "The seal of the day is \(seal.number) \(seal.hash).",
            metadata: ["seal": .string(seal.hash.description), "seal_number": .stringConvertible(seal.number)])
    }
}
