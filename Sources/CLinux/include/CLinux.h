/* What Swift does not see, or cannot call, on Linux. Each function is the system call of its name, nothing more. */
#ifndef CLINUX_H
#define CLINUX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A timer on the real-time clock that fires at an absolute instant. Returns a descriptor, or -1 with errno. */
int clinux_timerfd_create(void);

/* Sets the timer to milliseconds since 1970 UTC (0 disarms). A clock that is set meanwhile cancels the read (ECANCELED). */
int clinux_timerfd_set(int descriptor, int64_t milliseconds);

/* Waits for the timer. Returns 1 when it fired, 2 when the clock was set, 0 when interrupted, -1 with errno. */
int clinux_timerfd_wait(int descriptor);

/* Who is at the other end of a unix socket: what the socket option SO_PEERCRED gives (struct ucred). */
struct clinux_credentials {
    pid_t process;
    uid_t user;
    gid_t group;
};

/* Limits the address space of a process in bytes. Returns 0, or -1 with errno. */
int clinux_limit_memory(pid_t process, uint64_t bytes);

/* Lowers the priority of the calling thread alone (a niceness from 0 to 19). Returns 0, or -1 with errno. */
int clinux_lower_thread_priority(int niceness);

/* A pipe whose ends no program that is started gets by accident: pipe2(2) with O_CLOEXEC. Returns 0, or -1 with errno. */
int clinux_pipe(int descriptors[2]);

/* An epoll instance that no program that is started gets. Returns a descriptor, or -1 with errno. */
int clinux_epoll_create(void);

/* Watches a descriptor for data, room and hang-up, each told once as it comes about (edge-triggered). Returns 0, or -1 with errno. */
int clinux_epoll_add(int epoll, int descriptor, uint64_t token);

/* Watches a descriptor no more. Returns 0, or -1 with errno. */
int clinux_epoll_remove(int epoll, int descriptor);

/* Waits, without end, until something happens. Returns how many tokens it wrote, 0 when interrupted, -1 with errno. */
int clinux_epoll_wait(int epoll, uint64_t *tokens, int count);

/* A datagram socket that is connected to a path. Returns a descriptor, or -1 with errno. */
int clinux_connect_datagrams(const char *path);

/* Sends datagrams that lie one after the other in bytes, the first from start on, each up to its end: sendmmsg(2), as many as one call
   takes. Returns how many were sent, or -1 with errno. */
int clinux_send_datagrams(int descriptor, const uint8_t *bytes, ptrdiff_t start, const ptrdiff_t *ends, int count);

/* Keeps this process out of core files and away from debuggers of other users. Returns 0, or -1 with errno. */
int clinux_forbid_core_files(void);

#endif
