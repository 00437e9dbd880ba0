/* One viewer's connection: TCP, the websocket upgrade, Engine.IO revision 4, one Socket.IO namespace. */
#define _GNU_SOURCE
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* A pair of addresses and a server port has some 28,000 client ports; below half of them finding one stays cheap. */
#define SESSIONS_PER_ADDRESS 10000
#define READ_BYTES (256 * 1024)

static char buffer[READ_BYTES + 1]; /* the last byte stays 0, where reading digits ends */

static void fail(struct session *s, const char *what, const char *detail, size_t length) {
    if (!tally.first_failure[0]) {
        size_t line = 0;
        while (line < length && line < 100 && detail[line] >= ' ' && detail[line] != '"' && detail[line] != '\\') line++;
        snprintf(tally.first_failure, sizeof tally.first_failure, "%s: %.*s", what, (int)line, detail);
    }
    tally.failed++;
    session_stop(s, GONE);
}

void session_stop(struct session *s, enum state state) {
    if (s->fd >= 0) close(s->fd);
    free(s->carry);
    s->carry = NULL;
    s->carry_length = 0;
    s->fd = -1;
    s->state = (uint8_t)state;
}

static void lost(struct session *s, const char *why) {
    if (s->state == JOINED) {
        tally.dropped++;
        session_stop(s, GONE);
    } else {
        fail(s, "lost before it joined", why, strlen(why));
    }
}

static bool request(struct session *s, uint32_t index) {
    char query[160] = "", text[512];
    if (!settings.watched) {
        char room[64];
        publisher_room(room, sizeof room, index);
        int size = snprintf(query, sizeof query, "slug=%s&", room);
        if (settings.viewers) snprintf(query + size, sizeof query - (size_t)size, "viewerId=viewer-%u&", (uint32_t)settings.offset + index);
    }
    int length = snprintf(
        text, sizeof text,
        "GET %s?%sEIO=4&transport=websocket HTTP/1.1\r\n"
        "Host: 127.0.0.1:%d\r\nUser-Agent: turnout-load\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dHVybm91dC1iZW5jaC1rZQ==\r\n\r\n",
        settings.watched ? "/socket/" : "/auction/", query, settings.port);
    return send(s->fd, text, (size_t)length, MSG_NOSIGNAL) == length;
}

/* A client's frames are masked; a mask of zeros is a mask. */
static void send_text(struct session *s, const char *text, size_t length) {
    static char frame[LONGEST_REQUEST + 8];
    size_t header = length < 126 ? 6 : 8;
    memset(frame, 0, header);
    frame[0] = (char)0x81;
    frame[1] = (char)(0x80 | (length < 126 ? length : 126));
    if (header == 8) {
        frame[2] = (char)(length >> 8);
        frame[3] = (char)length;
    }
    memcpy(frame + header, text, length);
    if (send(s->fd, frame, length + header, MSG_NOSIGNAL) < 0 && errno != EAGAIN) lost(s, strerror(errno));
}

void session_start(uint32_t index) {
    struct session *s = &sessions[index];
    memset(s, 0, sizeof *s);
    int64_t now = now_ns();
    if (!tally.started++) tally.first_start = now;
    s->state = CONNECTING;
    s->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (s->fd < 0) {
        fail(s, "socket", strerror(errno), strlen(strerror(errno)));
        return;
    }
    int one = 1;
    setsockopt(s->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    uint32_t from = 0x7f000000u + ((uint32_t)settings.process << 8) + 2 + index / SESSIONS_PER_ADDRESS;
    struct sockaddr_in source = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(from)};
    struct sockaddr_in server = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)settings.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    bool refused = bind(s->fd, (struct sockaddr *)&source, sizeof source) < 0
                   || (connect(s->fd, (struct sockaddr *)&server, sizeof server) < 0 && errno != EINPROGRESS);
    if (refused) {
        fail(s, "connect", strerror(errno), strlen(strerror(errno)));
        return;
    }
    /* Over loopback the connection usually stands already, which saves a round through epoll. */
    bool asked = request(s, index);
    s->state = asked ? UPGRADING : CONNECTING;
    watch(s->fd, index, asked ? EPOLLIN : EPOLLIN | EPOLLOUT, false);
}

