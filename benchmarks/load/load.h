/*
 * The load: thousands of Socket.IO viewers in one process, cheap enough that the server is what is measured.
 * One thread, one epoll. What it is told comes in lines on stdin, what it saw goes out as one JSON line each on stdout.
 */
#ifndef TURNOUT_LOAD_H
#define TURNOUT_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum state { UNUSED, CONNECTING, UPGRADING, CONNECTED, JOINED, GONE };

/* One viewer. There may be a million of them: every field counts. */
struct session {
    int fd;
    uint8_t state;
    uint32_t carry_length;
    char *carry; /* the beginning of a frame whose end has not come yet */
    uint32_t count_frames;
    uint32_t count;      /* the last count it was told */
    int64_t count_since; /* when it was first told that one, ns */
    uint32_t newest;     /* the highest event number it has seen */
    uint64_t seen;       /* bit n: it has seen event newest - n */
};

struct settings {
    int port;
    int control;          /* port of the line protocol; 0 when events are published over HTTP */
    const char *http_key; /* the internal key for publishing over HTTP */
    int process;          /* which of several load processes: selects 127.0.<process>.x */
    int offset;           /* sessions of the processes before this one, so that rooms fill evenly */
    int rooms;
    bool viewers;  /* each session names its viewer */
    bool sleep;    /* between events, instead of looking all the time */
    int watched;   /* auctions that each session of the lobby watches; 0 when the sessions are viewers */
    int interests; /* different sets of auctions that sessions of the lobby watch */
};

extern struct settings settings;
extern struct session *sessions;
extern uint32_t capacity;

/* What has happened to the sessions since the last reset. */
struct tally {
    uint32_t started, joined, failed, dropped;
    int64_t first_start, last_join;
    uint64_t frames, other_frames;
    char first_failure[160];
};
extern struct tally tally;

int64_t now_ns(void);
void pump(int64_t until);
void report_tally(void);
void watch(int fd, uint32_t id, uint32_t events, bool again);

#define ID_STDIN UINT32_MAX
#define ID_PUBLISHER (UINT32_MAX - 1)

/* session.c */
void session_start(uint32_t index);
void session_ready(uint32_t index, uint32_t events);
void session_stop(struct session *s, enum state state);

/* observe.c */
void observe_text(struct session *s, const char *text, size_t length, int64_t now);
void observe_target(uint32_t count);
uint32_t observe_settled(void);
void observe_expect(uint32_t events);
bool observe_complete(void);
int64_t observe_newest(void);
void observe_sent(uint32_t number, int64_t at);
void report_settled(uint32_t target);
void report_events(void);
uint32_t first_event(void);

/* lobby.c */
#define LONGEST_REQUEST 12000
void lobby_reset(uint32_t total);
size_t lobby_request(char *out, uint32_t index);
bool lobby_text(uint32_t index, const char *text, size_t length, int64_t now);
void do_exact(uint32_t count, int64_t timeout);
void do_probe(uint32_t auction, uint32_t count, int64_t timeout);
void do_churn(double rate, int64_t ms);
void do_one(uint32_t index, bool join);

/* publish.c */
void publisher_open(void);
void publisher_event(uint32_t number, int message_bytes);
void publisher_line(const char *line);
void publisher_ready(void);
uint32_t publisher_answers(void);
uint32_t publisher_refusals(void);
const char *publisher_said(void);
void publisher_room(char *out, size_t size, uint32_t index);

#define EVENT_NAME "playerBiddingUpdate"
#define COUNT_NAME "viewerCountUpdate"

#endif
