package dev.turnout.engine.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Transport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The POLLING, LEAVING and CLOSED states of a session that a GET has opened. */
class PollingSessionTest {

    private final Steps steps = Steps.polling(WireForm.REVISION_4);

    @AfterEach
    void balanced() {
        steps.assertBalanced();
    }

    // ---- messages

    @Test
    void aGetWaitsUntilThereIsSomethingToAnswer() {
        PollRecorder get = steps.get();
        assertThat(get.waits()).isTrue();

        steps.send("hello");
        steps.settle();

        assertThat(get.answer()).isEqualTo("4hello");
    }

    @Test
    void aGetTakesWhatHasWaited() {
        steps.send("a");
        steps.send("b");
        assertThat(steps.got()).isEqualTo("4a\u001e4b");
        assertThat(steps.get().waits()).isTrue();
    }

    @Test
    void packetsOfOneTaskAreSentInOneAnswer() {
        PollRecorder get = steps.get();

        for (int i = 0; i < 200; i++) {
            steps.send(".");
        }
        assertThat(get.waits()).isTrue();
        steps.settle();

        assertThat(get.answer().split("\u001e", -1)).hasSize(200);
    }

    @Test
    void aPostIsHandledWhileAGetWaits() {
        PollRecorder get = steps.get();

        assertThat(steps.post("4hello\u001e4world\u001ebAQI=")).isTrue();

        assertThat(steps.received()).containsExactly("hello", "world", "<0102>");
        assertThat(get.waits()).isTrue();
    }

    // ---- one connection for all requests

    @Test
    void aPostThatTheLastAnswerLetsInFindsTheEnd() {
        List<Boolean> taken = new ArrayList<>();
        PollRecorder get = new PollRecorder(() -> taken.add(steps.post("2")));
        steps.polling().polled(get);

        steps.close(CloseReason.CONNECT_TIMEOUT);

        assertThat(get.answer()).isEqualTo("1");
        assertThat(taken).containsExactly(false);
        assertThat(steps.received()).containsExactly("closed: CONNECT_TIMEOUT");
    }

    @Test
    void aGetBehindTheLastRequestEndsItToo() {
        steps.send("bye");
        steps.close(CloseReason.FORCED_SERVER_CLOSE);
        PollRecorder second = new PollRecorder();
        PollRecorder first = new PollRecorder(() -> steps.polling().polled(second));

        steps.polling().polled(first);

        assertThat(first.answer()).isEqualTo("4bye\u001e1");
        assertThat(second.answer()).isEqualTo("refused SESSION_UNKNOWN");
    }

    @Test
    void theCloseComesLastEvenBehindAValue() {
        steps.sendLatest("count", "42[\"count\",1]");
        steps.send("bye");
        steps.close(CloseReason.FORCED_SERVER_CLOSE);

        assertThat(steps.got()).isEqualTo("4bye\u001e442[\"count\",1]\u001e1");
    }

    // ---- the client's mistakes

    @Test
    void aSecondGetEndsTheSessionAndTheFirst() {
        PollRecorder first = steps.get();

        assertThat(steps.got()).isEqualTo("refused BAD_REQUEST");

        assertThat(first.answer()).isEqualTo("1");
        assertThat(steps.received()).containsExactly("closed: TRANSPORT_ERROR");
        assertThat(steps.got()).isEqualTo("refused SESSION_UNKNOWN");
        assertThat(steps.isKnownByItsSid()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // no packet at all
                "abc", // no type
                "7", // a type that there is not
                "4a\u001e", // an empty packet
                "4a\u001e\u001e4b",
                "b?", // no base64
                "2", // the server pings, not the client
                "2probe", // on a transport that needs no probe
                "0{}", // only a server opens
                "5", // on no other transport
                "6",
            })
    void anInvalidOrForbiddenPacketEndsTheSession(String body) {
        PollRecorder get = steps.get();

        steps.post(body);

        assertThat(get.answer()).isEqualTo("1");
        assertThat(steps.received()).last().isEqualTo("closed: PARSE_ERROR");
    }

    @Test
    void nothingOfABrokenPayloadIsHandled() {
        assertThat(steps.post("4good\u001exbad")).isFalse();
        assertThat(steps.received()).containsExactly("closed: PARSE_ERROR");
    }

    @Test
    void packetsBeforeAForbiddenOneAreHandledAndNoneAfterIt() {
        steps.post("4before\u001e2\u001e4after");
        assertThat(steps.received()).containsExactly("before", "closed: PARSE_ERROR");
    }

    @Test
    void aPostAfterTheEndIsRefused() {
        steps.post("1");
        assertThat(steps.post("4late")).isFalse();
        assertThat(steps.received()).containsExactly("closed: TRANSPORT_CLOSE");
    }

    @Test
    void morePacketsThanTheBurstEndTheSession() {
        assertThat(steps.post("4.\u001e".repeat(Steps.BURST) + "4!")).isTrue();

        List<String> received = steps.received();
        assertThat(received).hasSize(Steps.BURST + 1).doesNotContain("!");
        assertThat(received.get(Steps.BURST)).isEqualTo("closed: PACKET_RATE");
    }

