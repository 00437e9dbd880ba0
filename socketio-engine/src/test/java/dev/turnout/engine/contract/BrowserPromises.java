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
import dev.turnout.engine.contract.EachClient.Those;
import dev.turnout.testkit.clients.Chromium;
import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.clients.Mode;
import dev.turnout.testkit.clients.RealClient;
import java.time.Duration;
import java.util.stream.IntStream;

/** A page of another origin, in a real browser, with credentials. */
interface BrowserPromises extends OnStage {

    @EachClient(Those.IN_BROWSERS)
    default void aPageOfAnAllowedOriginConnects(ClientKind kind) {
        stage().withOrigins(Chromium.shared().origin());
        stage().app()
                .admitting(handshake ->
                        Admission.accept(handshake.header().apply("Origin").orElse("none")));

        RealClient page = stage().openInBrowser(kind);

        page.connected();
        assertThat(stage().app().onlySession().attachment())
                .isEqualTo(Chromium.shared().origin());
        if (kind.mode() == Mode.UPGRADING) {
            page.upgraded();
            eventually(() -> assertThat(stage().app().onlySession().transport()).isEqualTo(Transport.WEBSOCKET));
        }
    }

    @EachClient(Those.IN_BROWSERS)
    default void aPageIsSpokenWith(ClientKind kind) {
        RealClient page = stage().openInBrowser(kind).connected();

        assertThat(page.emitWithAck("ask", text("Zoë 🎉"), json("{'a':[1,null]}")))
                .containsExactly(text("Zoë 🎉"), json("{'a':[1,null]}"));
        page.emit("echo", text("100% + ü"));
        page.receives("echo-back", text("100% + ü"));
    }

    @EachClient(Those.IN_BROWSERS)
    default void aPageHearsEverythingInOrder(ClientKind kind) {
        stage().app()
                .welcoming(session -> IntStream.range(0, 100).forEach(i -> session.emit(Event.of("tick", number(i)))));

        RealClient page = stage().openInBrowser(kind).connected();

        page.burst("ask", 50, true);
        page.receivesBurstAcks(50);
        page.receivesNumbers("tick", 100);
    }

    @EachClient(Those.IN_BROWSERS)
    default void aPageOfAForeignOriginIsRefused(ClientKind kind) {
        stage().withOrigins("http://localhost:1");

        RealClient page = stage().openInBrowser(kind);

        assertThat(page.connectError()).isNotNull();
        assertThat(stage().app().handshakes()).isEmpty();
        assertThat(stage().engine().stats().refused(Refusal.ORIGIN)).isPositive();
    }

    @EachClient(Those.IN_BROWSERS)
    default void aClosedTabIsGone(ClientKind kind) {
        stage().withPings(Duration.ofMillis(600), Duration.ofMillis(400));
        RealClient page = stage().openInBrowser(kind).connected();

        Chromium.shared().closeTabOf(page);

        assertThat(stage().app().onlyCloseReason())
                .isIn(
                        CloseReason.CLIENT_NAMESPACE_DISCONNECT,
                        CloseReason.TRANSPORT_CLOSE,
                        CloseReason.TRANSPORT_ERROR,
                        CloseReason.PING_TIMEOUT);
    }
}
