package dev.turnout.engine.contract;

import static dev.turnout.engine.contract.Json.json;
import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.Admission;
import dev.turnout.engine.Event;
import dev.turnout.engine.Handshake;
import dev.turnout.engine.Session;
import dev.turnout.engine.Transport;
import dev.turnout.engine.contract.EachClient.Those;
import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.clients.Observation.Kind;
import dev.turnout.testkit.clients.RealClient;
import dev.turnout.testkit.clients.Target;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is let in, and what is known of them. */
interface HandshakePromises extends OnStage {

    @EachClient
    default void everyClientConnects(ClientKind kind) {
        RealClient client = stage().connect(kind);

        assertThat(client.emitWithAck("ask")).isEmpty();
    }

    @EachClient
    default void theHandlerIsToldWhoConnects(ClientKind kind) {
        stage().open(
                        kind,
                        stage().target()
                                .query("slug", "auction-1 & ü")
                                .query("empty", "")
                                .header("X-Seen-By", "proxy"))
                .connected();

        assertThat(stage().app().handshakes()).hasSize(1);
        Handshake handshake = stage().app().handshakes().get(0);
        assertThat(handshake.path()).isEqualTo("/auction/");
        assertThat(handshake.namespace()).isEqualTo("/");
        assertThat(handshake.query()).containsEntry("slug", "auction-1 & ü").containsEntry("empty", "");
        assertThat(handshake.protocol()).isEqualTo(kind.protocol());
        assertThat(handshake.transport()).isEqualTo(kind.startsPolling() ? Transport.POLLING : Transport.WEBSOCKET);
        assertThat(handshake.remoteAddress().isLoopbackAddress()).isTrue();
    }

    @EachClient
    default void headersAreReadWhileAdmitting(ClientKind kind) {
        stage().app()
                .admitting(handshake -> Admission.accept(List.of(
                        handshake.header().apply("x-seen-by").orElse("nobody"),
                        handshake.header().apply("X-Not-There").orElse("nobody"))));

        stage().open(kind, stage().target().header("X-Seen-By", "proxy")).connected();

        assertThat(stage().app().onlySession().attachment()).isEqualTo(List.of("proxy", "nobody"));
    }

    @EachClient(Those.OF_REVISION_4)
    default void theAuthPayloadIsSeenWhileAdmitting(ClientKind kind) {
        stage().app().admitting(handshake -> Admission.accept(handshake.auth()));

        stage().open(kind, stage().target().auth(json("{'token':'s3cret','name':'Zoë'}")))
                .connected();

        assertThat(stage().app().onlySession().attachment()).isEqualTo(json("{'token':'s3cret','name':'Zoë'}"));
    }

    @EachClient
    default void withoutAuthPayloadThereIsAnEmptyObject(ClientKind kind) {
        stage().app().admitting(handshake -> Admission.accept(handshake.auth()));

        stage().connect(kind);

        assertThat(stage().app().onlySession().attachment()).isEqualTo(json("{}"));
    }

    @EachClient
    default void theRefusedAreToldWhy(ClientKind kind) {
        stage().withConnectTimeout(Duration.ofSeconds(1));
        stage().app().admitting(handshake -> Admission.refuse("no such auction"));

        RealClient client = stage().open(kind, stage().target());

        assertThat(client.connectError().name()).isEqualTo("no such auction");
        assertThat(client.all(Kind.CONNECT)).isEmpty();
        assertThat(stage().app().opened()).isEmpty();
        eventually(() -> assertThat(stage().engine().stats().live()).isZero());
    }

    @EachClient(Those.OF_REVISION_4)
    default void aRefusalCarriesData(ClientKind kind) {
        stage().app().admitting(handshake -> Admission.refuse("not authorized", json("{'code':401}")));

        RealClient client = stage().open(kind, stage().target());

        assertThat(client.connectError().name()).isEqualTo("not authorized");
        assertThat(client.connectError().args()).containsExactly(json("{'code':401}"));
    }

    @EachClient(Those.OF_REVISION_4)
    default void nobodyIsAdmittedBeforeTheirConnect(ClientKind kind) {
        App custom = stage().serve("/other/", "/");

        RealClient client =
                stage().open(kind, Target.of(stage().engine().port(), "/other/").namespace("/nowhere"));

        assertThat(client.connectError().name()).isNotBlank();
        assertThat(custom.handshakes()).as("admitted without CONNECT").isEmpty();
        assertThat(custom.opened()).as("opened without CONNECT").isEmpty();
    }

    @EachClient
    default void theSessionKnowsItsClient(ClientKind kind) {
        RealClient client = stage().connect(kind);

        Session session = stage().app().onlySession();
        assertThat(session.protocol()).isEqualTo(kind.protocol());
        assertThat(session.recovered()).isFalse();
        if (kind.protocol() == 4) {
            assertThat(session.id()).isEqualTo(client.id());
        }
    }

    @EachClient(Those.ONE_OF_EACH)
    default void basePathsAreWorldsApart(ClientKind kind) {
        App lobby = stage().serve("/socket/", "/");
        RealClient inLobby = stage().open(kind, Target.of(stage().engine().port(), "/socket/"))
                .connected();
        RealClient atAuction = stage().connect(kind);
        lobby.onlySession().join("everybody");
        stage().app().onlySession().join("everybody");

        stage().engine().endpoint("/socket/", "/").room("everybody").emit(Event.of("lobby"));
        stage().room("everybody").emit(Event.of("auction"));

        inLobby.receives("lobby");
        atAuction.receives("auction");
        assertThat(inLobby.events("auction")).isEmpty();
        assertThat(atAuction.events("lobby")).isEmpty();
    }

    @Test
    default void namespacesOfOnePathAreWorldsApart() {
        App custom = stage().serve(Stage.PATH, "/custom");
        ClientKind kind = ClientKind.ofRevision4().findFirst().orElseThrow();

        RealClient client =
                stage().open(kind, stage().target().namespace("/custom")).connected();

        assertThat(custom.onlySession().id()).isEqualTo(client.id());
        assertThat(stage().app().opened()).isEmpty();
    }
}
