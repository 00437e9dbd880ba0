package dev.turnout.engine.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Event;
import dev.turnout.engine.socketio.Inspection;
import dev.turnout.testkit.raw.RawWebSocket;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connection state recovery under bad luck and bad will: nothing is lost, nothing grows. */
class ComingBackTest {

    private static final long MEGABYTE = 1024 * 1024;

    private AbusedEngine engine;
    private ControlClient neighbour;

    @BeforeEach
    void start() throws IOException {
        engine = AbusedEngine.with(knobs -> {
            knobs.recovery = Duration.ofSeconds(30);
            knobs.packetsPerSecond = 0;
        });
        neighbour = engine.neighbour();
    }

    @AfterEach
    void stop() throws IOException {
        neighbour.isUndisturbed();
        neighbour.close();
        engine.closeKeepingLost();
    }

    /** The value of a field in a CONNECT answer. */
    private static String field(String name, String connected) {
        return connected.replaceFirst(".*\"" + name + "\":\"([^\"]+)\".*", "$1");
    }

    /** The last argument of an event. */
    private static String offset(String event) {
        return event.replaceFirst(".*\"([^\"]+)\"]$", "$1");
    }

    private RawWebSocket back(String pid, String offset) throws IOException {
        return engine.webSocket().send("40{\"pid\":\"" + pid + "\",\"offset\":\"" + offset + "\"}");
    }

    private void emit(int number) {
        engine.room()
                .emit(Event.of("n", IntNode.valueOf(number)))
                .toCompletableFuture()
                .join();
    }

    @Test
    void aClientRefusedAtItsRecoveryMayRecoverAgain() throws IOException {
        RawWebSocket first = engine.webSocket().send("40");
        String connected = first.text();
        emit(1);
        String offset = offset(first.text());
        first.close();
        engine.awaitClosed(CloseReason.TRANSPORT_CLOSE, 1);
        emit(2);
        String pid = field("pid", connected);

        RawWebSocket refused =
                engine.webSocket().send("40{\"refuse\":1,\"pid\":\"" + pid + "\",\"offset\":\"" + offset + "\"}");
        assertThat(refused.text()).startsWith("44");
        RawWebSocket again = back(pid, offset);
        assertThat(field("sid", again.text())).isEqualTo(field("sid", connected));
        assertThat(again.text()).startsWith("42[\"n\",2,");
    }

    @Test
    void aClientLostDuringItsRecoveryMayRecoverAgain() throws IOException {
        RawWebSocket first = engine.webSocket().send("40");
        String connected = first.text();
        String pid = field("pid", connected);
        emit(0);
        String offset = offset(first.text());
        first.close();
        for (int i = 1; i <= 100; i++) {
            emit(i);
            back(pid, offset).connection().reset();
            long opened = i + 2L;
            AbusedEngine.eventually(
                    "gone again",
                    () -> engine.stats().opened() == opened && engine.stats().live() == 1);
            Inspection.settle(engine.engine);
        }
        RawWebSocket again = back(pid, offset);
        assertThat(field("sid", again.text())).isEqualTo(field("sid", connected));
        for (int i = 1; i <= 100; i++) {
            assertThat(again.text()).startsWith("42[\"n\"," + i + ",");
        }
    }

    @Test
    void anEventOfItsOwnIsNotTakenForOlderThanWhatWasCaughtUp() throws IOException {
        RawWebSocket first = engine.webSocket().send("40");
        String pid = field("pid", first.text());
        emit(1);
        String offset = offset(first.text());
        first.close();
        engine.awaitClosed(CloseReason.TRANSPORT_CLOSE, 1);

        // the room's event is on its way to the loop while the session comes back, and caught up with before it gets
        // there
        engine.handler.onAdmit = () -> engine.room().emit(Event.of("n", IntNode.valueOf(2)));
        engine.handler.onOpened = session -> session.emit(Event.of("own"));
        RawWebSocket second = back(pid, offset);
        assertThat(second.text()).startsWith("40{");
        String caughtUp = second.text();
        assertThat(caughtUp).startsWith("42[\"n\",2,");
        assertThat(second.text()).startsWith("42[\"own\",");
        second.close();
        engine.awaitClosed(CloseReason.TRANSPORT_CLOSE, 2);

        engine.handler.onAdmit = () -> {};
        engine.handler.onOpened = session -> {};
        RawWebSocket third = back(pid, offset(caughtUp));
        assertThat(third.text()).startsWith("40{");
        assertThat(third.text()).as("the line broke before it").startsWith("42[\"own\",");
    }

