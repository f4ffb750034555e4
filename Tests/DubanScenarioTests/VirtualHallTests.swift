import DubanModel
import DubanRunner
import Foundation
import Testing

@testable import DubanScenario

/// A hall without a daemon leaves nothing behind.
struct VirtualHallTests {
    @Test func folder_ofAHall_goesWithIt() throws {
        let (tests, files) = try #require(Story.all.first).tests()
        let file = try #require(files.first)
        var run: ScenarioRun? = try tests.begin(try #require(file.scenarios.first), of: file)
        let folder = try #require(run).hall.stateFolder
        #expect(FileManager.default.createFile(atPath: folder + "/attached", contents: Data([1])))
        run = nil
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    @Test func folder_whereNoneCanBeMade_isRefused() throws {
        let refusal = #expect(throws: Refusal.self) { try TemporaryFolder("no/where") }
        #expect(refusal?.code == .unavailable && refusal?.message.contains("No such file or directory") == true)
    }
}
