// What the programs of the benchmarks share: listening on loopback, and ending with a word.
#pragma once
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static inline void die(const char *what) {
    perror(what);
    exit(1);
}

// Listens on a free port of loopback and writes its number into `ready`, whole or not at all.
static inline int start_listening(const char *ready) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (listener < 0) die("socket");
    if (bind(listener, (struct sockaddr *)&address, length)) die("bind");
    if (listen(listener, 4096)) die("listen");
    if (getsockname(listener, (struct sockaddr *)&address, &length)) die("getsockname");

    char draft[4096];
    snprintf(draft, sizeof draft, "%s.draft", ready);
    FILE *file = fopen(draft, "w");
    if (!file) die(draft);
    fprintf(file, "%d\n", ntohs(address.sin_port));
    if (fclose(file) || rename(draft, ready)) die(ready);
    return listener;
}

// As many open files as the system permits this process.
static inline void allow_many_files(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit)) die("getrlimit");
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit)) die("setrlimit");
}

// Takes a connection that waits, without delays for small writes; -1 for none.
static inline int accept_connection(int listener) {
    int on = 1, descriptor = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor >= 0) setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return descriptor;
}

// Reports when `descriptor` can be read, with `data`.
static inline void watch(int epoll, int descriptor, void *data) {
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = data};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event)) die("epoll_ctl");
}
