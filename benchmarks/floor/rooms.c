/* Who is in which room, and what a room is told: its count at most every 100 ms, events at once. */
#define _GNU_SOURCE
#include "floor.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT_INTERVAL 100000000ll
#define BUCKETS 4096

static struct room *buckets[BUCKETS];
/* Rooms that wait to be told, the first due first: the interval is the same for all. */
static struct room *due[BUCKETS];
static uint32_t due_first, due_last;

struct room *room_of(const char *slug, size_t length) {
    uint32_t hash = 2166136261u;
    if (length > sizeof buckets[0]->slug - 1) length = sizeof buckets[0]->slug - 1;
    for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)slug[i]) * 16777619u;
    for (uint32_t i = 0; i < BUCKETS; i++) {
        struct room **at = &buckets[(hash + i) % BUCKETS];
        if (!*at) {
            *at = calloc(1, sizeof **at);
            memcpy((*at)->slug, slug, length);
            return *at;
        }
        if (strlen((*at)->slug) == length && !memcmp((*at)->slug, slug, length)) return *at;
    }
    fprintf(stderr, "floor: more than %d rooms\n", BUCKETS);
    exit(2);
}

static size_t count_frame(struct room *room, char *out) {
    char text[64];
    int length = snprintf(text, sizeof text, "42[\"viewerCountUpdate\",%u]", room->count + (fault == MISCOUNT));
    return make_frame(out, text, (size_t)length);
}

static void changed(struct room *room) {
    if (room->tell_at) return;
    room->tell_at = now + COUNT_INTERVAL;
    due[due_last++ % BUCKETS] = room;
}

void room_join(struct viewer *v) {
    struct room *room = v->room;
    if (room->count == room->capacity) {
        room->capacity = room->capacity ? room->capacity * 2 : 16;
        room->members = realloc(room->members, room->capacity * sizeof *room->members);
    }
    v->joined = 1;
    v->place = room->count;
    room->members[room->count++] = v;
    changed(room);
    char frame[80];
    send_frame(v, frame, count_frame(room, frame));
}

void room_leave(struct viewer *v) {
    if (!v->joined) return;
    struct room *room = v->room;
    struct viewer *last = room->members[--room->count];
    room->members[v->place] = last;
    last->place = v->place;
    v->joined = 0;
    changed(room);
}

static void broadcast(struct room *room, const char *frame, size_t length) {
    for (uint32_t i = 0; i < room->count; i++) send_frame(room->members[i], frame, length);
}

/* Tells the rooms that are due; answers when the next one is, or 0. */
int64_t rooms_tell(void) {
    while (due_first != due_last && due[due_first % BUCKETS]->tell_at <= now) {
        struct room *room = due[due_first++ % BUCKETS];
        char frame[80];
        room->tell_at = 0;
        broadcast(room, frame, count_frame(room, frame));
    }
    return due_first == due_last ? 0 : due[due_first % BUCKETS]->tell_at;
}

/* The faults are those a server could have: the last member misses, repeats or gets in the wrong order every tenth. */
static void broadcast_wrongly(struct room *room, const char *frame, size_t length) {
    static char held[70000];
    static size_t held_length;
    static uint32_t events;
    struct viewer *victim = room->members[room->count - 1];
    bool tenth = ++events % 10 == 0;
    for (uint32_t i = 0; i + 1 < room->count; i++) send_frame(room->members[i], frame, length);
    if (tenth && fault == LOSE) return;
    if (tenth && fault == SWAP) {
        memcpy(held, frame, length);
        held_length = length;
        return;
    }
    send_frame(victim, frame, length);
    if (tenth && fault == DOUBLE) send_frame(victim, frame, length);
    if (held_length) send_frame(victim, held, held_length);
    held_length = 0;
}

uint32_t room_publish(const char *slug, size_t slug_length, const char *json, size_t length) {
    static char text[70000], frame[70010];
    struct room *room = room_of(slug, slug_length);
    int size = snprintf(text, sizeof text, "42[\"playerBiddingUpdate\",%.*s]", (int)length, json);
    size_t bytes = make_frame(frame, text, (size_t)size);
    if (fault == NO_FAULT || fault == MISCOUNT || !room->count) broadcast(room, frame, bytes);
    else broadcast_wrongly(room, frame, bytes);
    return room->count;
}
