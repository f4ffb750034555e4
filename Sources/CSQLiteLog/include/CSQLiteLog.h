/* SQLite's write-ahead log as Duban wants it written: a VFS that differs from the system's in the log's file alone. SQLite asks a file
   system for two writes a page, and for the disk's confirmation inside COMMIT; here the writes of a commit are joined into one, and a
   connection may ask the disk itself, once its next transaction is under way (docs/decisions/0027). */
#ifndef CSQLITE_LOG_H
#define CSQLITE_LOG_H

struct sqlite3;

/* Makes this VFS the one that connections open with, over the one that was; once is enough. Returns a code of SQLite's. */
int csqlite_log_register(void);

/* From now on the writes of a COMMIT on this connection are joined, and it returns once the kernel has them, without the disk's
   confirmation: whoever commits asks for that by fdatasync of the log's file. What a checkpoint needs confirmed, and the log's header,
   is confirmed as always. The connection must be set to `PRAGMA synchronous = FULL`, so that SQLite says when a commit is written, and to
   `PRAGMA checkpoint_fullfsync = ON`, which tells the other confirmations apart. Returns a code of SQLite's; SQLITE_MISUSE where the
   connection has no log, or one of another VFS. */
int csqlite_log_take_over(struct sqlite3 *connection);

#endif
