package dev.turnout.engine.contract;

import static dev.turnout.engine.contract.Json.json;
import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.Admission;
import dev.turnout.engine.Event;
import dev.turnout.engine.Handshake;
import dev.turnout.engine.Session;
import dev.turnout.engine.Transport;
import dev.turnout.engine.contract.EachClient.Selection;
import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.clients.Observation.Kind;
import dev.turnout.testkit.clients.RealClient;
import dev.turnout.testkit.clients.Target;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is let in, and what is known of them. */
class HandshakeContractTest extends ContractTest {

    @EachClient
    void everyClientConnects(ClientKind kind) {
        RealClient client = fixture.connect(kind);

        assertThat(client.emitWithAck("ask")).isEmpty();
    }

    @EachClient(Selection.ONE_OF_EACH)
    void theHandlerIsToldWhoConnects(ClientKind kind) {
        fixture.open(
                        kind,
                        fixture.target()
                                .query("slug", "auction-1 & ü")
                                .query("empty", "")
                                .header("X-Seen-By", "proxy"))
                .connected();

        assertThat(fixture.app().handshakes()).hasSize(1);
        Handshake handshake = fixture.app().handshakes().get(0);
        assertThat(handshake.path()).isEqualTo("/auction/");
        assertThat(handshake.namespace()).isEqualTo("/");
        assertThat(handshake.query()).containsEntry("slug", "auction-1 & ü").containsEntry("empty", "");
        assertThat(handshake.protocol()).isEqualTo(kind.protocol());
        assertThat(handshake.transport()).isEqualTo(kind.startsPolling() ? Transport.POLLING : Transport.WEBSOCKET);
        assertThat(handshake.remoteAddress().isLoopbackAddress()).isTrue();
    }

    @EachClient(Selection.ONE_OF_EACH)
    void headersAreReadWhileAdmitting(ClientKind kind) {
        fixture.app()
                .admitting(handshake -> Admission.accept(List.of(
                        handshake.header().apply("x-seen-by").orElse("nobody"),
                        handshake.header().apply("X-Not-There").orElse("nobody"))));

        fixture.open(kind, fixture.target().header("X-Seen-By", "proxy")).connected();

        assertThat(fixture.app().onlySession().attachment()).isEqualTo(List.of("proxy", "nobody"));
    }

    @EachClient(Selection.OF_REVISION_4)
    void theAuthPayloadIsSeenWhileAdmitting(ClientKind kind) {
        fixture.app().admitting(handshake -> Admission.accept(handshake.auth()));

        fixture.open(kind, fixture.target().auth(json("{'token':'s3cret','name':'Zoë'}")))
                .connected();

        assertThat(fixture.app().onlySession().attachment()).isEqualTo(json("{'token':'s3cret','name':'Zoë'}"));
    }

    @EachClient(Selection.ONE_OF_EACH)
    void withoutAuthPayloadThereIsAnEmptyObject(ClientKind kind) {
        fixture.app().admitting(handshake -> Admission.accept(handshake.auth()));

        fixture.connect(kind);

        assertThat(fixture.app().onlySession().attachment()).isEqualTo(json("{}"));
    }

    @EachClient
    void theRefusedAreToldWhy(ClientKind kind) {
        fixture.withConnectTimeout(Duration.ofSeconds(1));
        fixture.app().admitting(handshake -> Admission.refuse("no such auction"));

        RealClient client = fixture.open(kind, fixture.target());

        assertThat(client.connectError().name()).isEqualTo("no such auction");
        assertThat(client.all(Kind.CONNECT)).isEmpty();
        assertThat(fixture.app().opened()).isEmpty();
        eventually(() -> assertThat(fixture.engine().stats().live()).isZero());
    }

    @EachClient(Selection.OF_REVISION_4)
    void aRefusalCarriesData(ClientKind kind) {
        fixture.app().admitting(handshake -> Admission.refuse("not authorized", json("{'code':401}")));

        RealClient client = fixture.open(kind, fixture.target());

        assertThat(client.connectError().name()).isEqualTo("not authorized");
        assertThat(client.connectError().args()).containsExactly(json("{'code':401}"));
    }

    @EachClient(Selection.OF_REVISION_4)
    void nobodyIsAdmittedBeforeTheirConnect(ClientKind kind) {
        RecordingApplication custom = fixture.serve("/other/", "/");

        RealClient client =
                fixture.open(kind, Target.of(fixture.engine().port(), "/other/").namespace("/nowhere"));

        assertThat(client.connectError().name()).isNotBlank();
        assertThat(custom.handshakes()).as("admitted without CONNECT").isEmpty();
        assertThat(custom.opened()).as("opened without CONNECT").isEmpty();
    }

    @EachClient(Selection.ONE_OF_EACH)
    void theSessionKnowsItsClient(ClientKind kind) {
        RealClient client = fixture.connect(kind);

        Session session = fixture.app().onlySession();
        assertThat(session.protocol()).isEqualTo(kind.protocol());
        if (kind.protocol() == 4) {
            assertThat(session.id()).isEqualTo(client.id());
        }
    }

    @EachClient(Selection.ONE_OF_EACH)
    void eventsStayInTheirBasePath(ClientKind kind) {
        RecordingApplication lobby = fixture.serve("/socket/", "/");
        RealClient inLobby = fixture.open(kind, Target.of(fixture.engine().port(), "/socket/"))
                .connected();
        RealClient atAuction = fixture.connect(kind);
        lobby.onlySession().join("everybody");
        fixture.app().onlySession().join("everybody");

        fixture.engine().endpoint("/socket/", "/").room("everybody").emit(Event.of("lobby"));
        fixture.room("everybody").emit(Event.of("auction"));

        inLobby.receives("lobby");
        atAuction.receives("auction");
        assertThat(inLobby.events("auction")).isEmpty();
        assertThat(atAuction.events("lobby")).isEmpty();
    }

    @Test
    void eventsStayInTheirNamespace() {
        RecordingApplication custom = fixture.serve(EngineFixture.PATH, "/custom");
        ClientKind kind = ClientKind.ofRevision4().findFirst().orElseThrow();

        RealClient client =
                fixture.open(kind, fixture.target().namespace("/custom")).connected();

        assertThat(custom.onlySession().id()).isEqualTo(client.id());
        assertThat(fixture.app().opened()).isEmpty();
    }
}