static void writable(struct session *s, uint32_t index) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error || !request(s, index)) {
        const char *why = strerror(error ? error : errno);
        fail(s, "connect", why, strlen(why));
        return;
    }
    s->state = UPGRADING;
    watch(s->fd, index, EPOLLIN, true);
}

static void joined(struct session *s, int64_t now) {
    s->state = JOINED;
    tally.joined++;
    tally.last_join = now;
}

/* A session of the lobby is in when its watchCounts was answered. */
static void lobby_frame(struct session *s, const char *text, size_t length, int64_t now) {
    uint32_t index = (uint32_t)(s - sessions);
    if (length > 1 && text[0] == '4' && text[1] == '0') {
        static char request[LONGEST_REQUEST];
        send_text(s, request, lobby_request(request, index));
    } else if (lobby_text(index, text, length, now)) {
        joined(s, now);
    }
}

static void text_frame(struct session *s, const char *text, size_t length, int64_t now) {
    tally.frames++;
    if (settings.watched && text[0] == '4' && !(length > 1 && text[1] == '4')) {
        lobby_frame(s, text, length, now);
    } else if (text[0] == '4' && length > 1 && text[1] == '2') {
        observe_text(s, text, length, now);
    } else if (text[0] == '2') {
        send_text(s, "3", 1);
    } else if (text[0] == '0') {
        send_text(s, "40", 2);
    } else if (length > 1 && text[0] == '4' && text[1] == '0') {
        joined(s, now);
    } else if (length > 1 && text[0] == '4' && text[1] == '4') {
        fail(s, "connect_error", text, length);
    } else {
        tally.other_frames++;
    }
}

/* Takes one whole frame off the front; answers its size, or 0 when its end has not come yet. */
static size_t frame(struct session *s, const char *bytes, size_t length, int64_t now) {
    if (length < 2) return 0;
    const unsigned char *b = (const unsigned char *)bytes;
    size_t header = 2, payload = b[1] & 0x7f;
    if (payload == 126) {
        if (length < 4) return 0;
        payload = (size_t)b[2] << 8 | b[3];
        header = 4;
    } else if (payload == 127) {
        if (length < 10) return 0;
        payload = 0;
        for (int i = 2; i < 10; i++) payload = payload << 8 | b[i];
        header = 10;
    }
    if (length < header + payload) return 0;
    int opcode = b[0] & 0x0f;
    if (opcode == 1 && payload) text_frame(s, bytes + header, payload, now);
    else if (opcode == 8) lost(s, "websocket close");
    else tally.other_frames++;
    return header + payload;
}

/* The answer to the upgrade; answers its size, or 0 when its end has not come yet. */
static size_t upgraded(struct session *s, const char *bytes, size_t length) {
    const char *end = memmem(bytes, length, "\r\n\r\n", 4);
    if (!end) return 0;
    if (length < 12 || memcmp(bytes + 9, "101", 3)) {
        fail(s, "upgrade refused", bytes, length);
        return 0;
    }
    s->state = CONNECTED;
    return (size_t)(end - bytes) + 4;
}

static void keep(struct session *s, const char *rest, size_t length) {
    char *kept = NULL;
    if (length) {
        kept = malloc(length);
        memcpy(kept, rest, length);
    }
    free(s->carry);
    s->carry = kept;
    s->carry_length = (uint32_t)length;
}

static void readable(struct session *s) {
    size_t before = s->carry_length;
    if (before) memcpy(buffer, s->carry, before);
    ssize_t got = recv(s->fd, buffer + before, READ_BYTES - before, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) {
        lost(s, got ? strerror(errno) : "closed by the server");
        return;
    }
    int64_t now = now_ns();
    size_t length = before + (size_t)got, at = 0, used = 1;
    while (at < length && used && s->fd >= 0) {
        used = s->state == UPGRADING ? upgraded(s, buffer + at, length - at) : frame(s, buffer + at, length - at, now);
        at += used;
    }
    if (s->fd >= 0 && (before || at < length)) keep(s, buffer + at, length - at);
}

void session_ready(uint32_t index, uint32_t events) {
    struct session *s = &sessions[index];
    if (s->fd < 0) return;
    if (s->state == CONNECTING) writable(s, index);
    else if (events) readable(s);
}
