package dev.turnout.engine.contract;

import static dev.turnout.engine.contract.Json.json;
import static dev.turnout.engine.contract.Json.number;
import static dev.turnout.engine.contract.Json.text;
import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.Admission;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Event;
import dev.turnout.engine.Refusal;
import dev.turnout.engine.Transport;
import dev.turnout.engine.contract.EachClient.Selection;
import dev.turnout.testkit.clients.Chromium;
import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.clients.Mode;
import dev.turnout.testkit.clients.RealClient;
import java.time.Duration;
import java.util.stream.IntStream;

/** A page of another origin, in a real browser, with credentials. */
class BrowserContractTest extends ContractTest {

    @EachClient(Selection.IN_BROWSERS)
    void aPageOfAnAllowedOriginConnects(ClientKind kind) {
        fixture.withOrigins(Chromium.shared().origin());
        fixture.app()
                .admitting(handshake ->
                        Admission.accept(handshake.header().apply("Origin").orElse("none")));

        RealClient page = fixture.openInBrowser(kind);

        page.connected();
        assertThat(fixture.app().onlySession().attachment())
                .isEqualTo(Chromium.shared().origin());
        if (kind.mode() == Mode.UPGRADING) {
            page.upgraded();
            eventually(() -> assertThat(fixture.app().onlySession().transport()).isEqualTo(Transport.WEBSOCKET));
        }
    }

    @EachClient(Selection.IN_BROWSERS)
    void aPageIsSpokenWith(ClientKind kind) {
        RealClient page = fixture.openInBrowser(kind).connected();

        assertThat(page.emitWithAck("ask", text("Zoë 🎉"), json("{'a':[1,null]}")))
                .containsExactly(text("Zoë 🎉"), json("{'a':[1,null]}"));
        page.emit("echo", text("100% + ü"));
        page.receives("echo-back", text("100% + ü"));
    }

    @EachClient(Selection.IN_BROWSERS)
    void aPageHearsEverythingInOrder(ClientKind kind) {
        fixture.app()
                .welcoming(session -> IntStream.range(0, 100).forEach(i -> session.emit(Event.of("tick", number(i)))));

        RealClient page = fixture.openInBrowser(kind).connected();

        page.burst("ask", 50, true);
        page.receivesBurstAcks(50);
        page.receivesNumbers("tick", 100);
    }

    @EachClient(Selection.IN_BROWSERS)
    void aPageOfAForeignOriginIsRefused(ClientKind kind) {
        fixture.withOrigins("http://localhost:1");

        RealClient page = fixture.openInBrowser(kind);

        assertThat(page.connectError()).isNotNull();
        assertThat(fixture.app().handshakes()).isEmpty();
        assertThat(fixture.engine().stats().refused(Refusal.ORIGIN)).isPositive();
    }

    @EachClient(Selection.IN_BROWSERS)
    void aClosedTabIsGone(ClientKind kind) {
        fixture.withPings(Duration.ofMillis(600), Duration.ofMillis(400));
        RealClient page = fixture.openInBrowser(kind).connected();

        Chromium.shared().closeTabOf(page);

        assertThat(fixture.app().onlyCloseReason())
                .isIn(
                        CloseReason.CLIENT_NAMESPACE_DISCONNECT,
                        CloseReason.TRANSPORT_CLOSE,
                        CloseReason.TRANSPORT_ERROR,
                        CloseReason.PING_TIMEOUT);
    }
}
