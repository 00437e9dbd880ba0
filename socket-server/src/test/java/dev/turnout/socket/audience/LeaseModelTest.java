package dev.turnout.socket.audience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Thousands of joins, signs of life, leaves and silences over some rooms, held against the most naive model there is: for
 * each session the moment until which it watches. The model looks at every moment; the audience only now and then.
 */
class LeaseModelTest {

    private static final int STEPS = 8_000;
    private static final int ROOMS = 5;
    private static final long START = 1_000_000;

    private final Audience audience = new Audience(CountBy.SESSIONS);
    private final List<RecordingLease> everySession = new ArrayList<>();
    private final Map<RecordingLease, Long> until = new HashMap<>();
    private final Map<RecordingLease, Long> leaseUntil = new HashMap<>();
    private final Map<AuctionId, TreeMap<Long, Integer>> heard = new HashMap<>();
    private final Map<AuctionId, TreeMap<Long, Integer>> expected = new HashMap<>();
    private final Map<AuctionId, Integer> counts = new HashMap<>();

    LeaseModelTest() {
        audience.addListener((room, change, now) ->
                heard.computeIfAbsent(room.id(), id -> new TreeMap<>()).put(now, room.count()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20251021})
    void everybodyLeavesAtTheVeryMomentWheneverAnybodyLooks(long seed) {
        Random random = new Random(seed);
        long now = START;
        for (int step = 0; step < STEPS; step++) {
            long next = now + (random.nextInt(50) == 0 ? random.nextInt(150_000) : random.nextInt(400));
            modelExpires(now, next);
            now = next;
            step(random, now);
        }
        modelExpires(now, now + Audience.LEASE_MILLIS);
        audience.expire(Moments.at(now + Audience.LEASE_MILLIS));

        assertThat(heard).isEqualTo(expected);
        assertThat(audience.sessions()).isZero();
        assertThat(audience.nextExpiry()).isEmpty();
        assertThat(everySession).allMatch(session -> session.ended == 1);
    }

    private void step(Random random, long now) {
        int dice = random.nextInt(100);
        if (everySession.isEmpty() || dice < 30) {
            join(new RecordingLease(new AuctionId("room-" + random.nextInt(ROOMS)), null, random.nextLong()), now);
            return;
        }
        int recent = Math.min(everySession.size(), 200);
        RecordingLease session = everySession.get(everySession.size() - 1 - random.nextInt(recent));
        if (dice < 75) {
            renew(session, now);
        } else if (dice < 95) {
            leave(session, now);
        } else {
            audience.expire(Moments.at(now));
            check(now);
        }
    }

    private void join(RecordingLease session, long now) {
        everySession.add(session);
        assertThat(audience.join(session, Moments.at(now))).isTrue();
        until.put(session, now + Audience.LEASE_MILLIS);
        leaseUntil.put(session, now + Audience.LEASE_MILLIS);
        count(session.auction(), now, 1);
    }

    private void renew(RecordingLease session, long now) {
        boolean watching = until.containsKey(session);
        assertThat(audience.renew(session, false, Moments.at(now))).isEqualTo(watching);
        if (watching) {
            until.put(session, now + Audience.LEASE_MILLIS);
            leaseUntil.put(session, now + Audience.LEASE_MILLIS);
        }
    }

    private void leave(RecordingLease session, long now) {
        boolean watching = until.remove(session) != null;
        assertThat(audience.leave(session, Moments.at(now))).isEqualTo(watching);
        if (watching) {
            count(session.auction(), now, -1);
        }
    }

    /** All that runs out after the one moment and not after the other, in no order at all. */
    private void modelExpires(long after, long upTo) {
        Set<Map.Entry<RecordingLease, Long>> due = new HashSet<>(until.entrySet());
        due.removeIf(entry -> entry.getValue() > upTo);
        assertThat(due).allMatch(entry -> entry.getValue() > after);
        TreeMap<Long, List<RecordingLease>> inTime = new TreeMap<>();
        due.forEach(entry -> inTime.computeIfAbsent(entry.getValue(), at -> new ArrayList<>())
                .add(entry.getKey()));
        inTime.forEach((at, sessions) -> sessions.forEach(session -> {
            until.remove(session);
            count(session.auction(), at, -1);
        }));
    }

    private void count(AuctionId id, long at, int difference) {
        int count = counts.merge(id, difference, Integer::sum);
        expected.computeIfAbsent(id, key -> new TreeMap<>()).put(at, count);
    }

    private void check(long now) {
        assertThat(audience.sessions()).isEqualTo(until.size());
        counts.forEach((id, count) ->
                assertThat(audience.room(id).orElseThrow().count()).isEqualTo(count));
        assertThat(everySession)
                .allMatch(session -> session.watching() == until.containsKey(session))
                .allMatch(session -> (session.ended == 1) == (leaseUntil.getOrDefault(session, 0L) <= now));
    }
}
