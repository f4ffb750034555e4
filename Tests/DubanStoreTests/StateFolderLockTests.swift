import DubanModel
import DubanStoreSQLite
import DubanTestKit
import Foundation
import Testing

@Suite struct StateFolderLockTests {
    private let scratch: ScratchFolder
    private var state: String { scratch.path("deep/state") }

    init() throws { scratch = try ScratchFolder("lock") }

    private func mode(_ path: String) throws -> Int? { try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int }

    @Test func folder_thatIsMissing_isMadeForItsOwnerAlone() throws {
        let lock = try StateFolderLock(folder: state)
        #expect(try mode(state) == 0o700)
        #expect(try mode(state + "/lock") == 0o600)
        withExtendedLifetime(lock) {}
    }

    @Test func folder_thatIsLocked_isRefusedAtOnceWithTheProcessThatHasIt() throws {
        let lock = try StateFolderLock(folder: state)
        let refusal = #expect(throws: Refusal.self) { try StateFolderLock(folder: state) }
        #expect(refusal?.code == .stateFolderInUse)
        #expect(refusal?.message.contains("process \(ProcessInfo.processInfo.processIdentifier)") == true)
        #expect(refusal?.message.contains(state) == true)
        withExtendedLifetime(lock) {}
    }

    @Test func lock_thatIsLetGo_canBeTakenAgain() throws {
        do { withExtendedLifetime(try StateFolderLock(folder: state)) {} }
        withExtendedLifetime(try StateFolderLock(folder: state)) {}
    }

    @Test func folder_thatCannotBeMade_isRefused() throws {
        try scratch.write("file", "")
        let refusal = #expect(throws: Refusal.self) { try StateFolderLock(folder: scratch.path("file/state")) }
        #expect(refusal?.code == .storeFailure)
    }

    /// flock(1) of util-linux stands for the other process.
    @Test func lock_isSeenByAnotherProcess() throws {
        var lock: StateFolderLock? = try StateFolderLock(folder: state)
        #expect(try run("/usr/bin/flock", ["-n", state + "/lock", "true"]) == 1)
        withExtendedLifetime(lock) {}
        lock = nil
        #expect(try run("/usr/bin/flock", ["-n", state + "/lock", "true"]) == 0)
    }

    @Test func lock_ofAnotherProcess_isRespectedUntilThatEnds() throws {
        do { withExtendedLifetime(try StateFolderLock(folder: state)) {} }
        let (process, input, output) = (Process(), Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
        process.arguments = [state + "/lock", "sh", "-c", "echo locked; cat"]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        #expect(String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) == "locked\n")
        #expect(#expect(throws: Refusal.self) { try StateFolderLock(folder: state) }?.code == .stateFolderInUse)
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        withExtendedLifetime(try StateFolderLock(folder: state)) {}
    }

    private func run(_ path: String, _ arguments: [String]) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
