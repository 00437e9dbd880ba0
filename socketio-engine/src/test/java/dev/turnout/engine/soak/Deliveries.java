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
 * Judges what one session is delivered, from its first event on and across recoveries: nothing lost, doubled or out of
 * order. Events are numbered from 1, by room and publisher, the session's own by themselves. Pure; confined to whoever
 * owns it.
 */
final class Deliveries {

    private static final int RADIX = 36;

    private final Consumer<String> complain;
    private final Map<String, Place> places = new HashMap<>();
    private final Set<String> left = new HashSet<>();
    private long own;
    private long offsetRoom;
    private long offsetOwn;

    Deliveries(Consumer<String> complain) {
        this.complain = complain;
    }

    /** Membership of one room, an element for each publisher. */
    private static final class Place {

        private final long[] last;
        private final long[] firstAtMost;
        private final boolean[] begun;
        private final long[] newest;

        Place(List<Long> before, List<Long> during) {
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
        if (places.put(room, new Place(before, during)) != null) {
            complain.accept("joined " + room + " twice");
        }
    }

    void left(String room) {
        left.add(room);
        if (places.remove(room) == null) {
            complain.accept("left " + room + " without having joined");
        }
    }

    /** An event for this session alone. */
    void own(long number) {
        if (number != own + 1) {
            complain.accept("own event " + number + " after " + own + judge(number, own));
        }
        own = Math.max(own, number);
    }

    /** An event of a room. */
    void news(String room, int publisher, long number) {
        Place place = places.get(room);
        if (place == null) {
            complain.accept("event " + number + " of " + room + ", which it is not in");
            return;
        }
        long last = place.last[publisher];
        boolean first = !place.begun[publisher];
        if (first ? number <= last || number > place.firstAtMost[publisher] : number != last + 1) {
            complain.accept("event " + number + " of publisher " + publisher + " in " + room + " after "
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
     * A value of which only the newest matters: may skip, may not go back. One that waited for a slow reader may come
     * after the session has left.
     */
    void latest(String room, int publisher, long number) {
        Place place = places.get(room);
        if (place == null) {
            if (!left.contains(room)) {
                complain.accept("a value of " + room + ", which it was never in");
            }
        } else if (number < place.newest[publisher]) {
            complain.accept("value " + number + " of " + room + " after " + place.newest[publisher] + ": went back");
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
            complain.accept("offset " + offset + " after " + offsetRoom + "." + offsetOwn + " (decimal)");
        }
        offsetRoom = room;
        offsetOwn = alone;
    }

    Set<String> rooms() {
        return places.keySet();
    }

    /**
     * What is still to come once everything that was published has been delivered; empty when nothing is.
     *
     * @param lastOf the last event of each publisher, by room
     * @param newestOf the newest value of each publisher, by room
     */
    List<String> missing(Map<String, List<Long>> lastOf, Map<String, List<Long>> newestOf) {
        List<String> missing = new ArrayList<>();
        new LinkedHashMap<>(places).forEach((room, place) -> {
            List<Long> last = lastOf.getOrDefault(room, List.of());
            for (int p = 0; p < last.size(); p++) {
                boolean canTell = place.begun[p] || last.get(p) >= place.firstAtMost[p];
                if (canTell && place.last[p] != last.get(p)) {
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
