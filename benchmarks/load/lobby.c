/* Sessions of the lobby: each watches some auctions, and keeps the count that it was last sent of each. */
#define _GNU_SOURCE
#include "load.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MS 1000000ll
#define UNKNOWN UINT32_MAX

static uint32_t *counts; /* settings.watched of each session */
static uint32_t sessions_held;
static uint64_t updates, entries, strangers;
static uint32_t probe_auction = UNKNOWN, probe_count, probe_seen;
static int64_t probe_last;

/* Sessions of the same interest watch the same auctions; interests are spread evenly over the auctions. */
static uint32_t first_watched(uint32_t index) {
    uint32_t interest = ((uint32_t)settings.offset + index) % (uint32_t)settings.interests;
    return interest * (uint32_t)settings.rooms / (uint32_t)settings.interests;
}

static bool watches(uint32_t index, uint32_t auction, uint32_t *slot) {
    *slot = (auction + (uint32_t)settings.rooms - first_watched(index)) % (uint32_t)settings.rooms;
    return *slot < (uint32_t)settings.watched;
}

void lobby_reset(uint32_t total) {
    size_t cells = (size_t)total * (size_t)settings.watched;
    free(counts);
    counts = malloc((cells ? cells : 1) * sizeof *counts);
    for (size_t i = 0; i < cells; i++) counts[i] = UNKNOWN;
    sessions_held = total;
    updates = entries = strangers = 0;
}

/* watchCounts with an acknowledgement, which holds the first counts. */
size_t lobby_request(char *out, uint32_t index) {
    size_t length = (size_t)sprintf(out, "420[\"watchCounts\",[");
    for (int i = 0; i < settings.watched; i++) {
        uint32_t auction = (first_watched(index) + (uint32_t)i) % (uint32_t)settings.rooms;
        length += (size_t)sprintf(out + length, i ? ",\"bench" : "\"bench");
        if (auction) length += (size_t)sprintf(out + length, "-%u", auction);
        out[length++] = '"';
    }
    return length + (size_t)sprintf(out + length, "]]");
}

/* The members "bench":<count> and "bench-<number>":<count> of an object; any other text is skipped. */
static void object(uint32_t index, const char *text, const char *end, int64_t now) {
    static const char id[] = "\"bench";
    for (const char *at = text; (at = memmem(at, (size_t)(end - at), id, sizeof id - 1)); at++) {
        char *rest = (char *)at + sizeof id - 1;
        uint32_t auction = rest[0] == '-' ? (uint32_t)strtoul(rest + 1, &rest, 10) : 0, slot;
        if (rest[0] != '"' || rest[1] != ':') continue;
        uint32_t count = (uint32_t)strtoul(rest + 2, NULL, 10);
        entries++;
        if (auction >= (uint32_t)settings.rooms || !watches(index, auction, &slot)) {
            strangers++;
            continue;
        }
        uint32_t *known = &counts[(size_t)index * (size_t)settings.watched + slot];
        if (auction == probe_auction && count == probe_count && *known != count) {
            probe_seen++;
            probe_last = now;
        }
        *known = count;
    }
}

/* True when it was the answer to watchCounts. */
bool lobby_text(uint32_t index, const char *text, size_t length, int64_t now) {
    static const char update[] = "42[\"viewerCounts\",";
    bool answer = length > 4 && !memcmp(text, "430[", 4);
    if (!answer && (length < sizeof update || memcmp(text, update, sizeof update - 1))) {
        tally.other_frames++;
        return false;
    }
    if (!answer) updates++;
    object(index, text, text + length, now);
    return answer;
}

static uint32_t exact(uint32_t count) {
    uint32_t settled = 0;
    for (uint32_t i = 0; i < sessions_held; i++) {
        const uint32_t *known = &counts[(size_t)i * (size_t)settings.watched];
        int right = 0;
        while (right < settings.watched && known[right] == count) right++;
        settled += sessions[i].state == JOINED && right == settings.watched;
    }
    return settled;
}

/* exact COUNT TIMEOUT_MS: until every session was last sent COUNT of every auction that it watches. */
void do_exact(uint32_t count, int64_t timeout) {
    int64_t deadline = now_ns() + timeout * MS;
    uint32_t settled;
    while ((settled = exact(count)) < sessions_held && now_ns() < deadline) {
        int64_t look = now_ns() + 50 * MS;
        while (now_ns() < look) pump(look);
    }
    printf("{\"exact\":%u,\"at\":%" PRId64 ",\"updates\":%" PRIu64 ",\"entries\":%" PRIu64 ",\"strangers\":%" PRIu64 "}\n",
           settled, now_ns(), updates, entries, strangers);
}

/* probe AUCTION COUNT TIMEOUT_MS: until all who watch the auction were sent that count. */
void do_probe(uint32_t auction, uint32_t count, int64_t timeout) {
    uint32_t watchers = 0, slot;
    for (uint32_t i = 0; i < sessions_held; i++) watchers += sessions[i].state == JOINED && watches(i, auction, &slot);
    probe_auction = auction;
    probe_count = count;
    probe_seen = 0;
    probe_last = 0;
    int64_t deadline = now_ns() + timeout * MS;
    while (probe_seen < watchers && now_ns() < deadline) pump(now_ns() + MS);
    probe_auction = UNKNOWN;
    printf("{\"watchers\":%u,\"seen\":%u,\"last\":%" PRId64 "}\n", watchers, probe_seen, probe_last);
}

#define AWAY_SECONDS 1.5

/* Where server or load are late, its turn to leave comes before it has joined. */
static void leave(struct session *s) {
    if (s->state == JOINED) tally.joined--;
    session_stop(s, UNUSED);
}

/*
 * churn RATE MS: so many sessions a second leave, and as many join that left 1.5 s before: within an interval of the lobby
 * a session that came back would leave no trace. Then until all are in again.
 */
void do_churn(double rate, int64_t ms) {
    int64_t start = now_ns(), end = start + ms * MS, deadline = end + 20000 * MS;
    uint32_t left = 0, back = 0, away = (uint32_t)(rate * AWAY_SECONDS);
    if (away > capacity / 2) away = capacity / 2;
    while (now_ns() < end || back < left) {
        uint32_t due = now_ns() < end ? (uint32_t)((double)(now_ns() - start) / 1e9 * rate) : left;
        for (; left < due; left++) {
            leave(&sessions[left % capacity]);
            if (left - back >= away) session_start(back++ % capacity);
        }
        if (now_ns() >= end && back < left) session_start(back++ % capacity);
        pump(now_ns() + (now_ns() < end ? MS : MS / 10));
    }
    while (tally.joined < capacity && now_ns() < deadline) pump(now_ns() + MS);
    report_tally();
}

/* leave INDEX, join INDEX: one session alone. */
void do_one(uint32_t index, bool join) {
    int64_t at = now_ns();
    if (join) {
        session_start(index);
        while (sessions[index].state != JOINED && now_ns() < at + 5000 * MS) pump(now_ns() + MS);
    } else {
        leave(&sessions[index]);
    }
    printf("{\"at\":%" PRId64 "}\n", at);
}
