package dev.turnout.socket.audience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AudienceTest {

    private static final AuctionId A = new AuctionId("a");
    private static final AuctionId B = new AuctionId("b");
    private static final long NOW = 1_000_000;

    private final Audience audience = new Audience(CountBy.SESSIONS);
    private final List<String> heard = new ArrayList<>();
    private long hashes;

    AudienceTest() {
        audience.addListener((room, change, now) -> heard.add(room.id() + "=" + room.count() + " at " + now));
    }

    @Test
    void countsWhoJoinsAndForgetsWhoLeaves() {
        ViewerSession one = alone(A);
        ViewerSession two = alone(A);
        audience.join(one, Moments.at(NOW));
        audience.join(two, Moments.at(NOW + 1));
        audience.leave(one, Moments.at(NOW + 2));

        assertThat(heard).containsExactly("a=1 at 1000000", "a=2 at 1000001", "a=1 at 1000002");
        assertThat(audience.sessions()).isEqualTo(1);
        assertThat(one.watching()).isFalse();
        assertThat(two.watching()).isTrue();
    }

    @Test
    void keepsAuctionsApart() {
        audience.join(alone(A), Moments.at(NOW));
        audience.join(alone(B), Moments.at(NOW));
        audience.join(alone(B), Moments.at(NOW));

        assertThat(count(A)).isEqualTo(1);
        assertThat(count(B)).isEqualTo(2);
    }

    @Test
    void aSessionJoinsOnceAndLeavesOnce() {
        ViewerSession session = alone(A);

        assertThat(audience.join(session, Moments.at(NOW))).isTrue();
        assertThat(audience.join(session, Moments.at(NOW))).isFalse();
        assertThat(count(A)).isEqualTo(1);

        assertThat(audience.leave(session, Moments.at(NOW))).isTrue();
        assertThat(audience.leave(session, Moments.at(NOW))).isFalse();
        assertThat(audience.join(session, Moments.at(NOW))).isFalse();
        assertThat(count(A)).isZero();
        assertThat(heard).hasSize(2);
    }

    @Test
    void aViewerThatLeavesBeforeJoiningNeverJoins() {
        ViewerSession session = alone(A);

        assertThat(audience.leave(session, Moments.at(NOW))).isFalse();
        assertThat(audience.join(session, Moments.at(NOW))).isFalse();
        assertThat(audience.rooms()).isEmpty();
    }

    @Test
    void allSessionsOfOnePersonAreOneViewer() {
        ViewerSession phone = of(A, "ann");
        ViewerSession laptop = of(A, "ann");
        audience.join(phone, Moments.at(NOW));
        audience.join(laptop, Moments.at(NOW));
        audience.join(of(A, "bob"), Moments.at(NOW));
        audience.join(alone(A), Moments.at(NOW));

        assertThat(count(A)).isEqualTo(4);
        assertThat(room(A).viewers()).isEqualTo(3);
        assertThat(room(A).unique()).isEqualTo(3);

        audience.leave(phone, Moments.at(NOW));
        assertThat(room(A).viewers()).isEqualTo(3);
        audience.leave(laptop, Moments.at(NOW));
        assertThat(room(A).viewers()).isEqualTo(2);
        assertThat(room(A).unique()).isEqualTo(3);
    }

    @Test
    void sessionsOfOneRoomShareItsIdAndTheirKey() {
        ViewerSession one = new ViewerSession(
                new AuctionId(new String("a")), new ViewerId(new String("ann"), 7), null, Presence.NONE);
        ViewerSession two = new ViewerSession(
                new AuctionId(new String("a")), new ViewerId(new String("ann"), 7), null, Presence.NONE);
        audience.join(one, Moments.at(NOW));
        audience.join(two, Moments.at(NOW));

        assertThat(two.auction()).isSameAs(one.auction());
        assertThat(two.viewerKey()).isSameAs(one.viewerKey());
    }

    @Test
    void remembersThePeakUntilTheRoomIsForgotten() {
        ViewerSession one = alone(A);
        ViewerSession two = alone(A);
        audience.join(one, Moments.at(NOW));
        audience.join(two, Moments.at(NOW));
        audience.forget(A);
        audience.leave(one, Moments.at(NOW));
        audience.leave(two, Moments.at(NOW));
        assertThat(room(A).peak()).isEqualTo(2);

        audience.forget(A);
        assertThat(audience.room(A)).isEmpty();
        audience.join(alone(A), Moments.at(NOW));
        assertThat(room(A).peak()).isEqualTo(1);
        assertThat(room(A).unique()).isEqualTo(1);
    }

    @Test
    void addsViewersThatWatchElsewhere() {
        audience.join(alone(A), Moments.at(NOW));
        audience.reportExternal(A, "cdn", 100, Moments.at(NOW));
        audience.reportExternal(A, "cdn", 70, Moments.at(NOW));
        audience.reportExternal(A, "tv", 5, Moments.at(NOW));
        assertThat(count(A)).isEqualTo(76);
        assertThat(room(A).peak()).isEqualTo(101);

        audience.reportExternal(A, "cdn", 0, Moments.at(NOW));
        assertThat(count(A)).isEqualTo(6);
        audience.reportExternal(A, "tv", 0, Moments.at(NOW));
        assertThat(count(A)).isEqualTo(1);
        assertThat(room(A).sessions()).isEqualTo(1);
    }

    @Test
    void viewersElsewhereKeepARoomThatHasNoSession() {
        audience.reportExternal(A, "cdn", 3, Moments.at(NOW));
        audience.forget(A);
        assertThat(count(A)).isEqualTo(3);

        audience.reportExternal(A, "cdn", 0, Moments.at(NOW));
        audience.forget(A);
        assertThat(audience.rooms()).isEmpty();
    }

    @Test
    void tellingZeroOfAnUnknownAuctionMakesNoRoom() {
        assertThat(audience.reportExternal(A, "cdn", 0, Moments.at(NOW))).isTrue();
        assertThat(audience.rooms()).isEmpty();
    }

    @Test
    void sourcesAreBoundedAndKnownOnesMayAlwaysTellAgain() {
        for (int i = 0; i < 16; i++) {
            assertThat(audience.reportExternal(A, "source" + i, 1, Moments.at(NOW)))
                    .isTrue();
        }
        assertThat(audience.reportExternal(A, "one more", 1, Moments.at(NOW))).isFalse();
        assertThat(audience.reportExternal(A, "source7", 2, Moments.at(NOW))).isTrue();
        assertThat(count(A)).isEqualTo(17);
    }

    private ViewerSession alone(AuctionId id) {
        return new ViewerSession(id, new ViewerId(null, ++hashes), null, Presence.NONE);
    }

    private static ViewerSession of(AuctionId id, String viewer) {
        return new ViewerSession(id, new ViewerId(viewer, viewer.hashCode()), null, Presence.NONE);
    }

    private AuctionRoom room(AuctionId id) {
        return audience.room(id).orElseThrow();
    }

    private int count(AuctionId id) {
        return audience.room(id).map(AuctionRoom::count).orElse(0);
    }
}
