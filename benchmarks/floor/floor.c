#define _GNU_SOURCE
#include "floor.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MS 1000000ll
#define EVENTS_PER_WAIT 1024
#define READ_BYTES (64 * 1024)

int64_t now;
enum fault fault;

static int poller, listener, control_listener, control = -1, stdin_mark;
static int64_t ping_interval = 25000 * MS;
static struct viewer *next_ping, *last_ping;
static uint64_t next_sid, unsent;
static char buffer[READ_BYTES + 1];
static char control_text[READ_BYTES];
static size_t control_length;

static void take_time(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    now = t.tv_sec * 1000 * MS + t.tv_nsec;
}

static void watch(int fd, void *what) {
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = what};
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &e);
}

size_t make_frame(char *out, const char *text, size_t length) {
    size_t header = length < 126 ? 2 : 4;
    out[0] = (char)0x81;
    out[1] = (char)(length < 126 ? length : 126);
    if (header == 4) out[2] = (char)(length >> 8), out[3] = (char)length;
    memcpy(out + header, text, length);
    return header + length;
}

/* What a full socket does not take is given up and said at the end: with readers that read it does not happen. */
void send_frame(struct viewer *v, const char *frame, size_t length) {
    if (send(v->fd, frame, length, MSG_DONTWAIT | MSG_NOSIGNAL) != (ssize_t)length) unsent++;
}

static void send_text(struct viewer *v, const char *text) {
    char frame[256];
    send_frame(v, frame, make_frame(frame, text, strlen(text)));
}

static void out_of_pings(struct viewer *v) {
    if (!v->ping_at) return;
    if (v->sooner) v->sooner->later = v->later;
    else next_ping = v->later;
    if (v->later) v->later->sooner = v->sooner;
    else last_ping = v->sooner;
    v->ping_at = 0;
}

/* Everybody waits equally long, so whoever is added is the last one due. */
static void into_pings(struct viewer *v) {
    v->ping_at = now + ping_interval;
    v->later = NULL;
    v->sooner = last_ping;
    if (last_ping) last_ping->later = v;
    else next_ping = v;
    last_ping = v;
}

static void ping_due(void) {
    while (next_ping && next_ping->ping_at <= now) {
        struct viewer *v = next_ping;
        out_of_pings(v);
        send_text(v, "2");
        into_pings(v);
    }
}

static void end(struct viewer *v) {
    room_leave(v);
    out_of_pings(v);
    close(v->fd);
    free(v->carry);
    free(v);
}

static size_t upgrade(struct viewer *v, const char *text, size_t length) {
    const char *stop = memmem(text, length, "\r\n\r\n", 4);
    if (!stop) return 0;
    const char *key = strcasestr(text, "\r\nSec-WebSocket-Key: "), *slug = strstr(text, "slug=");
    if (!key || !slug) return 0;
    key += strlen("\r\nSec-WebSocket-Key: ");
    slug += strlen("slug=");
    char accept[29], answer[512];
    accept_key(key, strcspn(key, "\r"), accept);
    v->room = room_of(slug, strcspn(slug, "& "));
    int size = snprintf(answer, 256,
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Accept: %s\r\n\r\n",
                        accept);
    char open[160];
    int open_size = snprintf(open, sizeof open,
                             "0{\"sid\":\"%020llu\",\"upgrades\":[],\"pingInterval\":%lld,\"pingTimeout\":20000,"
                             "\"maxPayload\":65536}",
                             (unsigned long long)next_sid++, (long long)(ping_interval / MS));
    send_frame(v, answer, (size_t)size + make_frame(answer + size, open, (size_t)open_size));
    into_pings(v);
    return (size_t)(stop - text) + 4;
}

static void packet(struct viewer *v, const char *text, size_t length) {
    if (length < 2 || text[0] != '4' || text[1] != '0' || v->joined) return;
    char answer[64];
    snprintf(answer, sizeof answer, "40{\"sid\":\"%020llu\"}", (unsigned long long)next_sid++);
    send_text(v, answer);
    room_join(v);
}

/* A masked frame below 126 bytes, which is all that a viewer sends here; answers 0 when it is not complete. */
static size_t frame(struct viewer *v, char *bytes, size_t length) {
    size_t size = length < 2 ? 0 : (unsigned char)bytes[1] & 0x7f;
    if (length < 6 + size || length < 6) return 0;
    for (size_t i = 0; i < size; i++) bytes[6 + i] ^= bytes[2 + i % 4];
    if ((bytes[0] & 0x0f) == 1) packet(v, bytes + 6, size);
    return 6 + size;
}

