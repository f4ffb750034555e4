#include "CSQLiteLog.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

/* Writes are joined up to so many bytes, thirty-one pages: the system's VFS passes no more to the kernel at once. */
enum { JOINED_BYTES = 0x1FFFF };

/* The log's file: the system's own lies right behind it. */
typedef struct {
    sqlite3_file base;
    int is_taken_over;
    unsigned char *joined; /* what was written and the kernel does not have yet; allocated when the log is taken over */
    sqlite3_int64 start;   /* where it goes */
    int length;
} log_file;

static sqlite3_vfs *under;

static sqlite3_file *file_under(log_file *file) { return (sqlite3_file *)(file + 1); }

/* Hands what was joined to the kernel. What it does not take is forgotten: SQLite is told, and takes the transaction back. */
static int hand_over(log_file *file) {
    int length = file->length;
    if (length == 0) return SQLITE_OK;
    file->length = 0;
    return file_under(file)->pMethods->xWrite(file_under(file), file->joined, length, file->start);
}

static int log_close(sqlite3_file *base) {
    log_file *file = (log_file *)base;
    int code = hand_over(file);
    int closed = file_under(file)->pMethods->xClose(file_under(file));
    free(file->joined);
    file->joined = NULL;
    return code == SQLITE_OK ? closed : code;
}

static int log_read(sqlite3_file *base, void *bytes, int count, sqlite3_int64 offset) {
    log_file *file = (log_file *)base;
    int code = hand_over(file);
    return code == SQLITE_OK ? file_under(file)->pMethods->xRead(file_under(file), bytes, count, offset) : code;
}

static int log_write(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 offset) {
    log_file *file = (log_file *)base;
    if (file->length > 0 && (offset != file->start + file->length || count > JOINED_BYTES - file->length)) {
        int code = hand_over(file);
        if (code != SQLITE_OK) return code;
    }
    if (!file->is_taken_over || count > JOINED_BYTES) return file_under(file)->pMethods->xWrite(file_under(file), bytes, count, offset);
    if (file->length == 0) file->start = offset;
    memcpy(file->joined + file->length, bytes, (size_t)count);
    file->length += count;
    return SQLITE_OK;
}

static int log_truncate(sqlite3_file *base, sqlite3_int64 size) {
    log_file *file = (log_file *)base;
    int code = hand_over(file);
    return code == SQLITE_OK ? file_under(file)->pMethods->xTruncate(file_under(file), size) : code;
}

/* SQLite asks for a confirmation once a commit is written and before others see it: so the kernel has it by then in any case. */
static int log_sync(sqlite3_file *base, int flags) {
    log_file *file = (log_file *)base;
    int code = hand_over(file);
    if (code != SQLITE_OK) return code;
    if (file->is_taken_over && (flags & 0x0F) == SQLITE_SYNC_NORMAL) return SQLITE_OK;
    return file_under(file)->pMethods->xSync(file_under(file), flags);
}

static int log_file_size(sqlite3_file *base, sqlite3_int64 *size) {
    log_file *file = (log_file *)base;
    int code = hand_over(file);
    return code == SQLITE_OK ? file_under(file)->pMethods->xFileSize(file_under(file), size) : code;
}

static int log_lock(sqlite3_file *base, int level) {
    sqlite3_file *file = file_under((log_file *)base);
    return file->pMethods->xLock(file, level);
}

static int log_unlock(sqlite3_file *base, int level) {
    sqlite3_file *file = file_under((log_file *)base);
    return file->pMethods->xUnlock(file, level);
}

static int log_check_reserved_lock(sqlite3_file *base, int *result) {
    sqlite3_file *file = file_under((log_file *)base);
    return file->pMethods->xCheckReservedLock(file, result);
}

static int log_file_control(sqlite3_file *base, int operation, void *argument) {
    log_file *file = (log_file *)base;
    int code = hand_over(file);
    return code == SQLITE_OK ? file_under(file)->pMethods->xFileControl(file_under(file), operation, argument) : code;
}

static int log_sector_size(sqlite3_file *base) {
    sqlite3_file *file = file_under((log_file *)base);
    return file->pMethods->xSectorSize(file);
}

static int log_device_characteristics(sqlite3_file *base) {
    sqlite3_file *file = file_under((log_file *)base);
    return file->pMethods->xDeviceCharacteristics(file);
}

/* Version 1: a log is neither shared memory nor mapped. */
static const sqlite3_io_methods log_methods = {
    1,        log_close, log_read,   log_write,               log_truncate,     log_sync,        log_file_size,
    log_lock, log_unlock, log_check_reserved_lock, log_file_control, log_sector_size, log_device_characteristics,
};

/* Other files than logs are the system's own, with nothing of ours around them. */
static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *flags_out) {
    (void)vfs;
    if ((flags & SQLITE_OPEN_WAL) == 0) return under->xOpen(under, name, base, flags, flags_out);
    log_file *file = (log_file *)base;
    memset(file, 0, sizeof *file);
    int code = under->xOpen(under, name, file_under(file), flags, flags_out);
    if (code == SQLITE_OK) file->base.pMethods = &log_methods;
    return code;
}

static int registration = SQLITE_ERROR;

static void register_once(void) {
    static sqlite3_vfs vfs;
    under = sqlite3_vfs_find(NULL);
    if (under == NULL) return;
    vfs = *under;
    vfs.pNext = NULL;
    vfs.zName = "duban";
    vfs.szOsFile = (int)sizeof(log_file) + under->szOsFile;
    vfs.xOpen = open_file;
    registration = sqlite3_vfs_register(&vfs, 1);
}

int csqlite_log_register(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, register_once);
    return registration;
}

int csqlite_log_take_over(struct sqlite3 *connection) {
    sqlite3_file *base = NULL;
    int code = sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &base);
    if (code != SQLITE_OK) return code;
    if (base == NULL || base->pMethods != &log_methods) return SQLITE_MISUSE;
    log_file *file = (log_file *)base;
    if (file->joined == NULL && (file->joined = malloc(JOINED_BYTES)) == NULL) return SQLITE_NOMEM;
    file->is_taken_over = 1;
    return SQLITE_OK;
}
