package dev.turnout.socket.audience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A viewer with sessions on several servers is counted here or elsewhere, however many sessions it has here. */
class SharedViewersTest {

    private static final AuctionId A = new AuctionId("a");
    private static final long HASH = 7;

    private final Audience audience = new Audience(CountBy.VIEWERS, true);
    private final List<Integer> heard = new ArrayList<>();

    SharedViewersTest() {
        audience.addListener((room, change, now) -> heard.add(room.count()));
    }

    @Test
    void aSecondSessionOfAViewerThatIsCountedElsewhereChangesNothing() {
        joins();
        audience.countElsewhere(A, HASH, true, Moments.at(1));
        joins();
        assertThat(isElsewhere()).containsExactly(true);
        assertThat(heard).containsExactly(1, 0, 0);
    }

    @Test
    void aViewerWithSeveralSessionsIsCountedHereAgain() {
        ViewerSession first = joins();
        audience.countElsewhere(A, HASH, true, Moments.at(1));
        ViewerSession second = joins();
        heard.clear();
        audience.countElsewhere(A, HASH, false, Moments.at(1));
        assertThat(heard).as("the others hear of it").containsExactly(1);
        assertThat(isElsewhere()).containsExactly(false);
        audience.leave(first, Moments.at(1));
        audience.leave(second, Moments.at(1));
        assertThat(heard).containsExactly(1, 1, 0);
        assertThat(isElsewhere()).isEmpty();
    }

    private ViewerSession joins() {
        ViewerSession session = new ViewerSession(A, new ViewerId("ann", HASH), null, Presence.NONE);
        audience.join(session, Moments.at(1));
        return session;
    }

    private List<Boolean> isElsewhere() {
        List<Boolean> states = new ArrayList<>();
        audience.room(A).orElseThrow().forEachShared((hash, elsewhere) -> states.add(elsewhere));
        return states;
    }
}