static void readable(struct viewer *v) {
    size_t before = v->carry_length;
    if (before) memcpy(buffer, v->carry, before);
    ssize_t got = recv(v->fd, buffer + before, READ_BYTES - before, 0);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) {
        end(v);
        return;
    }
    size_t length = before + (size_t)got, at = 0, used = 1;
    buffer[length] = 0;
    while (at < length && used) {
        used = v->room ? frame(v, buffer + at, length - at) : upgrade(v, buffer + at, length - at);
        at += used;
    }
    free(v->carry);
    v->carry = NULL;
    v->carry_length = (uint32_t)(length - at);
    if (length > at) v->carry = memcpy(malloc(length - at), buffer + at, length - at);
}

static void accept_viewers(void) {
    for (int i = 0; i < 64; i++) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) return;
        int one = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct viewer *v = calloc(1, sizeof *v);
        v->fd = fd;
        watch(fd, v);
    }
}

static void obey(char *line) {
    char answer[64] = "ok\n";
    if (!strncmp(line, "publish ", 8)) {
        char *slug = line + 8, *json = strchr(slug, ' ');
        uint32_t sent = json ? room_publish(slug, (size_t)(json - slug), json + 1, strlen(json + 1)) : 0;
        snprintf(answer, sizeof answer, "ok %u\n", sent);
    } else if (strcmp(line, "gc")) {
        strcpy(answer, "unknown\n");
    }
    if (send(control, answer, strlen(answer), MSG_NOSIGNAL) < 0) perror("floor: control");
}

static void control_readable(void) {
    ssize_t got = recv(control, control_text + control_length, sizeof control_text - 1 - control_length, 0);
    if (got <= 0) {
        close(control);
        control = -1;
        control_length = 0;
        return;
    }
    control_length += (size_t)got;
    control_text[control_length] = 0;
    char *line = control_text, *stop;
    while ((stop = strchr(line, '\n'))) {
        *stop = 0;
        obey(line);
        line = stop + 1;
    }
    control_length = strlen(line);
    memmove(control_text, line, control_length + 1);
}

static int listen_on(int port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;
    struct sockaddr_in at = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (struct sockaddr *)&at, sizeof at) < 0 || listen(fd, 4096) < 0) {
        fprintf(stderr, "floor: port %d: %s\n", port, strerror(errno));
        exit(2);
    }
    return fd;
}

static void serve(struct epoll_event *e) {
    if (e->data.ptr == &listener) {
        accept_viewers();
    } else if (e->data.ptr == &control_listener) {
        int fd = accept4(control_listener, NULL, NULL, SOCK_CLOEXEC);
        if (control >= 0) close(control);
        control = fd;
        watch(control, &control);
    } else if (e->data.ptr == &control) {
        control_readable();
    } else if (e->data.ptr == &stdin_mark) {
        /* The end of stdin is the end of whoever started this. */
        if (read(STDIN_FILENO, buffer, READ_BYTES) > 0) return;
        if (unsent) fprintf(stderr, "floor: %llu frames not taken by full sockets\n", (unsigned long long)unsent);
        exit(0);
    } else {
        readable(e->data.ptr);
    }
}

int main(int argc, char **argv) {
    static const char *faults[] = {"none", "lose", "double", "swap", "miscount"};
    if (argc < 3) {
        fputs("usage: floor PORT CONTROL_PORT [PING_INTERVAL_MS [none|lose|double|swap|miscount]]\n", stderr);
        return 2;
    }
    if (argc > 3) ping_interval = atoll(argv[3]) * MS;
    for (int i = 0; argc > 4 && i < 5; i++) {
        if (!strcmp(argv[4], faults[i])) fault = (enum fault)i;
    }
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    poller = epoll_create1(EPOLL_CLOEXEC);
    listener = listen_on(atoi(argv[1]));
    control_listener = listen_on(atoi(argv[2]));
    watch(listener, &listener);
    watch(control_listener, &control_listener);
    watch(STDIN_FILENO, &stdin_mark);
    for (;;) {
        static struct epoll_event ready[EVENTS_PER_WAIT];
        take_time();
        int64_t tell_at = rooms_tell();
        ping_due();
        /* Pings go out together, at most ten times a second: nobody needs them to the millisecond. */
        int64_t ping_in = next_ping ? (next_ping->ping_at - now) / MS : 0;
        int64_t wait = tell_at ? (tell_at - now) / MS + 1 : !next_ping ? -1 : ping_in < 100 ? 100 : ping_in;
        int count = epoll_wait(poller, ready, EVENTS_PER_WAIT, (int)wait);
        take_time();
        for (int i = 0; i < count; i++) serve(&ready[i]);
    }
}
