package dev.turnout.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events, acknowledgements, attachments, and what is none of them (Socket.IO protocol, revision 5). */
class EventWireTest extends SocketIoWire {

    // ---- events and acks

    @Test
    void eventsGoBothWays() {
        connected().send("42[\"message\",1,\"2\",{\"3\":[true]}]");
        assertThat(socket.next()).isEqualTo("42[\"message-back\",1,\"2\",{\"3\":[true]}]");
    }

    @Test
    void eventsOfANamespaceStayInIt() {
        connected().send("40/custom,");
        socket.next(2);
        socket.send("42/custom,[\"message\",\"é😀\"]");
        assertThat(socket.next()).isEqualTo("42/custom,[\"message-back\",\"é😀\"]");
        assertThat(server.main().log()).containsExactly("opened");
    }

    @Test
    void manyEventsComeInOrder() {
        connected().send("42[\"push\",500]");
        for (int i = 0; i < 500; i++) {
            assertThat(socket.next()).isEqualTo("42[\"pushed\"," + i + "]");
        }
    }

    @Test
    void binaryTravelsAsAttachments() {
        connected()
                .send("452-[\"message\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]")
                .send(new byte[] {1, 2, 3})
                .send(new byte[] {4, 5, 6});
        assertThat(socket.next(3))
                .containsExactly(
                        "452-[\"message-back\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]",
                        "<010203>",
                        "<040506>");
    }

    @Test
    void anEventIsAnsweredByItsId() {
        connected().send("42456[\"message-with-ack\",1,\"2\",{\"3\":[false]}]");
        assertThat(socket.next()).isEqualTo("43456[1,\"2\",{\"3\":[false]}]");
    }

    @Test
    void anAnswerMayBeBinary() {
        connected()
                .send(
                        "452-789[\"message-with-ack\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]")
                .send(new byte[] {1, 2, 3})
                .send(new byte[] {4, 5, 6});
        assertThat(socket.next(3))
                .containsExactly(
                        "462-789[{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]",
                        "<010203>",
                        "<040506>");
    }

    @Test
    void anEventIsAnsweredOnceAndWithoutArgumentsWhereThereAreNone() {
        connected().send("421[\"answer-twice\",1]", "422[\"anything\"]");
        assertThat(socket.next(2)).containsExactly("431[1]", "432[]");
    }

    @Test
    void aClientThatAsksForNoAnswerGetsNone() {
        connected().send("42[\"message-with-ack\",1]", "42[\"message\",2]");
        assertThat(socket.next()).isEqualTo("42[\"message-back\",2]");
    }

    @Test
    void theServerAsksAndTheClientAnswers() {
        connected().send("42[\"ask-me\",\"how\"]");
        String question = socket.next();
        assertThat(question).matches("42[0-9]+\\[\"question\",\"how\"]");
        String id = question.substring(2, question.indexOf('['));

        socket.send("43" + id + "[\"well\"]", "43" + id + "[\"again\"]", "43999[]", "42[\"message\"]");

        assertThat(socket.next()).isEqualTo("42[\"message-back\"]");
        assertThat(server.main().log()).containsOnlyOnce("answered [\"well\"]").doesNotContain("answered [\"again\"]");
    }

    @Test
    void theClientsAnswerMayBeBinary() {
        connected().send("42[\"ask-me\"]");
        String question = socket.next();
        String id = question.substring(2, question.indexOf('['));
        socket.send("461-" + id + "[{\"_placeholder\":true,\"num\":0}]").send(new byte[] {1});
        await().until(() -> server.main().log().contains("answered [\"AQ==\"]"));
    }

    @Test
    void aHandlersFailureEndsTheConnectionAndNothingElse() {
        try (WebSocketClient other = open(TARGET)) {
            other.send("40");
            other.next(2);

            connected().send("42[\"fail\"]");

            assertThat(socket.completesClose(1000)).isTrue();
            assertThat(other.send("42[\"message\"]").next()).isEqualTo("42[\"message-back\"]");
        }
    }

    // ---- packets that end the connection

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4abc",
                "42",
                "42{}",
                "42[]",
                "42abc[\"message-with-ack\",1,\"2\",{\"3\":[false]}]",
                "42[\"disconnect\"]",
                "42[\"a\"]x",
                "42/nowhere,[\"a\"]",
                "41/nowhere,",
                "43[]",
                "451[\"a\"]",
            })
    void anInvalidPacketEndsTheConnection(String packet) {
        connected().send(packet);
        assertThat(socket.completesClose(1002)).isTrue();
        await().until(() -> server.main().log().equals(List.of("opened", "closed: PARSE_ERROR")));
    }

    @Test
    void binaryThatWasNotAnnouncedEndsTheConnection() {
        connected().send(new byte[] {1});
        assertThat(socket.completesClose(1002)).isTrue();
    }

    @Test
    void textWhereAnAttachmentIsDueEndsTheConnection() {
        connected().send("451-[\"message\",{\"_placeholder\":true,\"num\":0}]", "42[\"message\"]");
        assertThat(socket.completesClose(1002)).isTrue();
        assertThat(server.main().log()).containsExactly("opened", "closed: PARSE_ERROR");
    }

    @Test
    void aPlaceholderWithoutItsAttachmentEndsTheConnection() {
        connected().send("451-[\"message\",{\"_placeholder\":true,\"num\":1}]").send(new byte[] {1});
        assertThat(socket.completesClose(1002)).isTrue();
    }

    @Test
    void aHeartbeatMayComeBetweenAttachments() {
        connected()
                .send("451-[\"message\",{\"_placeholder\":true,\"num\":0}]", "3")
                .send(new byte[] {1});
        assertThat(socket.next(2)).last().isEqualTo("<01>");
    }

    @Test
    void moreAttachmentsThanAllowedEndTheConnection() {
        connected().send("4511-[\"message\"]");
        assertThat(socket.completesClose(1008)).isTrue();
        assertThat(server.main().log()).containsExactly("opened", "closed: ATTACHMENT_LIMIT");
    }

    @Test
    void jsonDeeperThanAllowedEndsTheConnection() {
        connected().send("42[\"message\"," + "[".repeat(32) + "]".repeat(32) + "]");
        assertThat(socket.completesClose(1008)).isTrue();
        assertThat(server.main().log()).containsExactly("opened", "closed: JSON_DEPTH");
    }
}
