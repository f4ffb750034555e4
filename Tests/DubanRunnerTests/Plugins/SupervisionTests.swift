import DubanPlugin
import Testing

@testable import DubanRunner

/// When a plugin is started again.
@Suite struct SupervisionTests {
    private static let death = PluginFailure.transient("plugin-crashed", "It ended.")

    /// Starts and ends processes that come to nothing, each after its wait.
    private func deaths(_ count: Int) -> (Supervision, waits: [Duration], alarms: [Bool]) {
        var (supervision, now, waits, alarms) = (Supervision(), Duration.zero, [Duration](), [Bool]())
        for _ in 0..<count {
            supervision.started(now: now)
            alarms.append(supervision.ended(Self.death, now: now))
            let wait = supervision.wait(now: now)
            waits.append(wait)
            now += wait
        }
        return (supervision, waits, alarms)
    }

    @Test func process_thatDiesAtItsStart_waitsLongerEachTime() {
        let (_, waits, _) = deaths(12)
        #expect(waits.prefix(5) == [.zero, .milliseconds(500), .seconds(1), .seconds(2), .seconds(4)])
        #expect(waits.suffix(2) == [.seconds(60), .seconds(60)])
    }

    @Test func deaths_inARow_areToldOnce() {
        let (supervision, _, alarms) = deaths(8)
        #expect(alarms == [false, false, false, true, false, false, false, false])
        #expect(supervision.isFailing && supervision.starts == 8 && supervision.lastEnd == Self.death)
    }

    @Test func process_thatDidAJob_mayStartAgainAtOnce() {
        var (supervision, _, _) = deaths(6)
        supervision.started(now: .seconds(200))
        supervision.wasUseful()
        let isAlarm = supervision.ended(Self.death, now: .seconds(200))
        #expect(!isAlarm)
        #expect(supervision.wait(now: .seconds(200)) == .zero && !supervision.isFailing)
    }

    @Test func process_thatLivedForAWhile_mayStartAgainAtOnce() {
        var (supervision, _, _) = deaths(6)
        supervision.started(now: .seconds(200))
        _ = supervision.ended(Self.death, now: .seconds(230))
        #expect(supervision.wait(now: .seconds(230)) == .zero && !supervision.isFailing)
    }

    @Test func wait_passesWithTime() {
        let (supervision, _, _) = deaths(3)
        let end = supervision.notBefore
        #expect(supervision.wait(now: end - .milliseconds(250)) == .milliseconds(250))
        #expect(supervision.wait(now: end) == .zero && supervision.wait(now: end + .seconds(9)) == .zero)
    }
}
