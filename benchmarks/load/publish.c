/* The backend's part: publishes events to the first room, over the peers' line protocol or over HTTP. */
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

#define LONGEST_MESSAGE 60000

static int fd = -1;
static uint32_t answers, refusals;
static char said[128]; /* the last answer */
static char in[8192];
static size_t in_length;

void publisher_room(char *out, size_t size, uint32_t index) {
    uint32_t room = ((uint32_t)settings.offset + index) % (uint32_t)settings.rooms;
    if (room) snprintf(out, size, "auction-bench-%u", room);
    else snprintf(out, size, "auction-bench");
}

uint32_t publisher_answers(void) { return answers; }
uint32_t publisher_refusals(void) { return refusals; }
const char *publisher_said(void) { return said; }

static void die(const char *what) {
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(2);
}

void publisher_open(void) {
    answers = refusals = 0;
    if (fd >= 0) return;
    int port = settings.control ? settings.control : settings.port, one = 1;
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) < 0) die("cannot reach the publishing port");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    watch(fd, ID_PUBLISHER, EPOLLIN, false);
}

static void write_all(const char *text, size_t length) {
    if (fd < 0 || send(fd, text, length, MSG_NOSIGNAL) != (ssize_t)length) refusals++;
}

void publisher_line(const char *line) {
    char text[512];
    int length = snprintf(text, sizeof text, "%s\n", line);
    write_all(text, (size_t)length);
}

/* message_bytes is the length of the whole Socket.IO message, 42["name",{...}]. */
static int event_data(char *out, uint32_t number, int message_bytes) {
    static const char frame[] = "42[\"" EVENT_NAME "\",{\"seq\":1000000,\"pad\":\"\"}]";
    int padding = message_bytes - (int)sizeof frame + 1;
    if (padding < 0) padding = 0;
    if (padding > LONGEST_MESSAGE) padding = LONGEST_MESSAGE;
    int length = sprintf(out, "{\"seq\":%u,\"pad\":\"", number);
    memset(out + length, 'x', (size_t)padding);
    return length + padding + sprintf(out + length + padding, "\"}");
}

void publisher_event(uint32_t number, int message_bytes) {
    static char data[LONGEST_MESSAGE + 100], text[LONGEST_MESSAGE + 1000];
    int size = event_data(data, number, message_bytes), length;
    if (settings.control) {
        length = snprintf(text, sizeof text, "publish auction-bench %s\n", data);
    } else {
        length = snprintf(
            text, sizeof text,
            "POST /api/v1/auctions/bench/events HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nX-Internal-Request: %s\r\n"
            "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n{\"event\":\"" EVENT_NAME "\",\"data\":%s}",
            settings.port, settings.http_key, size + (int)strlen("{\"event\":\"" EVENT_NAME "\",\"data\":}"), data);
    }
    observe_sent(number, now_ns());
    write_all(text, (size_t)length);
}

/* Answers are counted, not awaited: "ok" lines, or HTTP status lines, which follow directly upon the body before them. */
static void answer(const char *line) {
    if (settings.control) {
        answers++;
        snprintf(said, sizeof said, "%s", line);
        if (strncmp(line, "ok", 2)) refusals++;
        return;
    }
    const char *status = strstr(line, "HTTP/1.1 ");
    if (status) {
        answers++;
        if (status[9] != '2') refusals++;
    }
}

void publisher_ready(void) {
    ssize_t got = recv(fd, in + in_length, sizeof in - 1 - in_length, MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) {
        close(fd);
        fd = -1;
        return;
    }
    in_length += (size_t)got;
    in[in_length] = 0;
    char *line = in, *end;
    while ((end = strchr(line, '\n'))) {
        *end = 0;
        answer(line);
        line = end + 1;
    }
    in_length = strlen(line);
    memmove(in, line, in_length + 1);
}
