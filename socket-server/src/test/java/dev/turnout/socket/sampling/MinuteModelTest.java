package dev.turnout.socket.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;
import dev.turnout.socket.audience.AuctionRoom;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.Change;
import dev.turnout.socket.audience.CountBy;
import dev.turnout.socket.audience.Moments;
import dev.turnout.socket.audience.Presence;
import dev.turnout.socket.audience.ViewerId;
import dev.turnout.socket.audience.ViewerSession;
import dev.turnout.socket.sampling.NaiveMinutes.Happening;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random audiences with punctual, late and missing ticks: every field of every minute, held against the naive model. */
class MinuteModelTest {

    private static final AuctionId ID = new AuctionId("a");
    private static final Intervals INTERVALS = new Intervals(Duration.ofSeconds(5), Duration.ofSeconds(60));
    private static final long LATEST = 20 * 60_000;

    private final Audience audience = new Audience(CountBy.SESSIONS);
    private final List<Snapshot> reported = new ArrayList<>();
    private final List<Happening> happened = new ArrayList<>();
    private final Map<Integer, ViewerSession> there = new HashMap<>();
    private @Nullable MinuteWindow window;
    private int sessions;

    MinuteModelTest() {
        audience.addListener(this::changed);
    }

    private void changed(AuctionRoom room, Change change, long now) {
        if (window != null) {
            window.changed(change, now);
        }
        if (window == null || window.over()) {
            window = new MinuteWindow(room, INTERVALS, "run", reported::add, change, now);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void everyMinuteEqualsThatOfTheNaiveModel(long seed) {
        Random random = new Random(seed);
        long now = 1_761_056_100_000L / 60_000 * 60_000 + random.nextInt(60_000);
        long start = now;
        while (now < start + LATEST) {
            now += pause(random);
            happen(random, now, random.nextInt(100) < 50 ? 0.25 : 0.6);
        }
        for (Integer session : new ArrayList<>(there.keySet())) {
            leave(session, now++);
        }
        for (int i = 0; i < 40; i++) {
            now += 5_000;
            tick(now);
        }

        assertThat(reported.stream().map(MinuteModelTest::asMinute))
                .containsExactlyElementsOf(NaiveMinutes.of(happened));
        reported.forEach(MinuteModelTest::checkBounds);
        checkFlow();
        assertThat(reported).hasSizeGreaterThan(5);
    }

    /** Often none, often a moment, often to the very edge of a sample or minute, sometimes most of a minute. */
    private static long pause(Random random) {
        return switch (random.nextInt(10)) {
            case 0, 1 -> 0;
            case 2 -> 1;
            case 3 -> 20_000 + random.nextInt(35_000);
            case 4 -> 5_000;
            default -> random.nextInt(3_000);
        };
    }

    private void happen(Random random, long moment, double joining) {
        long now = random.nextInt(4) == 0 && !happened.isEmpty() ? onTheClock(moment) : moment;
        if (random.nextInt(3) == 0) {
            tick(now);
        } else if (there.isEmpty() || random.nextDouble() < joining) {
            join(random, now);
        } else {
            List<Integer> all = new ArrayList<>(there.keySet());
            leave(all.get(random.nextInt(all.size())), now);
        }
    }

    private long onTheClock(long now) {
        return Math.max(last(), now - now % 5_000);
    }

    private long last() {
        return happened.get(happened.size() - 1).at();
    }

    private void tick(long at) {
        long now = happened.isEmpty() ? at : Math.max(last(), at);
        happened.add(Happening.tick(now));
        if (window != null) {
            window.tick(now);
        }
    }

    private void join(Random random, long at) {
        long now = happened.isEmpty() ? at : Math.max(last(), at);
        int number = sessions++;
        String key = random.nextBoolean() ? "person-" + random.nextInt(6) : null;
        happened.add(new Happening(now, number, key == null ? "session-" + number : key, true));
        ViewerSession session = new ViewerSession(
                ID, new ViewerId(key, key == null ? 1_000_000L + number : key.hashCode()), null, Presence.NONE);
        there.put(number, session);
        audience.join(session, Moments.at(now));
    }

    private void leave(int number, long at) {
        long now = Math.max(last(), at);
        ViewerSession session = Objects.requireNonNull(there.remove(number));
        happened.add(new Happening(
                now, number, session.viewerKey() == null ? "session-" + number : session.viewerKey(), false));
        audience.leave(session, Moments.at(now));
    }

    private static NaiveMinutes.Minute asMinute(Snapshot snapshot) {
        return new NaiveMinutes.Minute(
                snapshot.timestamp().toEpochMilli(),
                snapshot.viewerCount(),
                snapshot.avgViewers(),
                snapshot.peakViewers(),
                snapshot.minViewers(),
                snapshot.sampleCount(),
                Objects.requireNonNull(snapshot.exactPeak()),
                Objects.requireNonNull(snapshot.exactPeakAt()).toEpochMilli(),
                Objects.requireNonNull(snapshot.exactMin()),
                Objects.requireNonNull(snapshot.viewerSeconds()),
                Objects.requireNonNull(snapshot.observedSeconds()),
                Objects.requireNonNull(snapshot.joins()),
                Objects.requireNonNull(snapshot.leaves()),
                Objects.requireNonNull(snapshot.uniqueViewers()));
    }

    private static void checkBounds(Snapshot minute) {
        assertThat(minute.sampleCount()).isBetween(1, 12);
        assertThat(minute.exactMin()).isLessThanOrEqualTo(minute.minViewers());
        assertThat(minute.minViewers()).isLessThanOrEqualTo(minute.avgViewers());
        assertThat(minute.avgViewers()).isLessThanOrEqualTo(minute.peakViewers());
        assertThat(minute.peakViewers()).isLessThanOrEqualTo(Objects.requireNonNull(minute.exactPeak()));
        assertThat(minute.viewerSeconds()).isLessThanOrEqualTo(60.0 * minute.exactPeak());
        assertThat(Objects.requireNonNull(minute.sessionSeconds()).values().stream()
                        .mapToInt(n -> n)
                        .sum())
                .isEqualTo(minute.leaves());
    }

    private void checkFlow() {
        int last = 0;
        for (Snapshot minute : reported) {
            last += Objects.requireNonNull(minute.joins()) - Objects.requireNonNull(minute.leaves());
            assertThat(minute.viewerCount()).isEqualTo(last);
        }
        assertThat(last).isZero();
        assertThat(reported.stream().map(Snapshot::timestamp))
                .doesNotHaveDuplicates()
                .isSorted();
    }
}
