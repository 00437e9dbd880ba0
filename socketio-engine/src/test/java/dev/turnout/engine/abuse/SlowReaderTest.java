package dev.turnout.engine.abuse;

import static dev.turnout.engine.abuse.AbusedEngine.session;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Event;
import dev.turnout.testkit.raw.RawConnection;
import dev.turnout.testkit.raw.RawWebSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that do not take what is sent to them: values are replaced, events wait up to a bound. */
class SlowReaderTest {

    private static final TextNode TEXT = TextNode.valueOf("x".repeat(4000));
    private static final int VALUES = 10_000;
    private static final long MEGABYTE = 1024 * 1024;

    private AbusedEngine engine;
    private ControlClient neighbour;

    @BeforeEach
    void start() throws IOException {
        engine = AbusedEngine.with(knobs -> knobs.eventLoops = 1);
        neighbour = engine.neighbour();
    }

    @AfterEach
    void stop() throws IOException {
        neighbour.isUndisturbed();
        neighbour.close();
        engine.close();
    }

    private RawWebSocket slowReader(String auth) throws IOException {
        RawWebSocket socket = RawWebSocket.over(engine.narrowConnection(), AbusedEngine.WEBSOCKET);
        assertThat(socket.text()).startsWith("0{");
        assertThat(socket.send("40" + auth).text()).startsWith("40{");
        return socket;
    }

    private void value(int number) {
        engine.room()
                .emitLatest(Event.of("value", TEXT, IntNode.valueOf(number)))
                .toCompletableFuture()
                .join();
    }

    private void values() {
        for (int i = 1; i <= VALUES; i++) {
            value(i);
        }
    }

    private void event(int number) {
        engine.room()
                .emit(Event.of("event", TEXT, IntNode.valueOf(number)))
                .toCompletableFuture()
                .join();
    }

    private static String text(String name, int number) {
        return "42[\"" + name + "\"," + TEXT + "," + number + "]";
    }

    @Test
    void aWebSocketThatDoesNotReadKeepsOneValueHoweverManyAreSent() throws IOException {
        try (RawWebSocket slowReader = slowReader("")) {
            Memory before = engine.memory();
            values();
            assertThat(engine.stats().eventsReplaced()).isGreaterThan(VALUES / 2);
            assertThat(engine.memory().above(before)).isLessThan(2 * MEGABYTE);
            assertThat(engine.stats().live()).isEqualTo(2);

            String last = "";
            while (!last.equals(text("value", VALUES))) {
                last = slowReader.text();
            }
            value(0);
            assertThat(slowReader.text()).as("once it reads, it gets all again").isEqualTo(text("value", 0));
        }
    }

    @Test
    void aWebSocketThatDoesNotReadIsClosedAtTheQueueLimit() throws IOException {
        try (RawWebSocket slowReader = slowReader("")) {
            Memory before = engine.memory();
            int sent = 0;
            while (engine.stats().live() == 2) {
                event(++sent);
            }
            engine.awaitClosed(CloseReason.OUTBOUND_QUEUE_FULL, 1);
            assertThat(sent).as("4 KB each, what the kernel takes included").isBetween(250, 3000);
            assertThat(engine.memory().above(before)).isLessThan(2 * MEGABYTE);
            assertThat(slowReader.connection().readUntilClosed()).isNotNull();
        }
    }

    @Test
    void aPollingClientThatNeverComesCostsOneValueHoweverManyAreSent() throws IOException {
        try (RawConnection connection = engine.connection()) {
            String sid = engine.connectedPolling(connection);
            Memory before = engine.memory();
            values();
            assertThat(engine.stats().eventsReplaced()).isGreaterThanOrEqualTo(VALUES - 1);
            assertThat(engine.memory().above(before)).isLessThan(2 * MEGABYTE);
            assertThat(connection.get(session(sid)).body()).isEqualTo(text("value", VALUES));
            connection.post(session(sid), "1");
        }
    }

    @Test
    void aPollingClientThatEventsWaitForIsForgotten() throws IOException {
        try (RawConnection connection = engine.connection()) {
            String sid = engine.connectedPolling(connection);
            int sent = 0;
            while (engine.stats().live() == 2) {
                event(++sent);
            }
            engine.awaitClosed(CloseReason.OUTBOUND_QUEUE_FULL, 1);
            assertThat(sent).isBetween(255, 265);
            assertThat(connection.get(session(sid)).body()).contains("Session ID unknown");
        }
    }

    @Test
    void aClientThatDoesNotReadIsSentNoPongPerPing() throws IOException {
        try (AbusedEngine unlimited = AbusedEngine.with(knobs -> knobs.packetsPerSecond = 0)) {
            RawWebSocket slowReader = RawWebSocket.over(unlimited.narrowConnection(), AbusedEngine.WEBSOCKET);
            Memory before = unlimited.memory();
            pingOnAndOn(slowReader);
            assertThat(unlimited.memory().above(before)).isLessThan(2 * MEGABYTE);
        }
    }

    @Test
    void aProbeThatSendsPingsDoesNotEither() throws IOException {
        RawConnection connection = engine.connection();
        String sid = engine.connectedPolling(connection);
        RawWebSocket probe = RawWebSocket.over(engine.narrowConnection(), AbusedEngine.WEBSOCKET + "&sid=" + sid);
        pingOnAndOn(probe);
        assertThat(connection.post(session(sid), "42[\"e\"]").body())
                .as("the session lives on")
                .isEqualTo("ok");
        assertThat(connection.get(session(sid)).body()).isEqualTo("42[\"e\"]");
        connection.post(session(sid), "1");
    }

    /** 40,000 pings, or as many as are taken. */
    private static void pingOnAndOn(RawWebSocket socket) {
        byte[] pings = Bytes.times(400, RawWebSocket.frame(true, RawWebSocket.PING, new byte[125]));
        boolean hungUp = false;
        for (int i = 0; i < 100 && !hungUp; i++) {
            hungUp = socket.connection().sendRefused(pings);
        }
    }

    @Test
    void aClientClosedDuringABroadcastCostsTheOthersNoEvent() throws IOException {
        List<RawWebSocket> friends = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            friends.add(engine.connected("{\"as\":\"friend\"}"));
        }
        RawWebSocket reader = engine.connected();
        slowReader("{\"takes\":\"friend\"}");
        RawWebSocket latest = engine.connected();
        int events = 0;
        while (engine.stats().closed(CloseReason.OUTBOUND_QUEUE_FULL) == 0) {
            event(++events);
            for (RawWebSocket each : List.of(reader, latest)) {
                assertThat(each.text()).as("each event once").isEqualTo(text("event", events));
            }
            for (RawWebSocket each : friends) {
                each.text();
            }
        }
        event(0);
        for (RawWebSocket each : List.of(reader, latest)) {
            assertThat(each.text()).isEqualTo(text("event", 0));
        }
    }
}
