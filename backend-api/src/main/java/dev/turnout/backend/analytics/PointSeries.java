package dev.turnout.backend.analytics;

import dev.turnout.backend.storage.Aggregate;
import java.util.ArrayList;
import java.util.List;

/**
 * Any number of aggregates as a bounded number of points, in one pass and bounded memory: when there are too many points,
 * neighbours are merged into points of the next width. Where nothing was observed there is no point, so gaps remain gaps.
 * One thread.
 */
final class PointSeries {

    /** Widths in seconds; each divides the next, so that a point never has to be split. */
    private static final long[] WIDTHS = {
        1, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400, 604_800
    };

    private static final long MINUTE = 60;

    private static final class Slot {
        private final long start;
        private Aggregate aggregate;

        Slot(long start, Aggregate aggregate) {
            this.start = start;
            this.aggregate = aggregate;
        }
    }

    private final int maxPoints;
    private List<Slot> slots = new ArrayList<>();
    private long width;

    PointSeries(int maxPoints) {
        this(maxPoints, WIDTHS[0]);
    }

    /** @param width smallest width of a point in seconds */
    PointSeries(int maxPoints, long width) {
        this.maxPoints = maxPoints;
        this.width = width;
    }

    /** Adds the next aggregate, whose start is not before the previous one's. */
    void add(long start, Aggregate aggregate) {
        place(start, aggregate);
        while (slots.size() > maxPoints) {
            widen();
        }
    }

    private void widen() {
        width = nextWidth(width);
        List<Slot> narrow = slots;
        slots = new ArrayList<>();
        narrow.forEach(slot -> place(slot.start, slot.aggregate));
    }

    private static long nextWidth(long width) {
        for (long next : WIDTHS) {
            if (next > width) {
                return next;
            }
        }
        return width * 2;
    }

    private void place(long second, Aggregate aggregate) {
        long start = Math.floorDiv(second, width) * width;
        Slot newest = slots.isEmpty() ? null : slots.get(slots.size() - 1);
        if (newest != null && newest.start == start) {
            newest.aggregate = newest.aggregate.plus(aggregate);
        } else {
            slots.add(new Slot(start, aggregate));
        }
    }

    List<Point> points() {
        return slots.stream().map(slot -> Point.of(slot.start, slot.aggregate)).toList();
    }

    /** The distance of adjacent points: a minute, unless they were merged or came more often. */
    long resolutionSeconds() {
        long closest = MINUTE;
        for (int i = 1; i < slots.size(); i++) {
            closest = Math.min(closest, slots.get(i).start - slots.get(i - 1).start);
        }
        return Math.max(width, closest);
    }
}
