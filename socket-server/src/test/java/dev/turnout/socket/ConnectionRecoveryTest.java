package dev.turnout.socket;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.settings.BadSettings;
import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.clients.Library;
import dev.turnout.testkit.clients.Mode;
import dev.turnout.testkit.clients.Observation;
import dev.turnout.testkit.clients.RealClient;
import dev.turnout.testkit.clients.Target;
import dev.turnout.testkit.clients.TcpProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Connection state recovery of the whole server, with unmodified clients: {@code recovered}, ids, events and counts. */
class ConnectionRecoveryTest {

    private static final int DROPS = 5;
    private static final int MISSED_EACH_TIME = 3;

    private LiveServer server;
    private TcpProxy network;

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void start() throws IOException, BadSettings {
        server = LiveServer.start(EngineChoice.TURNOUT, directory, Map.of("EVENT_LOOPS", "2"));
        network = TcpProxy.to(server.uri("/").getPort());
    }

    @AfterEach
    void stop() {
        network.close();
        server.close();
    }

    static Stream<ClientKind> kinds() {
        return Arrays.stream(Mode.values()).map(mode -> new ClientKind(Library.SIO_4_8, mode));
    }

    private static RealClient watching(int port, ClientKind kind) {
        Target target = Target.of(port, "/auction/").query("slug", "auction-7").reconnecting();
        return RealClient.open(kind, target).connected();
    }

    private void publish(int number) {
        String body = "{\"event\":\"bid\",\"data\":" + number + "}";
        assertThat(server.request("POST", "/api/v1/auctions/7/events", body).statusCode())
                .isEqualTo(200);
    }

    private JsonNode viewers() {
        return LiveServer.json(
                server.request("GET", "/api/stream/7/viewers", "").body());
    }

    private static List<Integer> bids(RealClient client) {
        return client.events("bid").stream().map(args -> args.get(0).asInt()).toList();
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private void connects(RealClient client, int times) {
        eventually(() -> assertThat(client.all(Observation.Kind.CONNECT)).hasSize(times));
        List<Observation> connects = client.all(Observation.Kind.CONNECT);
        assertThat(connects).extracting(Observation::name).containsOnly(client.id());
        assertThat(connects.subList(1, times))
                .extracting(connect -> connect.args().get(0).booleanValue())
                .containsOnly(true);
    }

    /** A client whose upgrade is cut in the middle notices it only when the server's next ping is missing. */
    private static void upgraded(RealClient client, int times) {
        if (client.kind().mode() == Mode.UPGRADING) {
            eventually(() -> assertThat(client.all(Observation.Kind.UPGRADE)).hasSize(times));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aViewerThatLosesItsConnectionFiveTimesMissesNothingAndStaysOneViewer(ClientKind kind) {
        RealClient stays = watching(server.uri("/").getPort(), kind);
        RealClient drops = watching(network.port(), kind);
        eventually(() -> assertThat(server.count("7")).isEqualTo(2));

        upgraded(drops, 1);
        int published = 0;
        for (int drop = 1; drop <= DROPS; drop++) {
            int losses = drop;
            network.cut();
            eventually(() -> assertThat(drops.all(Observation.Kind.DISCONNECT)).hasSize(losses));
            for (int i = 0; i < MISSED_EACH_TIME; i++) {
                publish(published++);
            }
            network.restore();
            connects(drops, 1 + drop);
            upgraded(drops, 1 + drop);
        }
        eventually(() -> assertThat(server.count("7")).isEqualTo(2));
        eventually(() -> assertThat(bids(drops)).hasSizeGreaterThanOrEqualTo(DROPS * MISSED_EACH_TIME));
        assertThat(bids(drops)).isEqualTo(numbers(DROPS * MISSED_EACH_TIME));
        assertThat(bids(stays)).isEqualTo(numbers(DROPS * MISSED_EACH_TIME));
        eventually(() ->
                assertThat(server.metric("turnout_engine_recovered_total")).isEqualTo(DROPS));
        assertThat(viewers().path("uniqueViewers").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void closingTheEngineIsRecoveredFromAsALostConnectionIs(ClientKind kind) {
        RealClient client = watching(network.port(), kind);
        publish(0);
        eventually(() -> assertThat(bids(client)).isEqualTo(numbers(1)));

        client.closeEngine();
        publish(1);
        connects(client, 2);
        publish(2);

        eventually(() -> assertThat(bids(client)).hasSizeGreaterThanOrEqualTo(3));
        assertThat(bids(client)).isEqualTo(numbers(3));
        assertThat(viewers().path("uniqueViewers").asInt()).isEqualTo(1);
    }

    /** A polling client that is cut between two requests takes a new connection and has lost nothing. */
    private void cutUntilNoticed(RealClient client) {
        Awaitility.await()
                .pollInterval(Duration.ofSeconds(1))
                .pollDelay(Duration.ZERO)
                .until(() -> {
                    boolean noticed = !client.all(Observation.Kind.DISCONNECT).isEmpty();
                    if (!noticed) {
                        network.cutClients();
                    }
                    return noticed;
                });
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aHalfOpenPredecessorIsNeverCountedBesideItsSuccessor(ClientKind kind) {
        RealClient client = watching(network.port(), kind);
        eventually(() -> assertThat(server.count("7")).isEqualTo(1));

        cutUntilNoticed(client);
        connects(client, 2);

        eventually(() -> assertThat(server.count("7")).isEqualTo(1));
        assertThat(viewers().path("peakViewers").asInt()).isEqualTo(1);
        publish(0);
        eventually(() -> assertThat(bids(client)).isEqualTo(numbers(1)));
    }

    @Test
    void afterTheWindowTheSessionIsNew() throws Exception {
        LiveServer brief =
                LiveServer.start(EngineChoice.TURNOUT, directory.resolve("brief"), Map.of("RECOVERY_TIME", "1ms"));
        try (TcpProxy line = TcpProxy.to(brief.uri("/").getPort())) {
            RealClient client = watching(line.port(), new ClientKind(Library.SIO_4_8, Mode.WEBSOCKET));
            line.cut();
            eventually(() -> assertThat(brief.count("7")).isZero());
            line.restore();
            assertThat(client.reconnectedAndRecovered()).isFalse();
            assertThat(brief.metric("turnout_engine_recovered_total")).isZero();
        } finally {
            brief.close();
        }
    }
}
