// The documents plugin: renders receipts, notices and certificates as PDF. The same job gives the same bytes.
import DubanPlugin

try await PluginServer(name: "documents", version: "0.1.0")
    .on("render") { job in try RenderAction.render(job) }
    .serve()
