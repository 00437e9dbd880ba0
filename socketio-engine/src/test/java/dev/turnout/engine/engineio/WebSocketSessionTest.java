package dev.turnout.engine.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Transport;
import dev.turnout.engine.websocket.CloseCode;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The WEBSOCKET state, and CLOSED after it. */
class WebSocketSessionTest {

    private static final String MORE_THAN_HALF = "x".repeat(Steps.QUEUE_BYTES * 6 / 10);

    private final Steps steps = Steps.webSocket(WireForm.REVISION_4);
    private final WebSocketRecorder socket = steps.socket();

    @AfterEach
    void balanced() {
        steps.assertBalanced();
    }

    @Test
    void itIsAWebSocketFromTheBeginningAndHasNoUsableSid() {
        assertThat(steps.session().transport()).isEqualTo(Transport.WEBSOCKET);
        assertThat(steps.isKnownByItsSid()).isFalse();
    }

    @Test
    void messagesGoBothWays() {
        steps.send("hello");
        steps.send(Outbound.binary(new byte[] {1, 2}));
        socket.sends("4world");
        socket.sendsBinary("0304");
        socket.sends("bBQY=");

        assertThat(socket.gets()).containsExactly("4hello", "<0102>");
        assertThat(steps.received()).containsExactly("world", "<0304>", "<0506>");
    }

    // ---- failures

    @Test
    void aSessionToWhichSendingFailsIsClosedAndGetsNothingMore() {
        socket.failsWith(new OutOfMemoryError("no memory for the frames"));
        steps.send("one");
        steps.send("two");
        assertThat(steps.received()).as("in the middle of a broadcast").isEmpty();
        steps.passMillis(0);

        assertThat(steps.received()).containsExactly("closed: SEND_FAILED");
        assertThat(socket.gets()).containsExactly("aborted");
    }

    @Test
    void aBroadcastGoesOnToTheOthersWhenOneSendFails() {
        Steps failing = Steps.webSocket(WireForm.REVISION_4);
        failing.socket().failsWith(new OutOfMemoryError("no memory for the frames"));
        try (SharedFrames frames = new SharedFrames(Outbound.message(Steps.bytes("4hello"), List.of()))) {
            failing.session().send(frames);
            steps.session().send(frames);
        }
        assertThat(socket.gets()).containsExactly("4hello");
        failing.passMillis(0);
        assertThat(failing.received()).containsExactly("closed: SEND_FAILED");
    }

    // ---- the end

    @Test
    void theClientsCloseIsAnsweredWithAWebSocketClose() {
        socket.sends("1");
        assertThat(steps.received()).containsExactly("closed: TRANSPORT_CLOSE");
        assertThat(socket.gets()).containsExactly("close 1000");
    }

    @Test
    void aLostConnectionEndsTheSession() {
        socket.closesConnection();
        assertThat(steps.received()).containsExactly("closed: TRANSPORT_CLOSE");
        assertThat(socket.gets()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "7", "0", "2", "5", "6", "b?"})
    void anInvalidOrForbiddenPacketEndsTheSession(String packet) {
        socket.sends(packet);
        assertThat(steps.received()).containsExactly("closed: PARSE_ERROR");
        assertThat(socket.gets()).containsExactly("close 1002");
    }

    @ParameterizedTest
    @CsvSource({
        "FORCED_SERVER_CLOSE, 1000",
        "REPLACED, 1000",
        "CONNECT_TIMEOUT, 1000",
        "CONNECT_REFUSED, 1000",
        "SERVER_NAMESPACE_DISCONNECT, 1000",
        "SERVER_SHUTTING_DOWN, 1001",
        "PARSE_ERROR, 1002",
        "PACKET_RATE, 1008",
        "NAMESPACE_LIMIT, 1008",
        "ATTACHMENT_LIMIT, 1008",
        "JSON_DEPTH, 1008",
        "PAYLOAD_TOO_LARGE, 1009",
    })
    void ourCloseGivesTheReasonByItsCode(CloseReason reason, int code) {
        steps.send("bye");
        steps.close(reason);
        assertThat(socket.gets()).containsExactly("4bye", "close " + code);
        assertThat(steps.received()).containsExactly("closed: " + reason);
    }

    @Test
    void aClientThatDoesNotAnswerOurCloseIsCut() {
        steps.close(CloseReason.FORCED_SERVER_CLOSE);
        steps.pass(Steps.TIMINGS.pingTimeout().minusMillis(1));
        assertThat(socket.gets()).containsExactly("close 1000");

        steps.passMillis(1);

        assertThat(socket.gets()).containsExactly("aborted");
    }

    @Test
    void aClientThatAnswersOurCloseIsNotCutAgain() {
        steps.close(CloseReason.FORCED_SERVER_CLOSE);
        socket.closesConnection();
        steps.passMillis(10_000);
        assertThat(socket.gets()).containsExactly("close 1000");
        assertThat(steps.received()).containsExactly("closed: FORCED_SERVER_CLOSE");
    }

    @Test
    void nothingIsHandledOrSentAfterTheEnd() {
        steps.close(CloseReason.FORCED_SERVER_CLOSE);
        socket.sends("4late");
        socket.sends("abc");
        steps.send("late");
        assertThat(steps.received()).containsExactly("closed: FORCED_SERVER_CLOSE");
        assertThat(socket.gets()).containsExactly("close 1000");
    }

    @ParameterizedTest
    @CsvSource({"PROTOCOL_ERROR, PARSE_ERROR", "INVALID_DATA, PARSE_ERROR", "TOO_BIG, PAYLOAD_TOO_LARGE"})
    void aBreachOfTheWebSocketProtocolEndsTheSession(CloseCode code, CloseReason reason) {
        socket.violates(code);
        assertThat(steps.received()).containsExactly("closed: " + reason);
    }