    @Test
    void aValueWithoutArgumentsDoesNotPassForAnOffset() throws IOException {
        RawWebSocket socket = engine.webSocket().send("40");
        assertThat(socket.text()).startsWith("40{");
        engine.room().emitLatest(Event.of("tick"));
        assertThat(socket.text()).isEqualTo("42[\"tick\",null]");
    }

    @Test
    void answersToAClientDoNotGrowTheMemory() throws IOException {
        RawWebSocket socket = engine.webSocket().send("40");
        assertThat(socket.text()).startsWith("40{");
        Memory before = engine.memory();
        for (int i = 0; i < 100; i++) {
            socket.connection()
                    .send(Bytes.times(100, RawWebSocket.frame(true, RawWebSocket.TEXT, Bytes.ascii("42[\"e\"]"))));
            for (int n = 0; n < 100; n++) {
                socket.text();
            }
        }
        assertThat(engine.memory().above(before)).isLessThan(MEGABYTE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zzzzzzzzzzzz", "0", "-1", "1.1.1", "1.", "999999999999999999999", "\\u0000", "\\ud800"})
    void anOffsetThatIsMadeUpDoesNoHarm(String offset) throws IOException {
        RawWebSocket first = engine.webSocket().send("40");
        String pid = field("pid", first.text());
        first.close();
        assertThat(back(pid, offset).text()).startsWith("40{");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "{}", "null", "[[]]", "\"\"", "\"x\""})
    void aPidThatIsMadeUpIsANewSession(String pid) throws IOException {
        try (RawWebSocket socket = engine.webSocket().send("40{\"pid\":" + pid + ",\"offset\":{}}")) {
            assertThat(socket.text()).startsWith("40{");
            assertThat(engine.stats().recovered()).isZero();
        }
    }

    @Test
    void aDisconnectedClientMayConnectAgainByAnotherConnection() throws IOException {
        RawWebSocket socket = engine.webSocket().send("40");
        assertThat(socket.text()).startsWith("40{");
        engine.handler.open.values().forEach(session -> session.disconnect());
        assertThat(socket.text()).isEqualTo("41");
        assertThat(socket.send("40").closeCode()).isEqualTo(1000);
        neighbour.close();
        neighbour = engine.neighbour();
    }

    @Test
    void twoNamespacesOfALostConnectionRecoverAtOnce() throws IOException {
        twoNamespacesComeBack(true);
    }

    @Test
    void twoNamespacesOfAHalfOpenConnectionRecoverAtOnce() throws IOException {
        twoNamespacesComeBack(false);
    }

    private static void twoNamespacesComeBack(boolean lineIsCut) throws IOException {
        AbusedEngine two = AbusedEngine.with(knobs -> {
            knobs.recovery = Duration.ofSeconds(30);
            knobs.namespacesPerConnection = 2;
        });
        try {
            for (int i = 0; i < 20; i++) {
                RawWebSocket first = two.webSocket().send("40").send("40/other,");
                String main = field("pid", first.text());
                String other = field("pid", first.text());
                if (lineIsCut) {
                    first.close();
                }
                RawWebSocket second = two.webSocket();
                second.connection()
                        .send(Bytes.join(
                                RawWebSocket.frame(
                                        true, RawWebSocket.TEXT, Bytes.ascii("40{\"pid\":\"" + main + "\"}")),
                                RawWebSocket.frame(
                                        true, RawWebSocket.TEXT, Bytes.ascii("40/other,{\"pid\":\"" + other + "\"}"))));
                assertThat(second.text()).startsWith("40");
                assertThat(second.text()).startsWith("40");
                second.send("41");
                second.send("41/other,");
                second.close();
            }
            assertThat(two.stats().recovered()).isEqualTo(40);
        } finally {
            two.closeKeepingLost();
        }
    }
}
