import Testing

@testable import DubanRunner

@Suite struct CommitPaceTests {
    @Test func slice_followsTheTimeOfCommits() {
        var pace = CommitPace()
        for _ in 0..<100 { pace.note(commit: .milliseconds(20)) }
        #expect(pace.slice(backlog: 10) > .milliseconds(19) && pace.slice(backlog: 10) <= .milliseconds(20))
        for _ in 0..<100 { pace.note(commit: .microseconds(300)) }
        #expect(pace.slice(backlog: 10) < .microseconds(310))
    }

    @Test func slice_growsWithACrowd_upToItsLimit() {
        let pace = CommitPace()
        #expect(pace.slice(backlog: CommitPace.crowd * 2) == pace.slice(backlog: 1) * 2)
        #expect(pace.slice(backlog: .max) == pace.slice(backlog: 1) * CommitPace.longest)
    }
}
