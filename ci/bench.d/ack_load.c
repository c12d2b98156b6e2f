// Load for a server of Socket.IO on WebSocket: so many clients, each of which sends an event, waits for its
// acknowledgement and sends the next.
//
//   ack_load PORT PATH CONNECTIONS SECONDS EVENT ARGUMENTS    sends 42<n>["EVENT",ARGUMENTS] as often as it can
//   ack_load PORT PATH CONNECTIONS SECONDS                    only connects, answers pings, and stays
//
// Prints "connected N" once all are there, then acknowledgements per second, the median and the 99th percentile of the
// time that one takes in µs, the connections that were lost, and the acknowledgements that were none: without the number
// that was asked for. Exit code 1 when a connection was lost or an acknowledgement was wrong.
#include "loopback.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <time.h>

enum { BUFFER_LIMIT = 4096, EVENTS_PER_TURN = 512, CONNECTIONS_PER_TURN = 100, CONNECTIONS_PER_ADDRESS = 20000 };
enum { SAMPLE_LIMIT = 20 * 1000 * 1000 };

enum state { HANDSHAKE, OPENING, READY, LOST };

struct client {
    int descriptor;
    enum state state;
    unsigned number; // of the event that is under way
    uint64_t sent;   // when it was sent, in ns
    size_t count;
    char *bytes;
};

static const char *event_name, *event_arguments;
static uint32_t *samples;
static uint64_t acknowledged, wrong, ready_count, lost;

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static void lose(struct client *client) {
    if (client->state == LOST) return;
    if (client->state == READY) ready_count--;
    client->state = LOST;
    lost++;
    close(client->descriptor);
}

static void send_text(struct client *client, const char *text, size_t count) {
    static const unsigned char mask[4] = {1, 2, 3, 4};
    static char frame[1 << 16];
    size_t head = 2;
    frame[0] = (char)0x81;
    if (count < 126) {
        frame[1] = (char)(0x80 | count);
    } else {
        frame[1] = (char)(0x80 | 126);
        frame[2] = (char)(count >> 8);
        frame[3] = (char)count;
        head = 4;
    }
    memcpy(frame + head, mask, 4);
    head += 4;
    for (size_t i = 0; i < count; i++) frame[head + i] = (char)(text[i] ^ mask[i & 3]);
    // One event at a time fits into any socket's buffer.
    if (send(client->descriptor, frame, head + count, MSG_NOSIGNAL) != (ssize_t)(head + count)) lose(client);
}

static void send_event(struct client *client) {
    static char text[1 << 15];
    int count = snprintf(text, sizeof text, "42%u[\"%s\",%s]", client->number, event_name, event_arguments);
    client->sent = now();
    send_text(client, text, (size_t)count);
}

static void receive_text(struct client *client, const char *text, size_t count) {
    if (count == 0) return;
    if (text[0] == '0') send_text(client, "40", 2);
    if (text[0] == '2') send_text(client, "3", 1);
    if (text[0] != '4' || count < 2) return;
    if (text[1] == '0') {
        client->state = READY;
        ready_count++;
        if (event_name) send_event(client);
    } else if (text[1] == '3') {
        char expected[16];
        int size = snprintf(expected, sizeof expected, "%u[", client->number);
        if (count < 2 + (size_t)size || memcmp(text + 2, expected, (size_t)size)) wrong++;
        if (acknowledged < SAMPLE_LIMIT) samples[acknowledged] = (uint32_t)((now() - client->sent) / 1000);
        acknowledged++;
        client->number++;
        send_event(client);
    }
}

// Takes what is complete at the front of `bytes`. Returns the bytes that it took.
static size_t receive(struct client *client, char *bytes, size_t count) {
    if (client->state == HANDSHAKE) {
        char *end = memmem(bytes, count, "\r\n\r\n", 4);
        if (!end) return 0;
        if (memcmp(bytes, "HTTP/1.1 101", 12)) lose(client);
        client->state = client->state == LOST ? LOST : OPENING;
        return (size_t)(end + 4 - bytes);
    }
    if (count < 2) return 0;
    size_t length = bytes[1] & 127, head = 2;
    if (length == 126) {
        if (count < 4) return 0;
        length = (size_t)((unsigned char)bytes[2] << 8 | (unsigned char)bytes[3]);
        head = 4;
    }
    if (count < head + length) return 0;
    if ((bytes[0] & 15) == 8) lose(client);
    if ((bytes[0] & 15) == 1) receive_text(client, bytes + head, length);
    return head + length;
}

