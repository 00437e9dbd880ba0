package dev.turnout.engine.soak;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Checks the events that one session receives, from the first one on and across recoveries: none lost, doubled or out of
 * order. Events are numbered from 1, separately for each room and publisher, and for the session alone. Pure.
 */
final class DeliveryChecker {

    private static final int RADIX = 36;

    private final Consumer<String> violation;
    private final Map<String, RoomMembership> places = new HashMap<>();
    private final Set<String> left = new HashSet<>();
    private long own;
    private long offsetRoom;
    private long offsetOwn;

    DeliveryChecker(Consumer<String> violation) {
        this.violation = violation;
    }

    /** Membership of one room, an element for each publisher. */
    private static final class RoomMembership {

        private final long[] last;
        private final long[] firstAtMost;
        private final boolean[] begun;
        private final long[] newest;

        RoomMembership(List<Long> before, List<Long> during) {
            last = before.stream().mapToLong(Long::longValue).toArray();
            firstAtMost = during.stream().mapToLong(each -> each + 1).toArray();
            begun = new boolean[last.length];
            newest = new long[last.length];
        }
    }

    /**
     * The session has joined a room.
     *
     * @param before the last event of each publisher that was certainly emitted before
     * @param during the last that may have been emitted before it had joined
     */
    void joined(String room, List<Long> before, List<Long> during) {
        if (places.put(room, new RoomMembership(before, during)) != null) {
            violation.accept("joined " + room + " twice");
        }
    }

    void left(String room) {
        left.add(room);
        if (places.remove(room) == null) {
            violation.accept("left " + room + " without having joined");
        }
    }

    /** An event for this session alone. */
    void own(long number) {
        if (number != own + 1) {
            violation.accept("own event " + number + " after " + own + judge(number, own));
        }
        own = Math.max(own, number);
    }

    /** An event of a room. */
    void event(String room, int publisher, long number) {
        RoomMembership place = places.get(room);
        if (place == null) {
            violation.accept("event " + number + " of " + room + ", which it is not in");
            return;
        }
        long last = place.last[publisher];
        boolean first = !place.begun[publisher];
        if (first ? number <= last || number > place.firstAtMost[publisher] : number != last + 1) {
            violation.accept("event " + number + " of publisher " + publisher + " in " + room + " after "
                    + (first ? "joining between " + last + " and " + place.firstAtMost[publisher] : last)
                    + judge(number, last));
        }
        place.begun[publisher] = true;
        place.last[publisher] = Math.max(last, number);
    }

    private static String judge(long number, long last) {
        return number > last ? ": lost " + (number - last - 1) : ": doubled or late";
    }

    /**
     * A value of which only the newest matters: numbers may be skipped, but not decrease. One that waited for a slow reader may come
     * after the session has left.
     */
    void latest(String room, int publisher, long number) {
        RoomMembership place = places.get(room);
        if (place == null) {
            if (!left.contains(room)) {
                violation.accept("a value of " + room + ", which it was never in");
            }
        } else if (number < place.newest[publisher]) {
            violation.accept("value " + number + " of " + room + " after " + place.newest[publisher] + ": went back");
        } else {
            place.newest[publisher] = number;
        }
    }

    /** The recovery offset of an event; each is greater than the one before. */
    void offset(String offset) {
        int dot = offset.indexOf('.');
        long room = Long.parseLong(dot < 0 ? offset : offset.substring(0, dot), RADIX);
        long alone = dot < 0 ? 0 : Long.parseLong(offset.substring(dot + 1), RADIX);
        if (room < offsetRoom || (room == offsetRoom && alone <= offsetOwn)) {
            violation.accept("offset " + offset + " after " + offsetRoom + "." + offsetOwn + " (decimal)");
        }
        offsetRoom = room;
        offsetOwn = alone;
    }

    Set<String> rooms() {
        return places.keySet();
    }

    /**
     * Describes what is missing once everything that was published has been delivered; empty when nothing is.
     *
     * @param lastOf the last event of each publisher, by room
     * @param newestOf the newest value of each publisher, by room
     */
    List<String> missing(Map<String, List<Long>> lastOf, Map<String, List<Long>> newestOf) {
        List<String> missing = new ArrayList<>();
        new LinkedHashMap<>(places).forEach((room, place) -> {
            List<Long> last = lastOf.getOrDefault(room, List.of());
            for (int p = 0; p < last.size(); p++) {
                boolean isCertain = place.begun[p] || last.get(p) >= place.firstAtMost[p];
                if (isCertain && place.last[p] != last.get(p)) {
                    missing.add("events " + (place.last[p] + 1) + " to " + last.get(p) + " of publisher " + p + " in "
                            + room);
                }
            }
            List<Long> newest = newestOf.getOrDefault(room, List.of());
            for (int p = 0; p < newest.size(); p++) {
                if (place.newest[p] != newest.get(p)) {
                    missing.add("value " + newest.get(p) + " of publisher " + p + " in " + room + ", has "
                            + place.newest[p]);
                }
            }
        });
        return missing;
    }
}
