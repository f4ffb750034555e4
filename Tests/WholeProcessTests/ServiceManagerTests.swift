import DubanAPI
import Foundation
import Testing

@Suite("What the daemon tells the service manager", .blocking)
struct ServiceManagerTests {
    @Test func ready_isSaidOnceItServes_andStoppingOnceItIsAskedTo() throws {
        let hall = try HallUnderTest()
        defer { hall.end() }
        try hall.start()  // waits for READY=1
        #expect(try hall.duban("inbox").code == 0, "what is ready serves")
        hall.daemon?.signal(SIGTERM)
        let lines = try hall.manager.wait(for: "STOPPING=1")
        #expect(lines.contains { $0.hasPrefix("STATUS=") })
        #expect(try hall.stop() == .exited(0))
    }

    @Test func watchdog_whereOneIsSet_isFedWithAStatus() throws {
        let hall = try HallUnderTest()
        defer { hall.end() }
        try hall.start(["WATCHDOG_USEC": "600000"])
        try hall.manager.wait(for: "WATCHDOG=1")
        let lines = try hall.manager.wait(for: "STATUS=Serving")
        #expect(lines.count == 1)
        try hall.manager.wait(for: "WATCHDOG=1")
    }

    @Test func daemon_stoppedByTERM_endsWithZeroAndLeavesNoPluginBehind() throws {
        try HallUnderTest.open { hall in
            try Story().tell(hall, through: .application)
            #expect(!hall.plugins.isEmpty, "the plugin runs while the daemon does")
            #expect(try hall.stop() == .exited(0))
            #expect(hall.plugins.isEmpty, "no orphan: \(hall.plugins)")
            #expect(!hall.log.contains("rror"), "\(hall.log)")
        }
    }

    @Test func daemon_stoppedWhileAPluginHangs_endsAllTheSame() throws {
        let scratch = try Scratch()
        var office = Office()
        office.documentsPlugin = try Office.script("trap '' TERM; touch started; exec sleep 1000", in: scratch)
        let hall = try HallUnderTest(office, scratch: scratch)
        defer { hall.end() }
        try hall.start()
        #expect(try hall.duban("apply", "certificate-issuance", "--data", "-", input: Story.application).code == 0)
        #expect(try hall.stop() == .exited(0))
        #expect(hall.plugins.isEmpty, "\(hall.plugins)")
        try hall.refurnish(Office())
        try hall.start()
        try hall.settle()
        #expect(try hall.detail("CERT-2026-0001").summary.steps == ["supplement"], "the job is taken up again")
    }

    @Test func daemon_killed9_leavesNoPluginBehindThatHoldsTheFolder() throws {
        try HallUnderTest.open { hall in
            try Story().tell(hall, through: .application)
            try hall.kill()
            try hall.start()
            try Story().tell(hall, from: .days)
            #expect(try hall.detail("CERT-2026-0001").summary.outcome == "issued")
            #expect(hall.plugins.count == 1, "the old daemon's plugin ended with its input")
        }
    }
}
