import DubanAPI
import DubanModel
import DubanRunner
import DubanStore
import DubanTestKit
import Hummingbird
import Logging
import Testing

@testable import DubanServer

/// The list of routes that read is the router's, so that whoever goes through the list misses none.
@Suite("Routes")
struct RouteTests {
    private struct Idle: JobExecutor {
        func execute(_ job: ExecutableJob) async -> JobReport { .done(output: .emptyRecord, files: []) }
    }

    private func routes() throws -> APIRoutes {
        let folder = try ScratchFolder()
        let fixture = try HallFixture([])
        let reader = fixture.store.reader
        let vault = try Vault(officeKey: try OfficeKey.load(folder.path("office.key"), makes: true))
        let queues = JobQueues(
            [], executor: Idle(), preparer: SecretPreparer(reader: reader, versions: fixture.versions, vault: vault), clock: fixture.clock,
            reader: reader)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let hall = Hall(
            writer: fixture.writer, reader: reader, versions: fixture.versions, vault: vault, queues: queues, clock: fixture.clock,
            stateFolder: folder.path)
        let calendars = CalendarKeeper(
            writer: fixture.writer, reader: reader, versions: fixture.versions, clock: fixture.clock, logger: logger)
        return APIRoutes(hall: hall, calendars: calendars, time: nil, isDevelopment: true) {}
    }

    @Test func listOfReadingRoutes_isTheRouters() throws {
        let paths = try routes().router().routes.filter { $0.method == .get }.map { $0.path.description }
        #expect(paths.sorted() == APIRoute.reading.sorted(), "a new route belongs in APIRoute.reading, and its sample in SecretBranchTests")
    }
}
