import Dispatch
import DubanPlugin

/// What a `PluginLink` moves bytes for.
protocol PluginStream: AnyObject, Sendable {
    /// Has `wake` called when there is something to write, also at once where there is.
    func connect(_ wake: @escaping @Sendable () -> Void)
    /// What is to be written, and is not kept any longer.
    func takeOutgoing() -> [UInt8]
    /// Whether nothing more will be written once `takeOutgoing` is empty: the output is closed then.
    var isOutgoingComplete: Bool { get }
    /// Takes in what was read.
    /// - Throws: A failure where it is nonsense: the conversation cannot go on.
    func received(_ bytes: UnsafeRawBufferPointer) throws(PluginFailure)
    /// Returns once its process is not wanted any more; one task waits for it.
    func ended() async
    /// Why its process is not wanted any more.
    var failure: PluginFailure? { get }
}

extension PluginStream {
    /// A conversation goes on.
    var isOutgoingComplete: Bool { false }
}

extension Duration {
    /// As Dispatch counts.
    var interval: DispatchTimeInterval {
        .nanoseconds(Int(components.seconds) * 1_000_000_000 + Int(components.attoseconds / 1_000_000_000))
    }
}
