/* What the viewers were told: counts, and events that must each arrive once and in order. */
#define _GNU_SOURCE
#include "load.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Event numbers have seven digits from the first to the last, so that all events are equally long. */
#define FIRST_NUMBER 1000000u
#define WINDOW 64

struct record {
    int64_t sent, last;
    uint32_t received;
};

static uint32_t target;
static uint32_t base = FIRST_NUMBER, expected_events, receivers;
static struct record *records;
static uint64_t received, doubled, late, stale, too_late_to_tell;
static size_t shortest, longest;
static int64_t newest_arrival;

static void observe_count(struct session *s, const char *digits, int64_t now) {
    uint32_t count = (uint32_t)strtoul(digits, NULL, 10);
    s->count_frames++;
    if (count == s->count && s->count_since) return;
    s->count = count;
    s->count_since = now;
}

static void observe_event(struct session *s, uint32_t number, size_t length, int64_t now) {
    if (number < base || number >= base + expected_events) {
        stale++;
        return;
    }
    bool again = false;
    if (number > s->newest) {
        uint32_t step = number - s->newest;
        s->seen = step >= WINDOW ? 1 : s->seen << step | 1;
        s->newest = number;
    } else if (s->newest - number >= WINDOW) {
        too_late_to_tell++;
        again = true;
    } else {
        uint64_t bit = 1ull << (s->newest - number);
        again = s->seen & bit;
        if (again) doubled++;
        else late++;
        s->seen |= bit;
    }
    if (again) return;
    struct record *r = &records[number - base];
    r->received++;
    r->last = now;
    newest_arrival = now;
    received++;
    if (length < shortest) shortest = length;
    if (length > longest) longest = length;
}

void observe_text(struct session *s, const char *text, size_t length, int64_t now) {
    static const char count[] = "42[\"" COUNT_NAME "\",";
    static const char event[] = "42[\"" EVENT_NAME "\",{\"seq\":";
    if (length > sizeof count && !memcmp(text, count, sizeof count - 1)) {
        observe_count(s, text + sizeof count - 1, now);
    } else if (length > sizeof event && !memcmp(text, event, sizeof event - 1)) {
        observe_event(s, (uint32_t)strtoul(text + sizeof event - 1, NULL, 10), length, now);
    } else {
        tally.other_frames++;
    }
}

void observe_target(uint32_t count) { target = count; }

uint32_t observe_settled(void) {
    uint32_t settled = 0;
    for (uint32_t i = 0; i < capacity; i++) settled += sessions[i].state == JOINED && sessions[i].count == target;
    return settled;
}

void report_settled(uint32_t count) {
    uint32_t settled = 0, most = 0, least = UINT32_MAX;
    uint64_t frames = 0;
    int64_t since = 0;
    for (uint32_t i = 0; i < capacity; i++) {
        struct session *s = &sessions[i];
        if (s->state != JOINED) continue;
        frames += s->count_frames;
        if (s->count_frames > most) most = s->count_frames;
        if (s->count_frames < least) least = s->count_frames;
        if (s->count != count) continue;
        settled++;
        if (s->count_since > since) since = s->count_since;
    }
    printf("{\"settled\":%u,\"settledAt\":%" PRId64 ",\"countFrames\":%" PRIu64
           ",\"mostCountFrames\":%u,\"leastCountFrames\":%u}\n",
           settled, since, frames, most, most ? least : 0);
}

uint32_t first_event(void) { return base; }

void observe_expect(uint32_t events) {
    base += expected_events;
    expected_events = events;
    free(records);
    records = calloc(events ? events : 1, sizeof *records);
    received = doubled = late = stale = too_late_to_tell = 0;
    shortest = SIZE_MAX;
    longest = 0;
    newest_arrival = 0;
    receivers = 0;
    for (uint32_t i = 0; i < capacity; i++) {
        sessions[i].newest = base - 1;
        sessions[i].seen = 0;
        receivers += sessions[i].state == JOINED && ((uint32_t)settings.offset + i) % (uint32_t)settings.rooms == 0;
    }
}

void observe_sent(uint32_t number, int64_t at) { records[number - base].sent = at; }

bool observe_complete(void) { return received >= (uint64_t)expected_events * receivers; }

/* When anything last arrived; 0 when nothing has yet. */
int64_t observe_newest(void) { return newest_arrival; }

void report_events(void) {
    printf("{\"receivers\":%u,\"received\":%" PRIu64 ",\"doubled\":%" PRIu64 ",\"late\":%" PRIu64 ",\"stale\":%" PRIu64
           ",\"shortest\":%zu,\"longest\":%zu,\"answers\":%u,\"refusals\":%u,\"events\":[",
           receivers, received, doubled + too_late_to_tell, late, stale, received ? shortest : 0, longest,
           publisher_answers(), publisher_refusals());
    for (uint32_t i = 0; i < expected_events; i++) {
        printf("%s[%" PRId64 ",%" PRId64 ",%u]", i ? "," : "", records[i].sent, records[i].last, records[i].received);
    }
    printf("]}\n");
}
