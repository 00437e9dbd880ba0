package dev.turnout.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.UnderAttack;
import dev.turnout.testkit.raw.RawConnection;
import dev.turnout.testkit.raw.RawWebSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * One address abuses the server at its shipped settings, while a crowd at another address measures its events and health.
 * {@code -Dabuse.seconds=60} makes each attack longer.
 */
@Order(1)
class LimitsTest {

    private static final String HANDSHAKE = "/auction/?EIO=4&transport=polling";

    /** Has no sessions left over from the attacks that do not close theirs. */
    private static final String OTHER_ATTACKER = "127.0.0.4";

    private static final int RECOVERY_TOTAL_BYTES = 32 << 20;

    @RegisterExtension
    static final Product product = Product.withFakeBackend();

    private static UnderAttack underAttack(String name) {
        return UnderAttack.of(product, name);
    }

    @Test
    void handshakesWithLargeHeadsAreLimitedInBytes() throws Exception {
        String target = HANDSHAKE + "&slug=" + "x".repeat(7_800);
        String header = "Cookie: " + "y".repeat(7_500);
        long refused = total("pending bytes per address");
        underAttack("large handshakes").by(100, connection -> connection.get(target, header));
        assertThat(total("pending bytes per address")).isGreaterThan(refused);
        assertThat(metric("turnout_admission_pending_bytes")).isLessThan(5_000_000);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(metric("turnout_admission_pending_bytes")).isZero());
    }

    @Test
    void sessionsOfOneConnectionAreLimitedLikeConnections() throws Exception {
        String auction = product.newAuction();
        int[] connected = new int[1];
        underAttack("polling sessions").by(1, connection -> {
            String body = connection.get(HANDSHAKE + "&slug=auction-" + auction).body();
            if (body.startsWith("0{")) {
                String sid = body.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
                assertThat(connection.post(HANDSHAKE + "&sid=" + sid, "40").status())
                        .isEqualTo(200);
                connected[0]++;
            }
        });
        assertThat(connected[0]).isBetween(1, 1000);
        assertThat(product.internalApi().count(auction)).isLessThanOrEqualTo(1000);
    }

    @Test
    void auctionsThatNobodyWatchesAreLimitedPerAddressAndMinute() throws Exception {
        int[] number = new int[1];
        int[] joined = new int[1];
        underAttack("made-up auctions").by(1, connection -> {
            String target = "/api/stream/made-up-" + number[0]++ + "/viewer/join";
            joined[0] += connection.post(target, "{}").status() == 200 ? 1 : 0;
        });
        assertThat(joined[0]).isBetween(1, 301 + UnderAttack.SECONDS * 5);
    }

    @Test
    void metricsAndLongListsOfCountsAreAnsweredWithinARate() throws Exception {
        String ids = IntStream.range(0, 500).mapToObj(i -> "a" + i).collect(Collectors.joining(","));
        underAttack("metrics and counts").by(200, connection -> {
            connection.get("/metrics");
            connection.get("/api/streams/viewers?ids=" + ids);
        });
        assertThat(metric("turnout_admission_refused_total")).isPositive();
    }

    @Test
    void eventsThatNobodyReadsAreLimitedInTotal() throws Exception {
        List<String> rooms = roomsWithASilentViewer(300);
        JsonNode data = Json.of("'" + "x".repeat(60_000) + "'");
        int events = UnderAttack.IS_LONG ? 18 : 6;
        underAttack("events that nobody reads").mayKeep(RECOVERY_TOTAL_BYTES).run(() -> {
            for (int event = 0; event < events; event++) {
                for (String room : rooms) {
                    product.internalApi().publishes(room, "flood", data);
                }
            }
        });
        await().untilAsserted(() -> assertThat(total("outbound total full")).isPositive());
        await().untilAsserted(() ->
                assertThat(metric("turnout_engine_outbound_bytes")).isLessThan(64 * 1024 * 1024));
    }

    /** 100 of 60,000 bytes would be 6 MB; an address may keep 4 MiB. */
    @Test
    void bodiesThatAreNotCompleteAreLimitedInBytes() throws Exception {
        long refused = total("pending bytes per address");
        underAttack("half-sent bodies").run(() -> {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(UnderAttack.SECONDS);
            while (System.nanoTime() < end) {
                List<RawConnection> halves = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    RawConnection half = RawConnection.from(
                            UnderAttack.ATTACKER, product.socketServer().port(), 0);
                    halves.add(half);
                    half.send(
                            RawConnection.head("POST", "/api/stream/a/viewer/join", "Content-Length: 65000") + "\r\n");
                    half.sendRefused(new byte[60_000]);
                }
                assertThat(metric("turnout_admission_incomplete_bytes")).isLessThan(5_000_000);
                halves.forEach(RawConnection::close);
            }
        });
        assertThat(total("pending bytes per address")).isGreaterThan(refused);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(metric("turnout_admission_incomplete_bytes")).isZero());
    }

    /** The same for messages of sessions that have joined. */
    @Test
    void messagesThatAreNotCompleteAreLimitedInBytes() throws Exception {
        byte[] half = Arrays.copyOf(RawWebSocket.frame(true, RawWebSocket.TEXT, new byte[65_000]), 60_000);
        underAttack("half-sent messages").run(() -> {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(UnderAttack.SECONDS);
            while (System.nanoTime() < end) {
                List<RawWebSocket> sessions = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    sessions.add(lobbySession());
                }
                sessions.forEach(session -> session.connection().sendRefused(half));
                assertThat(metric("turnout_admission_incomplete_bytes")).isLessThan(5_000_000);
                sessions.forEach(RawWebSocket::close);
            }
        });
        assertThat(total("incomplete messages")).isPositive();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(metric("turnout_admission_incomplete_bytes")).isZero());
    }

    /** Fifteen heads behind a GET that waits, from 600 connections: 180 MB of characters. */
    @Test
    void requestsThatWaitForAnotherAreLimitedInBytes() throws Exception {
        String head = "GET /health/live HTTP/1.1\r\nHost: x\r\nCookie: " + "y".repeat(20_000) + "\r\n\r\n";
        byte[] waiting = head.repeat(15).getBytes(StandardCharsets.UTF_8);
        long refused = total("pending bytes per address");
        List<RawConnection> connections = new ArrayList<>();
        underAttack("requests that wait").run(() -> {
            for (int i = 0; i < 600; i++) {
                connections.add(waitingInTheLobby());
                connections.get(i).sendRefused(waiting);
            }
            assertThat(metric("turnout_admission_pending_bytes")).isLessThan(5_000_000);
            connections.forEach(RawConnection::close);
        });
        assertThat(total("pending bytes per address")).isGreaterThan(refused);
    }

    /** A polling session whose GET waits. */
    private static RawConnection waitingInTheLobby() {
        String lobby = "/socket/?EIO=4&transport=polling";
        RawConnection connection =
                RawConnection.from(UnderAttack.ATTACKER, product.socketServer().port(), 0);
        String open = connection.get(lobby).body();
        String session = lobby + "&sid=" + open.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
        assertThat(connection.post(session, "40").status()).isEqualTo(200);
        assertThat(connection.get(session).status()).isEqualTo(200);
        return connection.sendRequest("GET", session);
    }

    /** 950 of 25,000 bytes would be 24 MB; an address may keep 4 MiB. */
    @Test
    void headsThatAreNotCompleteAreLimitedInBytes() throws Exception {
        byte[] part =
                (RawConnection.head("GET", "/") + "Cookie: " + "y".repeat(25_000)).getBytes(StandardCharsets.UTF_8);
        long refused = total("pending bytes per address");
        underAttack("half-sent heads").run(() -> {
            List<RawConnection> halves = new ArrayList<>();
            for (int i = 0; i < 950; i++) {
                halves.add(RawConnection.from(
                        UnderAttack.ATTACKER, product.socketServer().port(), 0));
                halves.get(i).sendRefused(part);
            }
            // A busy server may accept some of them only now.
            await().untilAsserted(
                            () -> assertThat(total("pending bytes per address")).isGreaterThan(refused));
            assertThat(metric("turnout_admission_pending_bytes")).isLessThan(5_000_000);
            halves.forEach(RawConnection::close);
        });
    }

    /** Sessions of one address, each below its packet rate, with as many auctions as a list may have. */
    @Test
    void listsOfWatchedAuctionsAreLimitedInTheirRate() throws Exception {
        String watch = IntStream.range(0, 500)
                .mapToObj(i -> "\"auction-" + i + "\"")
                .collect(Collectors.joining(",", "42[\"watchCounts\",[", "]]"));
        double before = metric("turnout_admission_refused_total");
        underAttack("watchCounts").run(() -> {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(UnderAttack.SECONDS);
            while (System.nanoTime() < end) {
                List<RawWebSocket> sessions = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    sessions.add(lobbySession());
                }
                for (int list = 0; list < 40; list++) {
                    sessions.forEach(session -> session.send(watch));
                }
                sessions.forEach(RawWebSocket::close);
            }
        });
        assertThat(metric("turnout_admission_refused_total")).isGreaterThan(before);
    }

    private static RawWebSocket lobbySession() {
        int port = product.socketServer().port();
        RawWebSocket session =
                RawWebSocket.over(RawConnection.from(OTHER_ATTACKER, port, 0), "/socket/?EIO=4&transport=websocket");
        session.text();
        session.send("40");
        return session;
    }

    /** Each has a polling session that sends no further request. */
    private static List<String> roomsWithASilentViewer(int number) throws IOException {
        List<String> rooms = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            String address = "127.0.1." + (1 + i / 100);
            rooms.add(product.newAuction());
            try (RawConnection connection =
                    RawConnection.from(address, product.socketServer().port(), 0)) {
                String open = connection
                        .get(HANDSHAKE + "&slug=auction-" + rooms.get(i))
                        .body();
                String sid = open.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
                assertThat(connection.post(HANDSHAKE + "&sid=" + sid, "40").status())
                        .isEqualTo(200);
            }
        }
        return rooms;
    }

    private static double metric(String name) {
        return product.socketServer().metric(name);
    }

    /** Of all counters with this reason. */
    private static long total(String reason) {
        return product.socketServer()
                .http()
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.contains("reason=\"" + reason + "\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
