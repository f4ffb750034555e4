import Dispatch
import DubanModel
import DubanPlugin

extension PluginSession {
    /// Sends `initialize` before anything else; ends the conversation where the answer does not come, or is another version's.
    func introduce(_ parameters: DataValue, within limit: Duration, plugin: String) {
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(Int(limit.components.seconds))) {
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
