import CLinux
import Dispatch
import Foundation
import Synchronization

/// Tells queues that a pipe or a socket has data, has room, or was hung up: one thread that waits on `epoll` for all of them.
///
/// Dispatch's own sources are not used for this: on Linux, a source that is cancelled while its descriptor is hung up may be freed under
/// the thread that tells of it, and a plugin's pipes are hung up each time a plugin ends.
final class DescriptorPoll: Sendable {
    private struct Watch {
        let queue: DispatchQueue
        let handler: @Sendable () -> Void
    }

    private struct State {
        var watches: [UInt64: Watch] = [:]
        var next: UInt64 = 0
    }

    /// That of this process.
    static let shared = DescriptorPoll()

    private let epoll = clinux_epoll_create()
    private let state = Mutex(State())

    /// Events that are taken at once.
    private static let batch = 64

    private init() {
        let thread = Thread { self.wait() }
        thread.name = "duban.poll"
        thread.start()
    }

    /// Watches a descriptor: `handler` is called on `queue` as data, room or the hang-up comes about, once for each change, and once at
    /// the start. It reads or writes until the kernel has no more.
    /// - Returns: What ends the watch, or `nil` where the descriptor cannot be watched.
    func watch(_ descriptor: Int32, on queue: DispatchQueue, _ handler: @escaping @Sendable () -> Void) -> UInt64? {
        let token = state.withLock { state in
            state.next += 1
            state.watches[state.next] = Watch(queue: queue, handler: handler)
            return state.next
        }
        guard clinux_epoll_add(epoll, descriptor, token) == 0 else {
            state.withLock { $0.watches[token] = nil }
            return nil
        }
        return token
    }

    /// Ends a watch, before its descriptor is closed. A call that is on its queue already still comes.
    func end(_ token: UInt64, _ descriptor: Int32) {
        _ = clinux_epoll_remove(epoll, descriptor)
        state.withLock { $0.watches[token] = nil }
    }

    private func wait() {
        var tokens = [UInt64](repeating: 0, count: DescriptorPoll.batch)
        while true {
            let count = clinux_epoll_wait(epoll, &tokens, Int32(tokens.count))
            guard count >= 0 else { return }
            let told = state.withLock { state in tokens.prefix(Int(count)).compactMap { state.watches[$0] } }
            for watch in told { watch.queue.async(execute: watch.handler) }
        }
    }
}