    @Test
    void framesThatMakeNoMessageCountAsWell() {
        for (int i = 0; i < Steps.BURST; i++) {
            socket.sendsOtherFrame();
        }
        assertThat(steps.received()).isEmpty();
        socket.sendsOtherFrame();
        assertThat(steps.received()).containsExactly("closed: PACKET_RATE");
    }

    @Test
    void theRateAllowsMoreAsTimePasses() {
        for (int second = 0; second < 4; second++) {
            for (int i = 0; i < 8; i++) {
                socket.sends("4.");
            }
            socket.sends("3");
            steps.passMillis(1000);
            socket.gets();
            socket.sends("3");
        }
        assertThat(steps.received()).hasSize(32).containsOnly(".");
    }

    // ---- a client that does not read

    @Test
    void messagesWaitInOrderUpToTheLimitUntilTheClientReadsAgain() {
        socket.stopsReading();
        steps.send("first");
        steps.send("second");
        steps.send("third");
        assertThat(socket.gets()).containsExactly("4first");
        socket.readsAgain();
        assertThat(socket.gets()).containsExactly("4second", "4third");
    }

    @Test
    void aMessageBeyondTheLimitAbortsTheSession() {
        socket.stopsReading();
        steps.send(MORE_THAN_HALF);
        steps.send(MORE_THAN_HALF);
        steps.settle();

        assertThat(steps.received()).containsExactly("closed: OUTBOUND_QUEUE_FULL");
        assertThat(socket.gets()).containsExactly("4" + MORE_THAN_HALF, "aborted");
    }

    @Test
    void nothingIsSentPastAMessageThatFoundNoRoom() {
        socket.stopsReading();
        steps.send(MORE_THAN_HALF);
        steps.send(MORE_THAN_HALF);
        steps.send("small");
        steps.settle();

        assertThat(socket.gets()).doesNotContain("4small");
    }

    @Test
    void aClientThatSendsIsNotInterruptedByTheEndOfTheSession() {
        socket.stopsReading();
        steps.send(MORE_THAN_HALF);
        steps.send(MORE_THAN_HALF);

        assertThat(steps.received()).as("within the task that sends").isEmpty();
        steps.settle();
        assertThat(steps.received()).containsExactly("closed: OUTBOUND_QUEUE_FULL");
    }

    @Test
    void ofValuesOnlyTheNewestIsSentWhenTheClientReadsAgain() {
        socket.stopsReading();
        steps.sendLatest("count", "count 0");
        for (int i = 1; i <= 1000; i++) {
            steps.sendLatest("count", "count " + i);
            steps.sendLatest("stats", "stats " + i);
        }
        assertThat(socket.gets()).containsExactly("4count 0");

        socket.readsAgain();

        assertThat(socket.gets()).containsExactly("4count 1000", "4stats 1000");
        assertThat(steps.counters().eventsReplaced()).isEqualTo(1998);
    }

    @Test
    void messagesThatWaitAreSentBeforeValuesThatWait() {
        socket.stopsReading();
        steps.sendLatest("count", "count 0");
        steps.sendLatest("count", "count 1");
        steps.send("event");
        assertThat(socket.gets()).containsExactly("4count 0");
        socket.readsAgain();
        assertThat(socket.gets()).containsExactly("4event", "4count 1");
    }

    @Test
    void aValueWaitsAsOftenAsTheClientStopsReading() {
        for (int round = 0; round < 3; round++) {
            socket.stopsReading();
            steps.sendLatest("count", "first of " + round);
            steps.sendLatest("count", "last of " + round);
            socket.readsAgain();
            assertThat(socket.gets()).containsExactly("4first of " + round, "4last of " + round);
        }
    }

    @Test
    void theCloseFrameFollowsTheQueueWhenTheClientReadsAgain() {
        socket.stopsReading();
        steps.sendLatest("count", "count 0");
        steps.sendLatest("count", "count 1");
        steps.send("bye");
        steps.close(CloseReason.FORCED_SERVER_CLOSE);
        assertThat(steps.received()).containsExactly("closed: FORCED_SERVER_CLOSE");
        assertThat(socket.gets())
                .as("more would wait outside the queue and its limit")
                .containsExactly("4count 0");

        socket.readsAgain();

        assertThat(socket.gets()).containsExactly("4bye", "4count 1", "close 1000");
    }

    @Test
    void aClientThatDoesNotReadItsQueueAfterOurCloseIsCut() {
        socket.stopsReading();
        steps.send("first");
        steps.send("second");
        steps.close(CloseReason.FORCED_SERVER_CLOSE);
        socket.gets();

        steps.pass(Steps.TIMINGS.pingTimeout());

        assertThat(socket.gets()).containsExactly("aborted");
    }

    @Test
    void aQueueThatCannotBeSentAfterOurCloseCutsTheClient() {
        socket.stopsReading();
        steps.send("first");
        steps.send("second");
        steps.close(CloseReason.FORCED_SERVER_CLOSE);
        socket.gets();
        socket.failsWith(new OutOfMemoryError("no memory for the frames"));

        socket.readsAgain();

        assertThat(socket.gets()).containsExactly("aborted");
    }

    @Test
    void aViolationDropsTheQueue() {
        socket.stopsReading();
        steps.send("first");
        steps.send("second");
        socket.violates(CloseCode.PROTOCOL_ERROR);
        socket.readsAgain();
        assertThat(socket.gets()).containsExactly("4first", "close 1002");
    }

    @Test
    void aMessageLargerThanTheLimitGoesWhenNothingWaits() {
        String large = String.join("", Collections.nCopies(Steps.QUEUE_BYTES, "xy"));
        steps.send(large);
        assertThat(socket.gets()).containsExactly("4" + large);
    }
}
