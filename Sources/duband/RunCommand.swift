import ArgumentParser
import DubanModel
import Foundation

/// `duband`: serves until it is stopped.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "run", abstract: "Serve until stopped (the default).")

    @Option(help: "The configuration file.") var config = RunCommand.standardConfiguration
    @Option(help: "The folder in which everything is kept.") var state: String?
    @Option(help: "The socket of the API.") var socket: String?
    @Flag(help: "Run as any user on a folder of its own, and let --as NAME act for anyone.") var dev = false
    @Option(help: "With --dev: begin at this instant on a clock that only `duban dev advance` moves.") var clock: String?

    static var standardConfiguration: String {
        FileManager.default.fileExists(atPath: "config/duban.yaml") ? "config/duban.yaml" : "/etc/duban/duban.yaml"
    }

    func validate() throws {
        if clock != nil, !dev { throw ValidationError("--clock needs --dev") }
        if let clock, Instant(clock) == nil { throw ValidationError("--clock wants an instant such as 2026-03-02T09:00:00+08:00") }
    }

    func run() async throws {
        let settings = try Settings(
            configuration: config, state: state, socket: socket, isDevelopment: dev, start: clock.flatMap { Instant($0) },
            environment: ProcessInfo.processInfo.environment)
        try await Daemon(settings).run()
    }
}
