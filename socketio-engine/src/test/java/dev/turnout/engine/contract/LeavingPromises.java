package dev.turnout.engine.contract;

import static dev.turnout.engine.contract.Json.number;
import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Refusal;
import dev.turnout.engine.contract.EachClient.Those;
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
interface LeavingPromises extends OnStage {

    private RealClient connectBy(TcpProxy line, ClientKind kind) {
        return stage().open(kind, Target.of(line.port(), Stage.PATH)).connected();
    }

    @EachClient
    default void theClientDisconnects(ClientKind kind) {
        RealClient client = stage().connect(kind);

        client.disconnect();

        assertThat(stage().app().onlyCloseReason()).isEqualTo(CloseReason.CLIENT_NAMESPACE_DISCONNECT);
        eventually(() -> assertThat(stage().engine().stats().closed(CloseReason.CLIENT_NAMESPACE_DISCONNECT))
                .isEqualTo(1));
    }

    @EachClient
    default void theTabIsKilled(ClientKind kind) {
        stage().withPings(Duration.ofMillis(600), Duration.ofMillis(400));
        TcpProxy line = stage().line();
        connectBy(line, kind);

        line.cut();

        assertThat(stage().app().onlyCloseReason())
                .isIn(CloseReason.TRANSPORT_CLOSE, CloseReason.TRANSPORT_ERROR, CloseReason.PING_TIMEOUT);
    }

    @EachClient
    default void theClientFallsSilent(ClientKind kind) {
        stage().withPings(Duration.ofMillis(600), Duration.ofMillis(400));
        TcpProxy line = stage().line();
        connectBy(line, kind);

        line.stopForwarding();

        assertThat(stage().app().onlyCloseReason()).isEqualTo(CloseReason.PING_TIMEOUT);
    }

    @EachClient
    default void pingsKeepAClientThatSaysNothingElse(ClientKind kind) {
        stage().withPings(Duration.ofMillis(300), Duration.ofMillis(1000));
        TcpProxy line = stage().line();
        RealClient client = connectBy(line, kind);
        long before = line.transfers();

        eventually(() -> assertThat(line.transfers()).isGreaterThan(before + 10));

        assertThat(client.all(Kind.DISCONNECT)).isEmpty();
        assertThat(client.emitWithAck("ask", number(1))).containsExactly(number(1));
    }

    @EachClient
    default void theServerDisconnects(ClientKind kind) {
        RealClient client = stage().connect(kind);

        stage().app().onlySession().disconnect();

        assertThat(client.disconnectReason()).isEqualTo("io server disconnect");
        assertThat(stage().app().onlyCloseReason()).isEqualTo(CloseReason.SERVER_NAMESPACE_DISCONNECT);
    }

    @EachClient
    default void theServerClosesTheConnection(ClientKind kind) {
        RealClient client = stage().connect(kind);

        stage().app().onlySession().closeConnection();

        assertThat(client.disconnectReason()).isIn("transport close", "transport error");
        assertThat(stage().app().onlyCloseReason()).isEqualTo(CloseReason.FORCED_SERVER_CLOSE);
    }

    @EachClient
    default void bothSidesDisconnectAtOnce(ClientKind kind) {
        RealClient client = stage().connect(kind);

        client.disconnect();
        stage().app().onlySession().disconnect();
        stage().app().onlySession().closeConnection();

        assertThat(stage().app().onlyCloseReason())
                .isIn(
                        CloseReason.CLIENT_NAMESPACE_DISCONNECT,
                        CloseReason.SERVER_NAMESPACE_DISCONNECT,
                        CloseReason.FORCED_SERVER_CLOSE,
                        CloseReason.TRANSPORT_CLOSE);
    }

    @Test
    default void allSessionsAreClosedForAShutdown() {
        List<RealClient> clients = stage().kinds()
                .map(kind -> stage().open(kind, stage().target()))
                .toList();
        clients.forEach(RealClient::connected);

        stage().engine()
                .closeSessions(Duration.ofMillis(50))
                .toCompletableFuture()
                .join();

        eventually(() -> assertThat(stage().engine().stats().live()).isZero());
        assertThat(stage().app().closed())
                .hasSize(clients.size())
                .allSatisfy(closed -> assertThat(closed.reason()).isEqualTo(CloseReason.SERVER_SHUTTING_DOWN));
        clients.forEach(client -> assertThat(client.disconnectReason()).isIn("transport close", "transport error"));
    }

    @EachClient(Those.ONE_OF_EACH)
    default void beforeAShutdownNobodyNewGetsIn(ClientKind kind) {
        RealClient inside = stage().connect(kind);

        stage().engine().refuseNewSessions();
        RealClient late = stage().open(kind, stage().target());

        assertThat(late.connectError()).isNotNull();
        assertThat(stage().engine().stats().refused(Refusal.SHUTTING_DOWN)).isEqualTo(1);
        assertThat(inside.emitWithAck("ask", number(1))).containsExactly(number(1));
    }

    @Test
    default void comingsAndGoingsBalance() {
        ClientKind[] kinds = ClientKind.oneOfEach().toArray(ClientKind[]::new);
        for (int i = 0; i < 60; i++) {
            RealClient client = stage().connect(kinds[i % kinds.length]);
            if (i % 3 == 0) {
                client.disconnect();
            }
        }

        eventually(() -> assertThat(stage().engine().stats().live()).isEqualTo(40));
        eventually(() -> assertThat(stage().engine().stats().opened()).isEqualTo(60));
    }

    @Test
    default void aHandlerThatFailsHarmsOnlyItsOwnSession() {
        ClientKind kind = new ClientKind(Library.SIO_4_8, Mode.WEBSOCKET);
        stage().app().on("break", (session, args, ack) -> {
            throw new IllegalStateException("a fault in the application");
        });
        RealClient other = stage().connect(kind);
        RealClient unlucky = stage().connect(kind);

        unlucky.emit("break");

        assertThat(other.emitWithAck("ask", number(1))).containsExactly(number(1));
    }
}
