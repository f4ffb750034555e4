import DubanModel
import DubanWorkflows
import Foundation

/// What the command line, the environment and the configuration file say together.
struct Settings {
    let configuration: DaemonConfiguration
    let root: String
    let stateFolder: String
    let socket: String
    let officeKey: String
    let isDevelopment: Bool
    let start: Instant?

    init(
        configuration path: String, state: String?, socket: String?, isDevelopment: Bool, start: Instant?, environment: [String: String]
    ) throws(Refusal) {
        configuration = try DaemonConfiguration.load(try Settings.read(path), file: path)
        root = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let root = self.root
        func resolve(_ path: String) -> String { path.hasPrefix("/") ? path : URL(fileURLWithPath: "\(root)/\(path)").standardized.path }
        guard
            let folder = state.map({ URL(fileURLWithPath: $0).path }) ?? environment["STATE_DIRECTORY"] ?? configuration.state.map(resolve)
        else {
            throw Refusal(.invalidRequest, "Say where everything is kept: --state FOLDER, or state: in \(path).")
        }
        stateFolder = folder
        self.socket = socket.map { URL(fileURLWithPath: $0).path } ?? configuration.socket.map(resolve) ?? folder + "/duban.sock"
        let credential = environment["CREDENTIALS_DIRECTORY"].map { $0 + "/office.key" }.flatMap {
            FileManager.default.fileExists(atPath: $0) ? $0 : nil
        }
        officeKey = credential ?? configuration.officeKey.map(resolve) ?? folder + "/office.key"
        self.isDevelopment = isDevelopment
        self.start = start
    }

    /// A path of the configuration, made absolute.
    func path(_ relative: String) -> String {
        relative.hasPrefix("/") ? relative : URL(fileURLWithPath: "\(root)/\(relative)").standardized.path
    }

    /// The bytes of a file.
    static func read(_ path: String) throws(Refusal) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Refusal(.invalidDefinition, "The file \(path) cannot be read.")
        }
        return Array(data)
    }
}
