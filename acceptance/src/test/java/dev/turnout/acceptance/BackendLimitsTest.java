package dev.turnout.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.turnout.acceptance.kit.Http;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.UnderAttack;
import dev.turnout.testkit.raw.RawConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One address abuses backend-api at its shipped settings; others are served, and its heap is as before afterwards. */
class BackendLimitsTest {

    private static final String LOGIN = "/api/v1/admin/session";
    private static final int SLACK_BYTES = 16 << 20;

    @RegisterExtension
    static final Product product = Product.withBothServers();

    private final List<RawConnection> attackers = new ArrayList<>();
    private long heap;

    @BeforeEach
    void measure() {
        serves();
        heap = product.backendApi().heapAfterCollection();
    }

    @AfterEach
    void isAsBefore() {
        attackers.forEach(RawConnection::close);
        serves();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(product.backendApi().heapAfterCollection())
                        .as("heap, bytes")
                        .isLessThan(heap + SLACK_BYTES));
        assertThat(product.backendApi().log()).doesNotContain("OutOfMemoryError");
    }

    private RawConnection attacker() {
        RawConnection connection =
                RawConnection.from(UnderAttack.ATTACKER, product.backendApi().port(), 4_096);
        attackers.add(connection);
        return connection;
    }

    /** Each answer arrives within the client's time-out. */
    private static void serves() {
        Http http = product.backendApi().http();
        for (String path : List.of("/health/live", "/health/ready", "/", "/live/a")) {
            assertThat(http.get(path).status()).as(path).isEqualTo(200);
        }
        assertThat(product.admin().http().get("/api/v1/auctions").status()).isEqualTo(200);
    }

    @Test
    void bodiesThatAreNotCompleteHoldNobody() {
        for (int i = 0; i < 200; i++) {
            String half = RawConnection.head("POST", LOGIN, "Content-Length: 60000") + "\r\n" + "x".repeat(50_000);
            attacker().sendRefused(half.getBytes(StandardCharsets.UTF_8));
        }
        serves();
    }

    @Test
    void answersThatAreNotReadHoldNobody() {
        String page = product.backendApi().http().get("/").body();
        String script = page.replaceFirst("(?s).*src=\"\\.(/assets/[^\"]*)\".*", "$1");
        byte[] requests =
                (RawConnection.head("GET", script) + "\r\n").repeat(40).getBytes(StandardCharsets.UTF_8);
        ofSeveralAddresses(attacker -> attacker.sendRefused(requests));
        serves();
        assertThat(product.backendApi().log()).doesNotContain("writeError");
    }

    /** As objects, headers of a few characters take twenty times as much memory as they have bytes. */
    @Test
    void headsThatAreNotCompleteAreLimitedInMemory() {
        StringBuilder head = new StringBuilder("GET / HTTP/1.1\r\nHost: x\r\n");
        for (int i = 0; head.length() < 7_900; i++) {
            head.append(Integer.toHexString(i)).append(':').append(i).append("\r\n");
        }
        byte[] half = head.toString().getBytes(StandardCharsets.UTF_8);
        ofSeveralAddresses(attacker -> attacker.sendRefused(half));
        serves();
    }

    /** 3,600 of 60,000 bytes would be 216 MB. */
    @Test
    void bodiesThatAreNotCompleteAreLimitedInMemory() {
        byte[] half = (RawConnection.head("POST", LOGIN, "Content-Length: 65000") + "\r\n" + "x".repeat(60_000))
                .getBytes(StandardCharsets.UTF_8);
        ofSeveralAddresses(attacker -> attacker.sendRefused(half));
        serves();
        assertThat(product.backendApi().metric("turnout_http_requests_incomplete_bytes"))
                .isLessThan(64 << 20);
    }

    private void ofSeveralAddresses(Consumer<RawConnection> attack) {
        for (int i = 0; i < 3_600; i++) {
            RawConnection connection = RawConnection.from(
                    "127.0.1." + (1 + i / 900), product.backendApi().port(), 4_096);
            attackers.add(connection);
            attack.accept(connection);
        }
    }

    /** More than CONNECTIONS_PER_ADDRESS, but one at a time, closed by either side. */
    @Test
    void connectionsThatAreClosedDoNotCount() {
        for (int i = 0; i < 1_100; i++) {
            try (RawConnection connection = RawConnection.from(
                    UnderAttack.ATTACKER, product.backendApi().port(), 0)) {
                String closing = i % 2 == 0 ? "Connection: close" : "Connection: keep-alive";
                assertThat(connection.get("/health/live", closing).status())
                        .as("connection " + i)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void guessesOfThePasswordAreThrottledAndTheAdminGetsIn() throws Exception {
        ExecutorService guessers = Executors.newFixedThreadPool(40);
        try {
            List<Future<Integer>> guesses = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                guesses.add(guessers.submit(() -> {
                    try (RawConnection connection = RawConnection.from(
                            UnderAttack.ATTACKER, product.backendApi().port(), 0)) {
                        return connection
                                .post(LOGIN, "{\"password\":\"a wrong guess\"}")
                                .status();
                    }
                }));
            }
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(login(Product.ADMIN_PASSWORD)).isEqualTo(200));
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> guess : guesses) {
                statuses.add(guess.get());
            }
            assertThat(statuses).contains(429).doesNotContain(200);
        } finally {
            guessers.shutdownNow();
        }
    }

    private static int login(String password) {
        return product.backendApi()
                .http()
                .post(LOGIN, "{\"password\":\"" + password + "\"}")
                .status();
    }
}
