// The least that one thread can do for an event that wants an acknowledgement, over Socket.IO on WebSocket: the bar that
// mockloop is measured against.
//
//   ack_floor READY
//
// Takes everybody who connects for a client of Socket.IO and acknowledges every event of theirs with one fixed object.
// It parses no JSON, checks nothing and keeps nothing. The port is a free one and is written into the file READY.
#include "loopback.h"
#include <stdint.h>

enum { BUFFER_LIMIT = 8192, EVENTS_PER_TURN = 512 };

struct connection {
    int descriptor;
    int is_open; // the WebSocket's handshake is done
    size_t count;
    char bytes[BUFFER_LIMIT];
};

static void send_bytes(int descriptor, const char *bytes, size_t count) {
    // What is sent is small and the peer waits for it: the socket always has room.
    if (write(descriptor, bytes, count) != (ssize_t)count) return;
}

static void send_text(int descriptor, const char *text, size_t count) {
    char frame[256] = {(char)0x81, (char)count};
    memcpy(frame + 2, text, count);
    send_bytes(descriptor, frame, count + 2);
}

// Answers the handshake at the front, if it is complete. Returns the bytes that it took.
static size_t open_connection(struct connection *connection) {
    static const char answer[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                 "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    static const char open[] = "0{\"sid\":\"a\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000,"
                               "\"maxPayload\":1000000}";
    char *end = memmem(connection->bytes, connection->count, "\r\n\r\n", 4);
    if (!end) return 0;
    send_bytes(connection->descriptor, answer, sizeof answer - 1);
    send_text(connection->descriptor, open, sizeof open - 1);
    connection->is_open = 1;
    return (size_t)(end + 4 - connection->bytes);
}

// Answers the masked frame at the front, if it is complete. Returns the bytes that it took.
static size_t answer_frame(struct connection *connection, unsigned char *bytes, size_t count) {
    if (count < 8) return count >= 6 && (bytes[1] & 127) == 0 ? 6 : 0;
    size_t length = bytes[1] & 127, head = 6;
    if (length == 126) {
        length = (size_t)(bytes[2] << 8 | bytes[3]);
        head = 8;
    }
    if (count < head + length) return 0;
    unsigned char *mask = bytes + head - 4, *text = bytes + head;
    for (size_t i = 0; i < length; i++) text[i] ^= mask[i & 3];
    if (length >= 2 && text[0] == '4' && text[1] == '0') {
        send_text(connection->descriptor, "40{\"sid\":\"b\"}", 13);
    } else if (length > 2 && text[0] == '4' && text[1] == '2') {
        size_t end = 2;
        while (end < length && text[end] >= '0' && text[end] <= '9') end++;
        char answer[128];
        int size = snprintf(answer, sizeof answer, "43%.*s[{\"success\":true,\"payload\":\"\"}]", (int)(end - 2), text + 2);
        send_text(connection->descriptor, answer, (size_t)size);
    }
    return head + length;
}

// Reads once and answers everything that is complete. Returns 0 when the connection is over.
static int serve(struct connection *connection) {
    ssize_t got = read(connection->descriptor, connection->bytes + connection->count, BUFFER_LIMIT - connection->count);
    if (got <= 0) return 0;
    connection->count += (size_t)got;
    size_t taken = 0, step;
    if (!connection->is_open && (taken = open_connection(connection)) == 0) return connection->count < BUFFER_LIMIT;
    while ((step = answer_frame(connection, (unsigned char *)connection->bytes + taken, connection->count - taken))) {
        taken += step;
    }
    memmove(connection->bytes, connection->bytes + taken, connection->count - taken);
    connection->count -= taken;
    return connection->count < BUFFER_LIMIT;
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

int main(int count, char **arguments) {
    if (count != 2) {
        fputs("ack_floor READY\n", stderr);
        return 2;
    }
    allow_many_files();
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0) die("epoll_create1");
    int listener = start_listening(arguments[1]);
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
