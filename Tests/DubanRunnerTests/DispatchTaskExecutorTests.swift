import Synchronization
import Testing

@testable import DubanRunner

@Suite(.timeLimit(.minutes(1))) struct DispatchTaskExecutorTests {
    /// How many ran at once at most, and in all.
    private final class Count: Sendable {
        private let state = Mutex((running: 0, most: 0, done: 0))

        func enter() {
            state.withLock { state in
                state.running += 1
                state.most = max(state.most, state.running)
            }
        }

        func leave() {
            state.withLock { state in
                state.running -= 1
                state.done += 1
            }
        }

        var most: Int { state.withLock { $0.most } }
        var done: Int { state.withLock { $0.done } }
    }

    @Test func tasks_thatComeTogether_allRunOnAFewThreads() async {
        let executor = DispatchTaskExecutor(label: "test")
        let count = Count()
        await withDiscardingTaskGroup { group in
            for _ in 0..<1_000 {
                group.addTask(executorPreference: executor) {
                    count.enter()
                    count.leave()
                }
            }
        }
        #expect(count.done == 1_000)
        #expect(count.most <= DispatchTaskExecutor.maximumBlocks)
    }

    @Test func task_thatComesLater_runsToo() async {
        let executor = DispatchTaskExecutor(label: "test")
        for round in 1...3 {
            let answer = await withTaskExecutorPreference(executor) { round }
            #expect(answer == round)
        }
    }
}
