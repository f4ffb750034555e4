/* Settings of SQLite as a whole: its function for them takes a variable number of arguments, which Swift cannot pass. */
#ifndef CSQLITE_SETTINGS_H
#define CSQLITE_SETTINGS_H

/* Has SQLite keep no account of the memory it uses: nobody reads it, and every allocation of every connection took one lock for it.
   Returns SQLITE_OK, or SQLITE_MISUSE once SQLite is in use. */
int csqlite_keep_no_memory_account(void);

#endif
