#define _GNU_SOURCE
#include "load.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
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
/* What has not arrived when nothing more has arrived for so long is lost. */
#define SILENCE (3000 * MS)
#define LOOK_EVERY (MS * 3 / 10)
#define COUNTS_CHECKED_EVERY (settings.sleep ? 200 * MS : 5 * MS)

struct settings settings = {.rooms = 1, .interests = 1};
struct session *sessions;
uint32_t capacity;
struct tally tally;

static int poller;
static char command[4096];
static size_t command_length;

int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 * MS + t.tv_nsec;
}

void watch(int fd, uint32_t id, uint32_t events, bool again) {
    struct epoll_event e = {.events = events, .data.u32 = id};
    epoll_ctl(poller, again ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &e);
}

/* The end of stdin is the end of whoever started this. */
static void read_command(void) {
    ssize_t got = read(STDIN_FILENO, command + command_length, sizeof command - 1 - command_length);
    if (got <= 0) exit(0);
    command_length += (size_t)got;
    command[command_length] = 0;
}

/*
 * Serves all sockets, at the latest when something is due. With sessions open it looks every 300 µs instead of sleeping
 * in epoll_wait: waking a sleeper is charged to the server that sends, and real viewers sleep on other machines. With
 * --sleep it sleeps, since dozens of processes that look so often would take the processor from the servers.
 */
void pump(int64_t until) {
    static struct epoll_event ready[EVENTS_PER_WAIT];
    static bool more;
    int64_t left = until - now_ns();
    int wait = left <= 0 ? 0 : left > 1000 * MS ? 1000 : (int)((left + MS - 1) / MS);
    if (capacity && !settings.sleep) {
        struct timespec nap = {.tv_nsec = left < LOOK_EVERY ? left : LOOK_EVERY};
        if (left > 0 && !more) nanosleep(&nap, NULL);
        wait = 0;
    }
    int count = epoll_wait(poller, ready, EVENTS_PER_WAIT, wait);
    more = count == EVENTS_PER_WAIT;
    for (int i = 0; i < count; i++) {
        uint32_t id = ready[i].data.u32;
        if (id == ID_STDIN) read_command();
        else if (id == ID_PUBLISHER) publisher_ready();
        else session_ready(id, ready[i].events);
    }
}

static void progress(int64_t *next, const char *what, uint64_t done, uint64_t of) {
    int64_t now = now_ns();
    if (*next && now < *next) return;
    if (*next && settings.process == 0) fprintf(stderr, "  load: %" PRIu64 " of %" PRIu64 " %s\n", done, of, what);
    *next = now + 3000 * MS;
}

void report_tally(void) {
    printf("{\"started\":%u,\"joined\":%u,\"failed\":%u,\"dropped\":%u,\"firstStart\":%" PRId64 ",\"lastJoin\":%" PRId64
           ",\"frames\":%" PRIu64 ",\"otherFrames\":%" PRIu64 ",\"firstFailure\":\"%s\"}\n",
           tally.started, tally.joined, tally.failed, tally.dropped, tally.first_start, tally.last_join, tally.frames,
           tally.other_frames, tally.first_failure);
}

/* open SESSIONS RATE IN_FLIGHT TIMEOUT_MS OFFSET: a rate of 0 is a storm, held back only by the joins under way. */
static void do_open(uint32_t total, double rate, uint32_t in_flight, int64_t timeout) {
    for (uint32_t i = 0; i < capacity; i++) session_stop(&sessions[i], UNUSED);
    free(sessions);
    sessions = calloc(total ? total : 1, sizeof *sessions);
    capacity = total;
    for (uint32_t i = 0; i < total; i++) sessions[i].fd = -1;
    if (settings.watched) lobby_reset(total);
    tally = (struct tally){0};
    int64_t start = now_ns(), deadline = start + timeout * MS, next = 0;
    while (tally.joined + tally.failed < total && now_ns() < deadline) {
        double due = rate > 0 ? (double)(now_ns() - start) / 1e9 * rate + 1 : total;
        /* A few at a time, so that those who are in already are served between the connects. */
        for (int n = 0; n < 64; n++) {
            if (tally.started >= total || tally.started >= due) break;
            if (tally.started - tally.joined - tally.failed >= in_flight) break;
            session_start(tally.started);
        }
        bool more = tally.started < due && tally.started < total
                    && tally.started - tally.joined - tally.failed < in_flight;
        pump(more ? 0 : now_ns() + MS);
        progress(&next, "joined", tally.joined, total);
    }
    report_tally();
}

