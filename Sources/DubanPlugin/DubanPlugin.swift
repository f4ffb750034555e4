// DubanPlugin is what a plugin's author imports, and what the daemon speaks to plugins with: the messages of the protocol
// (docs/plugin-protocol.md), a splitter for frames, and a loop that serves.
//
//     try await PluginServer(name: "echo", version: "1").on("echo") { job in JobOutput(output: job.arguments) }.serve()
//
// JSON-RPC 2.0, one message a line. Many jobs may be in flight; answers come in any order. The same plugin serves over standard input
// and output, where the daemon started it, and over a socket that systemd holds (LISTEN_FDS); its handlers see no difference.
//
//      the daemon                              the plugin
//      PluginHost ── initialize ─────────────▶ PluginServer      who are you, which version do we share
//                 ── run 7, run 8, run 9 ────▶   handlers        many in flight
//                 ◀── progress 8, log ────────
//                 ── cancel 9 ───────────────▶   Task.cancel()
//                 ◀── result 8, error 9, … ───
//                 ── shutdown ───────────────▶                   answered once nothing is in flight
