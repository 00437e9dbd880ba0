package dev.turnout.engine.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Transport;
import dev.turnout.engine.loop.Deadline;
import dev.turnout.engine.websocket.CloseCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From POLLING to WEBSOCKET, or not. */
class UpgradeTest {

    private final Steps steps = Steps.polling(WireForm.REVISION_4);

    @AfterEach
    void balanced() {
        steps.assertBalanced();
    }

    // ---- the way it should go

    @Test
    void theProbeIsAnsweredAndReleasesTheWaitingGetWithANoop() {
        PollRecorder get = steps.get();
        WebSocketRecorder socket = steps.beginUpgrade();
        assertThat(get.waits()).isTrue();

        socket.sends("2probe");

        assertThat(socket.gets()).containsExactly("3probe");
        assertThat(get.answer()).isEqualTo("6");
        assertThat(steps.session().transport()).isEqualTo(Transport.POLLING);
    }

    @Test
    void theUpgradePacketMakesTheWebSocketTheTransport() {
        WebSocketRecorder socket = steps.upgraded();

        steps.send("hello");
        socket.sends("4world");

        assertThat(socket.gets()).containsExactly("4hello");
        assertThat(steps.received()).containsExactly("world");
        assertThat(steps.session().transport()).isEqualTo(Transport.WEBSOCKET);
        assertThat(steps.counters().live(Transport.WEBSOCKET)).isEqualTo(1);
        assertThat(steps.counters().live(Transport.POLLING)).isZero();
    }

    @Test
    void aCloseFrameThatCannotBeSentEndsTheSessionAllTheSame() {
        WebSocketRecorder socket = steps.upgraded();
        socket.failsWith(new OutOfMemoryError("no memory for the frame"));

        steps.close(CloseReason.FORCED_SERVER_CLOSE);

        assertThat(socket.gets()).containsExactly("aborted");
        assertThat(steps.received()).containsExactly("closed: FORCED_SERVER_CLOSE");
        assertThat(steps.isKnownByItsSid()).isFalse();
    }

    @Test
    void aGetWaitsUntilTheProbeArrives() {
        WebSocketRecorder socket = steps.beginUpgrade();
        PollRecorder get = steps.get();
        steps.passMillis(200);
        assertThat(get.waits()).isTrue();
        socket.sends("2probe");
        assertThat(get.answer()).isEqualTo("6");
    }

    @Test
    void afterTheProbeAGetIsAnsweredWithANoopAtMostEvery100Millis() {
        steps.beginUpgrade().sends("2probe");
        for (int noop = 0; noop < 2; noop++) {
            PollRecorder get = steps.get();
            steps.passMillis(99);
            assertThat(get.waits()).isTrue();
            steps.passMillis(1);
            assertThat(get.answer()).isEqualTo("6");
        }
        assertThat(steps.session().isOpen()).isTrue();
    }

    @Test
    void noNoopIsSentAfterAFailedUpgrade() {
        WebSocketRecorder socket = steps.beginUpgrade();
        socket.sends("2probe");
        socket.closesConnection();
        PollRecorder get = steps.get();
        steps.passMillis(250);
        assertThat(get.waits()).isTrue();
    }

    @Test
    void aGetTakesWhatHasWaitedInsteadOfANoop() {
        WebSocketRecorder socket = steps.beginUpgrade();
        socket.sends("2probe");
        steps.send("hello");
        assertThat(steps.got()).isEqualTo("4hello");
    }

    @Test
    void theWaitingGetTakesWhatWasSentInTheSameMomentAsTheProbe() {
        PollRecorder get = steps.get();
        WebSocketRecorder socket = steps.beginUpgrade();

        steps.send("hello");
        socket.sends("2probe");
        steps.settle();

        assertThat(get.answer()).isEqualTo("4hello");
    }

    @Test
    void queuedPacketsAreSentByTheWebSocketInOrder() {
        WebSocketRecorder socket = steps.beginUpgrade();
        socket.sends("2probe");
        steps.send("a");
        steps.sendLatest("count", "count 1");
        steps.send("b");
        steps.sendLatest("count", "count 2");
        socket.sends("5");
        steps.send("c");

        assertThat(socket.gets()).containsExactly("3probe", "4a", "4b", "4count 2", "4c");
    }

