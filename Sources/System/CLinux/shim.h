#pragma once
// The calls of Linux that Glibc's own Swift module lacks, or declares in a way that Swift cannot use.
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>

/// prctl(2) PR_SET_NAME: what tools show as the calling thread's name, cut at 15 bytes.
static inline void clinux_name_this_thread(const char *name) {
    prctl(PR_SET_NAME, name, 0, 0, 0);
}

/// prctl(2) PR_SET_CHILD_SUBREAPER: processes below this one become its children when their own parents die.
static inline int clinux_adopt_orphans(void) {
    return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

/// accept4(2), declared by the C library for _GNU_SOURCE only.
int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags);

/// accept4(2) for a connection that does not block and is not inherited; who connected is not asked.
static inline int clinux_accept(int listener) {
    return accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

/// socket(2) for a stream that does not block and is not inherited.
static inline int clinux_stream_socket(int family) {
    return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

/// epoll_create1(2), not inherited.
static inline int clinux_epoll_create(void) {
    return epoll_create1(EPOLL_CLOEXEC);
}

/// eventfd(2) that does not block and is not inherited.
static inline int clinux_event_descriptor(void) {
    return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
}

/// epoll_ctl(2) with a number as the event's data: Swift cannot reach a member of the union safely.
static inline int clinux_epoll_control(int epoll, int operation, int descriptor, uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = events, .data = {.u64 = token}};
    return epoll_ctl(epoll, operation, descriptor, &event);
}

/// An event as epoll_wait(2) reports it.
typedef struct {
    uint64_t token;
    uint32_t events;
} clinux_event;

enum { CLINUX_EVENTS_PER_WAIT = 256 };

/// epoll_wait(2) into `events`, which has room for CLINUX_EVENTS_PER_WAIT.
static inline int clinux_epoll_wait(int epoll, clinux_event *events, int timeout) {
    struct epoll_event reported[CLINUX_EVENTS_PER_WAIT];
    int count = epoll_wait(epoll, reported, CLINUX_EVENTS_PER_WAIT, timeout);
    for (int index = 0; index < count; index++) {
        events[index].token = reported[index].data.u64;
        events[index].events = reported[index].events;
    }
    return count;
}
