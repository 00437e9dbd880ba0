package dev.turnout.socket.audience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ViewerListTest {

    private static final AuctionId A = new AuctionId("a");

    private final Audience audience = new Audience(CountBy.VIEWERS);
    private long now = 1_000;

    @Test
    void listsTheNewestFirstWithTheTimeOfTheirJoining() {
        joins(null, "Ann");
        joins(null, "Bob");

        assertThat(listed(20))
                .containsExactly(
                        new ListedViewer("Bob", null, null, 1_002), new ListedViewer("Ann", null, null, 1_001));
        assertThat(listed(1)).containsExactly(new ListedViewer("Bob", null, null, 1_002));
    }

    @Test
    void anonymousAndNamelessViewersAreCountedAndNotListed() {
        joins("cat", Presence.of("lot-1", "Cat", null, true));
        joins("dan", Presence.of("lot-1", null, "https://example.com/dan.png", false));

        assertThat(listed(20)).isEmpty();
        assertThat(room().count()).isEqualTo(2);
        assertThat(room().sections()).containsEntry("lot-1", 2);
    }

    @Test
    void aViewerIsListedOnceUntilTheLastNamedSessionLeaves() {
        ViewerSession phone = joins("ann", "Ann");
        joins("bob", "Bob");
        ViewerSession laptop = joins("ann", Presence.of("lot-2", "Ann B.", null, false));
        assertThat(names()).containsExactly("Bob", "Ann B.");

        leaves(laptop);
        assertThat(names()).containsExactly("Bob", "Ann");
        leaves(phone);
        assertThat(names()).containsExactly("Bob");
    }

    @Test
    void aChangeIsShownWithoutMovingTheViewer() {
        ViewerSession ann = joins("ann", "Ann");
        joins("bob", "Bob");
        describes(ann, Presence.of("lot-7", "Anna", "https://example.com/a.png", false));

        assertThat(listed(20).get(1)).isEqualTo(new ListedViewer("Anna", "https://example.com/a.png", "lot-7", 1_001));
    }

    @Test
    void aViewerThatBecomesAnonymousDisappearsAndComesBackAsTheNewest() {
        ViewerSession ann = joins("ann", "Ann");
        joins("bob", "Bob");
        describes(ann, Presence.of(null, "Ann", null, true));
        assertThat(names()).containsExactly("Bob");

        describes(ann, Presence.of(null, "Ann", null, false));
        assertThat(names()).containsExactly("Ann", "Bob");
    }

    private ViewerSession joins(@Nullable String key, String name) {
        return joins(key, Presence.of(null, name, null, false));
    }

    private ViewerSession joins(@Nullable String key, Presence presence) {
        ViewerSession session = new ViewerSession(A, new ViewerId(key, ++now), null, presence);
        audience.join(session, Moments.at(now));
        return session;
    }

    private void describes(ViewerSession session, Presence presence) {
        assertThat(audience.updatePresence(session, presence, Moments.at(++now)))
                .isTrue();
    }

    private void leaves(ViewerSession session) {
        audience.leave(session, Moments.at(++now));
    }

    private AuctionRoom room() {
        return audience.room(A).orElseThrow();
    }

    private List<ListedViewer> listed(int most) {
        return room().ownDetail().viewers().stream()
                .limit(most)
                .map(RoomDetail.Listed::shown)
                .toList();
    }

    private List<String> names() {
        return listed(20).stream().map(ListedViewer::name).toList();
    }
}
