package dev.turnout.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.turnout.backend.Requests.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients without a key that try to hold threads, connections or the login; others are served meanwhile. */
class UnderAttackTest extends BackendTest {

    private static final String LOGIN = "/api/v1/admin/session";
    private static final Duration SOON = Duration.ofSeconds(10);

    private final List<Socket> sockets = new ArrayList<>();

    @Override
    String[] settings() {
        return new String[] {
            "TRUSTED_PROXIES", "127.0.0.0/8,::1", "BODY_TIMEOUT", "15s", "CONNECTIONS_PER_ADDRESS", "0",
        };
    }

    @AfterEach
    void disconnect() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void slowBodiesHoldNoThreadAndEndWithATimeout() throws IOException {
        for (int i = 0; i < 100; i++) {
            send(connect(), "POST " + LOGIN + " HTTP/1.1\r\nHost: x\r\nContent-Length: 540\r\n\r\n{\"pass");
        }
        assertServed();
        assertThat(status(sockets.get(0))).contains(" 408 ");
    }

    @Test
    void clientsThatDoNotReadHoldNoThread() throws IOException {
        String page = backend.send("GET", "/", "").body();
        String script = page.replaceFirst("(?s).*src=\"\\.(/assets/[^\"]*)\".*", "$1");
        String request = "GET " + script + " HTTP/1.1\r\nHost: x\r\n\r\n";
        for (int i = 0; i < 80; i++) {
            Socket socket = connect();
            socket.setReceiveBufferSize(4_096);
            send(socket, request.repeat(50));
        }
        assertServed();
    }

    @Test
    void aBodyInChunksThatIsTooLargeIsRefused() throws IOException {
        Socket socket = connect();
        send(socket, "POST " + LOGIN + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        try {
            for (int i = 0; i < 20; i++) {
                send(socket, "2000\r\n" + "x".repeat(0x2000) + "\r\n");
            }
        } catch (SocketException e) {
            assertThat(e).isNotNull(); // the server may close before everything is sent
        }
        assertThat(status(socket)).contains(" 413 ");
    }

    @Test
    void aBodyInSeveralPiecesArrivesWhole() throws IOException {
        String body = "{\"password\":\"" + Backend.PASSWORD + "\"}";
        Socket socket = connect();
        send(socket, "POST " + LOGIN + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n");
        for (int i = 0; i < body.length(); i++) {
            send(socket, body.substring(i, i + 1));
        }
        assertThat(status(socket)).contains(" 200 ");
    }

    @Test
    void anInvalidPercentEncodingIsRefusedWithoutALogLine() throws IOException {
        try (CapturedLog log = new CapturedLog()) {
            for (String target : List.of("/live/%u0041", "/live/%", "/live/a?x=%zz", "/api/v1/auctions/%2")) {
                Socket socket = connect();
                send(socket, "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answer)
                        .as(target)
                        .startsWith("HTTP/1.1 400 ")
                        .contains("application/problem+json")
                        .contains("\"success\":false")
                        .doesNotContain("Exception");
            }
            assertThat(log.linesWith("failed")).isEmpty();
        }
    }

    @Test
    void parallelGuessesOfOneNetworkAreThrottledAndOthersLogIn() {
        ExecutorService threads = Executors.newFixedThreadPool(30);
        List<CompletableFuture<Answer>> guesses = IntStream.range(0, 150)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> login("guess" + i, "X-Forwarded-For", "2001:db8:0:1::" + Integer.toHexString(i)),
                        threads))
                .toList();
        await().atMost(SOON)
                .until(() -> login(Backend.PASSWORD, "X-Forwarded-For", "203.0.113.9")
                                .status()
                        == 200);

        Map<Integer, Long> statuses = guesses.stream()
                .map(CompletableFuture::join)
                .collect(Collectors.groupingBy(Answer::status, Collectors.counting()));
        threads.shutdown();
        assertThat(statuses.keySet()).isSubsetOf(401, 429, 503);
        assertThat(statuses.getOrDefault(401, 0L)).isLessThanOrEqualTo(5);
        assertThat(statuses.getOrDefault(429, 0L)).isGreaterThan(100);
        assertThat(guesses.stream().map(CompletableFuture::join).filter(answer -> answer.status() == 429))
                .allMatch(answer -> answer.header("Retry-After") != null);
    }

    @Test
    void aBrowserInWhichAnAdminHasLoggedInIsNotLockedOutByOthers() {
        String session = cookieOf(login(Backend.PASSWORD, "X-Forwarded-For", "203.0.113.9"));
        String device = cookieOf(backend.send("GET", LOGIN, "", "Cookie", session));
        assertThat(device).startsWith("turnout_device=");
        for (int network = 0; network < 100; network++) {
            login("guess", "X-Forwarded-For", "2001:db8:0:" + Integer.toHexString(network) + "::1");
        }
        for (int i = 0; i < 6; i++) {
            login("guess", "X-Forwarded-For", "203.0.113.9");
        }
        assertThat(login(Backend.PASSWORD, "X-Forwarded-For", "203.0.113.9").status())
                .isEqualTo(429);
        assertThat(login(Backend.PASSWORD, "X-Forwarded-For", "203.0.113.9", "Cookie", device)
                        .status())
                .isEqualTo(200);
        assertThat(login(Backend.PASSWORD, "X-Forwarded-For", "203.0.113.9", "Cookie", device + "x")
                        .status())
                .isEqualTo(429);
    }

    @Test
    void aSessionIsNotEnoughToGuessThePasswordQuickly() {
        String session = cookieOf(login(Backend.PASSWORD));
        String guess = "{\"currentPassword\":\"guess\",\"newPassword\":\"a new password\"}";
        Set<String> devices = new HashSet<>();
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            backend.clock.advance(Duration.ofSeconds(1));
            devices.add(cookieOf(backend.send("GET", LOGIN, "", "Cookie", session)));
            statuses.add(backend.send(
                            "PUT",
                            "/api/v1/admin/password",
                            guess,
                            "Cookie",
                            session,
                            "X-Forwarded-For",
                            "203.0.113." + i)
                    .status());
        }
        assertThat(statuses).containsExactly(401, 401, 401, 401, 401, 429, 429);
        assertThat(devices).as("device cookies of one session").hasSize(1);
    }

    private static String cookieOf(Answer answer) {
        String cookie = String.valueOf(answer.header("Set-Cookie"));
        return cookie.substring(0, cookie.indexOf(';'));
    }

    private Answer login(String password, String... headers) {
        return backend.send("POST", LOGIN, "{\"password\":\"" + password + "\"}", headers);
    }

    private void assertServed() {
        for (String path : List.of("/health/live", "/health/ready", "/live/a", "/api/v1/auctions")) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(backend.get(path).status()).isEqualTo(200));
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), backend.port());
        socket.setSoTimeout(30_000);
        sockets.add(socket);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String status(Socket socket) throws IOException {
        byte[] start = socket.getInputStream().readNBytes(14);
        return new String(start, StandardCharsets.UTF_8);
    }
}