/* settle COUNT TIMEOUT_MS: until every session has last been told COUNT. */
static void do_settle(uint32_t count, int64_t timeout) {
    int64_t deadline = now_ns() + timeout * MS, next = 0;
    observe_target(count);
    for (;;) {
        uint32_t settled = observe_settled();
        if (settled >= tally.joined - tally.dropped || now_ns() > deadline) break;
        progress(&next, "told the final count", settled, tally.joined);
        int64_t look = now_ns() + COUNTS_CHECKED_EVERY;
        while (now_ns() < look) pump(look);
    }
    report_settled(count);
}

/* publish EVENTS BYTES RATE TIMEOUT_MS; collect EVENTS TIMEOUT_MS: the same for processes that only receive. */
static void do_events(bool publish, uint32_t events, int bytes, double rate, int64_t timeout) {
    int64_t start = now_ns(), deadline = start + timeout * MS, next = 0;
    uint32_t sent = publish ? 0 : events;
    if (publish) publisher_open();
    observe_expect(events);
    int64_t last_sent = 0;
    while ((sent < events || !observe_complete()) && now_ns() < deadline) {
        int64_t silent_since = observe_newest() > last_sent ? observe_newest() : last_sent;
        if (sent == events && silent_since && now_ns() > silent_since + SILENCE) break;
        int64_t due = sent < events ? start + (int64_t)(sent * 1e9 / rate) : INT64_MAX;
        if (now_ns() >= due) {
            publisher_event(first_event() + sent++, bytes);
            last_sent = now_ns();
        }
        pump(due < deadline ? due : deadline);
        progress(&next, "events published", sent, events);
    }
    /* What arrives twice arrives late. */
    int64_t linger = now_ns() + 300 * MS;
    while (now_ns() < linger) pump(linger);
    report_events();
}

static void do_wait(int64_t ms) {
    int64_t until = now_ns() + ms * MS;
    while (now_ns() < until) pump(until);
    report_tally();
}

/* reachable TIMEOUT_MS: until the server's port accepts. */
static void do_reachable(int64_t timeout) {
    int64_t deadline = now_ns() + timeout * MS;
    bool open = false;
    while (!open && now_ns() < deadline) {
        struct sockaddr_in to = {.sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)settings.port),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        open = connect(probe, (struct sockaddr *)&to, sizeof to) == 0;
        close(probe);
        int64_t again = now_ns() + 20 * MS;
        while (!open && now_ns() < again) pump(again);
    }
    printf("{\"reachable\":%s}\n", open ? "true" : "false");
}

/* control LINE: a word to the peer, for example "gc"; answered when the peer has. */
static void do_control(const char *line, int64_t timeout) {
    int64_t deadline = now_ns() + timeout * MS;
    publisher_open();
    publisher_line(line);
    while (!publisher_answers() && now_ns() < deadline) pump(deadline);
    printf("{\"answer\":\"%s\"}\n", publisher_answers() ? publisher_said() : "");
}

static void do_close(void) {
    for (uint32_t i = 0; i < capacity; i++) session_stop(&sessions[i], UNUSED);
    capacity = 0;
    tally = (struct tally){0};
    printf("{}\n");
}