    @Test
    void aGetThatWaitsAtTheUpgradeIsReleased() {
        WebSocketRecorder socket = steps.beginUpgrade();
        socket.sends("2probe");
        steps.send("a");
        assertThat(steps.got()).isEqualTo("4a");

        socket.sends("5");

        assertThat(steps.got()).isEqualTo("refused BAD_REQUEST");
        assertThat(steps.received()).isEmpty();
    }

    @Test
    void aSecondProbeEndsTheUpgradeOnly() {
        WebSocketRecorder socket = steps.beginUpgrade();
        socket.sends("2probe");
        socket.sends("2probe");
        socket.sends("5");
        assertThat(socket.gets()).containsExactly("3probe", "close 1002");
        assertThat(steps.session().transport()).isEqualTo(Transport.POLLING);
    }

    // ---- afterwards polling is over

    @Test
    void requestsWithTheSidAreRefusedAfterTheUpgrade() {
        WebSocketRecorder socket = steps.upgraded();

        assertThat(steps.isKnownByItsSid()).isTrue();
        assertThat(steps.got()).isEqualTo("refused BAD_REQUEST");
        assertThat(steps.post("4hello")).isFalse();
        assertThat(steps.mayUpgrade()).isFalse();
        assertThat(steps.received()).isEmpty();
        assertThat(steps.session().isOpen()).isTrue();

        socket.closesConnection();
        assertThat(steps.isKnownByItsSid()).isFalse();
    }

    @Test
    void anUpgradePacketTwiceIsNotAllowed() {
        WebSocketRecorder socket = steps.upgraded();
        socket.sends("5");
        assertThat(steps.received()).containsExactly("closed: PARSE_ERROR");
    }

    // ---- failures leave the session as it was

