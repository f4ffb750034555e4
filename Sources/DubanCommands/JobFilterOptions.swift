import ArgumentParser
import DubanAPI

/// Which jobs a verb is for.
struct JobFilterOptions: ParsableArguments {
    @Option(help: "Only this queue's.") var queue: String?
    @Option(help: "Only this plugin's.") var plugin: String?
    @Option(help: "Only those that failed with this code.") var code: String?
    @Option(help: "At most so many.") var limit: Int?

    func validate() throws {
        if let limit, !(1...100_000).contains(limit) { throw ValidationError("--limit is from 1 to 100000") }
    }

    /// The filter; `keys` name jobs themselves.
    func body(_ keys: [String] = []) -> JobFilterBody {
        JobFilterBody(queue: queue, plugin: plugin, code: code, keys: keys.isEmpty ? nil : keys, limit: limit)
    }

    var isEmpty: Bool { queue == nil && plugin == nil && code == nil }
}
