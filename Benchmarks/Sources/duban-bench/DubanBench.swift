import Foundation

/// `duban-bench [W1 W2 …] [--cases N] [--state FOLDER]`: runs the named works, all without a name, and prints one JSON object a line.
@main
enum DubanBench {
    static func main() async {
        signal(SIGPIPE, SIG_IGN)
        do {
            if CommandLine.arguments.dropFirst().first == "serve-as-plugin" { return try await JobThroughputWork.serveAsPlugin() }
            let options = try BenchOptions(Array(CommandLine.arguments.dropFirst()))
            for work in try WorkRegistry.named(options.works) {
                for line in try await work.run(options) {
                    FileHandle.standardOutput.write(Data((line.text + "\n").utf8))
                }
            }
        } catch {
            FileHandle.standardError.write(Data("duban-bench: \(error)\n".utf8))
            exit(1)
        }
    }
}
