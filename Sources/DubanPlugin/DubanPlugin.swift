// DubanPlugin is what a plugin's author imports, and what the daemon speaks to plugins with: the messages of the protocol
// (docs/plugin-protocol.md), a splitter for frames, and a loop that serves.
//
//     try await PluginServer(name: "echo", version: "1").on("echo") { job in JobOutput(output: job.arguments) }.serve()
//
// JSON-RPC 2.0, one message a line. Many jobs may be in flight; answers come in any order.
