package dev.turnout.engine.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

    private static final Duration INTERVAL = Steps.TIMINGS.pingInterval();
    private static final Duration TIMEOUT = Steps.TIMINGS.pingTimeout();

    @Nested
    class OfRevision4 {

        private final Steps webSocket = Steps.webSocket(WireForm.REVISION_4);
        private final Steps polling = Steps.polling(WireForm.REVISION_4);

        @AfterEach
        void balanced() {
            webSocket.assertBalanced();
            polling.assertBalanced();
        }

        @Test
        void theServerPingsWhenTheIntervalIsOverAndNotBefore() {
            webSocket.pass(INTERVAL.minusMillis(1));
            assertThat(webSocket.socket().gets()).isEmpty();
            webSocket.passMillis(1);
            assertThat(webSocket.socket().gets()).containsExactly("2");
        }

        @Test
        void aPongKeepsTheSessionForAnotherInterval() {
            for (int beat = 0; beat < 5; beat++) {
                webSocket.pass(INTERVAL);
                assertThat(webSocket.socket().gets()).containsExactly("2");
                webSocket.pass(TIMEOUT.minusMillis(1));
                webSocket.socket().sends("3");
            }
            assertThat(webSocket.received()).isEmpty();
        }

        @Test
        void withoutAPongTheSessionEndsWhenIntervalAndTimeoutAreOver() {
            webSocket.pass(INTERVAL);
            webSocket.pass(TIMEOUT.minusMillis(1));
            assertThat(webSocket.received()).isEmpty();

            webSocket.passMillis(1);

            assertThat(webSocket.received()).containsExactly("closed: PING_TIMEOUT");
            assertThat(webSocket.socket().gets()).containsExactly("2", "aborted");
        }

        @Test
        void messagesAreNoPong() {
            webSocket.pass(INTERVAL);
            webSocket.socket().sends("4hello");
            webSocket.pass(TIMEOUT);
            assertThat(webSocket.received()).containsExactly("hello", "closed: PING_TIMEOUT");
        }

        @Test
        void anUnexpectedPongDoesNoHarm() {
            webSocket.pass(INTERVAL.minusMillis(1));
            webSocket.socket().sends("3");
            webSocket.pass(INTERVAL.minusMillis(1));
            assertThat(webSocket.socket().gets()).isEmpty();
            webSocket.passMillis(1);
            assertThat(webSocket.socket().gets()).containsExactly("2");
        }

        @Test
        void aPingFromTheClientGoesTheWrongWay() {
            webSocket.socket().sends("2");
            assertThat(webSocket.received()).containsExactly("closed: PARSE_ERROR");
            assertThat(webSocket.socket().gets()).containsExactly("close 1002");
        }

        @Test
        void aPingGoesToTheWaitingGet() {
            PollRecorder get = polling.get();
            polling.pass(INTERVAL);
            assertThat(get.answer()).isEqualTo("2");
            assertThat(polling.post("3")).isTrue();
        }

        @Test
        void aPingWaitsForTheNextGet() {
            polling.pass(INTERVAL);
            assertThat(polling.got()).isEqualTo("2");
        }

        @Test
        void aGetWhenTheTimeIsOverComesTooLate() {
            polling.pass(INTERVAL);
            polling.pass(TIMEOUT);
            assertThat(polling.got()).isEqualTo("refused SESSION_UNKNOWN");
            assertThat(polling.received()).containsExactly("closed: PING_TIMEOUT");
        }

        @Test
        void aWaitingGetIsAnsweredAtTheTimeout() {
            polling.pass(INTERVAL);
            assertThat(polling.got()).isEqualTo("2");
            PollRecorder get = polling.get();

            polling.pass(TIMEOUT);

            assertThat(get.answer()).isEqualTo("1");
        }

        @Test
        void thePongReachesASessionThatHasUpgradedMeanwhile() {
            polling.pass(INTERVAL);
            assertThat(polling.got()).isEqualTo("2");
            WebSocketRecorder socket = polling.upgraded();

            socket.sends("3");
            polling.pass(INTERVAL.minusMillis(1));
            assertThat(polling.received()).isEmpty();
            polling.passMillis(1);

            assertThat(socket.gets()).containsExactly("2");
        }

        @Test
        void aPingThatWaitedIsTakenAlongByTheUpgrade() {
            polling.pass(INTERVAL);
            WebSocketRecorder socket = polling.upgraded();
            assertThat(socket.gets()).containsExactly("2");
        }

        @Test
        void nothingPingsAfterTheEnd() {
            webSocket.socket().sends("1");
            webSocket.pass(INTERVAL.plus(TIMEOUT));
            assertThat(webSocket.socket().gets()).doesNotContain("2");
        }
    }

    @Nested
    class OfRevision3 {

        private final Steps webSocket = Steps.webSocket(WireForm.REVISION_3);
        private final Steps polling = Steps.polling(WireForm.REVISION_3);

        @AfterEach
        void balanced() {
            webSocket.assertBalanced();
            polling.assertBalanced();
        }

        @Test
        void theClientPingsAndTheServerAnswers() {
            webSocket.socket().sends("2");
            assertThat(webSocket.socket().gets()).containsExactly("3");
        }

        @Test
        void thePongHoldsThePingsData() {
            webSocket.socket().sends("2some data");
            assertThat(webSocket.socket().gets()).containsExactly("3some data");
        }

        @Test
        void theServerNeverSendsAPingPacket() {
            webSocket.pass(INTERVAL.plus(TIMEOUT));
            assertThat(webSocket.socket().gets()).doesNotContain("2");
        }

        @Test
        void afterAnIntervalOfSilenceTheServerSendsAPingFrame() {
            webSocket.pass(INTERVAL.minusMillis(1));
            assertThat(webSocket.socket().gets()).isEmpty();
            webSocket.passMillis(1);
            assertThat(webSocket.socket().gets()).containsExactly("ping");
        }

        @Test
        void aThrottledPageStaysWhileItsBrowserAnswersPingFrames() {
            for (int beat = 0; beat < 5; beat++) {
                webSocket.pass(INTERVAL);
                assertThat(webSocket.socket().gets()).containsExactly("ping");
                webSocket.pass(TIMEOUT.minusMillis(1));
                webSocket.socket().sendsOtherFrame();
            }
            assertThat(webSocket.received()).isEmpty();
        }

        @Test
        void everyMessageIsASignOfLife() {
            for (int beat = 0; beat < 5; beat++) {
                webSocket.pass(INTERVAL.plus(TIMEOUT).minusMillis(1));
                webSocket.socket().sends("4hello");
            }
            assertThat(webSocket.received()).containsOnly("hello").hasSize(5);
        }

        @Test
        void withoutASignOfLifeTheSessionEndsWhenIntervalAndTimeoutAreOver() {
            webSocket.pass(INTERVAL);
            webSocket.pass(TIMEOUT.minusMillis(1));
            assertThat(webSocket.received()).isEmpty();

            webSocket.passMillis(1);

            assertThat(webSocket.received()).containsExactly("closed: PING_TIMEOUT");
            assertThat(webSocket.socket().gets()).containsExactly("ping", "aborted");
        }

        @Test
        void aPingKeepsTheSessionForAsLongAgain() {
            for (int beat = 0; beat < 5; beat++) {
                webSocket.pass(INTERVAL);
                webSocket.pass(TIMEOUT.minusMillis(1));
                webSocket.socket().sends("2");
            }
            assertThat(webSocket.received()).isEmpty();
        }

        @Test
        void aThrottledPageThatPollsStaysWhileItRepeatsItsGet() {
            for (int beat = 0; beat < 5; beat++) {
                PollRecorder get = polling.get();
                polling.pass(INTERVAL);
                assertThat(get.answer()).isEqualTo("1:6");
                polling.pass(TIMEOUT.minusMillis(1));
            }
            assertThat(polling.received()).isEmpty();
        }

        @Test
        void aGetThatIsAnsweredAndNotRepeatedShowsThatTheClientIsGone() {
            PollRecorder get = polling.get();
            polling.pass(INTERVAL);
            assertThat(get.answer()).isEqualTo("1:6");
            polling.pass(TIMEOUT);
            assertThat(polling.received()).containsExactly("closed: PING_TIMEOUT");
        }

        @Test
        void aPongFromTheClientGoesTheWrongWay() {
            webSocket.socket().sends("3");
            assertThat(webSocket.received()).containsExactly("closed: PARSE_ERROR");
        }

        @Test
        void aPingByPostIsAnsweredToTheGet() {
            PollRecorder get = polling.get();
            polling.post("1:2");
            assertThat(get.answer()).isEqualTo("1:3");
        }
    }
}
