package dev.turnout.engine.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.engine.Ack;
import dev.turnout.engine.Admission;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Handshake;
import dev.turnout.engine.Limits;
import dev.turnout.engine.RecoveryKey;
import dev.turnout.engine.Session;
import dev.turnout.engine.SessionHandler;
import dev.turnout.engine.Timings;
import dev.turnout.engine.engineio.EngineCounters;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which pids are accepted, and where they let a client continue. */
class RecoveryTokensTest {

    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    static final long BEGIN = 1000;

    private static final String ID = "AAAAAAAAAAAAAAAAAAAA";
    private static final List<String> ROOMS = List.of("auction-1");

    private final TurnoutEndpoint endpoint = endpoint("/auction/");
    private final RecoveryTokens tokens = new RecoveryTokens(RecoveryKey.of(SECRET));
    private final String pid = tokens.issue(endpoint, ID, Offset.ofRoomEvent(BEGIN), ROOMS);

    private static TurnoutEndpoint endpoint(String path) {
        return new TurnoutEndpoint(
                path,
                "/",
                new NoSessions(),
                List.of(),
                RecoverySettings.of(Timings.DEFAULTS, Limits.DEFAULTS, 1),
                new EngineCounters());
    }

    /** An issued pid, for a session that began after event {@link #BEGIN}. */
    String pid() {
        return pid;
    }

    Optional<RecoveryPoint> read(ObjectNode auth) {
        return tokens.read(endpoint, auth);
    }

    private static ObjectNode auth(String pid) {
        return JsonNodeFactory.instance.objectNode().put("pid", pid);
    }

    private Optional<Offset> lastReceived(ObjectNode auth) {
        return tokens.read(endpoint, auth).map(RecoveryPoint::lastReceived);
    }

    @Test
    void aPidNamesItsSessionAndWhereItBegan() {
        RecoveryPoint point = tokens.read(endpoint, auth(pid)).orElseThrow();

        assertThat(point.id()).isEqualTo(ID);
        assertThat(point.pid()).isEqualTo(pid);
        assertThat(point.lastReceived()).isEqualTo(new Offset(1000, 0));
        assertThat(point.isFor(ROOMS)).isTrue();
        assertThat(point.isFor(List.of("auction-2"))).isFalse();
    }

    @Test
    void theOffsetOfTheClientIsTakenWhenItIsOfThisSession() {
        assertThat(lastReceived(auth(pid).put("offset", "s0"))).contains(new Offset(1008, 0));
        assertThat(lastReceived(auth(pid).put("offset", "s0.3"))).contains(new Offset(1008, 3));
        assertThat(lastReceived(auth(pid).put("offset", "a")))
                .as("of an earlier session")
                .contains(new Offset(1000, 0));
        assertThat(lastReceived(auth(pid).putNull("offset"))).contains(new Offset(1000, 0));
        assertThat(lastReceived(auth(pid).put("offset", "A!"))).isEmpty();
    }

    @Test
    void anotherEngineWithTheSameKeyAcceptsIt() {
        assertThat(new RecoveryTokens(RecoveryKey.of(SECRET)).read(endpoint, auth(pid)))
                .isPresent();
        assertThat(new RecoveryTokens(RecoveryKey.random()).read(endpoint, auth(pid)))
                .isEmpty();
        assertThat(tokens.read(endpoint("/other/"), auth(pid))).isEmpty();
    }

    @Test
    void noCharacterOfAPidCanBeChanged() {
        for (int i = 0; i < pid.length(); i++) {
            char other = pid.charAt(i) == 'b' ? 'c' : 'b';
            String forged = pid.substring(0, i) + other + pid.substring(i + 1);
            assertThat(tokens.read(endpoint, auth(forged))).as(forged).isEmpty();
        }
        assertThat(tokens.read(endpoint, auth(pid + "b"))).isEmpty();
        assertThat(tokens.read(endpoint, auth("b".repeat(100_000)))).isEmpty();
    }

    /** No session ever opens here. */
    private static final class NoSessions implements SessionHandler {

        @Override
        public Admission admit(Handshake handshake) {
            return Admission.accept(null);
        }

        @Override
        public void opened(Session session) {}

        @Override
        public void event(Session session, String name, List<JsonNode> args, Ack ack) {}

        @Override
        public void closed(Session session, CloseReason reason) {}
    }
}
