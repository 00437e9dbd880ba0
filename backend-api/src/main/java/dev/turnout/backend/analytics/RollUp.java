package dev.turnout.backend.analytics;

import dev.turnout.model.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Any number of snapshots as a bounded number of points, in one pass and bounded memory: as soon as there are too many
 * points, neighbours are merged into the next wider ones. Where there was no snapshot there is no point, so gaps stay
 * gaps. One thread.
 */
final class RollUp {

    /** Widths in seconds; each divides the next, so that a point never has to be split. */
    private static final long[] WIDTHS = {
        1, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400, 604_800
    };

    private static final long MINUTE = 60;

    private record Slot(long start, Bucket bucket) {}

    private final int mostPoints;
    private List<Slot> slots = new ArrayList<>();
    private long width = WIDTHS[0];

    RollUp(int mostPoints) {
        this.mostPoints = mostPoints;
    }

    /** Takes the next snapshot; its timestamp is not earlier than the one before. */
    void add(Snapshot snapshot) {
        place(snapshot.timestamp().getEpochSecond(), new Bucket(snapshot));
        while (slots.size() > mostPoints) {
            widen();
        }
    }

    private void widen() {
        width = wider(width);
        List<Slot> narrow = slots;
        slots = new ArrayList<>();
        narrow.forEach(slot -> place(slot.start(), slot.bucket()));
    }

    private static long wider(long width) {
        for (long next : WIDTHS) {
            if (next > width) {
                return next;
            }
        }
        return width * 2;
    }

    private void place(long second, Bucket bucket) {
        long start = Math.floorDiv(second, width) * width;
        Slot newest = slots.isEmpty() ? null : slots.get(slots.size() - 1);
        if (newest != null && newest.start() == start) {
            newest.bucket().add(bucket);
        } else {
            slots.add(new Slot(start, bucket));
        }
    }

    List<Snapshot> points() {
        return slots.stream()
                .map(slot -> slot.bucket().toSnapshot(Instant.ofEpochSecond(slot.start())))
                .toList();
    }

    /** How far apart points stand when there is no gap: a minute, unless they were merged or came more often. */
    long resolutionSeconds() {
        long closest = MINUTE;
        for (int i = 1; i < slots.size(); i++) {
            closest = Math.min(closest, slots.get(i).start() - slots.get(i - 1).start());
        }
        return Math.max(width, closest);
    }
}
