package dev.turnout.engine.abuse;

import static dev.turnout.engine.abuse.AbusedEngine.POLLING;
import static dev.turnout.engine.abuse.AbusedEngine.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Refusal;
import dev.turnout.engine.socketio.Inspection;
import dev.turnout.testkit.raw.HttpAnswer;
import dev.turnout.testkit.raw.RawConnection;
import dev.turnout.testkit.raw.RawWebSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many connections there may be: per address, in all, and new ones per second. */
class ConnectionLimitTest {

    private static final String PROXY = "127.0.0.9";

    private @Nullable AbusedEngine running;

    @AfterEach
    void stop() throws IOException {
        engine().engine.closeSessions(Duration.ZERO).toCompletableFuture().join();
        engine().close();
    }

    private AbusedEngine engine() {
        return Objects.requireNonNull(running);
    }

    private void start(Consumer<EngineOptions> turn) throws IOException {
        running = AbusedEngine.with(knobs -> {
            knobs.pingTimeout = Duration.ofMillis(300);
            turn.accept(knobs);
        });
    }

    private RawConnection from(String source) throws IOException {
        return engine().connectionFrom(source);
    }

    private RawWebSocket joined(String source) throws IOException {
        RawWebSocket socket = RawWebSocket.over(from(source), AbusedEngine.WEBSOCKET);
        socket.send("40");
        assertThat(socket.text()).startsWith("0{");
        assertThat(socket.text()).startsWith("40{");
        return socket;
    }

    private static HttpAnswer refused(RawConnection connection) throws IOException {
        HttpAnswer answer = connection.get(POLLING);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        return answer;
    }

    @Test
    void anAddressHasItsShareAndNoMore() throws IOException {
        start(knobs -> knobs.connectionsPerAddress = 2);
        joined("127.0.0.2");
        RawWebSocket second = joined("127.0.0.2");

        assertThat(refused(from("127.0.0.2")).body()).contains("connections per address");
        assertThat(engine().stats().refused(Refusal.CONNECTIONS_PER_ADDRESS)).isEqualTo(1);

        joined("127.0.0.3").send("42[\"e\"]").text();
        second.close();
        engine().awaitClosed(CloseReason.TRANSPORT_CLOSE, 1);
        eventually("the place is free", () -> Inspection.connections(engine().engine) == 2);
        joined("127.0.0.2");
    }

    @Test
    void ipv4ClientsOfASocketThatTakesBothAreNotOneNetwork() throws IOException {
        start(knobs -> {
            knobs.host = "::";
            knobs.connectionsPerAddress = 1;
            knobs.trustedProxies = List.of(PROXY);
        });
        joined("127.0.0.2");
        joined("127.0.0.3");
        assertThat(refused(from("127.0.0.2")).body()).contains("connections per address");
        assertThat(forwarded(from(PROXY), "127.0.0.4").answer().status())
                .as("a proxy is known by its IPv4 address")
                .isEqualTo(200);
    }

    @Test
    void sessionsOfOneConnectionAreLimitedLikeConnections() throws IOException {
        start(knobs -> knobs.connectionsPerAddress = 5);
        RawConnection connection = from("127.0.0.2");
        for (int i = 0; i < 5; i++) {
            assertThat(connection.get(POLLING).status()).isEqualTo(200);
        }
        assertThat(refused(connection).body()).contains("connections per address");
        assertThat(forwarded(from("127.0.0.3"), "127.0.0.2").answer().status()).isEqualTo(200);
    }

    @Test
    void sessionsThatNeverConnectAreLimitedByTheBytesTheyKeep() throws IOException {
        // No session may end before the last one is opened.
        start(knobs -> {
            knobs.connectTimeout = Duration.ofMinutes(1);
            knobs.pingInterval = Duration.ofMinutes(1);
        });
        RawConnection connection = from("127.0.0.2");
        String head = "GET " + POLLING + "&slug=" + "x".repeat(7_800) + " HTTP/1.1\r\nHost: x\r\nCookie: "
                + "y".repeat(7_500) + "\r\n\r\n";
        int opened = 0;
        while (opened < 1_000 && connection.send(head).answer().status() == 200) {
            opened++;
        }
        assertThat(opened).isBetween(420, 520);
        assertThat(engine().stats().refused(Refusal.PENDING_BYTES_PER_ADDRESS)).isEqualTo(1);
        joined("127.0.0.3");
    }

