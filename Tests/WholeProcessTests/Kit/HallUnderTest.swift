import DubanAPI
import Foundation
import Glibc

/// A daemon on a folder of its own, and the command line that speaks to it.
final class HallUnderTest {
    let scratch: Scratch
    let state: String
    let manager: NotifySocket
    private(set) var daemon: ChildProcess?
    private var configuration: String
    private var starts: [pid_t] = []
    /// When this hall was set up, in seconds since 1970: numbers of processes come again, and older ones of theirs are not meant.
    let since = Int(Date().timeIntervalSince1970)
    /// Where the virtual clock stands.
    private(set) var now = HallUnderTest.opening

    /// Monday, nine in the morning.
    static let opening = "2026-03-02T09:00:00+08:00"

    init(_ office: Office = Office(), scratch: Scratch? = nil) throws {
        let scratch = try scratch ?? Scratch()
        self.scratch = scratch
        state = scratch.path("state")
        manager = try NotifySocket(scratch.path("notify"))
        configuration = try office.write(to: scratch)
    }

    /// Runs a body over a hall that is open, and cleans up whatever happens.
    static func open(_ office: Office = Office(), _ body: (HallUnderTest) throws -> Void) throws {
        let hall = try HallUnderTest(office)
        defer { hall.end() }
        try hall.start()
        try body(hall)
    }

    /// Ends the daemon, and what a killed one left to finish, and removes the folder.
    func end() {
        daemon?.signal(SIGKILL)
        _ = try? daemon?.wait()
        for plugin in plugins { _ = Glibc.kill(plugin, SIGKILL) }
        scratch.end()
    }

    /// The processes whose working folder is a plugin's under this hall's state.
    var plugins: [pid_t] {
        let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { pid_t($0) } ?? []
        return numbers.filter { number in
            let folder = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(number)/cwd")
            return folder?.hasPrefix(state + "/plugins") == true
        }
    }

    // MARK: The daemon

    /// The processes of the daemons that were started, the first first.
    var processes: [pid_t] { starts }

    var socket: String { "\(state)/duban.sock" }

    /// What the daemon said.
    var log: String { (try? String(contentsOfFile: scratch.path("duband.log"), encoding: .utf8)) ?? "" }

    /// Whether the daemon runs on the system's clock, not on one that only the test moves.
    var isOnSystemClock = false

    /// The arguments with which the daemon runs.
    var arguments: [String] {
        ["--dev", "--config", configuration, "--state", state] + (isOnSystemClock ? [] : ["--clock", HallUnderTest.opening])
    }

    /// Changes the office for the next start.
    func refurnish(_ office: Office) throws { configuration = try office.write(to: scratch) }

    /// Starts the daemon and waits until it serves.
    func start(_ extra: [String: String] = [:]) throws {
        let environment = Place.environment.merging(["NOTIFY_SOCKET": manager.path]) { $1 }.merging(extra) { $1 }
        let daemon = try ChildProcess(
            Place.duband, arguments, environment: environment, folder: scratch.folder, input: nil, output: scratch.path("duband.out"),
            error: scratch.path("duband.log"))
        self.daemon = daemon
        starts.append(daemon.id)
        try manager.wait(for: "READY=1")
    }

    /// Asks the daemon to stop and waits until it has.
    @discardableResult
    func stop() throws -> ChildProcess.Ending? {
        daemon?.signal(SIGTERM)
        defer { daemon = nil }
        return try daemon?.wait()
    }

    /// Kills the daemon as a power cut would.
    func kill() throws {
        daemon?.signal(SIGKILL)
        _ = try daemon?.wait()
        daemon = nil
    }

    // MARK: The command line

    /// The words of a command that speaks to this daemon.
    func words(_ arguments: [String], as member: String?) -> [String] {
        arguments + (member.map { ["--as", $0] } ?? []) + ["--socket", socket]
    }

    /// Runs a command to its end.
    func duban(_ arguments: String..., as member: String? = "li-na", input: String? = nil, locale: String = "C.UTF-8") throws -> Output {
        try duban(arguments, as: member, input: input, locale: locale)
    }

    /// Runs a command to its end.
    func duban(_ arguments: [String], as member: String? = "li-na", input: String? = nil, locale: String = "C.UTF-8") throws -> Output {
        try Program.run(
            Place.duban, words(arguments, as: member), environment: Place.environment.merging(["LC_ALL": locale]) { $1 }, input: input,
            scratch: scratch)
    }

    /// Runs a command and decodes its answer.
    func ask<Answer: Decodable>(_ arguments: String..., as member: String = "li-na", input: String? = nil) throws -> Answer {
        let output = try duban(arguments + ["--json"], as: member, input: input)
        guard output.code == 0 else { throw ChildProcess.Failure(description: "duban \(arguments): \(output)") }
        return try output.decode()
    }

    /// Moves the clock to an instant, or where it stands: it answers once no job runs and nothing waits for the writer.
    func settle(at instant: String? = nil, as member: String = "li-na") throws {
        now = instant ?? now
        let _: ClockBody = try ask("dev", "advance", "--to", now, as: member)
    }

    /// Looks again and again until something is so; each look is a command, so that this takes no more of the machine than a person does.
    func eventually<Value>(_ what: String, _ look: () throws -> Value?) throws -> Value {
        for _ in 0..<HallUnderTest.looks { if let value = try look() { return value } }
        throw ChildProcess.Failure(description: "\(what) did not come about; the daemon said:\n\(log)")
    }

    /// Looks before something is held not to come about; far more than any needs.
    private static let looks = 1_500

    /// A case as it stands.
    func detail(_ number: String) throws -> CaseDetailBody { try ask("case", number) }

    /// The number of the task that waits at a step of a case.
    func task(_ step: String, of number: String) throws -> String {
        let tasks: [TaskBody] = try ask("inbox", "--all", as: "admin")
        guard let task = tasks.first(where: { $0.caseNumber == number && $0.step == step }) else {
            throw ChildProcess.Failure(description: "case \(number) has no task at \(step); there are \(tasks.map(\.step))")
        }
        return String(task.number)
    }
}
