import GRDB

/// The schema and its migrations, one a version; a fresh database runs all of them.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("001-foundation") { database in try database.execute(sql: foundation) }
        migrator.registerMigration("002-offices") { database in try database.execute(sql: offices) }
        migrator.registerMigration("003-retention") { database in try database.execute(sql: retention) }
        return migrator
    }

    /// Instants are milliseconds since 1970 UTC; hashes are 32 bytes; `events`, `state`, `payload` and `fields` are JSON.
    private static let foundation = """
        -- The log: one row a decision with all its events, covered by the hash chain of its case.
        CREATE TABLE decisions (
            position INTEGER PRIMARY KEY, case_id INTEGER NOT NULL, sequence INTEGER NOT NULL, count INTEGER NOT NULL,
            at INTEGER NOT NULL, actor TEXT NOT NULL, events BLOB NOT NULL, hash BLOB NOT NULL) STRICT;
        CREATE UNIQUE INDEX decisions_by_case ON decisions (case_id, sequence);
        -- The folded case when it last came to rest; reading a case is this plus the decisions after it.
        CREATE TABLE snapshots (
            case_id INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, head BLOB NOT NULL, state BLOB NOT NULL) STRICT;
        -- One row a commit: the heads that it changed, chained.
        CREATE TABLE seals (
            number INTEGER PRIMARY KEY, at INTEGER NOT NULL, position INTEGER NOT NULL, heads BLOB NOT NULL, hash BLOB NOT NULL) STRICT;
        -- What lists show of cases.
        CREATE TABLE cases (
            id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, workflow TEXT NOT NULL, definition BLOB NOT NULL,
            opened_at INTEGER NOT NULL, steps TEXT NOT NULL, owner TEXT, light TEXT NOT NULL, due INTEGER, outcome TEXT,
            ended_at INTEGER) STRICT;
        CREATE INDEX cases_by_light ON cases (light, id) WHERE outcome IS NULL;
        -- The inbox.
        CREATE TABLE tasks (
            number INTEGER PRIMARY KEY, case_id INTEGER NOT NULL, case_number TEXT NOT NULL, step INTEGER NOT NULL,
            name TEXT NOT NULL, title_en TEXT NOT NULL, title_zh TEXT NOT NULL, workflow TEXT NOT NULL, roles TEXT NOT NULL,
            candidates TEXT NOT NULL, excluded TEXT NOT NULL, holder TEXT, actions TEXT NOT NULL, opened_at INTEGER NOT NULL,
            message TEXT, correlation TEXT) STRICT;
        CREATE UNIQUE INDEX tasks_by_step ON tasks (case_id, step);
        CREATE INDEX tasks_by_message ON tasks (message, correlation) WHERE message IS NOT NULL;
        -- The queues. A running job of a case is in no index but its key; state: see JobState+Code. Jobs of no case have case 0.
        CREATE TABLE jobs (
            case_id INTEGER NOT NULL, step INTEGER NOT NULL, queue TEXT NOT NULL, state INTEGER NOT NULL, epoch INTEGER NOT NULL,
            attempt INTEGER NOT NULL, ready_at INTEGER NOT NULL, payload BLOB NOT NULL, priority INTEGER NOT NULL DEFAULT 0,
            rank INTEGER, unique_key BLOB, unique_until INTEGER, ended_at INTEGER, error_code TEXT, error_message TEXT,
            PRIMARY KEY (case_id, step)) STRICT, WITHOUT ROWID;
        CREATE INDEX jobs_waiting ON jobs (queue, rank) WHERE state = 0;
        CREATE INDEX jobs_delayed ON jobs (ready_at) WHERE state = 3;
        CREATE INDEX jobs_backing_off ON jobs (ready_at) WHERE state = 3 AND attempt > 0;
        CREATE INDEX jobs_free_claimed ON jobs (step) WHERE case_id = 0 AND state = 1;
        CREATE INDEX jobs_dead ON jobs (queue) WHERE state = 2;
        CREATE INDEX jobs_ended ON jobs (queue, ended_at) WHERE state >= 4;
        CREATE UNIQUE INDEX jobs_unique ON jobs (unique_key) WHERE unique_key IS NOT NULL;
        CREATE TABLE paused_queues (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        CREATE TABLE job_attempts (
            case_id INTEGER NOT NULL, step INTEGER NOT NULL, epoch INTEGER NOT NULL, attempt INTEGER NOT NULL,
            ended_at INTEGER NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL) STRICT;
        CREATE INDEX job_attempts_by_job ON job_attempts (case_id, step);
        -- The rungs of running clocks; each once a run.
        CREATE TABLE timers (
            case_id INTEGER NOT NULL, clock INTEGER NOT NULL, rung TEXT NOT NULL, due INTEGER NOT NULL,
            PRIMARY KEY (case_id, clock, rung)) STRICT, WITHOUT ROWID;
        CREATE INDEX timers_by_due ON timers (due);
        -- Registers: append-only; a key is unique for ever.
        CREATE TABLE registers (
            id INTEGER PRIMARY KEY, register TEXT NOT NULL, key TEXT, label TEXT, case_id INTEGER NOT NULL, case_number TEXT NOT NULL,
            sequence INTEGER NOT NULL, at INTEGER NOT NULL, fields BLOB NOT NULL) STRICT;
        CREATE UNIQUE INDEX registers_by_key ON registers (register, key) WHERE key IS NOT NULL;
        CREATE UNIQUE INDEX registers_by_label ON registers (register, label) WHERE label IS NOT NULL;
        CREATE INDEX registers_by_name ON registers (register, id);
        CREATE INDEX registers_by_case ON registers (case_id);
        CREATE TABLE serials (name TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        -- The registers' own sums, such as what is left of a budget line.
        CREATE TABLE balances (
            register TEXT NOT NULL, account TEXT NOT NULL, value INTEGER NOT NULL, PRIMARY KEY (register, account)) STRICT, WITHOUT ROWID;
        -- The ledger of accountability.
        CREATE TABLE accountability (
            case_id INTEGER NOT NULL, sequence INTEGER NOT NULL, case_number TEXT NOT NULL, at INTEGER NOT NULL, person TEXT,
            supervisor TEXT, promise TEXT NOT NULL, step INTEGER, shares TEXT NOT NULL, standing TEXT NOT NULL,
            PRIMARY KEY (case_id, sequence)) STRICT, WITHOUT ROWID;
        CREATE INDEX accountability_by_time ON accountability (at);
        -- The answer that each request got.
        CREATE TABLE request_keys (
            caller TEXT NOT NULL, key TEXT NOT NULL, fingerprint BLOB NOT NULL, body BLOB NOT NULL, at INTEGER NOT NULL,
            PRIMARY KEY (caller, key)) STRICT, WITHOUT ROWID;
        -- Private values: sealed under a key of the case, which is wrapped by the office's.
        CREATE TABLE case_keys (case_id INTEGER PRIMARY KEY, wrapped BLOB NOT NULL) STRICT;
        CREATE TABLE sealed_fields (
            case_id INTEGER NOT NULL, digest BLOB NOT NULL, ciphertext BLOB NOT NULL, PRIMARY KEY (case_id, digest)) STRICT, WITHOUT ROWID;
        CREATE TABLE blind_index (token BLOB NOT NULL, case_id INTEGER NOT NULL, PRIMARY KEY (token, case_id)) STRICT, WITHOUT ROWID;
        CREATE INDEX blind_index_by_case ON blind_index (case_id);
        -- Workflows, calendars and rosters, named by their content.
        CREATE TABLE definitions (
            hash BLOB PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, content BLOB NOT NULL, at INTEGER NOT NULL) STRICT;
        -- What one case owes another.
        CREATE TABLE pending_inputs (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, case_id INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
        CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """

    /// What people look at besides single cases, and which calendar is in force since when.
    private static let offices = """
        ALTER TABLE cases ADD COLUMN provisional INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE cases ADD COLUMN offered_to TEXT;
        CREATE INDEX cases_by_owner ON cases (owner, id) WHERE outcome IS NULL;
        CREATE INDEX cases_by_offer ON cases (offered_to) WHERE offered_to IS NOT NULL;
        CREATE INDEX tasks_by_holder ON tasks (holder) WHERE holder IS NOT NULL;
        -- Each calendar that was put in force, and how far the clocks of open cases were derived anew from it.
        CREATE TABLE calendars_in_force (
            number INTEGER PRIMARY KEY, hash BLOB NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL, through INTEGER NOT NULL,
            is_done INTEGER NOT NULL, cases INTEGER NOT NULL, moved_cases INTEGER NOT NULL, moved_clocks INTEGER NOT NULL,
            passed_too_early INTEGER NOT NULL, refused INTEGER NOT NULL, earlier INTEGER NOT NULL, later INTEGER NOT NULL) STRICT;
        -- The clocks that moved under the last of them.
        CREATE TABLE calendar_moves (
            number INTEGER NOT NULL, case_id INTEGER NOT NULL, clock INTEGER NOT NULL, case_number TEXT NOT NULL, subject TEXT NOT NULL,
            before INTEGER, after INTEGER, provisional INTEGER NOT NULL, PRIMARY KEY (number, case_id, clock)) STRICT, WITHOUT ROWID;
        """

    /// The oldest answers to requests are found by their instant, to be forgotten.
    private static let retention = "CREATE INDEX request_keys_by_time ON request_keys (at);"
}
