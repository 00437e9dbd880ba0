package dev.turnout.engine.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Event;
import dev.turnout.engine.RecoveryKey;
import dev.turnout.testkit.raw.RawWebSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Engines that share a recovery key and the positions of their events continue each other's sessions. */
class SharedLogTest {

    private static final long BEGIN = 1_000_000;

    private AbusedEngine one;
    private AbusedEngine other;
    private long position = BEGIN;

    @BeforeEach
    void start() throws IOException {
        RecoveryKey key = RecoveryKey.of("a key that both of the engines have".getBytes(StandardCharsets.US_ASCII));
        one = engine(key);
        other = engine(key);
    }

    private static AbusedEngine engine(RecoveryKey key) throws IOException {
        AbusedEngine engine = AbusedEngine.with(knobs -> {
            knobs.recovery = Duration.ofSeconds(30);
            knobs.recoveryKey = key;
        });
        engine.engine.endpoint(AbusedEngine.PATH, "/").shareLog(BEGIN, BEGIN);
        return engine;
    }

    @AfterEach
    void stop() {
        one.closeKeepingLost();
        other.closeKeepingLost();
    }

    private void publish(int tick) {
        position += 7;
        one.room().emit(tick(tick), position);
        other.room().emit(tick(tick), position);
    }

    private static Event tick(int number) {
        return Event.of("tick", IntNode.valueOf(number));
    }

    private static String field(String name, String connected) {
        return connected.replaceFirst(".*\"" + name + "\":\"([^\"]+)\".*", "$1");
    }

    private static String back(String connected, String event) {
        String offset = event.isEmpty() ? "" : ",\"offset\":\"" + event.replaceFirst(".*\"([^\"]+)\"]$", "$1") + "\"";
        return "40{\"pid\":\"" + field("pid", connected) + "\"" + offset + "}";
    }

    @Test
    void aSessionIsContinuedOnAnotherEngineWithWhatItMissed() throws IOException {
        RawWebSocket client = one.webSocket().send("40");
        String connected = client.text();
        publish(1);
        String received = client.text();
        assertThat(received).startsWith("42[\"tick\",1,");
        publish(2);
        publish(3);

        RawWebSocket returned = other.webSocket().send(back(connected, received));

        String continued = returned.text();
        assertThat(field("sid", continued)).isEqualTo(field("sid", connected));
        assertThat(field("pid", continued)).isEqualTo(field("pid", connected));
        assertThat(returned.text()).startsWith("42[\"tick\",2,");
        assertThat(returned.text()).startsWith("42[\"tick\",3,");
        publish(4);
        assertThat(returned.text()).startsWith("42[\"tick\",4,");
        one.engine.endpoint(AbusedEngine.PATH, "/").continuedElsewhere(field("sid", connected));
        one.awaitClosed(CloseReason.REPLACED, 1);
    }

    @Test
    void aSessionThatReceivedNothingMissesNothing() throws IOException {
        publish(1);
        RawWebSocket client = one.webSocket().send("40");
        String connected = client.text();
        publish(2);

        RawWebSocket returned = other.webSocket().send(back(connected, ""));

        assertThat(field("sid", returned.text())).isEqualTo(field("sid", connected));
        assertThat(returned.text()).startsWith("42[\"tick\",2,");
    }

    @Test
    void aClientThatIsAheadOfTheEngineGetsNothingTwice() throws IOException {
        RawWebSocket client = one.webSocket().send("40");
        String connected = client.text();
        position += 7;
        one.room().emit(tick(1), position);
        String received = client.text();

        RawWebSocket returned = other.webSocket().send(back(connected, received));
        assertThat(field("sid", returned.text())).isEqualTo(field("sid", connected));
        other.room().emit(tick(1), position);
        publish(2);

        assertThat(returned.text()).startsWith("42[\"tick\",2,");
    }

    @Test
    void aSessionFromBeforeTheLogBeginsBeginsAnew() throws IOException {
        RawWebSocket client = one.webSocket().send("40");
        String connected = client.text();
        other.engine.endpoint(AbusedEngine.PATH, "/").shareLog(BEGIN + 5, BEGIN + 5);

        RawWebSocket returned = other.webSocket().send(back(connected, ""));

        assertThat(field("sid", returned.text())).isNotEqualTo(field("sid", connected));
    }

    @Test
    void aSessionThatHasEndedIsNotContinued() throws IOException {
        RawWebSocket client = one.webSocket().send("40");
        String connected = client.text();
        client.send("41");
        AbusedEngine.eventually("the session has left", one.handler.open::isEmpty);

        RawWebSocket returned = one.webSocket().send(back(connected, ""));

        assertThat(field("sid", returned.text())).isNotEqualTo(field("sid", connected));
    }

    @Test
    void eventsThatWereLoggedWithoutBeingSentAreReplayed() throws IOException {
        RawWebSocket client = one.webSocket().send("40");
        String connected = client.text();
        other.room().log(tick(1), BEGIN + 3);

        RawWebSocket returned = other.webSocket().send(back(connected, ""));

        assertThat(field("sid", returned.text())).isEqualTo(field("sid", connected));
        assertThat(returned.text()).startsWith("42[\"tick\",1,");
    }
}
