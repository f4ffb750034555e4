#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

int clinux_timerfd_create(void) { return timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC); }

int clinux_timerfd_set(int descriptor, int64_t milliseconds) {
    struct itimerspec when = {0};
    when.it_value.tv_sec = milliseconds / 1000;
    when.it_value.tv_nsec = (milliseconds % 1000) * 1000000;
    return timerfd_settime(descriptor, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL);
}

int clinux_timerfd_wait(int descriptor) {
    uint64_t count;
    if (read(descriptor, &count, sizeof count) == sizeof count) return 1;
    if (errno == ECANCELED) return 2;
    return errno == EINTR ? 0 : -1;
}

_Static_assert(sizeof(struct clinux_credentials) == sizeof(struct ucred), "the layout of struct ucred");

int clinux_limit_memory(pid_t process, uint64_t bytes) {
    struct rlimit limit = {.rlim_cur = bytes, .rlim_max = bytes};
    return prlimit(process, RLIMIT_AS, &limit, NULL);
}

int clinux_forbid_core_files(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

int clinux_lower_thread_priority(int niceness) { return setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), niceness); }

int clinux_pipe(int descriptors[2]) { return pipe2(descriptors, O_CLOEXEC); }

int clinux_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

int clinux_epoll_add(int epoll, int descriptor, uint64_t token) {
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.u64 = token};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

int clinux_epoll_remove(int epoll, int descriptor) { return epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, NULL); }

int clinux_epoll_wait(int epoll, uint64_t *tokens, int count) {
    struct epoll_event events[64];
    int found = epoll_wait(epoll, events, count < 64 ? count : 64, -1);
    if (found < 0) return errno == EINTR ? 0 : -1;
    for (int each = 0; each < found; each++) tokens[each] = events[each].data.u64;
    return found;
}

int clinux_connect_datagrams(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address.sun_path, path);
    int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    if (connect(descriptor, (struct sockaddr *)&address, sizeof address) == 0) return descriptor;
    int error = errno;
    close(descriptor);
    errno = error;
    return -1;
}

enum { datagrams_a_call = 64 };

int clinux_send_datagrams(int descriptor, const uint8_t *bytes, ptrdiff_t start, const ptrdiff_t *ends, int count) {
    struct iovec parts[datagrams_a_call];
    struct mmsghdr messages[datagrams_a_call] = {0};
    int number = count < datagrams_a_call ? count : datagrams_a_call;
    for (int index = 0; index < number; index++) {
        parts[index].iov_base = (void *)(bytes + start);
        parts[index].iov_len = (size_t)(ends[index] - start);
        messages[index].msg_hdr.msg_iov = &parts[index];
        messages[index].msg_hdr.msg_iovlen = 1;
        start = ends[index];
    }
    return sendmmsg(descriptor, messages, (unsigned)number, MSG_NOSIGNAL);
}
