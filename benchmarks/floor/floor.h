/*
 * The floor: the least a server can do that puts the same bytes on the wire, one send per socket and frame.
 * No protocol checks, no bounds for slow readers, no polling: a measuring stick, not a server.
 */
#ifndef TURNOUT_FLOOR_H
#define TURNOUT_FLOOR_H

#include <stddef.h>
#include <stdint.h>

struct viewer {
    int fd;
    uint8_t joined;
    uint32_t place; /* in its room */
    struct room *room;
    struct viewer *sooner, *later; /* in the order of the next ping */
    int64_t ping_at;
    uint32_t carry_length;
    char *carry;
};

struct room {
    char slug[64];
    struct viewer **members;
    uint32_t count, capacity;
    int64_t tell_at; /* when the room is told its count; 0 when it knows */
};

extern int64_t now; /* ns, monotonic; taken once per round of the loop */

void accept_key(const char *key, size_t length, char out[29]);

/* rooms.c */
struct room *room_of(const char *slug, size_t length);
void room_join(struct viewer *v);
void room_leave(struct viewer *v);
uint32_t room_publish(const char *slug, size_t slug_length, const char *json, size_t length);
int64_t rooms_tell(void);

/* floor.c */
void send_frame(struct viewer *v, const char *frame, size_t length);
size_t make_frame(char *out, const char *text, size_t length);

/* How to be wrong on purpose, which is how the load proves that it would notice. */
enum fault { NO_FAULT, LOSE, DOUBLE, SWAP, MISCOUNT };
extern enum fault fault;

#endif
