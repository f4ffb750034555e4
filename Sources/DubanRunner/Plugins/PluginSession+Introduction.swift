import Dispatch
import DubanModel
import DubanPlugin

extension PluginSession {
    /// Sends `initialize` before anything else; ends the conversation where the answer does not come, or is another version's.
    func introduce(_ parameters: DataValue, within limit: Duration, plugin: String) {
        let nanoseconds = Int(limit.components.seconds) * 1_000_000_000 + Int(limit.components.attoseconds / 1_000_000_000)
        DispatchQueue.global().asyncAfter(deadline: .now() + .nanoseconds(nanoseconds)) {
            guard !self.isIntroduced else { return }
            self.end(
                PluginFailure(
                    code: "plugin-unavailable", message: "Plugin \(plugin) did not say who it is within \(limit).", isWorthRetrying: true))
        }
        ask("initialize", parameters) { result in
            switch result {
            case .success(let identity) where identity["protocol"].integerValue == PluginMessage.version: self.noteIntroduction()
            case .success(let identity):
                let version = identity["protocol"].integerValue.map(String.init) ?? "?"
                self.end(
                    PluginFailure(
                        code: "plugin-version",
                        message: "Plugin \(plugin) speaks version \(version) of the protocol, the daemon \(PluginMessage.version).",
                        isWorthRetrying: false))
            case .failure(let failure): self.end(failure)
            }
        }
    }
}
