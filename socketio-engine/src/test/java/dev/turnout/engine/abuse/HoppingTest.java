package dev.turnout.engine.abuse;

import static dev.turnout.engine.abuse.AbusedEngine.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Event;
import dev.turnout.engine.Session;
import dev.turnout.engine.socketio.Inspection;
import dev.turnout.testkit.raw.RawConnection;
import dev.turnout.testkit.raw.RawWebSocket;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and upgrades that come in on another loop than the one that owns their session. */
class HoppingTest {

    private static final int LOOPS = 4;
    private static final int CLIENTS = 24;
    private static final int SAID = 60;
    private static final int IN_ROOM = 400;
    private static final int ROUNDS = 120;

    private static final Pki PKI = new Pki();

    @TempDir
    Path directory;

    private static AbusedEngine engine() throws IOException {
        return AbusedEngine.with(knobs -> {
            knobs.eventLoops = LOOPS;
            knobs.packetsPerSecond = 0;
            knobs.pingInterval = Duration.ofMillis(800);
            knobs.pingTimeout = Duration.ofMillis(800);
        });
    }

    /** It has become a websocket and is closed, or came too late for that. */
    private static void isTurnedAway(RawConnection upgrade) throws IOException {
        int status = upgrade.answer().status();
        if (status == 101) {
            upgrade.readUntilClosed();
        } else {
            assertThat(status).isEqualTo(400);
        }
    }

    private static List<Integer> below(int end) {
        return IntStream.range(0, end).boxed().toList();
    }

    @ParameterizedTest(name = "by TLS: {0}")
    @ValueSource(booleans = {false, true})
    void nothingIsLostDoubledOrReorderedUnderLoad(boolean tls) throws Exception {
        var files = Pki.write(directory, PKI.server(Algorithm.ecp256));
        AbusedEngine engine = AbusedEngine.with(knobs -> {
            knobs.eventLoops = LOOPS;
            knobs.packetsPerSecond = 0;
            knobs.tls = tls ? Optional.of(files) : Optional.empty();
            // A client has connections which it does not use for as long as the test takes on a busy machine.
            knobs.handshakeTimeout = Duration.ofMinutes(5);
            knobs.keepAliveTimeout = Duration.ofMinutes(5);
        });
        Callable<RawConnection> door = tls ? () -> engine.connection().secured(PKI.client()) : engine::connection;
        ExecutorService crowd = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<EngineSwitchingClient> clients = new ArrayList<>();
            List<Future<?>> talks = new ArrayList<>();
            for (int seed = 0; seed < CLIENTS; seed++) {
                clients.add(new EngineSwitchingClient(door, seed));
            }
            for (EngineSwitchingClient client : clients) {
                talks.add(crowd.submit(() -> {
                    client.talk(SAID, IN_ROOM);
                    return null;
                }));
            }
            for (int i = 0; i < IN_ROOM; i++) {
                engine.room()
                        .emit(Event.of("room", IntNode.valueOf(i)))
                        .toCompletableFuture()
                        .join();
            }
            for (Future<?> talk : talks) {
                talk.get();
            }
            for (EngineSwitchingClient client : clients) {
                assertThat(client.echoes()).isEqualTo(below(SAID));
                assertThat(client.room()).isEqualTo(below(IN_ROOM));
            }
            engine.close();
        } finally {
            crowd.shutdownNow();
            engine.engine.close();
        }
    }

    @Test
    void aPollThatIsAbandonedOnItsWayEndsItsSession() throws IOException {
        AbusedEngine engine = engine();
        for (int i = 0; i < ROUNDS; i++) {
            RawConnection first = engine.connection();
            String sid = engine.connectedPolling(first);
            RawConnection second = engine.connection();
            second.send("GET " + AbusedEngine.session(sid) + " HTTP/1.1\r\nHost: x\r\n\r\n");
            if (i % 2 == 0) {
                second.reset();
            } else {
                second.close();
            }
        }
        eventually("all sessions have ended", () -> engine.stats().live() == 0);
        assertThat(engine.stats().closed(CloseReason.TRANSPORT_CLOSE))
                .as("most had been read before the line broke")
                .isGreaterThan(ROUNDS / 4);
        engine.close();
    }

    @Test
    void aSessionMayEndWhileItsUpgradeIsOnItsWay() throws IOException {
        AbusedEngine engine = engine();
        Random random = new Random(7);
        List<RawConnection> upgrades = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            RawConnection first = engine.connection();
            String sid = engine.connectedPolling(first);
            String session = AbusedEngine.session(sid);
            RawConnection second = engine.connection();
            String post = "POST " + session + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n1";
            if (random.nextBoolean()) {
                first.send(post);
                second.send(RawWebSocket.handshake(AbusedEngine.upgrade(sid)));
            } else {
                second.send(RawWebSocket.handshake(AbusedEngine.upgrade(sid)));
                first.send(post);
            }
            assertThat(first.answer().status()).isEqualTo(200);
            upgrades.add(second);
        }
        for (RawConnection upgrade : upgrades) {
            isTurnedAway(upgrade);
        }
        assertThat(engine.stats().closed(CloseReason.TRANSPORT_CLOSE)).isEqualTo(ROUNDS);
        engine.close();
    }

    @Test
    void theServerMayEndASessionWhileItsUpgradeIsOnItsWay() throws IOException {
        AbusedEngine engine = engine();
        List<RawConnection> upgrades = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            String sid = engine.connectedPolling(engine.connection());
            Session inside = engine.handler.open.values().iterator().next();
            RawConnection second = engine.connection();
            second.send(RawWebSocket.handshake(AbusedEngine.upgrade(sid)));
            inside.closeConnection();
            eventually("it has left", () -> engine.handler.open.isEmpty());
            upgrades.add(second);
        }
        for (RawConnection upgrade : upgrades) {
            isTurnedAway(upgrade);
        }
        assertThat(engine.stats().closed(CloseReason.FORCED_SERVER_CLOSE)).isEqualTo(ROUNDS);
        engine.close();
    }

    @Test
    void anUpgradeWhoseConnectionIsLostLeavesPollingOpen() throws IOException {
        AbusedEngine engine = engine();
        for (int i = 0; i < ROUNDS; i++) {
            RawConnection first = engine.connection();
            String sid = engine.connectedPolling(first);
            String session = AbusedEngine.session(sid);
            RawConnection second = engine.connection();
            second.send(RawWebSocket.handshake(AbusedEngine.upgrade(sid)));
            if (i % 2 == 0) {
                second.reset();
            } else {
                second.send(RawWebSocket.frame(true, RawWebSocket.TEXT, Bytes.ascii("2probe")));
                second.close();
            }
            assertThat(first.post(session, "42[\"still\"]").body()).isEqualTo("ok");
            String heard = first.get(session).body();
            while (!heard.contains("42[\"still\"]")) {
                assertThat(heard).as("while it is probed").isEqualTo("6");
                heard = first.get(session).body();
            }
            assertThat(first.post(session, "1").body()).isEqualTo("ok");
            first.close();
        }
        eventually("no connection is left", () -> Inspection.connections(engine.engine) == 0);
        assertThat(engine.stats().closed(CloseReason.TRANSPORT_CLOSE)).isEqualTo(ROUNDS);
        engine.close();
    }
}
