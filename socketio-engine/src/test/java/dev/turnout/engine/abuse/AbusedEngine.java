package dev.turnout.engine.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.EngineConfig;
import dev.turnout.engine.EngineConfig.EndpointConfig;
import dev.turnout.engine.EngineStats;
import dev.turnout.engine.Refusal;
import dev.turnout.engine.Room;
import dev.turnout.engine.SocketIoEngine;
import dev.turnout.engine.socketio.Inspection;
import dev.turnout.testkit.raw.RawConnection;
import dev.turnout.testkit.raw.RawWebSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** A running engine with limits of the test's choice and a {@link RecordingHandler}, and a neighbour who lives there. */
final class AbusedEngine implements AutoCloseable {

    static final String PATH = "/test/";
    static final String WEBSOCKET = PATH + "?EIO=4&transport=websocket";
    static final String POLLING = PATH + "?EIO=4&transport=polling";

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Queue<RawConnection> connections = new ConcurrentLinkedQueue<>();

    final RecordingHandler handler = new RecordingHandler();
    final SocketIoEngine engine;

    private AbusedEngine(EngineOptions knobs) {
        engine = Inspection.engine(new EngineConfig(
                knobs.network(),
                knobs.timings(),
                knobs.limits(),
                List.of(new EndpointConfig(PATH, "/", handler), new EndpointConfig(PATH, "/other", handler)),
                knobs.routes,
                Optional.empty(),
                knobs.recoveryKey));
    }

    static AbusedEngine withDefaults() throws IOException {
        return with(knobs -> {});
    }

    static AbusedEngine with(Consumer<EngineOptions> turn) throws IOException {
        EngineOptions knobs = new EngineOptions();
        turn.accept(knobs);
        AbusedEngine abused = new AbusedEngine(knobs);
        abused.engine.start();
        return abused;
    }

    int port() {
        return engine.port();
    }

    EngineStats stats() {
        return engine.stats();
    }

    Room room() {
        return engine.endpoint(PATH, "/").room(RecordingHandler.ROOM);
    }

    /**
     * Memory in use once the loops have done what they were about to do. A client has read a message before its loop
     * releases the buffer, and the pipeline of a closed channel is taken apart by a task after the close.
     */
    Memory memory() {
        Inspection.settle(engine);
        return Memory.afterCollection();
    }

    ControlClient neighbour() {
        return new ControlClient(port());
    }

    RawConnection connection() throws IOException {
        return connectionFrom("127.0.0.1");
    }

    /** @param source the loopback address to come from */
    RawConnection connectionFrom(String source) throws IOException {
        return remembered(RawConnection.from(source, port(), 0));
    }

    /** A connection whose client takes next to nothing before it reads. */
    RawConnection narrowConnection() throws IOException {
        return remembered(RawConnection.from("127.0.0.1", port(), 4096));
    }

    private RawConnection remembered(RawConnection connection) {
        connections.add(connection);
        return connection;
    }

    /** A websocket that has got its open packet, and nothing else. */
    RawWebSocket webSocket() throws IOException {
        RawWebSocket socket = RawWebSocket.over(connection(), WEBSOCKET);
        assertThat(socket.text()).startsWith("0{");
        return socket;
    }

    /** A websocket that is connected to the main namespace. */
    RawWebSocket connected() throws IOException {
        return connected("");
    }

    /** @param auth JSON to connect with, or nothing */
    RawWebSocket connected(String auth) throws IOException {
        RawWebSocket socket = webSocket().send("40" + auth);
        assertThat(socket.text()).startsWith("40{");
        return socket;
    }

    /** Opens a polling session; its sid. */
    String polling(RawConnection connection) throws IOException {
        String open = connection.get(POLLING).body();
        return open.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
    }

    /** Opens a polling session and connects it to the main namespace; its sid. */
    String connectedPolling(RawConnection connection) throws IOException {
        String sid = polling(connection);
        assertThat(connection.post(session(sid), "40").body()).isEqualTo("ok");
        assertThat(connection.get(session(sid)).body()).startsWith("40{");
        return sid;
    }

    /** The target of a polling session's requests. */
    static String session(String sid) {
        return POLLING + "&sid=" + sid;
    }

    /** The target of a websocket that is to take over a polling session. */
    static String upgrade(String sid) {
        return WEBSOCKET + "&sid=" + sid;
    }

    static void eventually(String what, Callable<Boolean> condition) {
        await(what).atMost(SOON).pollInterval(Duration.ofMillis(2)).until(condition);
    }

    void awaitClosed(CloseReason reason, long sessions) {
        await(sessions + " sessions closed for " + reason)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(2))
                .untilAsserted(() -> assertThat(stats().closed(reason)).isEqualTo(sessions));
    }

    void awaitRefused(Refusal refusal, long times) {
        await(times + " refused for " + refusal)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(2))
                .untilAsserted(() -> assertThat(stats().refused(refusal)).isEqualTo(times));
    }

    /** Waits until nothing is left of any client. */
    private void awaitEmpty() {
        await("nothing is left")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(Inspection.isEmpty(engine))
                        .as(() -> Inspection.holdings(engine))
                        .isTrue());
        assertThat(handler.open).isEmpty();
        statsBalance();
    }

    /** Every session that was opened is live or was closed for a reason. */
    void statsBalance() {
        long closed =
                Arrays.stream(CloseReason.values()).mapToLong(stats()::closed).sum();
        assertThat(stats().opened()).as("opened = closed + live").isEqualTo(closed + stats().live());
    }

    /** Stops without waiting for lost sessions to be forgotten. */
    void closeKeepingLost() {
        engine.close();
        statsBalance();
    }

    /** Hangs up all connections that were made here, waits until nothing is left of them, and stops. */
    @Override
    public void close() throws IOException {
        for (RawConnection connection : connections) {
            connection.close();
        }
        awaitEmpty();
        engine.close();
    }
}
