import ArgumentParser

/// `duban workflow measure WORKFLOW`: hands over to `duband`, which alone opens state folders.
struct WorkflowMeasureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure", abstract: "Measure in a state folder how long steps took, for a simulation.",
        usage: "duban workflow measure <workflow> [--state FOLDER] [--output FILE]",
        discussion: """
            Writes a file of handling times for `duban workflow simulate --handling`. Handed over to `duband measure`, which lies beside duban \
            or in /usr/sbin or /usr/bin.
            """)

    @Argument(parsing: .captureForPassthrough, help: "What `duband measure` takes.") var arguments: [String] = []

    func run() throws { try DaemonProgram.become(["measure"] + arguments) }
}
