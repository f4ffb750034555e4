// DubanStoreSQLite keeps everything in one SQLite file: WAL, `synchronous = FULL` read back at start, one writing connection.
//
// The log is append-only by position and never clustered by case: an append touches the end of one b-tree and one index. A job that
// is enqueued already claimed touches one more. Everything else (inbox, timers, registers, lists) is a projection of the log that
// can be rebuilt from it. Checkpoints run on a second connection, so that no commit waits for them. Nor does it wait for the disk, which
// `LogConfirmation` asks: COMMIT hands the log's pages to the kernel in a few large writes (`CSQLiteLog`).
