package dev.turnout.socket.audience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Thousands of joins, leaves, changes of presence and reloads of tabs in two rooms, each step compared with a model that
 * keeps every session in a plain list and computes counts, viewers, sections and the list of viewers from it.
 */
class PresenceModelTest {

    private static final int STEPS = 10_000;

    /** What the model has of a session; {@code order} is that of the last change of its presence. */
    private record Row(ViewerSession session, long order) {}

    private final Map<ViewerSession, Row> rows = new LinkedHashMap<>();

    /** When each viewer that is listed now was listed, by room and viewer. */
    private final Map<String, Long> listedSince = new HashMap<>();

    private final Map<AuctionId, Integer> countOfChanges = new HashMap<>();
    private final Map<AuctionId, Map<String, Integer>> sectionsOfChanges = new HashMap<>();

    @ParameterizedTest
    @CsvSource({"1,SESSIONS", "2,SESSIONS", "3,VIEWERS", "4,VIEWERS", "20251021,VIEWERS"})
    void agreesWithANaiveModelAtEveryStep(long seed, CountBy countBy) {
        Random random = new Random(seed);
        Audience audience = new Audience(countBy);
        audience.addListener((room, change, now) -> follow(room, change));
        for (int step = 1; step <= STEPS; step++) {
            Moment now = Moments.at(step);
            int dice = random.nextInt(100);
            if (rows.isEmpty() || dice < 40 - Math.min(30, rows.size() / 4)) {
                join(audience, newSession(random), now);
            } else if (dice < 70) {
                updatePresence(audience, any(random), presence(random), now);
            } else {
                leave(audience, any(random), now);
            }
            check(audience, countBy);
        }
        List.copyOf(rows.keySet()).forEach(session -> leave(audience, session, Moments.at(STEPS + 1)));
        check(audience, countBy);
        assertThat(audience.sessions()).isZero();
    }

    private ViewerSession newSession(Random random) {
        AuctionId auction = new AuctionId("room-" + random.nextInt(2));
        int person = random.nextInt(12);
        ViewerId viewer = random.nextInt(3) == 0
                ? new ViewerId(null, random.nextLong())
                : new ViewerId("person-" + person, 1 + person);
        String tab = random.nextInt(3) == 0 ? "tab-" + random.nextInt(8) : null;
        return new ViewerSession(auction, viewer, tab, presence(random));
    }

    private static Presence presence(Random random) {
        return Presence.of(
                random.nextBoolean() ? null : "lot-" + random.nextInt(4),
                random.nextInt(3) == 0 ? null : "name-" + random.nextInt(100),
                null,
                random.nextInt(5) == 0);
    }

    private ViewerSession any(Random random) {
        return List.copyOf(rows.keySet()).get(random.nextInt(rows.size()));
    }

    private void join(Audience audience, ViewerSession session, Moment now) {
        rows.keySet()
                .removeIf(other -> session.tab() != null
                        && session.tab().equals(other.tab())
                        && session.auction().equals(other.auction()));
        forgetUnlisted();
        assertThat(audience.join(session, now)).isTrue();
        rows.put(session, new Row(session, now.wallMillis()));
        listIfShown(session, now);
    }

    private void updatePresence(Audience audience, ViewerSession session, Presence presence, Moment now) {
        assertThat(audience.updatePresence(session, presence, now)).isTrue();
        rows.put(session, new Row(session, now.wallMillis()));
        listIfShown(session, now);
        forgetUnlisted();
    }

    private void leave(Audience audience, ViewerSession session, Moment now) {
        assertThat(audience.leave(session, now)).isTrue();
        rows.remove(session);
        forgetUnlisted();
    }

    private void listIfShown(ViewerSession session, Moment now) {
        if (session.presence().isListed()) {
            listedSince.putIfAbsent(viewer(session), now.wallMillis());
        }
    }

    private void forgetUnlisted() {
        List<String> listed = rows.keySet().stream()
                .filter(session -> session.presence().isListed())
                .map(PresenceModelTest::viewer)
                .toList();
        listedSince.keySet().retainAll(listed);
    }

    private static String viewer(ViewerSession session) {
        String key = session.viewerKey();
        return session.auction() + " " + (key == null ? "#" + System.identityHashCode(session) : key);
    }

    private void follow(AuctionRoom room, Change change) {
        countOfChanges.merge(room.id(), change.difference(), Integer::sum);
        Map<String, Integer> sections = sectionsOfChanges.computeIfAbsent(room.id(), id -> new TreeMap<>());
        add(sections, change.sectionLeft(), -1);
        add(sections, change.sectionEntered(), 1);
    }

    private static void add(Map<String, Integer> sections, @Nullable String section, int difference) {
        if (section != null) {
            sections.merge(section, difference, Integer::sum);
            sections.remove(section, 0);
        }
    }

    private void check(Audience audience, CountBy countBy) {
        for (AuctionRoom room : audience.rooms()) {
            List<ViewerSession> here = rows.keySet().stream()
                    .filter(session -> session.auction().equals(room.id()))
                    .toList();
            int viewers = (int)
                    here.stream().map(PresenceModelTest::viewer).distinct().count();
            assertThat(room.sessions()).isEqualTo(here.size());
            assertThat(room.viewers()).isEqualTo(viewers);
            assertThat(room.count()).isEqualTo(countBy == CountBy.VIEWERS ? viewers : here.size());
            assertThat(countOfChanges.get(room.id())).isEqualTo(room.count());
            Map<String, Integer> sections = new TreeMap<>();
            here.forEach(session -> add(sections, session.section(), 1));
            assertThat(room.sections()).isEqualTo(sections);
            assertThat(sectionsOfChanges.get(room.id())).isEqualTo(sections);
            assertThat(room.ownDetail().viewers())
                    .extracting(RoomDetail.Listed::shown)
                    .isEqualTo(list(here));
        }
    }

    private List<ListedViewer> list(List<ViewerSession> here) {
        Map<String, Row> shown = new HashMap<>();
        here.stream().filter(session -> session.presence().isListed()).forEach(session -> {
            Row row = rows.get(session);
            shown.merge(viewer(session), row, (one, other) -> one.order > other.order ? one : other);
        });
        List<ListedViewer> list = new ArrayList<>();
        shown.forEach((viewer, row) -> {
            Presence presence = row.session.presence();
            list.add(new ListedViewer(
                    String.valueOf(presence.name()),
                    presence.avatar(),
                    presence.section(),
                    listedSince.getOrDefault(viewer, 0L)));
        });
        list.sort(Comparator.comparingLong(ListedViewer::since).reversed());
        return list.subList(0, Math.min(20, list.size()));
    }
}
