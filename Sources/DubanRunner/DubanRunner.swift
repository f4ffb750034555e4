// DubanRunner makes the pure engine live: one writer decides and commits, queues run jobs on Dispatch, plugins are kept, timers
// fire, and the journal is told. Each long-running part is a `Service` with one `run()`.
//
//     requests ─┐                           ┌─▶ answers, only now
//     timers  ──┼─▶ Writer ── one commit ───┼─▶ JobQueues ─▶ PluginHost ─▶ a plugin's process
//     results ──┘   (many inputs)           └─▶ JournalReader (by position)
//         ▲                                          │
//         └────────────── JobReport ◀────────────────┘
//
// Nobody is answered, no job starts and nothing is told before its cause is durable. The writer never waits for a plugin, the
// journal or a client.
