// A plugin in twenty lines: it stamps a text, leaves it as a file, and remembers nothing, since the same job gives the same bytes.
import DubanModel
import DubanPlugin

try await PluginServer(name: "stamp", version: "1.0.0")
    .on("stamp") { job in
        guard let text = job.arguments["text"].textValue else {
            throw PluginFailure.permanent("bad-arguments", "stamp wants \"text\".")
        }
        job.progress(50, "stamping")
        // The date is the job's own, so that another attempt gives the same bytes.
        let stamped = "\(text)\nReceived \(job.at)\n"
        let file = try job.leave(Array(stamped.utf8), as: "stamped", mediaType: "text/plain", suffix: "txt")
        return JobOutput(output: ["length": .integer(Int64(stamped.utf8.count))], files: [file])
    }
    .on("wait") { _ in
        try await Task.sleep(for: .seconds(30))  // Throws when the job is cancelled.
        return JobOutput()
    }
    .serve()
