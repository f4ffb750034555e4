import Testing

@testable import DubanRunner

@Suite struct JournalRestTests {
    @Test func journal_thatKeepsUp_doesNotRest() {
        #expect(JournalRest.after(.milliseconds(5), sent: 64, committed: 64) == .zero)
        #expect(JournalRest.after(.milliseconds(5), sent: 64, committed: 0) == .zero)
    }

    @Test func journal_thatFallsBehind_leavesMostOfTheTimeToOthers() {
        #expect(JournalRest.after(.milliseconds(5), sent: 64, committed: 65) == .milliseconds(5) * JournalRest.parts)
    }

    @Test func rest_isBounded() {
        #expect(JournalRest.after(.seconds(60), sent: 1, committed: .max) == JournalRest.longest)
    }
}
