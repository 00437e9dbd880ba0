package dev.turnout.socket.audience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeasedSessionTest {

    private static final AuctionId A = new AuctionId("a");
    private static final AuctionId B = new AuctionId("b");
    private static final long NOW = 1_000_000;

    private final Audience audience = new Audience();
    private final List<String> heard = new ArrayList<>();
    private long hashes = 100;

    LeasedSessionTest() {
        audience.addListener((room, change, now) -> heard.add(room.id() + "=" + room.count() + " at " + now));
    }

    @Test
    void watchesForExactlyAMinute() {
        RecordingLease session = joins(A, NOW);

        audience.expire(NOW + 59_999);
        assertThat(session.watching()).isTrue();
        audience.expire(NOW + 60_000);
        assertThat(session.watching()).isFalse();
        assertThat(heard).containsExactly("a=1 at 1000000", "a=0 at 1060000");
        assertThat(session.over).isEqualTo(1);
        assertThat(session.expired).isTrue();
    }

    @Test
    void hasLeftWhenItsTimeWasOverHoweverLateAnybodyLooks() {
        joins(A, NOW);
        joins(A, NOW + 10);
        audience.join(new ViewerSession(A, null, 7), NOW + 500_000);

        assertThat(heard)
                .containsExactly(
                        "a=1 at 1000000", "a=2 at 1000010", "a=1 at 1060000", "a=0 at 1060010", "a=1 at 1500000");
    }

    @Test
    void whateverChangesTheAudienceExpiresFirst() {
        List<Runnable> changes = List.of(
                () -> joins(B, NOW + 60_000),
                () -> audience.leave(new ViewerSession(A, null, 1), NOW + 60_000),
                () -> audience.renew(new RecordingLease(B, null, 1), NOW + 60_000),
                () -> audience.move(new ViewerSession(A, null, 1), "lot", NOW + 60_000),
                () -> audience.tellExternal(B, "cdn", 0, NOW + 60_000),
                () -> audience.expireExternal(B, "cdn", 1, NOW + 60_000));
        for (Runnable change : changes) {
            RecordingLease session = joins(A, NOW);
            change.run();
            assertThat(session.expired).isTrue();
        }
    }

    @Test
    void aSignOfLifeGivesItTheWholeTimeAgain() {
        RecordingLease renewed = joins(A, NOW);
        RecordingLease silent = joins(A, NOW + 1);
        assertThat(audience.renew(renewed, NOW + 59_999)).isTrue();

        audience.expire(NOW + 60_001);
        assertThat(silent.watching()).isFalse();
        audience.expire(NOW + 119_998);
        assertThat(renewed.watching()).isTrue();
        audience.expire(NOW + 119_999);
        assertThat(renewed.watching()).isFalse();
    }

    @Test
    void aSignOfLifeThatComesWithTheEndComesTooLate() {
        RecordingLease session = joins(A, NOW);

        assertThat(audience.renew(session, NOW + 60_000)).isFalse();
        assertThat(audience.renew(session, NOW + 60_000)).isFalse();
        assertThat(heard).containsExactly("a=1 at 1000000", "a=0 at 1060000");
    }

    @Test
    void whoLeavesInTimeLeavesOnceAndItsLeaseRunsOn() {
        RecordingLease session = joins(A, NOW);
        assertThat(audience.leave(session, NOW + 10_000)).isTrue();
        assertThat(audience.leave(session, NOW + 10_001)).isFalse();
        assertThat(audience.renew(session, NOW + 10_002)).isFalse();
        assertThat(session.over).isZero();

        audience.expire(NOW + 60_000);
        assertThat(session.over).isEqualTo(1);
        assertThat(session.expired).isFalse();
        assertThat(heard).containsExactly("a=1 at 1000000", "a=0 at 1010000");
    }

    @Test
    void whoLeavesTooLateHasExpired() {
        RecordingLease session = joins(A, NOW);

        assertThat(audience.leave(session, NOW + 70_000)).isFalse();
        assertThat(session.expired).isTrue();
        assertThat(heard).containsExactly("a=1 at 1000000", "a=0 at 1060000");
    }

    @Test
    void tellsWhenTheNextOneRunsOut() {
        assertThat(audience.nextExpiry()).isEmpty();
        RecordingLease first = joins(A, NOW);
        joins(B, NOW + 5);
        assertThat(audience.nextExpiry()).hasValue(NOW + 60_000);

        audience.renew(first, NOW + 10);
        assertThat(audience.nextExpiry()).hasValue(NOW + 60_005);
        audience.expire(NOW + 60_010);
        assertThat(audience.nextExpiry()).isEmpty();
    }

    @Test
    void aClockThatIsSetBackKeepsNobodyAlive() {
        RecordingLease before = joins(A, NOW);
        audience.expire(NOW + 40_000);
        long hour = 3_600_000;
        RecordingLease after = joins(A, NOW + 40_000 - hour);

        assertThat(audience.nextExpiry()).hasValue(NOW + 60_000 - hour);
        audience.expire(NOW + 60_000 - hour);
        assertThat(before.expired).isTrue();
        assertThat(after.watching()).isTrue();
        audience.expire(NOW + 100_000 - hour);
        assertThat(after.expired).isTrue();
        assertThat(heard).endsWith("a=1 at " + (NOW + 60_000 - hour), "a=0 at " + (NOW + 100_000 - hour));
    }

    @Test
    void standsInTheSameRoomAndCountAsConnectedSessions() {
        audience.join(new ViewerSession(A, "ann", 1), NOW);
        RecordingLease tablet = new RecordingLease(A, "ann", 1);
        audience.join(tablet, NOW);
        joins(A, NOW);

        AuctionRoom room = audience.room(A).orElseThrow();
        assertThat(room.count()).isEqualTo(3);
        assertThat(room.connected()).isEqualTo(1);
        assertThat(room.viewers()).isEqualTo(2);
        assertThat(room.unique()).isEqualTo(2);
        assertThat(audience.sessions()).isEqualTo(3);
        List<ViewerSession> leased = new ArrayList<>();
        room.forEachLeased(leased::add);
        assertThat(leased).hasSize(2).contains(tablet);
    }

    @Test
    void sectionsAreCountedWhileTheirSessionsWatch() {
        RecordingLease one = joins(A, NOW);
        ViewerSession two = new ViewerSession(A, null, 2);
        audience.join(two, NOW);
        audience.move(one, "lot-1", NOW);
        audience.move(two, "lot-1", NOW);
        assertThat(sections()).isEqualTo(Map.of("lot-1", 2));

        audience.move(one, "lot-2", NOW);
        assertThat(sections()).isEqualTo(Map.of("lot-1", 1, "lot-2", 1));
        audience.move(one, null, NOW);
        assertThat(sections()).isEqualTo(Map.of("lot-1", 1));
        audience.leave(two, NOW);
        audience.move(two, "lot-3", NOW);
        assertThat(sections()).isEmpty();
    }

    @Test
    void sectionsThatAreTooManyAreNotToldApart() {
        Map<String, Integer> expected = new HashMap<>();
        for (int i = 0; i < Sections.MOST; i++) {
            audience.move(joins(A, NOW), "lot-" + i, NOW);
            expected.put("lot-" + i, 1);
        }
        RecordingLease late = joins(A, NOW);
        audience.move(late, "one more", NOW);
        assertThat(late.section()).isNull();
        assertThat(sections()).isEqualTo(expected);

        audience.move(late, "lot-7", NOW);
        assertThat(sections()).containsEntry("lot-7", 2);
    }

    private Map<String, Integer> sections() {
        return audience.room(A).orElseThrow().sections();
    }

    private RecordingLease joins(AuctionId id, long now) {
        RecordingLease session = new RecordingLease(id, null, ++hashes);
        audience.join(session, now);
        return session;
    }
}
