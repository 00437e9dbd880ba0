package dev.turnout.socket.simulation;

import dev.turnout.model.AuctionMinute;
import dev.turnout.model.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The rows that the backend has stored, and what was promised of them: the samples of a minute are stored once, none of a
 * minute that an undisturbed node has observed is missing, and a row's numbers agree with each other.
 */
final class MinuteBook {

    private static final int SAMPLES = 12;

    /** Seconds, with room for rounding. */
    private static final double LONGEST_MINUTE = 60.001;

    /**
     * A node may decide under the epoch that it has read 3 s ago, on a clock that is somewhat slow, and then waits 2 s for
     * the parts of others, and for the next answer or time-out of Redis.
     */
    private static final long VALIDITY = Duration.ofMillis(6_600).toNanos();

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final World world;
    private final Judge judge;

    /** By auction and minute, then by source. */
    private final Map<String, Map<String, Part>> rows = new TreeMap<>();

    /** By auction and minute: who decided to post it, and under which fence. */
    private final Map<String, List<Decision>> decisions = new HashMap<>();

    /** By auction and minute: what the cluster counted at the last sample, if it had not changed for a moment. */
    private final Map<String, Integer> lastCounts = new LinkedHashMap<>();

    /** Times in which clocks were wrong, so that samples belong to other minutes. */
    private final List<Span> wrongClocks = new ArrayList<>();

    private final List<Span> failedDisks = new ArrayList<>();

    private record Decision(String node, long fence, long at) {}

    /**
     * What is stored of a minute under one source, by the rules of backend-api: parts without a common slot add up, the
     * higher fence replaces, and so does a part that contains all of the other under the same fence.
     */
    private record Part(int samples, long slots, long fence, int last) {

        static Part of(Snapshot snapshot) {
            return new Part(
                    snapshot.sampleCount(),
                    Objects.requireNonNullElse(snapshot.slots(), -1L),
                    Objects.requireNonNullElse(snapshot.fence(), 0L),
                    snapshot.viewerCount());
        }

        Part merge(Part other) {
            if ((slots & other.slots) == 0) {
                boolean later = Long.numberOfLeadingZeros(slots) > Long.numberOfLeadingZeros(other.slots);
                return new Part(
                        samples + other.samples,
                        slots | other.slots,
                        Math.max(fence, other.fence),
                        later ? other.last : last);
            }
            boolean completes = fence == other.fence && slots != other.slots && (slots & other.slots) == slots;
            return other.fence > fence || completes ? other : this;
        }
    }

    private record Span(long from, long to) {
        boolean touches(long begin, long end) {
            return from <= end && to >= begin;
        }
    }

    MinuteBook(World world, Judge judge) {
        this.world = world;
        this.judge = judge;
    }

    private static String key(String auction, long minute) {
        return auction + " " + minute;
    }

    // ---- what happens

    void stored(String auction, Snapshot snapshot) {
        String source = Objects.requireNonNullElse(snapshot.source(), "");
        rows.computeIfAbsent(key(auction, minuteOf(snapshot)), key -> new TreeMap<>())
                .merge(source, Part.of(snapshot), Part::merge);
        checkNumbers(auction, snapshot);
    }

    private static long minuteOf(Snapshot snapshot) {
        return Math.floorDiv(snapshot.timestamp().toEpochMilli(), 60_000);
    }

    /** A node takes itself for the owner of a minute, and hands it to its outbox. */
    void decided(String node, AuctionMinute minute, boolean redisAway) {
        long fence = Objects.requireNonNullElse(minute.snapshot().fence(), 0L);
        String key = key(minute.auction().value(), minuteOf(minute.snapshot()));
        List<Decision> before = decisions.computeIfAbsent(key, each -> new ArrayList<>());
        for (Decision other : before) {
            boolean late = world.now() - other.at > VALIDITY;
            if (!redisAway && late && fence > 0 && fence < other.fence) {
                judge.violated(node + " posts minute " + name(key) + " under epoch " + fence + " after " + other.node
                        + " has posted it under epoch " + other.fence);
            }
        }
        before.add(new Decision(node, fence, world.now()));
    }

