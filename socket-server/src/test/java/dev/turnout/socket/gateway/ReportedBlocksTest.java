package dev.turnout.socket.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.socket.audience.BlockedViewer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Blocks that another server has told of hold here as well. */
class ReportedBlocksTest extends HttpRoutesFixture {

    private final ViewerRemoval removal = new ViewerRemoval(withoutSocket, answers, blocks);

    private int joins(String viewer) {
        return handle(FakeExchange.of(
                        "POST", "/api/stream/a/viewer/join", "{\"viewerId\":\"" + viewer + "\"}", Map.of()))
                .status();
    }

    private static BlockedViewer blocked(String viewer, Duration left) {
        return new BlockedViewer(A, viewer, left.toMillis());
    }

    @Test
    void aLearnedBlockEndsSessionsAndKeepsTheViewerOutUntilItEnds() {
        assertThat(joins("troll")).isEqualTo(200);
        assertThat(joins("ann")).isEqualTo(200);
        removal.applyReported(
                List.of(blocked("troll", Duration.ofMinutes(2)), blocked("absent", Duration.ofMinutes(2))));
        assertThat(count()).isOne();
        assertThat(joins("troll")).isEqualTo(403);
        thread.advance(Duration.ofMinutes(2));
        assertThat(joins("troll")).isEqualTo(200);
    }

    @Test
    void whatIsKnownIsToldWithTheTimeThatIsLeft() {
        removal.removeHere(A, "troll", Duration.ofMinutes(2));
        removal.removeHere(A, "other", Duration.ofMinutes(1));
        thread.advance(Duration.ofSeconds(90));
        assertThat(removal.blocked()).containsExactly(blocked("troll", Duration.ofSeconds(30)));
    }

    @Test
    void aBlockIsNotProlongedByBeingToldOfButALongerOneHolds() {
        removal.removeHere(A, "troll", Duration.ofMinutes(2));
        removal.applyReported(List.of(blocked("troll", Duration.ofSeconds(125)), blocked("over", Duration.ZERO)));
        assertThat(removal.blocked()).containsExactly(blocked("troll", Duration.ofMinutes(2)));
        removal.applyReported(List.of(blocked("troll", Duration.ofMinutes(9))));
        removal.applyReported(List.of(blocked("troll", Duration.ofMinutes(1))));
        assertThat(removal.blocked()).containsExactly(blocked("troll", Duration.ofMinutes(9)));
    }
}
