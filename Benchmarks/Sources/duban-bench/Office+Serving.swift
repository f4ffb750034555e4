import DubanRunner
import DubanStore
import DubanStoreSQLite
import Foundation
import Logging
import ServiceLifecycle

extension Office {
    /// Runs the services around `body`: queues, journal, and checkpoints as the housekeeping of `duband` makes them.
    func serving<Result: Sendable>(with others: [any Service] = [], _ body: @Sendable () async throws -> Result) async throws -> Result {
        var logger = Logger(label: "duban-bench")
        logger.logLevel = .critical
        let group = ServiceGroup(
            services: others + [queues, journal, timers, Checkpoints(store: store)], gracefulShutdownSignals: [], logger: logger)
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let result = try await body()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return result
        }
    }
}

/// The part of duband's housekeeping that has to do with the disk.
struct Checkpoints: Service {
    let store: SQLiteStore

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: .seconds(5))
                try store.checkpoint()
            }
        }
    }
}

/// Proves a database afterwards, as `duban audit verify` does.
enum AuditCheck {
    /// `whole`, or the first finding.
    static func verify(_ folder: String) throws -> String {
        let store = try SQLiteStore(path: folder + "/duban.db")
        defer { try? store.close() }
        var auditor = Auditor(store.reader)
        let report = try auditor.verify()
        return report.findings.first ?? "whole: \(report.cases) cases, \(report.events) events"
    }
}
