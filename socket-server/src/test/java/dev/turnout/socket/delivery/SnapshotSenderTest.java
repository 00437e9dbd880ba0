package dev.turnout.socket.delivery;

import static dev.turnout.socket.delivery.Minutes.minute;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.InternalKeys;
import dev.turnout.socket.delivery.DeliveryConfig.SendingLimits;
import dev.turnout.socket.delivery.SnapshotSender.Accepted;
import dev.turnout.socket.delivery.SnapshotSender.Deferred;
import dev.turnout.socket.delivery.SnapshotSender.Failed;
import dev.turnout.socket.delivery.SnapshotSender.Refused;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotSenderTest {

    private static final String KEY = "k3y-for-these-tests";
    private static final SendingLimits LONG_TIMEOUTS =
            SendingLimits.DEFAULT.withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(10));
    private static final SendingLimits SHORT_TIMEOUTS =
            SendingLimits.DEFAULT.withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofMillis(900));

    private static final URI HTTP = URI.create("http://localhost");

    private final MockWebServer backend = new MockWebServer();
    private OkHttpClient client = SnapshotSender.client(LONG_TIMEOUTS, HTTP);

    @BeforeEach
    void start() throws IOException {
        backend.start();
    }

    @AfterEach
    void stop() {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
        backend.close();
    }

    @Test
    void postsTheBodyAsItIsWithTheKeyToTheAuctionsPath() throws Exception {
        answer(200);
        assertThat(post()).isEqualTo(new Accepted());
        RecordedRequest request = backend.takeRequest();
        assertThat(request.getRequestLine()).isEqualTo("POST /api/v1/auctions/a-1_B/analytics/snapshot HTTP/1.1");
        assertThat(request.getHeaders().get("X-Internal-Request")).isEqualTo(KEY);
        assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json");
        assertThat(request.getBody()).isEqualTo(snapshot().body());
        assertThat(request.getBody().utf8())
                .startsWith("{\"timestamp\":\"2025-10-21T14:15:00Z\",\"viewerCount\":100,\"avgViewers\":100,"
                        + "\"peakViewers\":105,\"minViewers\":95,\"sampleCount\":12");
    }

    @Test
    void aBackendMayBeReachedOverTls() throws Exception {
        X509Bundle certificate = new CertificateBuilder()
                .ecp256()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        SSLContext server = SSLContext.getInstance("TLS");
        server.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, new TrustManager[] {certificate.toTrustManager()}, null);
        try (MockWebServer secured = new MockWebServer()) {
            secured.useHttps(server.getSocketFactory());
            secured.enqueue(response(200).build());
            secured.start();
            URI address = URI.create("https://localhost:" + secured.getPort());
            client = SnapshotSender.client(LONG_TIMEOUTS, address);
            assertThat(post(sender(address)))
                    .as("an unknown authority")
                    .isEqualTo(new Failed("TLS failed: sslhandshakeexception"));
            client = client.newBuilder()
                    .sslSocketFactory(trusting.getSocketFactory(), (X509TrustManager) certificate.toTrustManager())
                    .build();
            assertThat(post(sender(address))).isEqualTo(new Accepted());
        }
    }

    @ParameterizedTest
    @CsvSource({"/, /api", "'', /api", "/base, /base/api", "/base/, /base/api"})
    void theAddressMayHaveAPath(String path, String begin) throws Exception {
        answer(204);
        URI address = URI.create("http://localhost:" + backend.getPort() + path);
        assertThat(post(sender(address))).isEqualTo(new Accepted());
        assertThat(backend.takeRequest().getTarget()).isEqualTo(begin + "/v1/auctions/a-1_B/analytics/snapshot");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 413, 422})
    void a4xxIsARefusalWithItsReason(int status) throws Exception {
        backend.enqueue(response(status)
                .body("{\"success\":false,\"message\":\"because\"}")
                .build());
        assertThat(post()).isEqualTo(new Refused(status, "because"));
    }

    @Test
    void aProblemDocumentAndNoBodyAtAllHaveReasonsToo() throws Exception {
        backend.enqueue(response(404)
                .body("{\"title\":\"Unknown auction\",\"status\":404}")
                .build());
        backend.enqueue(response(413).body("<html>").build());
        assertThat(post()).isEqualTo(new Refused(404, "Unknown auction"));
        assertThat(post()).isEqualTo(new Refused(413, "Client Error"));
    }

    @Test
    void aReasonIsShortAndContainsNeitherLineBreaksNorTheKey() throws Exception {
        backend.enqueue(response(400)
                .body("{\"message\":\"no " + KEY + "\\n\\u001b[31mERROR\\u2028 forged" + "x".repeat(500) + "\"}")
                .build());
        Refused refused = (Refused) post();
        assertThat(refused.reason())
                .startsWith("no … [31mERROR forgedx")
                .hasSizeLessThanOrEqualTo(200)
                .doesNotContain(KEY);
    }

    @Test
    void aResponseWithoutEndIsReadToABound() throws Exception {
        backend.enqueue(response(404).body("x".repeat(50_000_000)).build());
        assertThat(post()).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308, 408, 500, 501, 502, 503, 504, 429})
    void whatMaySucceedLaterIsAFailureAndIsSentOnce(int status) throws Exception {
        backend.enqueue(response(status).addHeader("Location", "/elsewhere").build());
        assertThat(post()).isInstanceOf(Failed.class);
        assertThat(backend.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "429, 7, 7",
        "503, 7, 7",
        "503, 999999999999999999, 300",
        "429, 99999999999999999999, 300",
        "429, 'Tue, 21 Oct 2025 14:15:30 GMT', 30"
    })
    void retryAfterIsParsedAndBounded(int status, String value, long seconds) throws Exception {
        backend.enqueue(response(status).addHeader("Retry-After", value).build());
        assertThat(post()).isEqualTo(new Deferred(status, Duration.ofSeconds(seconds)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "soon", "1e3", "Tue, 21 Oct 2024 14:15:30 GMT"})
    void anInvalidRetryAfterIsIgnoredAndOkHttpDoesNotRetry(String value) throws Exception {
        backend.enqueue(response(503).addHeader("Retry-After", value).build());
        assertThat(post()).isInstanceOf(Failed.class);
        assertThat(backend.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aStalledResponseIsAFailure() throws Exception {
        client = SnapshotSender.client(SHORT_TIMEOUTS, HTTP);
        backend.enqueue(
                response(200).onResponseStart(SocketEffect.Stall.INSTANCE).build());
        assertThat(post()).isEqualTo(new Failed("timed out"));
    }

    @Test
    void aResponseThatHangsHalfWayIsClassifiedByItsStatus() throws Exception {
        client = SnapshotSender.client(SHORT_TIMEOUTS, HTTP);
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<SnapshotSender.Result> answer = new CompletableFuture<>();
            sender(URI.create("http://127.0.0.1:" + socket.getLocalPort())).post(snapshot(), answer::complete);
            try (Socket connection = socket.accept()) {
                connection
                        .getOutputStream()
                        .write("HTTP/1.1 404 Not Here\r\nContent-Length: 1000\r\n\r\n{\"mess".getBytes(UTF_8));
                assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(new Refused(404, "Not Here"));
            }
        }
    }

    @Test
    void aBrokenConnectionIsAFailureAndOkHttpDoesNotRetry() throws Exception {
        answer(200);
        assertThat(post()).isEqualTo(new Accepted());
        backend.enqueue(
                response(200).onResponseStart(new SocketEffect.CloseSocket()).build());
        answer(200);
        assertThat(post()).isEqualTo(new Failed("connection lost"));
        assertThat(backend.getRequestCount()).isEqualTo(2);
    }

    @Test
    void aResponseWhoseBodyIsTornIsClassifiedByItsStatus() throws Exception {
        backend.enqueue(response(200)
                .body("{\"success\":true}")
                .onResponseBody(new SocketEffect.CloseSocket())
                .build());
        assertThat(post()).isEqualTo(new Accepted());
    }

    @Test
    void aRefusedConnectionIsAFailureWithoutAnAddress() throws Exception {
        int unused;
        try (ServerSocket socket = new ServerSocket(0)) {
            unused = socket.getLocalPort();
        }
        assertThat(post(sender(URI.create("http://127.0.0.1:" + unused)))).isEqualTo(new Failed("connection refused"));
    }

    private void answer(int status) {
        backend.enqueue(response(status).build());
    }

    private static MockResponse.Builder response(int status) {
        return new MockResponse.Builder().code(status);
    }

    private static EncodedSnapshot snapshot() {
        return EncodedSnapshot.of(minute("a-1_B", 0));
    }

    private SnapshotSender sender(URI address) {
        return new SnapshotSender(
                client, address, InternalKeys.parse(KEY), Duration.ofMinutes(5), InstantSource.fixed(Minutes.BEGIN));
    }

    private SnapshotSender.Result post() throws Exception {
        return post(sender(URI.create("http://localhost:" + backend.getPort())));
    }

    private static SnapshotSender.Result post(SnapshotSender sender) throws Exception {
        CompletableFuture<SnapshotSender.Result> answer = new CompletableFuture<>();
        sender.post(snapshot(), answer::complete);
        return answer.get(30, TimeUnit.SECONDS);
    }
}
