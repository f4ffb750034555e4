/*
 * Preloaded into a daemon, it makes the wall clock jump (quality.md, P9), since the kernel's own must not be set by a test.
 *
 * The offset in milliseconds stands in the first eight bytes of the file that DUBAN_CLOCK_SHIM names; the test writes it, each change with
 * one write. CLOCK_REALTIME, gettimeofday and time tell the shifted time. A timer on CLOCK_REALTIME is set to the real instant that the
 * shifted one stands for, and where the offset changes while it is waited for, its read fails with ECANCELED, as timerfd_create(2) says of
 * TFD_TIMER_CANCEL_ON_SET. Monotonic clocks are left alone.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define MAXIMUM_DESCRIPTORS 1024
/* How long a read of a timer waits before it looks at the offset again. */
#define LOOK_MILLISECONDS 2

static volatile int64_t *shared;
/* What is known of each timer on CLOCK_REALTIME: the offset with which it was set, plus one bit that says that it was. */
static struct {
    int is_timer;
    int cancels;
    int64_t offset;
} timers[MAXIMUM_DESCRIPTORS];

__attribute__((constructor)) static void start(void) {
    static int64_t none = 0;
    shared = &none;
    const char *path = getenv("DUBAN_CLOCK_SHIM");
    if (path == NULL) return;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    void *page = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (page != MAP_FAILED) shared = page;
}

static int64_t offset(void) { return __atomic_load_n(shared, __ATOMIC_ACQUIRE); }

static void shift(struct timespec *time, int64_t milliseconds) {
    int64_t nanoseconds = (int64_t)time->tv_nsec + (milliseconds % 1000) * 1000000;
    time->tv_sec += milliseconds / 1000 + (nanoseconds < 0 ? -1 : nanoseconds / 1000000000);
    time->tv_nsec = nanoseconds < 0 ? nanoseconds + 1000000000 : nanoseconds % 1000000000;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    static int (*real)(clockid_t, struct timespec *);
    if (real == NULL) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int code = real(clock, time);
    if (code == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) shift(time, offset());
    return code;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    (void)zone;
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *result) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (result != NULL) *result = now.tv_sec;
    return now.tv_sec;
}

int timerfd_create(int clock, int flags) {
    static int (*real)(int, int);
    if (real == NULL) real = (int (*)(int, int))dlsym(RTLD_NEXT, "timerfd_create");
    int descriptor = real(clock, flags);
    if (descriptor >= 0 && descriptor < MAXIMUM_DESCRIPTORS) timers[descriptor].is_timer = clock == CLOCK_REALTIME;
    return descriptor;
}

int timerfd_settime(int descriptor, int flags, const struct itimerspec *when, struct itimerspec *before) {
    static int (*real)(int, int, const struct itimerspec *, struct itimerspec *);
    if (real == NULL) {
        real = (int (*)(int, int, const struct itimerspec *, struct itimerspec *))dlsym(RTLD_NEXT, "timerfd_settime");
    }
    if (descriptor < 0 || descriptor >= MAXIMUM_DESCRIPTORS || !timers[descriptor].is_timer || !(flags & TFD_TIMER_ABSTIME)) {
        return real(descriptor, flags, when, before);
    }
    struct itimerspec shifted = *when;
    int64_t current = offset();
    if (shifted.it_value.tv_sec != 0 || shifted.it_value.tv_nsec != 0) {
        shift(&shifted.it_value, -current);
        if (shifted.it_value.tv_sec < 0) shifted.it_value = (struct timespec){.tv_sec = 0, .tv_nsec = 1};
    }
    timers[descriptor].cancels = (flags & TFD_TIMER_CANCEL_ON_SET) != 0;
    __atomic_store_n(&timers[descriptor].offset, current, __ATOMIC_RELEASE);
    return real(descriptor, flags, &shifted, before);
}

ssize_t read(int descriptor, void *buffer, size_t count) {
    static ssize_t (*real)(int, void *, size_t);
    if (real == NULL) real = (ssize_t (*)(int, void *, size_t))dlsym(RTLD_NEXT, "read");
    if (descriptor < 0 || descriptor >= MAXIMUM_DESCRIPTORS || !timers[descriptor].is_timer) return real(descriptor, buffer, count);
    for (;;) {
        int64_t current = offset();
        if (timers[descriptor].cancels && current != __atomic_load_n(&timers[descriptor].offset, __ATOMIC_ACQUIRE)) {
            __atomic_store_n(&timers[descriptor].offset, current, __ATOMIC_RELEASE);
            errno = ECANCELED;
            return -1;
        }
        struct pollfd wait = {.fd = descriptor, .events = POLLIN};
        int ready = poll(&wait, 1, LOOK_MILLISECONDS);
        if (ready < 0) return -1;
        if (ready > 0) return real(descriptor, buffer, count);
    }
}

/* A descriptor that is closed may come again as something else. */
int close(int descriptor) {
    static int (*real)(int);
    if (real == NULL) real = (int (*)(int))dlsym(RTLD_NEXT, "close");
    if (descriptor >= 0 && descriptor < MAXIMUM_DESCRIPTORS) timers[descriptor].is_timer = 0;
    return real(descriptor);
}
