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

    private final Audience audience = new Audience();
    private final List<String> heard = new ArrayList<>();
    private long hashes;

    AudienceTest() {
        audience.addListener((room, change, now) -> heard.add(room.id() + "=" + room.count() + " at " + now));
    }

    @Test
    void countsWhoJoinsAndForgetsWhoLeaves() {
        ViewerSession one = alone(A);
        ViewerSession two = alone(A);
        audience.join(one, NOW);
        audience.join(two, NOW + 1);
        audience.leave(one, NOW + 2);

        assertThat(heard).containsExactly("a=1 at 1000000", "a=2 at 1000001", "a=1 at 1000002");
        assertThat(audience.sessions()).isEqualTo(1);
        assertThat(one.watching()).isFalse();
        assertThat(two.watching()).isTrue();
    }

    @Test
    void keepsAuctionsApart() {
        audience.join(alone(A), NOW);
        audience.join(alone(B), NOW);
        audience.join(alone(B), NOW);

        assertThat(count(A)).isEqualTo(1);
        assertThat(count(B)).isEqualTo(2);
    }

    @Test
    void aSessionJoinsOnceAndLeavesOnce() {
        ViewerSession session = alone(A);

        assertThat(audience.join(session, NOW)).isTrue();
        assertThat(audience.join(session, NOW)).isFalse();
        assertThat(count(A)).isEqualTo(1);

        assertThat(audience.leave(session, NOW)).isTrue();
        assertThat(audience.leave(session, NOW)).isFalse();
        assertThat(audience.join(session, NOW)).isFalse();
        assertThat(count(A)).isZero();
        assertThat(heard).hasSize(2);
    }

    @Test
    void whoLeavesBeforeJoiningNeverJoins() {
        ViewerSession session = alone(A);

        assertThat(audience.leave(session, NOW)).isFalse();
        assertThat(audience.join(session, NOW)).isFalse();
        assertThat(audience.rooms()).isEmpty();
    }

    @Test
    void allSessionsOfOnePersonAreOneViewer() {
        ViewerSession phone = of(A, "ann");
        ViewerSession laptop = of(A, "ann");
        audience.join(phone, NOW);
        audience.join(laptop, NOW);
        audience.join(of(A, "bob"), NOW);
        audience.join(alone(A), NOW);

        assertThat(count(A)).isEqualTo(4);
        assertThat(room(A).viewers()).isEqualTo(3);
        assertThat(room(A).unique()).isEqualTo(3);

        audience.leave(phone, NOW);
        assertThat(room(A).viewers()).isEqualTo(3);
        audience.leave(laptop, NOW);
        assertThat(room(A).viewers()).isEqualTo(2);
        assertThat(room(A).unique()).isEqualTo(3);
    }

    @Test
    void sessionsOfOneRoomShareItsIdAndTheirKey() {
        ViewerSession one = new ViewerSession(new AuctionId(new String("a")), new String("ann"), 7);
        ViewerSession two = new ViewerSession(new AuctionId(new String("a")), new String("ann"), 7);
        audience.join(one, NOW);
        audience.join(two, NOW);

        assertThat(two.auction()).isSameAs(one.auction());
        assertThat(two.viewerKey()).isSameAs(one.viewerKey());
    }

    @Test
    void remembersThePeakUntilTheRoomIsForgotten() {
        ViewerSession one = alone(A);
        ViewerSession two = alone(A);
        audience.join(one, NOW);
        audience.join(two, NOW);
        audience.forget(A);
        audience.leave(one, NOW);
        audience.leave(two, NOW);
        assertThat(room(A).peak()).isEqualTo(2);

        audience.forget(A);
        assertThat(audience.room(A)).isEmpty();
        audience.join(alone(A), NOW);
        assertThat(room(A).peak()).isEqualTo(1);
        assertThat(room(A).unique()).isEqualTo(1);
    }

    @Test
    void addsViewersThatWatchElsewhereUntilTheyExpire() {
        audience.join(alone(A), NOW);
        long first = audience.tellExternal(A, "cdn", 100, NOW).orElseThrow();
        long second = audience.tellExternal(A, "cdn", 70, NOW).orElseThrow();
        audience.tellExternal(A, "tv", 5, NOW);
        assertThat(count(A)).isEqualTo(76);
        assertThat(room(A).peak()).isEqualTo(101);

        audience.expireExternal(A, "cdn", first, NOW);
        assertThat(count(A)).isEqualTo(76);
        audience.expireExternal(A, "cdn", second, NOW);
        assertThat(count(A)).isEqualTo(6);
        audience.tellExternal(A, "tv", 0, NOW);
        assertThat(count(A)).isEqualTo(1);
        assertThat(room(A).sessions()).isEqualTo(1);
    }

    @Test
    void viewersElsewhereKeepARoomThatHasNoSession() {
        audience.tellExternal(A, "cdn", 3, NOW);
        audience.forget(A);
        assertThat(count(A)).isEqualTo(3);

        audience.tellExternal(A, "cdn", 0, NOW);
        audience.forget(A);
        assertThat(audience.rooms()).isEmpty();
    }

    @Test
    void tellingZeroOfAnUnknownAuctionMakesNoRoom() {
        assertThat(audience.tellExternal(A, "cdn", 0, NOW)).isPresent();
        assertThat(audience.rooms()).isEmpty();
    }

    @Test
    void sourcesAreBoundedAndKnownOnesMayAlwaysTellAgain() {
        for (int i = 0; i < 16; i++) {
            assertThat(audience.tellExternal(A, "source" + i, 1, NOW)).isPresent();
        }
        assertThat(audience.tellExternal(A, "one more", 1, NOW)).isEmpty();
        assertThat(audience.tellExternal(A, "source7", 2, NOW)).isPresent();
        assertThat(count(A)).isEqualTo(17);
    }

    private ViewerSession alone(AuctionId id) {
        return new ViewerSession(id, null, ++hashes);
    }

    private static ViewerSession of(AuctionId id, String viewer) {
        return new ViewerSession(id, viewer, viewer.hashCode());
    }

    private AuctionRoom room(AuctionId id) {
        return audience.room(id).orElseThrow();
    }

    private int count(AuctionId id) {
        return audience.room(id).map(AuctionRoom::count).orElse(0);
    }
}