    private void checkNumbers(String auction, Snapshot row) {
        int exactMin = Objects.requireNonNull(row.exactMin());
        int exactPeak = Objects.requireNonNull(row.exactPeak());
        double viewerSeconds = Objects.requireNonNull(row.viewerSeconds());
        boolean agree = row.minViewers() <= row.avgViewers()
                && row.avgViewers() <= row.peakViewers()
                && exactMin <= row.minViewers()
                && row.peakViewers() <= exactPeak
                && exactMin >= 0
                && row.sampleCount() >= 1
                && row.sampleCount() <= SAMPLES
                && viewerSeconds <= LONGEST_MINUTE * exactPeak;
        if (!agree) {
            judge.violated("the numbers of a snapshot of " + auction + " disagree: " + row);
        }
    }

    /** Samples that a wrong clock took belong to other minutes; what a disk does not take may be lost with its node. */
    void disturbed(Action.Kind kind, long until) {
        switch (kind) {
            case SET_CLOCK -> wrongClocks.add(new Span(world.now() - 120 * SECOND, until + 120 * SECOND));
            case DISK_FULL, DISK_SLOW -> failedDisks.add(new Span(world.now() - 60 * SECOND, until + 60 * SECOND));
            default -> {}
        }
    }

    private boolean isMeasurable(long minute) {
        return isOutside(wrongClocks, minute);
    }

    private static boolean isOutside(List<Span> spans, long minute) {
        long begin = beginOf(minute);
        return spans.stream().noneMatch(span -> span.touches(begin, begin + 60 * SECOND));
    }

    /** True time at which a minute begins. */
    static long beginOf(long minute) {
        return (minute * 60_000 - NodeClock.BEGIN.toEpochMilli()) * 1_000_000;
    }

    /** The last sample of a minute is due, and this many sessions have been watching for a moment. */
    void lastCount(String auction, long minute, int count) {
        lastCounts.put(key(auction, minute), count);
    }

    // ---- what is promised

    /** No sample is stored twice. */
    void inspect() {
        rows.forEach((key, sources) -> {
            long minute = Long.parseLong(key.substring(key.indexOf(' ') + 1));
            int samples = sources.values().stream().mapToInt(Part::samples).sum();
            if (samples > SAMPLES && isMeasurable(minute)) {
                judge.violated("minute " + name(key) + " is stored with " + samples + " samples: " + describe(sources));
            }
        });
    }

    /** A minute that a node observed from begin to end, and then had the time to post. */
    void owed(String auction, long minute) {
        String key = key(auction, minute);
        Collection<Part> sources = rows.getOrDefault(key, Map.of()).values();
        int samples = sources.stream().mapToInt(Part::samples).sum();
        if (samples < SAMPLES && isMeasurable(minute) && isOutside(failedDisks, minute)) {
            judge.violated("minute " + name(key) + " is stored with " + samples + " of " + SAMPLES + " samples: "
                    + describe(rows.getOrDefault(key, Map.of())));
        }
    }

    /** A minute in which nothing was disturbed. */
    void exact(String auction, long minute) {
        String key = key(auction, minute);
        List<String> nodes = decisions.getOrDefault(key, List.of()).stream()
                .map(Decision::node)
                .distinct()
                .toList();
        if (nodes.size() != 1 && isMeasurable(minute)) {
            judge.violated("minute " + name(key) + " was posted by " + nodes);
        }
        Integer expected = lastCounts.get(key);
        Map<String, Part> sources = rows.getOrDefault(key, Map.of());
        if (expected == null || !isMeasurable(minute) || sources.size() != 1) {
            return;
        }
        int stored = sources.values().iterator().next().last();
        if (stored != expected) {
            judge.violated("minute " + name(key) + " is stored with " + stored + " viewers at its end where " + expected
                    + " watched");
        }
    }

    private static String name(String key) {
        int space = key.indexOf(' ');
        long begin = beginOf(Long.parseLong(key.substring(space + 1)));
        return "of " + key.substring(0, space) + " that begins at" + Judge.time(begin);
    }

    private static String describe(Map<String, Part> sources) {
        List<String> parts = new ArrayList<>();
        sources.forEach((source, part) -> parts.add(part.samples + " of " + source + ", slots "
                + Long.toBinaryString(part.slots) + ", fence " + part.fence));
        return parts.toString();
    }
}
