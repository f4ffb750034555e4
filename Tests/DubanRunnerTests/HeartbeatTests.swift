import DubanRunner
import DubanTestKit
import Testing

@Suite struct HeartbeatTests {
    @Test func age_ofAHeartbeat_countsFromTheLastBeat() {
        let clock = VirtualMonotonicClock()
        clock.advance(by: .seconds(100))
        let heartbeat = Heartbeat("loop", clock: clock)
        #expect(heartbeat.age == .zero)
        clock.advance(by: .seconds(7))
        #expect(heartbeat.age == .seconds(7))
        heartbeat.beat()
        clock.advance(by: .milliseconds(5))
        #expect(heartbeat.age == .milliseconds(5))
        #expect(heartbeat.name == "loop")
    }
}
