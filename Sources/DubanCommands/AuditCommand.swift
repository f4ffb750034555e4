import ArgumentParser

/// `duban audit …`: hands over to `duband`, which alone opens state folders.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Prove the history of a state folder, also of one whose daemon runs.",
        usage: "duban audit verify [--state FOLDER] [--anchor HASH] [--json]",
        discussion: "Handed over to `duband audit`, which lies beside duban or in /usr/sbin or /usr/bin.")

    @Argument(parsing: .captureForPassthrough, help: "What `duband audit` takes.") var arguments: [String] = []

    func run() throws { try DaemonProgram.become(["audit"] + arguments) }
}
