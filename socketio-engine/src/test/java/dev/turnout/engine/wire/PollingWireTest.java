package dev.turnout.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Transport;
import dev.turnout.testkit.raw.HttpAnswer;
import dev.turnout.testkit.raw.RawConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Engine.IO over HTTP long-polling, revision 4, against an echo. */
class PollingWireTest {

    private static final Duration MOMENT = Duration.ofMillis(100);

    private final WireServer server = WireServer.start();
    private final PollingClient client = PollingClient.open(server, "/engine.io/");

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void aMessageIsTakenAndEchoed() {
        HttpAnswer answer = client.posts("4hello");
        assertThat(answer).hasToString("200 ok");
        assertThat(answer.header("Content-Type")).isEqualTo("text/plain; charset=UTF-8");
        assertThat(client.gets()).hasToString("200 4hello");
    }

    @Test
    void severalMessagesComeTogetherAndInOrder() {
        client.sends("4test1", "4test2", "4test3");
        assertThat(client.packets()).containsExactly("4test1", "4test2", "4test3");
    }

    @Test
    void textAndBinaryMayBeMixed() {
        client.sends("4hello", "bAQIDBA==", "4é😀");
        assertThat(client.packets()).containsExactly("4hello", "bAQIDBA==", "4é😀");
    }

    @Test
    void hundredsOfMessagesOfOnePollAllArrive() {
        String[] messages = IntStream.range(0, 500).mapToObj(i -> "4m" + i).toArray(String[]::new);
        client.sends(messages);
        assertThat(client.packets()).containsExactly(messages);
    }

    @Test
    void aPostIsTakenWhileAGetHangs() {
        client.beginsToGet();
        client.sends("4hello");
        assertThat(client.finishesToGet()).hasToString("200 4hello");
    }

    @Test
    void aGetHangsUntilThereIsSomething() {
        client.beginsToGet();
        assertThat(client.getLine().isSilentFor(MOMENT)).isTrue();
        client.sends("4hello");
        assertThat(client.finishesToGet()).hasToString("200 4hello");
    }

    @Test
    void anInvalidPayloadEndsTheSession() {
        assertThat(client.posts("abc").status()).isEqualTo(400);
        assertThat(client.gets()).hasToString("400 {\"code\":1,\"message\":\"Session ID unknown\"}");
        assertThat(server.stats().closed(CloseReason.PARSE_ERROR)).isEqualTo(1);
    }

    @Test
    void aSecondGetEndsTheSession() {
        client.beginsToGet();
        await().until(() -> client.getLine().isSilentFor(MOMENT));

        assertThat(client.getsElsewhere()).hasToString("400 {\"code\":3,\"message\":\"Bad request\"}");

        assertThat(client.finishesToGet()).hasToString("200 1");
        assertThat(client.gets().status()).isEqualTo(400);
        assertThat(server.stats().closed(CloseReason.TRANSPORT_ERROR)).isEqualTo(1);
    }

    @Test
    void theClientsCloseReleasesTheWaitingGet() {
        client.beginsToGet();
        await().until(() -> client.getLine().isSilentFor(MOMENT));

        assertThat(client.posts("1")).hasToString("200 ok");

        assertThat(client.finishesToGet()).hasToString("200 6");
        assertThat(client.gets().status()).isEqualTo(400);
        assertThat(server.stats().live()).isZero();
    }

    @Test
    void theClientsCloseMayComeBeforeTheGet() {
        client.posts("1");
        assertThat(client.gets().status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "HEAD"})
    void noOtherMethodTouchesASession(String method) {
        try (RawConnection other = server.http()) {
            assertThat(other.request(method, client.target(), "Content-Length: 0")
                            .status())
                    .isEqualTo(400);
        }
        client.sends("4still here");
        assertThat(client.gets()).hasToString("200 4still here");
    }

    @Test
    void aClientThatClosesTheConnectionInTheMidstOfAGetIsGone() {
        client.beginsToGet();
        await().until(() -> client.getLine().isSilentFor(MOMENT));

        client.getLine().close();

        await().until(() -> server.stats().closed(CloseReason.TRANSPORT_CLOSE) == 1);
        assertThat(server.stats().live()).isZero();
    }

    @Test
    void aClientThatIsResetInTheMidstOfAGetIsGone() {
        client.beginsToGet();
        await().until(() -> client.getLine().isSilentFor(MOMENT));

        client.getLine().reset();

        await().until(() -> server.stats().closed(CloseReason.TRANSPORT_CLOSE) == 1);
    }

    @Test
    void aBodyMayComeInChunks() {
        RawConnection line = server.http();
        line.send(RawConnection.head("POST", client.target(), "Transfer-Encoding: chunked") + "\r\n");
        line.send("2\r\n4h\r\n");
        line.send("4\r\nello\r\n0\r\n\r\n");
        assertThat(line.answer()).hasToString("200 ok");
        line.close();
        assertThat(client.gets()).hasToString("200 4hello");
    }

    @Test
    void aBodyUpToTheLimitIsTakenAndOneByteMoreIsNot() {
        String largest = "4" + "x".repeat(WireServer.LIMITS.maxPayload() - 1);
        client.sends(largest);
        assertThat(client.gets().body()).isEqualTo(largest);

        HttpAnswer answer = client.posts(largest + "x");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(server.stats().live(Transport.POLLING)).isEqualTo(1);
    }

    @Test
    void aContentTypeDoesNotMatterToRevision4() {
        client.posts("4hello".getBytes(StandardCharsets.UTF_8));
        assertThat(client.gets()).hasToString("200 4hello");
    }

    @Test
    void manyRequestsShareOneConnection() {
        try (RawConnection line = server.http()) {
            for (int i = 0; i < 200; i++) {
                HttpAnswer posted = line.post(client.target(), "4m" + i);
                assertThat(posted.header("Connection")).isNotEqualTo("close");
                assertThat(line.get(client.target())).hasToString("200 4m" + i);
            }
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() {
        try (RawConnection line = server.http()) {
            for (int i = 0; i < 5; i++) {
                line.send(RawConnection.head("POST", client.target(), "Content-Length: 3") + "\r\n4m" + i
                        + RawConnection.head("GET", client.target()) + "\r\n");
            }
            List<String> answers = IntStream.range(0, 10)
                    .mapToObj(i -> line.answer().toString())
                    .toList();
            assertThat(answers)
                    .containsExactly(
                            "200 ok", "200 4m0", "200 ok", "200 4m1", "200 ok", "200 4m2", "200 ok", "200 4m3",
                            "200 ok", "200 4m4");
        }
    }
}
