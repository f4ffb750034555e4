import DubanModel
import DubanRunner
import DubanTestKit
import DubanTime
import Synchronization

/// Virtual time: what is to happen is kept in the order of its instant, and the world moves on from one to the next. Everything runs on
/// the caller's thread, so that a seed gives the same run each time.
final class SimulatedTime: Sendable {
    private struct Event {
        let due: Duration
        let order: UInt64
        let generation: Int
        let work: @Sendable () -> Void
    }

    private struct State {
        var now = Duration.zero
        var offset = Duration.zero
        var events: [Event] = []
        var order: UInt64 = 0
        var generation = 0
        var random: SeededGenerator
    }

    private let state: Mutex<State>

    init(seed: UInt64) { state = Mutex(State(random: SeededGenerator(seed: seed))) }

    var now: Duration { state.withLock { $0.now } }
    var wall: Instant { state.withLock { Fixture.monday + $0.now + $0.offset } }
    var generation: Int { state.withLock { $0.generation } }

    /// Sets the wall clock forward or back.
    func jump(_ duration: Duration) { state.withLock { $0.offset += duration } }

    /// Forgets what the process that ran so far had still to do.
    func crash() { state.withLock { $0.generation += 1 } }

    /// Something is to happen; `nil` as the generation is of the world outside, which no crash of the daemon touches.
    func after(_ delay: Duration, generation: Int? = nil, _ work: @escaping @Sendable () -> Void) {
        state.withLock { state in
            state.order += 1
            state.events.append(Event(due: state.now + max(.zero, delay), order: state.order, generation: generation ?? -1, work: work))
        }
    }

    /// Lets the next thing happen.
    /// - Returns: False where there is none.
    func step() -> Bool {
        let work = state.withLock { state -> (@Sendable () -> Void)? in
            guard
                let index = state.events.indices.min(by: { left, right in
                    (state.events[left].due, state.events[left].order) < (state.events[right].due, state.events[right].order)
                })
            else { return nil }
            let event = state.events.remove(at: index)
            state.now = max(state.now, event.due)
            return event.generation == -1 || event.generation == state.generation ? event.work : {}
        }
        work?()
        return work != nil
    }

    // MARK: Chance

    func chance(_ share: Double) -> Bool { state.withLock { Double.random(in: 0..<1, using: &$0.random) < share } }

    func duration(_ range: ClosedRange<Int>) -> Duration { .milliseconds(number(range)) }

    func number(_ range: ClosedRange<Int>) -> Int { state.withLock { Int.random(in: range, using: &$0.random) } }
}

/// The clocks of the simulated machine.
struct SimulatedClocks: WallClock, MonotonicClock {
    let time: SimulatedTime

    func now() -> Instant { time.wall }
    func elapsed() -> Duration { time.now }
}

/// A serial queue of one process: in order, each a little later.
final class SimulatedScheduler: Scheduler {
    private let time: SimulatedTime
    private let generation: Int
    private let last = Mutex(Duration.zero)

    init(_ time: SimulatedTime) {
        self.time = time
        generation = time.generation
    }

    func async(_ work: @escaping @Sendable () -> Void) {
        let due = last.withLock { last in
            last = max(last, time.now + time.duration(0...3))
            return last
        }
        time.after(due - time.now, generation: generation, work)
    }

    func after(_ delay: Duration, _ work: @escaping @Sendable () -> Void) { time.after(delay, generation: generation, work) }
}
