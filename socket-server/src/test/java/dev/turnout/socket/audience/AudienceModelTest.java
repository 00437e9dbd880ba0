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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Thousands of joins, leaves, doubles, lost lines and reconnects over many rooms, each step held against the most naive
 * model there is: a set of the sessions that are there.
 */
class AudienceModelTest {

    private static final int STEPS = 20_000;
    private static final int ROOMS = 12;
    private static final int PEOPLE = 60;

    private final Audience audience = new Audience(CountBy.SESSIONS);
    private final List<ViewerSession> everySession = new ArrayList<>();
    private final Map<AuctionId, Set<ViewerSession>> there = new HashMap<>();
    private final Set<ViewerSession> gone = new HashSet<>();
    private final Map<AuctionId, Set<Object>> everSeen = new HashMap<>();
    private final Map<AuctionId, Integer> lastHeard = new HashMap<>();

    AudienceModelTest() {
        audience.addListener((room, change, now) -> lastHeard.put(room.id(), room.count()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20251021})
    void countsWhatANaiveSetCounts(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            AuctionId touched = step(random, step);
            check(touched);
        }
        audience.rooms().forEach(room -> check(room.id()));
        assertThat(audience.sessions()).isEqualTo(everybody().size());

        everybody().forEach(session -> leave(session, STEPS));
        assertThat(audience.sessions()).isZero();
        assertThat(audience.rooms()).allMatch(room -> room.count() == 0 && room.viewers() == 0);
    }

    private AuctionId step(Random random, long now) {
        if (everySession.isEmpty() || random.nextInt(100) < 40) {
            return join(newSession(random), now);
        }
        ViewerSession session = everySession.get(random.nextInt(everySession.size()));
        if (random.nextInt(100) < 15) {
            return join(session, now);
        }
        leave(session, now);
        if (random.nextInt(100) < 20) {
            long hash = session.viewerKey() == null ? random.nextLong() : session.viewerHash();
            ViewerSession again =
                    new ViewerSession(session.auction(), new ViewerId(session.viewerKey(), hash), null, Presence.NONE);
            everySession.add(again);
            join(again, now);
        }
        return session.auction();
    }

    private ViewerSession newSession(Random random) {
        AuctionId id = new AuctionId("room-" + random.nextInt(ROOMS));
        int person = random.nextInt(PEOPLE);
        ViewerSession session = random.nextBoolean()
                ? new ViewerSession(id, new ViewerId("person-" + person, 1 + person), null, Presence.NONE)
                : new ViewerSession(id, new ViewerId(null, random.nextLong()), null, Presence.NONE);
        everySession.add(session);
        return session;
    }

    private AuctionId join(ViewerSession session, long now) {
        boolean mayJoin = !inRoom(session.auction()).contains(session) && !gone.contains(session);
        assertThat(audience.join(session, Moments.at(now))).isEqualTo(mayJoin);
        if (mayJoin) {
            inRoom(session.auction()).add(session);
            everSeen.computeIfAbsent(session.auction(), id -> new HashSet<>()).add(viewer(session));
        }
        return session.auction();
    }

    private void leave(ViewerSession session, long now) {
        assertThat(audience.leave(session, Moments.at(now)))
                .isEqualTo(inRoom(session.auction()).remove(session));
        gone.add(session);
    }

    private Set<ViewerSession> inRoom(AuctionId id) {
        return there.computeIfAbsent(id, key -> new HashSet<>());
    }

    private List<ViewerSession> everybody() {
        return there.values().stream().flatMap(Set::stream).toList();
    }

    private static Object viewer(ViewerSession session) {
        String key = session.viewerKey();
        return key == null ? session : key;
    }

    private void check(AuctionId id) {
        Set<ViewerSession> inRoom = inRoom(id);
        AuctionRoom room = audience.room(id).orElse(null);
        if (room == null) {
            assertThat(inRoom).isEmpty();
            return;
        }
        List<ViewerSession> listed = new ArrayList<>();
        room.forEachSession(listed::add);
        assertThat(listed.size() == inRoom.size() && new HashSet<>(listed).equals(inRoom))
                .isTrue();
        assertThat(room.count()).isEqualTo(inRoom.size());
        assertThat(room.viewers()).isEqualTo((int)
                inRoom.stream().map(AudienceModelTest::viewer).distinct().count());
        assertThat(room.unique()).isEqualTo(everSeen.getOrDefault(id, Set.of()).size());
        assertThat(lastHeard.get(id)).isEqualTo(inRoom.size());
    }
}
