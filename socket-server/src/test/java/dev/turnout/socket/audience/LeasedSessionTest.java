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

    private final Audience audience = new Audience(CountBy.SESSIONS);
    private final List<String> changes = new ArrayList<>();
    private long hashes = 100;

    LeasedSessionTest() {
        audience.addListener((room, change, now) -> changes.add(room.id() + "=" + room.count() + " at " + now));
    }

    @Test
    void watchesForExactlyAMinute() {
        RecordingLease session = joins(A, NOW);

        audience.expire(Moments.at(NOW + 59_999));
        assertThat(session.watching()).isTrue();
        audience.expire(Moments.at(NOW + 60_000));
        assertThat(session.watching()).isFalse();
        assertThat(changes).containsExactly("a=1 at 1000000", "a=0 at 1060000");
        assertThat(session.ended).isEqualTo(1);
        assertThat(session.expired).isTrue();
    }

    @Test
    void hasLeftWhenItsTimeWasOverHoweverLateAnybodyLooks() {
        joins(A, NOW);
        joins(A, NOW + 10);
        audience.join(new ViewerSession(A, new ViewerId(null, 7), null, Presence.NONE), Moments.at(NOW + 500_000));

        assertThat(changes)
                .containsExactly(
                        "a=1 at 1000000", "a=2 at 1000010", "a=1 at 1060000", "a=0 at 1060010", "a=1 at 1500000");
    }

    @Test
    void whateverChangesTheAudienceExpiresFirst() {
        List<Runnable> changes = List.of(
                () -> joins(B, NOW + 60_000),
                () -> audience.leave(
                        new ViewerSession(A, new ViewerId(null, 1), null, Presence.NONE), Moments.at(NOW + 60_000)),
                () -> audience.renew(new RecordingLease(B, null, 1), false, Moments.at(NOW + 60_000)),
                () -> audience.updatePresence(
                        new ViewerSession(A, new ViewerId(null, 1), null, Presence.NONE),
                        new ViewerSession(A, new ViewerId(null, 1), null, Presence.NONE)
                                .presence()
                                .withSection("lot"),
                        Moments.at(NOW + 60_000)),
                () -> audience.reportExternal(B, "cdn", 0, Moments.at(NOW + 60_000)));
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
        assertThat(audience.renew(renewed, false, Moments.at(NOW + 59_999))).isTrue();

        audience.expire(Moments.at(NOW + 60_001));
        assertThat(silent.watching()).isFalse();
        audience.expire(Moments.at(NOW + 119_998));
        assertThat(renewed.watching()).isTrue();
        audience.expire(Moments.at(NOW + 119_999));
        assertThat(renewed.watching()).isFalse();
    }

    @Test
    void aSignOfLifeThatComesWithTheEndComesTooLate() {
        RecordingLease session = joins(A, NOW);

        assertThat(audience.renew(session, false, Moments.at(NOW + 60_000))).isFalse();
        assertThat(audience.renew(session, false, Moments.at(NOW + 60_000))).isFalse();
        assertThat(changes).containsExactly("a=1 at 1000000", "a=0 at 1060000");
    }

    @Test
    void aViewerThatLeavesInTimeLeavesOnceAndItsLeaseRunsOn() {
        RecordingLease session = joins(A, NOW);
        assertThat(audience.leave(session, Moments.at(NOW + 10_000))).isTrue();
        assertThat(audience.leave(session, Moments.at(NOW + 10_001))).isFalse();
        assertThat(audience.renew(session, false, Moments.at(NOW + 10_002))).isFalse();
        assertThat(session.ended).isZero();

        audience.expire(Moments.at(NOW + 60_000));
        assertThat(session.ended).isEqualTo(1);
        assertThat(session.expired).isFalse();
        assertThat(changes).containsExactly("a=1 at 1000000", "a=0 at 1010000");
    }

    @Test
    void aViewerThatLeavesTooLateHasExpired() {
        RecordingLease session = joins(A, NOW);

        assertThat(audience.leave(session, Moments.at(NOW + 70_000))).isFalse();
        assertThat(session.expired).isTrue();
        assertThat(changes).containsExactly("a=1 at 1000000", "a=0 at 1060000");
    }

    @Test
    void returnsTheNextExpiry() {
        assertThat(audience.nextExpiry()).isEmpty();
        RecordingLease first = joins(A, NOW);
        joins(B, NOW + 5);
        assertThat(audience.nextExpiry()).hasValue(NOW + 60_000);

        audience.renew(first, false, Moments.at(NOW + 10));
        assertThat(audience.nextExpiry()).hasValue(NOW + 60_005);
        audience.expire(Moments.at(NOW + 60_010));
        assertThat(audience.nextExpiry()).isEmpty();
    }

    @Test
    void aWallClockThatIsSetChangesNoLease() {
        long hour = 3_600_000;
        RecordingLease session = joins(A, NOW);
        audience.expire(new Moment(NOW + hour, NOW + 59_999));
        audience.expire(new Moment(NOW - hour, NOW + 59_999));
        assertThat(session.watching()).isTrue();

        audience.expire(new Moment(NOW - hour + 5, NOW + 60_005));
        assertThat(session.expired).isTrue();
        assertThat(changes).endsWith("a=0 at " + (NOW - hour));
    }

    @Test
    void aHiddenPageGetsALongerLease() {
        RecordingLease hidden = joins(A, NOW);
        RecordingLease visible = joins(A, NOW);
        audience.renew(hidden, true, Moments.at(NOW + 10));
        audience.renew(visible, false, Moments.at(NOW + 10));

        audience.expire(Moments.at(NOW + 60_010));
        assertThat(visible.watching()).isFalse();
        audience.expire(Moments.at(NOW + 150_009));
        assertThat(hidden.watching()).isTrue();
        audience.expire(Moments.at(NOW + 150_010));
        assertThat(hidden.expired).isTrue();

        RecordingLease back = joins(A, NOW + 200_000);
        audience.renew(back, true, Moments.at(NOW + 200_001));
        audience.renew(back, false, Moments.at(NOW + 200_002));
        assertThat(audience.nextExpiry()).hasValue(NOW + 260_002);
    }

    @Test
    void requestsThatArriveOutOfOrderExpireInOrder() {
        RecordingLease late = joins(A, NOW + 7);
        RecordingLease early = joins(A, NOW + 3);
        audience.expire(Moments.at(NOW + 60_003));

        assertThat(early.expired).isTrue();
        assertThat(late.watching()).isTrue();
        assertThat(audience.nextExpiry()).hasValue(NOW + 60_007);
    }

    @Test
    void standsInTheSameRoomAndCountAsConnectedSessions() {
        audience.join(new ViewerSession(A, new ViewerId("ann", 1), null, Presence.NONE), Moments.at(NOW));
        RecordingLease tablet = new RecordingLease(A, "ann", 1);
        audience.join(tablet, Moments.at(NOW));
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
        ViewerSession two = new ViewerSession(A, new ViewerId(null, 2), null, Presence.NONE);
        audience.join(two, Moments.at(NOW));
        audience.updatePresence(one, one.presence().withSection("lot-1"), Moments.at(NOW));
        audience.updatePresence(two, two.presence().withSection("lot-1"), Moments.at(NOW));
        assertThat(sections()).isEqualTo(Map.of("lot-1", 2));

        audience.updatePresence(one, one.presence().withSection("lot-2"), Moments.at(NOW));
        assertThat(sections()).isEqualTo(Map.of("lot-1", 1, "lot-2", 1));
        audience.updatePresence(one, one.presence().withSection(null), Moments.at(NOW));
        assertThat(sections()).isEqualTo(Map.of("lot-1", 1));
        audience.leave(two, Moments.at(NOW));
        audience.updatePresence(two, two.presence().withSection("lot-3"), Moments.at(NOW));
        assertThat(sections()).isEmpty();
    }

    @Test
    void sectionsThatAreTooManyAreNotDistinguished() {
        Map<String, Integer> expected = new HashMap<>();
        for (int i = 0; i < Sections.MOST; i++) {
            audience.updatePresence(joins(A, NOW), joins(A, NOW).presence().withSection("lot-" + i), Moments.at(NOW));
            expected.put("lot-" + i, 1);
        }
        RecordingLease late = joins(A, NOW);
        audience.updatePresence(late, late.presence().withSection("one more"), Moments.at(NOW));
        assertThat(late.section()).isNull();
        assertThat(sections()).isEqualTo(expected);

        audience.updatePresence(late, late.presence().withSection("lot-7"), Moments.at(NOW));
        assertThat(sections()).containsEntry("lot-7", 2);
    }

    private Map<String, Integer> sections() {
        return audience.room(A).orElseThrow().sections();
    }

    private RecordingLease joins(AuctionId id, long now) {
        RecordingLease session = new RecordingLease(id, null, ++hashes);
        audience.join(session, Moments.at(now));
        return session;
    }
}
