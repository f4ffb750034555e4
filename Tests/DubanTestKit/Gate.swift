import Dispatch
import Synchronization

/// Holds a thread at a point until the test lets it go on, and lets the test wait until it is there: signals instead of sleeps.
public final class Gate: Sendable {
    private let reachedStream: AsyncStream<Void>
    private let reachedSignal: AsyncStream<Void>.Continuation
    private let opening = DispatchSemaphore(value: 0)

    /// A closed gate.
    public init() { (reachedStream, reachedSignal) = AsyncStream.makeStream() }

    /// Says that the gate was reached, and blocks the thread until it is open.
    public func pass() {
        reachedSignal.yield()
        opening.wait()
        opening.signal()
    }

    /// Returns once somebody has reached the gate.
    public func reached() async {
        for await _ in reachedStream { return }
    }

    /// Lets through who waits and who comes.
    public func open() { opening.signal() }
}

/// Collects what happens on other threads, and lets the test wait until there is enough of it.
public final class Collected<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var waiting: [(count: Int, continuation: CheckedContinuation<[Element], Never>)] = []
    }

    private let state = Mutex(State())

    /// Nothing yet.
    public init() {}

    /// What was collected so far.
    public var all: [Element] { state.withLock { $0.elements } }

    /// Adds an element.
    public func append(_ element: Element) {
        let (ready, elements) = state.withLock { state in
            state.elements.append(element)
            let count = state.elements.count
            let ready = state.waiting.filter { $0.count <= count }
            state.waiting.removeAll { $0.count <= count }
            return (ready.map(\.continuation), state.elements)
        }
        for continuation in ready { continuation.resume(returning: elements) }
    }

    /// Returns once there are `count` elements or more, with all there are then.
    public func first(_ count: Int) async -> [Element] {
        await withCheckedContinuation { continuation in
            let elements: [Element]? = state.withLock { state in
                if state.elements.count >= count { return state.elements }
                state.waiting.append((count, continuation))
                return nil
            }
            if let elements { continuation.resume(returning: elements) }
        }
    }
}
