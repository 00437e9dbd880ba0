package dev.turnout.engine.contract;

import static dev.turnout.engine.contract.Json.number;
import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Refusal;
import dev.turnout.engine.contract.EachClient.Selection;
import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.clients.Library;
import dev.turnout.testkit.clients.Mode;
import dev.turnout.testkit.clients.Observation.Kind;
import dev.turnout.testkit.clients.RealClient;
import dev.turnout.testkit.clients.Target;
import dev.turnout.testkit.clients.TcpProxy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** However a session ends, its handler is told once, and why. */
class LeavingContractTest extends ContractTest {

    private RealClient connectBy(TcpProxy proxy, ClientKind kind) {
        return fixture.open(kind, Target.of(proxy.port(), EngineFixture.PATH)).connected();
    }

    @EachClient
    void theClientDisconnects(ClientKind kind) {
        RealClient client = fixture.connect(kind);

        client.disconnect();

        assertThat(fixture.app().onlyCloseReason()).isEqualTo(CloseReason.CLIENT_NAMESPACE_DISCONNECT);
        eventually(() -> assertThat(fixture.engine().stats().closed(CloseReason.CLIENT_NAMESPACE_DISCONNECT))
                .isEqualTo(1));
    }

    @EachClient(Selection.ONE_OF_EACH)
    void theTabIsKilled(ClientKind kind) {
        fixture.withPings(Duration.ofMillis(600), Duration.ofMillis(400));
        TcpProxy proxy = fixture.proxy();
        connectBy(proxy, kind);

        proxy.cut();

        assertThat(fixture.app().onlyCloseReason())
                .isIn(CloseReason.TRANSPORT_CLOSE, CloseReason.TRANSPORT_ERROR, CloseReason.PING_TIMEOUT);
    }

    @EachClient(Selection.ONE_OF_EACH)
    void theClientFallsSilent(ClientKind kind) {
        fixture.withPings(Duration.ofMillis(600), Duration.ofMillis(400));
        TcpProxy proxy = fixture.proxy();
        connectBy(proxy, kind);

        proxy.stopForwarding();

        assertThat(fixture.app().onlyCloseReason()).isEqualTo(CloseReason.PING_TIMEOUT);
    }

    @EachClient
    void pingsKeepAClientThatSendsNothingElse(ClientKind kind) {
        fixture.withPings(Duration.ofMillis(300), Duration.ofSeconds(20));
        TcpProxy proxy = fixture.proxy();
        RealClient client = connectBy(proxy, kind);
        long before = proxy.transfers();

        eventually(() -> assertThat(proxy.transfers()).isGreaterThan(before + 10));

        assertThat(client.all(Kind.DISCONNECT)).isEmpty();
        assertThat(client.emitWithAck("ask", number(1))).containsExactly(number(1));
    }

    @EachClient
    void theServerDisconnects(ClientKind kind) {
        RealClient client = fixture.connect(kind);

        fixture.app().onlySession().disconnect();

        assertThat(client.disconnectReason()).isEqualTo("io server disconnect");
        assertThat(fixture.app().onlyCloseReason()).isEqualTo(CloseReason.SERVER_NAMESPACE_DISCONNECT);
    }

    @EachClient(Selection.ONE_OF_EACH)
    void theServerClosesTheConnection(ClientKind kind) {
        RealClient client = fixture.connect(kind);

        fixture.app().onlySession().closeConnection();

        assertThat(client.disconnectReason()).isIn("transport close", "transport error");
        assertThat(fixture.app().onlyCloseReason()).isEqualTo(CloseReason.FORCED_SERVER_CLOSE);
    }

    @EachClient(Selection.ONE_OF_EACH)
    void bothSidesDisconnectAtOnce(ClientKind kind) {
        RealClient client = fixture.connect(kind);

        client.disconnect();
        fixture.app().onlySession().disconnect();
        fixture.app().onlySession().closeConnection();

        assertThat(fixture.app().onlyCloseReason())
                .isIn(
                        CloseReason.CLIENT_NAMESPACE_DISCONNECT,
                        CloseReason.SERVER_NAMESPACE_DISCONNECT,
                        CloseReason.FORCED_SERVER_CLOSE,
                        CloseReason.TRANSPORT_CLOSE);
    }

    @Test
    void allSessionsAreClosedForAShutdown() {
        List<RealClient> clients = ClientKind.all()
                .map(kind -> fixture.open(kind, fixture.target()))
                .toList();
        clients.forEach(RealClient::connected);

        fixture.engine()
                .closeSessions(Duration.ofMillis(50))
                .toCompletableFuture()
                .join();

        eventually(() -> assertThat(fixture.engine().stats().live()).isZero());
        assertThat(fixture.app().closed())
                .hasSize(clients.size())
                .allSatisfy(closed -> assertThat(closed.reason()).isEqualTo(CloseReason.SERVER_SHUTTING_DOWN));
        clients.forEach(client -> assertThat(client.disconnectReason()).isIn("transport close", "transport error"));
    }

    @EachClient(Selection.ONE_OF_EACH)
    void beforeAShutdownNewSessionsAreRefused(ClientKind kind) {
        RealClient inside = fixture.connect(kind);

        fixture.engine().refuseNewSessions();
        RealClient late = fixture.open(kind, fixture.target());

        assertThat(late.connectError()).isNotNull();
        assertThat(fixture.engine().stats().refused(Refusal.SHUTTING_DOWN)).isEqualTo(1);
        assertThat(inside.emitWithAck("ask", number(1))).containsExactly(number(1));
    }

    @Test
    void comingsAndGoingsBalance() {
        ClientKind[] kinds = ClientKind.oneOfEach().toArray(ClientKind[]::new);
        for (int i = 0; i < 60; i++) {
            RealClient client = fixture.connect(kinds[i % kinds.length]);
            if (i % 3 == 0) {
                client.disconnect();
            }
        }

        eventually(() -> assertThat(fixture.engine().stats().live()).isEqualTo(40));
        eventually(() -> assertThat(fixture.engine().stats().opened()).isEqualTo(60));
    }

    @Test
    void aHandlerThatFailsHarmsOnlyItsOwnSession() {
        ClientKind kind = new ClientKind(Library.SIO_4_8, Mode.WEBSOCKET);
        fixture.app().on("break", (session, args, ack) -> {
            throw new IllegalStateException("a fault in the application");
        });
        RealClient other = fixture.connect(kind);
        RealClient unlucky = fixture.connect(kind);

        unlucky.emit("break");

        assertThat(other.emitWithAck("ask", number(1))).containsExactly(number(1));
    }
}