static void read_from(struct client *client) {
    ssize_t got = recv(client->descriptor, client->bytes + client->count, BUFFER_LIMIT - client->count, 0);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) return lose(client);
    client->count += (size_t)got;
    size_t taken = 0, step;
    while (client->state != LOST && (step = receive(client, client->bytes + taken, client->count - taken))) taken += step;
    memmove(client->bytes, client->bytes + taken, client->count - taken);
    client->count -= taken;
    if (client->count == BUFFER_LIMIT) lose(client);
}

// Each loopback address has ports of its own to connect from.
static void connect_client(struct client *client, int index, int port, const char *request, int epoll) {
    struct sockaddr_in here = {.sin_family = AF_INET};
    struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int on = 1;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK + (uint32_t)(index / CONNECTIONS_PER_ADDRESS));
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    client->descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    client->bytes = malloc(BUFFER_LIMIT);
    if (client->descriptor < 0 || !client->bytes) die("socket");
    setsockopt(client->descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    if (bind(client->descriptor, (struct sockaddr *)&here, sizeof here)) die("bind");
    if (connect(client->descriptor, (struct sockaddr *)&there, sizeof there)) return lose(client);
    setsockopt(client->descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (send(client->descriptor, request, strlen(request), MSG_NOSIGNAL) < 0) return lose(client);
    fcntl(client->descriptor, F_SETFL, O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, client->descriptor, &event)) die("epoll_ctl");
}

static int compare(const void *one, const void *other) {
    uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)other;
    return a < b ? -1 : a > b;
}

int main(int count, char **arguments) {
    if (count != 5 && count != 7) {
        fputs("ack_load PORT PATH CONNECTIONS SECONDS [EVENT ARGUMENTS]\n", stderr);
        return 2;
    }
    int port = atoi(arguments[1]), total = atoi(arguments[3]);
    double seconds = atof(arguments[4]);
    if (count == 7) {
        event_name = arguments[5];
        event_arguments = arguments[6];
    }
    allow_many_files();
    char request[1024];
    snprintf(request, sizeof request,
             "GET %s?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\n"
             "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
             arguments[2], port);
    samples = malloc(SAMPLE_LIMIT * sizeof *samples);
    struct client *clients = calloc((size_t)total, sizeof *clients);
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    if (!samples || !clients || epoll < 0) die("setup");

    int begun = 0;
    uint64_t start = 0, end = 0;
    const uint64_t patience = now() + 120ull * 1000000000;
    for (;;) {
        for (int burst = 0; burst < CONNECTIONS_PER_TURN && begun < total; burst++, begun++) {
            connect_client(&clients[begun], begun, port, request, epoll);
        }
        uint64_t time = now();
        if (!start && begun == total && (ready_count + lost == (uint64_t)total || time > patience)) {
            printf("connected %lu\n", (unsigned long)ready_count);
            fflush(stdout);
            // What was acknowledged while others still connected does not count.
            acknowledged = 0;
            start = time;
            end = start + (uint64_t)(seconds * 1e9);
        }
        if (start && time >= end) break;
        struct epoll_event events[EVENTS_PER_TURN];
        int ready = epoll_wait(epoll, events, EVENTS_PER_TURN, begun < total ? 0 : 10);
        for (int i = 0; i < ready; i++) {
            struct client *client = events[i].data.ptr;
            if (client->state != LOST) read_from(client);
        }
    }
    double elapsed = (double)(now() - start) / 1e9;
    size_t sampled = acknowledged < SAMPLE_LIMIT ? acknowledged : SAMPLE_LIMIT;
    qsort(samples, sampled, sizeof *samples, compare);
    printf("acknowledgements_per_second %.0f\nmedian_us %u\np99_us %u\nlost %lu\nwrong %lu\n", (double)acknowledged / elapsed,
           sampled ? samples[sampled / 2] : 0, sampled ? samples[(size_t)((double)sampled * 0.99)] : 0, (unsigned long)lost,
           (unsigned long)wrong);
    return lost || wrong;
}