    @ParameterizedTest
    @ValueSource(strings = {"5", "2", "2prob", "2probes", "4hello", "1", "", "3probe", "garbage"})
    void aPacketThatIsNoProbeFailsOnlyTheUpgrade(String packet) {
        WebSocketRecorder socket = steps.beginUpgrade();
        socket.sends(packet);
        assertThat(socket.gets()).containsExactly("close 1002");
        assertPollingContinues();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4hello", "1", "3", "6", ""})
    void anotherPacketAfterTheProbeFailsTheUpgrade(String packet) {
        WebSocketRecorder socket = steps.beginUpgrade();
        socket.sends("2probe");
        socket.sends(packet);
        assertThat(socket.gets()).containsExactly("3probe", "close 1002");
        assertPollingContinues();
    }

    @Test
    void aBinaryProbeIsNone() {
        WebSocketRecorder socket = steps.beginUpgrade();
        socket.sendsBinary("3270726f6265");
        assertThat(socket.gets()).containsExactly("close 1002");
        assertPollingContinues();
    }

    @Test
    void aWebSocketThatIsLostWhileProbingHurtsNobody() {
        steps.beginUpgrade().closesConnection();
        assertPollingContinues();

        WebSocketRecorder second = steps.beginUpgrade();
        second.sends("2probe");
        second.closesConnection();
        assertPollingContinues();
    }

    @Test
    void aWebSocketThatBreaksItsProtocolWhileProbingHurtsNobody() {
        steps.beginUpgrade().violates(CloseCode.PROTOCOL_ERROR);
        assertPollingContinues();
    }

    @Test
    void aProbeThatTakesTooLongIsGivenUp() {
        WebSocketRecorder socket = steps.beginUpgrade();
        socket.sends("2probe");
        keepAliveFor(Steps.TIMINGS.upgradeTimeout().toMillis() - 1);
        assertThat(socket.gets()).containsExactly("3probe");

        steps.passMillis(1);

        assertThat(socket.gets()).containsExactly("close 1002");
        assertPollingContinues();
    }

    @Test
    void aFailedWebSocketThatDoesNotCloseIsCut() {
        WebSocketRecorder socket = steps.beginUpgrade();
        socket.sends("garbage");
        assertThat(socket.gets()).containsExactly("close 1002");

        steps.pass(Steps.TIMINGS.pingTimeout());

        assertThat(socket.gets()).containsExactly("aborted");
    }

    @Test
    void onlyOneWebSocketMayTryAtATime() {
        WebSocketRecorder socket = steps.beginUpgrade();
        assertThat(steps.mayUpgrade()).isFalse();

        socket.closesConnection();

        assertThat(steps.mayUpgrade()).isTrue();
    }

    @Test
    void anotherMayTryAfterAFailure() {
        steps.beginUpgrade().sends("garbage");
        WebSocketRecorder second = steps.upgraded();
        steps.send("hello");
        assertThat(second.gets()).containsExactly("4hello");
    }

    // ---- the session ends meanwhile

    @Test
    void aProbingWebSocketEndsWithItsSession() {
        WebSocketRecorder socket = steps.beginUpgrade();
        steps.post("1");
        assertThat(socket.gets()).containsExactly("close 1002");
        assertThat(steps.received()).containsExactly("closed: TRANSPORT_CLOSE");

        socket.sends("2probe");
        socket.sends("5");

        assertThat(socket.gets()).isEmpty();
        assertThat(steps.session().transport()).isEqualTo(Transport.POLLING);
    }

    @Test
    void aClientThatIsLeavingMayTakeTheLastPacketsByTheWebSocketThatWasProbing() {
        WebSocketRecorder socket = steps.beginUpgrade();
        socket.sends("2probe");
        steps.send("bye");
        steps.close(CloseReason.FORCED_SERVER_CLOSE);
        assertThat(steps.received()).containsExactly("closed: FORCED_SERVER_CLOSE");

        socket.sends("5");

        assertThat(socket.gets()).containsExactly("3probe", "4bye", "close 1000");
        assertThat(steps.counters().live()).isZero();
        socket.closesConnection();
        assertThat(steps.received()).isEmpty();
    }

    @Test
    void aClientThatIsLeavingAndDoesNotReadIsCountedOnce() {
        WebSocketRecorder socket = steps.beginUpgrade();
        socket.sends("2probe");
        fillTheQueue();
        steps.close(CloseReason.FORCED_SERVER_CLOSE);
        socket.stopsReading();

        socket.sends("5");
        steps.settle();

        assertThat(steps.received()).containsExactly("closed: FORCED_SERVER_CLOSE");
        assertThat(steps.counters().closed(CloseReason.OUTBOUND_QUEUE_FULL)).isZero();
    }

    @Test
    void aClientThatIsLeavingMayNotBeginToUpgrade() {
        steps.close(CloseReason.FORCED_SERVER_CLOSE);
        assertThat(steps.mayUpgrade()).isFalse();
    }

    @Test
    void aClientThatUpgradesAndDoesNotReadIsCountedOnce() {
        WebSocketRecorder socket = steps.beginUpgrade();
        socket.sends("2probe");
        socket.stopsReading();
        fillTheQueue();

        socket.sends("5");
        steps.settle();

        assertThat(steps.received()).containsExactly("closed: OUTBOUND_QUEUE_FULL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2probe", "5"})
    void aRequestBehindTheGetThatTheUpgradeAnswersMayEndTheSession(String packet) {
        WebSocketRecorder socket = steps.beginUpgrade();
        if (packet.equals("5")) {
            socket.sends("2probe");
        }
        steps.polling().polled(new PollRecorder(() -> steps.post("1")));

        socket.sends(packet);

        assertThat(steps.received()).containsExactly("closed: TRANSPORT_CLOSE");
        assertThat(socket.gets()).containsExactly("3probe", "close 1002");
        assertThat(steps.isKnownByItsSid()).isFalse();
        List<Deadline> waiting = new ArrayList<>();
        steps.engineLoop().noops().forEach(waiting::add);
        assertThat(waiting).as("further answers to GETs").isEmpty();
    }

    /** As messages it fits, but not as frames, which are longer. */
    private void fillTheQueue() {
        for (int i = 0; i < Steps.QUEUE_BYTES / 4; i++) {
            steps.send("abc");
        }
        steps.settle();
        assertThat(steps.received()).isEmpty();
    }

    private void keepAliveFor(long millis) {
        PollRecorder get = steps.get();
        for (long passed = 0; passed < millis; passed += 100) {
            steps.passMillis(Math.min(100, millis - passed));
            if (!get.waits()) {
                if (get.answer().equals("2")) {
                    steps.post("3");
                }
                get = steps.get();
            }
        }
        steps.send("last");
        steps.settle();
        assertThat(get.answer()).isEqualTo("4last");
    }

    private void assertPollingContinues() {
        assertThat(steps.session().isOpen()).isTrue();
        assertThat(steps.received()).isEmpty();
        PollRecorder get = steps.get();
        assertThat(get.waits()).as("a GET hangs as before").isTrue();
        steps.send("still here");
        steps.settle();
        assertThat(List.of(get.answer())).containsExactly("4still here");
    }
}