static void execute(char *line) {
    uint32_t n = 0, m = 0;
    int bytes = 0;
    double rate = 0;
    int64_t timeout = 0;
    if (sscanf(line, "open %u %lf %u %" SCNd64 " %d", &n, &rate, &m, &timeout, &settings.offset) == 5) do_open(n, rate, m, timeout);
    else if (sscanf(line, "settle %u %" SCNd64, &n, &timeout) == 2) do_settle(n, timeout);
    else if (sscanf(line, "publish %u %d %lf %" SCNd64, &n, &bytes, &rate, &timeout) == 4)
        do_events(true, n, bytes, rate, timeout);
    else if (sscanf(line, "collect %u %" SCNd64, &n, &timeout) == 2) do_events(false, n, 0, 1, timeout);
    else if (sscanf(line, "exact %u %" SCNd64, &n, &timeout) == 2) do_exact(n, timeout);
    else if (sscanf(line, "probe %u %u %" SCNd64, &n, &m, &timeout) == 3) do_probe(n, m, timeout);
    else if (sscanf(line, "churn %lf %" SCNd64, &rate, &timeout) == 2) do_churn(rate, timeout);
    else if (sscanf(line, "leave %u", &n) == 1 && n < capacity) do_one(n, false);
    else if (sscanf(line, "join %u", &n) == 1 && n < capacity) do_one(n, true);
    else if (sscanf(line, "wait %" SCNd64, &timeout) == 1) do_wait(timeout);
    else if (sscanf(line, "reachable %" SCNd64, &timeout) == 1) do_reachable(timeout);
    else if (!strncmp(line, "control ", 8)) do_control(line + 8, 60000);
    else if (!strcmp(line, "close")) do_close();
    else printf("{\"error\":\"unknown command\"}\n");
    fflush(stdout);
}

static void usage(void) {
    fputs("usage: load --port PORT [--control PORT | --http-key KEY] [--process N] [--rooms N] [--viewers] [--sleep]\n"
          "            [--watched N --interests N]    (sessions of the lobby; rooms are the auctions)\n"
          "commands on stdin, one JSON line each on stdout:\n"
          "  reachable TIMEOUT_MS\n"
          "  open SESSIONS RATE IN_FLIGHT TIMEOUT_MS OFFSET   (RATE 0: a storm; OFFSET: sessions of other processes)\n"
          "  settle COUNT TIMEOUT_MS\n"
          "  publish EVENTS BYTES RATE TIMEOUT_MS\n"
          "  collect EVENTS TIMEOUT_MS\n"
          "  exact COUNT TIMEOUT_MS             (lobby)\n"
          "  probe AUCTION COUNT TIMEOUT_MS     (lobby)\n"
          "  churn RATE MS\n"
          "  leave INDEX\n"
          "  join INDEX\n"
          "  wait MS\n"
          "  control LINE\n"
          "  close\n",
          stderr);
    exit(2);
}

static void parse(int argc, char **argv) {
    static const struct option options[] = {
        {"port", 1, 0, 'p'}, {"control", 1, 0, 'c'}, {"http-key", 1, 0, 'k'}, {"process", 1, 0, 'n'},
        {"rooms", 1, 0, 'r'}, {"viewers", 0, 0, 'v'}, {"watched", 1, 0, 'w'}, {"interests", 1, 0, 'i'},
        {"sleep", 0, 0, 's'}, {0, 0, 0, 0}};
    for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (o == 'p') settings.port = atoi(optarg);
        else if (o == 'c') settings.control = atoi(optarg);
        else if (o == 'k') settings.http_key = optarg;
        else if (o == 'n') settings.process = atoi(optarg);
        else if (o == 'r') settings.rooms = atoi(optarg);
        else if (o == 'v') settings.viewers = true;
        else if (o == 'w') settings.watched = atoi(optarg);
        else if (o == 'i') settings.interests = atoi(optarg);
        else if (o == 's') settings.sleep = true;
        else usage();
    }
    if (!settings.port || settings.rooms < 1 || settings.interests < 1 || settings.watched > settings.rooms
        || settings.watched > 500 || (!settings.control && !settings.http_key)) usage();
}

int main(int argc, char **argv) {
    parse(argc, argv);
    signal(SIGPIPE, SIG_IGN);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    poller = epoll_create1(EPOLL_CLOEXEC);
    watch(STDIN_FILENO, ID_STDIN, EPOLLIN, false);
    for (;;) {
        char *end = strchr(command, '\n');
        if (!end) {
            pump(now_ns() + 1000 * MS);
            continue;
        }
        char line[sizeof command];
        *end = 0;
        strcpy(line, command);
        command_length -= (size_t)(end + 1 - command);
        memmove(command, end + 1, command_length + 1);
        execute(line);
    }
}
