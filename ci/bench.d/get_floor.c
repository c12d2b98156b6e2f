// The least that one thread can do for a GET: the bar that mockloop is measured against.
//
//   get_floor RESPONSE READY
//
// Answers every request on 127.0.0.1 with the bytes of the file RESPONSE (status line, fields and body). The port is a
// free one and is written into the file READY. It looks for the empty line that ends a request and for nothing else: no
// method, no target, no body. Requests may be cut anywhere and may be pipelined.
#include "loopback.h"

enum { REQUEST_LIMIT = 8192, RESPONSE_LIMIT = 65536, EVENTS_PER_TURN = 256 };

struct connection {
    int descriptor;
    size_t count; // bytes that have arrived and belong to no complete request yet
    char bytes[REQUEST_LIMIT];
};

static char response[RESPONSE_LIMIT];
static size_t response_count;

static void read_response(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) die(path);
    response_count = fread(response, 1, sizeof response, file);
    fclose(file);
    if (response_count == 0 || response_count == sizeof response) {
        fprintf(stderr, "floor: %s is empty or has more than %d bytes\n", path, RESPONSE_LIMIT - 1);
        exit(1);
    }
}

static void accept_all(int epoll, int listener) {
    int descriptor;
    while ((descriptor = accept_connection(listener)) >= 0) {
        struct connection *connection = calloc(1, sizeof *connection);
        if (!connection) die("calloc");
        connection->descriptor = descriptor;
        watch(epoll, descriptor, connection);
    }
}

// Reads once and answers every request that is complete. Returns 0 when the connection is over.
static int serve(struct connection *connection) {
    ssize_t got = read(connection->descriptor, connection->bytes + connection->count, REQUEST_LIMIT - connection->count);
    if (got <= 0) return 0;
    connection->count += (size_t)got;

    char *start = connection->bytes;
    size_t rest = connection->count;
    for (char *end; (end = memmem(start, rest, "\r\n\r\n", 4));) {
        // A response is small and the peer reads it before it asks again: the socket always has room for it.
        if (write(connection->descriptor, response, response_count) != (ssize_t)response_count) return 0;
        rest -= (size_t)(end + 4 - start);
        start = end + 4;
    }
    memmove(connection->bytes, start, rest);
    connection->count = rest;
    return rest < REQUEST_LIMIT;
}

int main(int count, char **arguments) {
    if (count != 3) {
        fputs("floor RESPONSE READY\n", stderr);
        return 2;
    }
    read_response(arguments[1]);
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0) die("epoll_create1");
    int listener = start_listening(arguments[2]);
    watch(epoll, listener, NULL); // NULL stands for the listener

    for (;;) {
        struct epoll_event events[EVENTS_PER_TURN];
        int ready = epoll_wait(epoll, events, EVENTS_PER_TURN, -1);
        for (int i = 0; i < ready; i++) {
            struct connection *connection = events[i].data.ptr;
            if (!connection) {
                accept_all(epoll, listener);
            } else if (!serve(connection)) {
                close(connection->descriptor);
                free(connection);
            }
        }
    }
}
