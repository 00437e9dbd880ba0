package dev.turnout.engine.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.CloseReason;
import dev.turnout.testkit.raw.RawWebSocket;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A handler's bug ends the session it befell, is logged once, and nobody else hears of it. */
class HandlerFailureTest {

    private AbusedEngine engine;
    private ControlClient neighbour;
    private LogWatch log;

    @BeforeEach
    void start() throws IOException {
        engine = AbusedEngine.with(knobs -> knobs.eventLoops = 1);
        neighbour = engine.neighbour();
        log = new LogWatch();
    }

    @AfterEach
    void stop() throws IOException {
        neighbour.close();
        engine.close();
        log.close();
    }

    private void isLoggedOnce() {
        assertThat(log.lines()).singleElement().asString().startsWith("a handler failed: path=/test/");
        neighbour.isUndisturbed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"admit", "admit error"})
    void aFailureToAdmitEndsTheConnection(String step) throws IOException {
        try (RawWebSocket socket = engine.webSocket()) {
            assertThat(socket.send("40{\"fail\":\"" + step + "\"}").closeCode()).isEqualTo(1000);
            engine.awaitClosed(CloseReason.FORCED_SERVER_CLOSE, 1);
            assertThat(engine.handler.closed).isEmpty();
            isLoggedOnce();
        }
    }

    @Test
    void aFailureThatManyClientsCauseIsLoggedOnce() throws IOException {
        for (int i = 0; i < 20; i++) {
            try (RawWebSocket socket = engine.webSocket()) {
                assertThat(socket.send("40{\"fail\":\"admit\"}").closeCode()).isEqualTo(1000);
            }
        }
        isLoggedOnce();
    }

    @ParameterizedTest
    @ValueSource(strings = {"opened", "opened error"})
    void aFailureToOpenEndsTheSession(String step) throws IOException {
        try (RawWebSocket socket = engine.connected("{\"fail\":\"" + step + "\"}")) {
            assertThat(socket.closeCode()).isEqualTo(1000);
            engine.awaitClosed(CloseReason.FORCED_SERVER_CLOSE, 1);
            assertThat(engine.handler.closed).containsExactly(CloseReason.FORCED_SERVER_CLOSE);
            isLoggedOnce();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"event", "event error"})
    void aFailureOverAnEventEndsTheSession(String step) throws IOException {
        try (RawWebSocket socket = engine.connected("{\"fail\":\"" + step + "\"}")) {
            assertThat(socket.send("42[\"e\"]").closeCode()).isEqualTo(1000);
            engine.awaitClosed(CloseReason.FORCED_SERVER_CLOSE, 1);
            assertThat(engine.handler.closed).containsExactly(CloseReason.FORCED_SERVER_CLOSE);
            isLoggedOnce();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"closed", "closed error"})
    void aFailureToCloseChangesNothing(String step) throws IOException {
        engine.connected("{\"fail\":\"" + step + "\"}").close();
        engine.awaitClosed(CloseReason.TRANSPORT_CLOSE, 1);
        isLoggedOnce();
    }

    @Test
    void aFailureWhenTheClientLeavesTheNamespaceEndsTheConnection() throws IOException {
        try (RawWebSocket socket = engine.connected("{\"fail\":\"closed\"}")) {
            assertThat(socket.send("41").closeCode()).isEqualTo(1000);
            assertThat(engine.handler.closed).containsExactly(CloseReason.CLIENT_NAMESPACE_DISCONNECT);
            isLoggedOnce();
        }
    }

    @Test
    void whenARoomIsDisconnectedAFailureOfOneDoesNotStopTheOthers() throws Exception {
        try (RawWebSocket first = engine.connected();
                RawWebSocket failing = engine.connected("{\"fail\":\"closed\"}");
                RawWebSocket last = engine.connected()) {
            var told = engine.room().disconnect().toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(told.sessions()).as("with the neighbour").isEqualTo(4);
            for (RawWebSocket each : new RawWebSocket[] {first, failing, last}) {
                assertThat(each.text()).isEqualTo("41");
            }
            assertThat(failing.closeCode()).as("closed").isEqualTo(1000);
            assertThat(log.lines()).hasSize(1);
        }
    }

    @Test
    void sessionsThatEndOthersLeaveNoneInTheRoom() throws Exception {
        for (int i = 0; i < 10; i++) {
            engine.connected("{\"as\":\"friend\"}");
        }
        engine.connected("{\"takes\":\"friend\"}");
        engine.room().disconnect().toCompletableFuture().get(20, TimeUnit.SECONDS);
        AbusedEngine.eventually("all are told", () -> engine.handler.closed.size() == 12);
        assertThat(engine.handler.closed).containsOnly(CloseReason.SERVER_NAMESPACE_DISCONNECT);
        log.isSilent();
    }
}