    // ---- the client leaves

    @Test
    void theClientsCloseReleasesItsGetWithANoop() {
        PollRecorder get = steps.get();

        assertThat(steps.post("1")).isTrue();

        assertThat(get.answer()).isEqualTo("6");
        assertThat(steps.received()).containsExactly("closed: TRANSPORT_CLOSE");
        assertThat(steps.got()).isEqualTo("refused SESSION_UNKNOWN");
    }

    @Test
    void aGetThatIsAbandonedEndsTheSession() {
        PollRecorder get = steps.get();

        steps.closesConnection(get);

        assertThat(steps.received()).containsExactly("closed: TRANSPORT_CLOSE");
        assertThat(get.answer())
                .as("for a client that closed only its own side")
                .isEqualTo("1");
    }

    @Test
    void aGetThatIsAbandonedAfterItsAnswerEndsNothing() {
        PollRecorder get = steps.get();
        steps.send("hello");
        steps.settle();

        steps.closesConnection(get);

        assertThat(steps.session().isOpen()).isTrue();
    }

    // ---- the server closes

    @Test
    void aWaitingGetTakesTheLastPacketsAndTheClose() {
        PollRecorder get = steps.get();

        steps.send("bye");
        steps.close(CloseReason.FORCED_SERVER_CLOSE);

        assertThat(get.answer()).isEqualTo("4bye\u001e1");
        assertThat(steps.received()).containsExactly("closed: FORCED_SERVER_CLOSE");
        assertThat(steps.isKnownByItsSid()).isFalse();
    }

    @Test
    void theNextGetTakesTheLastPacketsAndTheClose() {
        steps.send("bye");
        steps.close(CloseReason.SERVER_SHUTTING_DOWN);

        assertThat(steps.received()).containsExactly("closed: SERVER_SHUTTING_DOWN");
        assertThat(steps.got()).isEqualTo("4bye\u001e1");
        assertThat(steps.got()).isEqualTo("refused SESSION_UNKNOWN");
        assertThat(steps.isKnownByItsSid()).isFalse();
    }

    @Test
    void aClientThatIsLeavingIsIgnoredAndSentNothingNew() {
        steps.close(CloseReason.FORCED_SERVER_CLOSE);

        steps.send("late");
        assertThat(steps.post("4hello")).isFalse();
        steps.close(CloseReason.PING_TIMEOUT);

        assertThat(steps.received()).containsExactly("closed: FORCED_SERVER_CLOSE");
        assertThat(steps.got()).isEqualTo("1");
    }

    @Test
    void aLastGetThatNeverComesIsNotWaitedForLongerThanAPong() {
        steps.close(CloseReason.FORCED_SERVER_CLOSE);

        steps.pass(Steps.TIMINGS.pingTimeout().minusMillis(1));
        assertThat(steps.isKnownByItsSid()).isTrue();
        steps.passMillis(1);

        assertThat(steps.isKnownByItsSid()).isFalse();
        assertThat(steps.got()).isEqualTo("refused SESSION_UNKNOWN");
    }

    @Test
    void theEndIsFinal() {
        PollRecorder get = steps.get();
        steps.close(CloseReason.FORCED_SERVER_CLOSE);

        steps.close(CloseReason.SERVER_SHUTTING_DOWN);
        steps.send("late");
        steps.closesConnection(get);
        steps.passMillis(10_000);

        assertThat(get.answer()).isEqualTo("1");
        assertThat(steps.received()).containsExactly("closed: FORCED_SERVER_CLOSE");
        assertThat(steps.mayUpgrade()).isFalse();
    }

    // ---- a client that does not come for its messages

    @Test
    void messagesWaitUpToTheLimit() {
        String message = "x".repeat(Steps.QUEUE_BYTES - 1);
        steps.send(message);
        assertThat(steps.got()).isEqualTo("4" + message);
    }

    @Test
    void oneByteMoreEndsTheSession() {
        steps.send("x".repeat(Steps.QUEUE_BYTES / 2));
        steps.send("x".repeat(Steps.QUEUE_BYTES / 2));
        steps.settle();

        assertThat(steps.received()).containsExactly("closed: OUTBOUND_QUEUE_FULL");
        assertThat(steps.got()).isEqualTo("refused SESSION_UNKNOWN");
    }

    @Test
    void ofValuesTheNewestIsKeptAndItNeverFillsTheQueue() {
        for (int i = 0; i < 1000; i++) {
            steps.sendLatest("count", "count " + i);
        }
        steps.sendLatest("stats", "stats");
        steps.send("event");

        assertThat(steps.got()).isEqualTo("4event\u001e4count 999\u001e4stats");
        assertThat(steps.counters().eventsReplaced()).isEqualTo(999);
        assertThat(steps.get().waits()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"REVISION_4, 4", "REVISION_4_BASE64, 4", "REVISION_3, 3", "REVISION_3_BASE64, 3"})
    void theSessionHasItsRevision(WireForm form, int revision) {
        Steps other = Steps.polling(form);
        assertThat(other.session().protocol()).isEqualTo(revision);
        assertThat(other.session().transport()).isEqualTo(Transport.POLLING);
    }
}