    /** 300 parts of 20,000 bytes would be 6 MB; an address may keep 4 MiB. */
    @Test
    void headsThatAreNotCompleteAreLimitedByTheirBytes() throws IOException {
        start(knobs -> knobs.handshakeTimeout = Duration.ofMinutes(1));
        byte[] part = ("GET /x HTTP/1.1\r\nHost: x\r\nCookie: " + "y".repeat(20_000)).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 300; i++) {
            from("127.0.0.2").sendRefused(part);
        }
        eventually("the rest is refused", () -> engine().stats().refused(Refusal.PENDING_BYTES_PER_ADDRESS) >= 85);
        joined("127.0.0.3");
    }

    /** Fifteen heads of 20,000 bytes behind a GET that waits, from 20 connections, would be 6 MB. */
    @Test
    void requestsThatWaitAreLimitedByTheBytesOfTheirHeads() throws IOException {
        start(knobs -> knobs.connectTimeout = Duration.ofMinutes(1));
        String head = "GET /x HTTP/1.1\r\nHost: x\r\nCookie: " + "y".repeat(20_000) + "\r\n\r\n";
        byte[] waiting = head.repeat(15).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20; i++) {
            RawConnection connection = from("127.0.0.2");
            String open = connection.get(POLLING).body();
            String sid = open.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
            connection.send("GET " + POLLING + "&sid=" + sid + " HTTP/1.1\r\nHost: x\r\n\r\n");
            connection.sendRefused(waiting);
        }
        eventually("the rest is refused", () -> engine().stats().refused(Refusal.PENDING_BYTES_PER_ADDRESS) >= 4);
        joined("127.0.0.3");
    }

    /** 100 halves of 60,000 bytes would be 6 MB; an address may keep 4 MiB. */
    @Test
    void bodiesThatAreNotCompleteAreLimitedByTheirBytes() throws IOException {
        start(knobs -> knobs.handshakeTimeout = Duration.ofMinutes(1));
        String head = "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 65000\r\n\r\n";
        List<RawConnection> halves = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            halves.add(from("127.0.0.2").send(head));
            halves.get(i).sendRefused(new byte[60_000]);
        }
        eventually("the rest is refused", () -> engine().stats().refused(Refusal.PENDING_BYTES_PER_ADDRESS) >= 30);
        assertThat(engine().stats().refused(Refusal.PENDING_BYTES_PER_ADDRESS)).isBetween(30L, 40L);
        RawConnection whole = from("127.0.0.3").send(head).send(new byte[65_000]);
        assertThat(whole.answer().status()).as("of another address").isNotEqualTo(503);
        for (RawConnection half : halves) {
            half.close();
        }
        eventually(
                "the address may send again",
                () -> from("127.0.0.2")
                                .send(head)
                                .send(new byte[65_000])
                                .answer()
                                .status()
                        != 503);
    }

    /** The same for frames, before and after the CONNECT; a frame that is complete takes nothing. */
    @Test
    void messagesThatAreNotCompleteAreLimitedByTheirBytes() throws IOException {
        start(knobs -> knobs.pingInterval = Duration.ofMinutes(1));
        byte[] half = Arrays.copyOf(RawWebSocket.frame(true, RawWebSocket.TEXT, new byte[65_000]), 60_000);
        List<RawConnection> halves = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            halves.add(joined("127.0.0.2").connection());
            halves.get(i).sendRefused(half);
        }
        eventually("the rest is closed", () -> engine().stats().closed(CloseReason.INCOMPLETE_MESSAGES) >= 30);
        assertThat(engine().stats().closed(CloseReason.INCOMPLETE_MESSAGES)).isBetween(30L, 50L);
        joined("127.0.0.2");
        joined("127.0.0.3").connection().send(half);
        for (RawConnection each : halves) {
            each.close();
        }
        eventually("only two are open", () -> Inspection.connections(engine().engine) == 2);
        assertThat(joined("127.0.0.2")
                        .send("42[\"e\",\"" + "x".repeat(60_000) + "\"]")
                        .text())
                .startsWith("42[\"e\"");
    }

    @Test
    void packetsWithoutAllTheirAttachmentsAreLimitedByTheirBytes() throws IOException {
        start(knobs -> {
            knobs.attachments = 2;
            knobs.pingInterval = Duration.ofMinutes(1);
        });
        String packet = "452-[\"e\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]";
        List<RawWebSocket> partial = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            partial.add(joined("127.0.0.2").send(packet).send(true, RawWebSocket.BINARY, new byte[60_000]));
        }
        eventually("the rest is closed", () -> engine().stats().closed(CloseReason.INCOMPLETE_MESSAGES) >= 30);
        assertThat(engine().stats().closed(CloseReason.INCOMPLETE_MESSAGES)).isBetween(30L, 40L);
        partial.get(0).send(true, RawWebSocket.BINARY, new byte[] {1});
        assertThat(partial.get(0).text()).startsWith("452-[\"e\"");
        for (RawWebSocket each : partial) {
            each.close();
        }
        eventually("all are closed", () -> Inspection.connections(engine().engine) == 0);
        RawWebSocket again = joined("127.0.0.2").send(packet);
        again.send(true, RawWebSocket.BINARY, new byte[60_000]).send(true, RawWebSocket.BINARY, new byte[1]);
        assertThat(again.text()).startsWith("452-[\"e\"");
    }

    @Test
    void allTogetherHaveTheirShareAndNoMore() throws IOException {
        start(knobs -> knobs.maxConnections = 2);
        RawWebSocket first = joined("127.0.0.2");
        joined("127.0.0.3");

        assertThat(refused(from("127.0.0.4")).body()).contains("max connections");
        assertThat(engine().stats().refused(Refusal.MAX_CONNECTIONS)).isEqualTo(1);
        assertThat(first.send("42[\"e\"]").text()).isEqualTo("42[\"e\"]");
    }

    @Test
    void aRefusedConnectionIsClosedAfterItsAnswer() throws IOException {
        start(knobs -> {
            knobs.connectionsPerAddress = 1;
            knobs.handshakeTimeout = Duration.ofMillis(300);
        });
        try (ControlClient neighbour = engine().neighbour()) {
            int crowd = 600;
            List<RawConnection> silent = new ArrayList<>();
            for (int i = 0; i < crowd; i++) {
                silent.add(from("127.0.0.1"));
            }
            engine().awaitRefused(Refusal.CONNECTIONS_PER_ADDRESS, crowd);
            for (RawConnection each : silent) {
                assertThat(each.readUntilClosed()).isEmpty();
            }
            assertThat(engine().stats().refused(Refusal.HANDSHAKE_TIMEOUT)).isZero();
            neighbour.isUndisturbed();
        }
    }

    @Test
    void refusedConnectionsAreBounded() throws IOException {
        start(knobs -> knobs.connectionsPerAddress = 1);
        try (ControlClient neighbour = engine().neighbour()) {
            List<RawConnection> silent = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                silent.add(from("127.0.0.1"));
            }
            engine().awaitRefused(Refusal.CONNECTIONS_PER_ADDRESS, 400);
            int stillThere = 0;
            for (RawConnection each : silent) {
                stillThere += each.sendRefused(new byte[] {'G'}) || each.isClosed() ? 0 : 1;
            }
            assertThat(stillThere).isLessThanOrEqualTo(256);
            neighbour.isUndisturbed();
        }
    }

    @Test
    void behindATrustedProxyTheClientsAreCountedNotTheProxy() throws IOException {
        start(knobs -> {
            knobs.connectionsPerAddress = 2;
            knobs.trustedProxies = List.of(PROXY);
        });
        for (int i = 0; i < 2; i++) {
            assertThat(sessionFor("198.51.100.7")).isEqualTo(200);
        }
        assertThat(sessionFor("198.51.100.7")).isEqualTo(503);
        assertThat(engine().stats().refused(Refusal.CONNECTIONS_PER_ADDRESS)).isEqualTo(1);
        assertThat(sessionFor("198.51.100.8")).isEqualTo(200);
        assertThat(sessionFor("203.0.113.5, 198.51.100.7"))
                .as("what the client wrote itself is not believed")
                .isEqualTo(503);
    }

    @Test
    void behindATrustedProxyAnIpv6ClientIsItsNetwork() throws IOException {
        start(knobs -> {
            knobs.connectionsPerAddress = 2;
            knobs.trustedProxies = List.of(PROXY);
        });
        assertThat(sessionFor("2001:db8:1:2::1")).isEqualTo(200);
        assertThat(sessionFor("2001:db8:1:2:ffff::9")).isEqualTo(200);
        assertThat(sessionFor("2001:db8:1:2::2")).isEqualTo(503);
        assertThat(sessionFor("2001:db8:1:3::1")).isEqualTo(200);
    }

    @Test
    void fromAnybodyElseTheHeaderIsNotBelieved() throws IOException {
        start(knobs -> {
            knobs.connectionsPerAddress = 1;
            knobs.trustedProxies = List.of(PROXY);
        });
        HttpAnswer first = forwarded(from("127.0.0.2"), "198.51.100.1").answer();
        assertThat(first.status()).isEqualTo(200);
        assertThat(forwarded(from("127.0.0.2"), "198.51.100.2").answer().status())
                .isEqualTo(503);
        assertThat(engine().handler.handshakes).isEmpty();
    }

    private static RawConnection forwarded(RawConnection connection, String client) throws IOException {
        return connection.send("GET " + POLLING + " HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: " + client + "\r\n\r\n");
    }

    private int sessionFor(String client) throws IOException {
        return forwarded(from(PROXY), client).answer().status();
    }

    @Test
    void newSessionsAboveTheRateComeBackLater() throws IOException {
        start(knobs -> {
            knobs.newConnectionsPerSecond = 5;
        });
        int welcome = 0;
        RawConnection connection = from("127.0.0.1");
        for (int i = 0; i < 50; i++) {
            HttpAnswer answer = connection.get(POLLING);
            if (answer.status() == 200) {
                welcome++;
            } else {
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("Retry-After")).isNotEmpty();
                assertThat(answer.body()).contains("new connections per second");
            }
        }
        assertThat(welcome).isBetween(5, 30);
        assertThat(engine().stats().refused(Refusal.NEW_CONNECTIONS_PER_SECOND)).isEqualTo(50 - welcome);
    }

    @Test
    void whenShuttingDownNewSessionsAreRefusedOnOpenConnections() throws IOException {
        start(knobs -> {});
        RawConnection connection = from("127.0.0.1");
        assertThat(connection.get("/").status()).isEqualTo(404);
        engine().engine.refuseNewSessions();
        assertThat(refused(connection).body()).contains("shutting down");
        assertThat(refused(from("127.0.0.1")).body()).contains("shutting down");
        assertThat(engine().stats().refused(Refusal.SHUTTING_DOWN)).isEqualTo(2);
    }
}
