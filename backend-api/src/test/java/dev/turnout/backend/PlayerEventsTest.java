package dev.turnout.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.Requests.Answer;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlayerEventsTest extends BackendTest {

    private static final String BIDDING = "/api/v1/auctions/123/player-bidding";
    private static final String SOLD = "/api/v1/auctions/123/player-sold";

    @BeforeEach
    void anAuction() {
        backend.withAuction("123");
    }

    @Test
    void theRoomGetsThePlayerAsPublishedToTheByte() {
        String player = "{ \"name\":\"Zoë\", \"bid\":1.10, \"id\":12345678901234567890123, \"a\":[null,{}] }";

        Answer answer = backend.post(BIDDING, player);
        assertThat(answer.json()).hasToString("{\"success\":true,\"message\":\"Sent to the room\",\"delivered\":7}");
        assertThat(backend.socketServer.published())
                .containsExactly(
                        "POST /api/v1/auctions/123/events {\"event\":\"playerBiddingUpdate\",\"data\":" + player + "}");
    }

    @Test
    void theFirstEventAfterARestartOfSocketServerIsSent() {
        backend.socketServer.closesConnectionsAfterAnswers();
        for (int i = 0; i < 5; i++) {
            assertThat(backend.post(BIDDING, "{\"bid\":" + i + "}").status()).isEqualTo(200);
        }
        assertThat(backend.socketServer.published()).hasSize(5);
    }

    @Test
    void aSaleMayBeAnObjectOrAMessage() {
        backend.post(SOLD, "{\"player\":\"Zoë\"}");
        backend.post(SOLD, "\"Zoë is sold\"");

        assertThat(backend.socketServer.published())
                .containsExactly(
                        "POST /api/v1/auctions/123/events {\"event\":\"playerSoldUpdate\",\"data\":{\"player\":\"Zoë\"}}",
                        "POST /api/v1/auctions/123/events {\"event\":\"playerSoldUpdate\",\"data\":\"Zoë is sold\"}");
    }

    @Test
    void theMomentIsMarkedWithTheAudienceAtIt() {
        backend.socketServer.hasRooms("{\"auctions\":[{\"id\":\"123\",\"current\":41,\"peak\":77,\"unique\":50}]}");
        backend.post(BIDDING, "{\"name\":\"Zoë\"}");
        backend.clock.advance(Duration.ofSeconds(1));
        backend.socketServer.hasRooms("{\"auctions\":[{\"id\":\"123\",\"current\":55,\"peak\":77,\"unique\":50}]}");
        backend.post(SOLD, "\"Sold\"");
        backend.snapshot("123", Backend.minute("2026-05-04T11:59:00Z", 20));
        backend.snapshot("123", Backend.minute("2026-05-04T12:00:00Z", 60));
        backend.snapshot("123", Backend.minute("2026-05-04T12:01:00Z", 50));

        String change = "\"audienceBefore\":20,\"audienceAfter\":50,\"change\":30,";
        assertThat(backend.chart("123").get("markers"))
                .hasToString("[{\"timestamp\":\"2026-05-04T12:00:30Z\",\"kind\":\"bidding\",\"audience\":41," + change
                        + "\"data\":{\"name\":\"Zoë\"}},{\"timestamp\":\"2026-05-04T12:00:31Z\",\"kind\":\"sold\","
                        + "\"audience\":55," + change + "\"data\":\"Sold\"}]");
        assertThat(backend.get("/api/v1/auctions/123/analytics/lots").json().get("lots"))
                .hasToString("[{\"number\":1,\"name\":\"Zoë\",\"bids\":1,\"openedAt\":\"2026-05-04T12:00:30Z\","
                        + "\"audienceAtOpening\":41,\"hammerAt\":\"2026-05-04T12:00:31Z\",\"audienceAtHammer\":55,"
                        + change + "\"peak\":60}]");
    }

    @Test
    void withoutACountTheSessionsThatGotItAreTheAudience() {
        backend.socketServer.hasRooms("not what it should be");
        backend.post(SOLD, "\"Sold\"");

        assertThat(backend.chart("123").get("markers").get(0).get("audience").asInt())
                .isEqualTo(7);
    }

    @Test
    void theCountInTheAnswerOfTheRelayIsTheAudienceAndNoListOfRoomsIsRequested() {
        backend.socketServer.answersEventsWith(200, "{\"delivered\":7,\"currentViewers\":5}");
        int before = backend.socketServer.roomsAsked();
        backend.post(SOLD, "\"Sold\"");

        assertThat(backend.socketServer.roomsAsked()).isEqualTo(before);
        assertThat(backend.chart("123").get("markers").get(0).get("audience").asInt())
                .isEqualTo(5);
    }

    @Test
    void withAnalyticsOffTheMomentIsMarkedWithoutAnAudience() {
        backend.patch("/api/v1/auctions/123", "{\"enableViewerAnalytics\":false}");
        backend.post(SOLD, "\"Sold\"");

        assertThat(backend.chart("123").get("markers").get(0).get("audience").isNull())
                .isTrue();
    }

    @Test
    void aPlayerWithAPictureInItIsSentWholeAndMarkedWithoutIt() {
        String player = "{\"picture\":\"" + "x".repeat(5_000) + "\"}";
        backend.post(BIDDING, player);

        assertThat(backend.socketServer.published().get(0)).contains(player);
        assertThat(backend.chart("123").get("markers").get(0).get("data").isNull())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "401, internal key",
        "404, refused the request",
        "413, larger than socket-server accepts",
        "500, failed",
        "200, failed"
    })
    void whatSocketServerDoesNotDoIsABadGatewayAndNoMark(int status, String words) {
        backend.socketServer.answersEventsWith(status, "<html>");
        Answer answer = backend.post(SOLD, "\"Sold\"");

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.message()).contains(words);
        assertThat(backend.chart("123").get("markers")).isEmpty();
    }

    @Test
    void aHangingSocketServerIsABadGatewayInTime() {
        backend.socketServer.neverAnswersEvents();
        Answer answer = backend.post(SOLD, "\"Sold\"");

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.message()).contains("did not answer in time");
    }

    @Test
    void aTornConnectionIsABadGatewayAndTheEventIsNotSentTwice() {
        backend.socketServer.tearsConnections();
        Answer answer = backend.post(SOLD, "\"Sold\"");

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.message()).contains("closed the connection; it may or may not");
        assertThat(backend.socketServer.published()).hasSize(1);
    }

    @Test
    void aSocketServerThatIsNotThereIsABadGateway() {
        backend.socketServer.close();
        Answer answer = backend.post(SOLD, "\"Sold\"");

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.message()).contains("cannot be reached");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "5", "true", "[]", "{\"a\":1,\"a\":2}", "{} {}", "{broken", "\"open"})
    void whatIsNoMessageIsABadRequestAndNotSent(String body) {
        assertThat(backend.post(BIDDING, body).status()).isEqualTo(400);
        assertThat(backend.post(SOLD, body).status()).isEqualTo(400);
        assertThat(backend.socketServer.published()).isEmpty();
    }

    @Test
    void aBidIsAnObject() {
        assertThat(backend.post(BIDDING, "\"text\"").status()).isEqualTo(400);
    }

    @Test
    void anUnknownAuctionIsNotFoundAndNothingIsSent() {
        assertThat(backend.post("/api/v1/auctions/no-such/player-sold", "\"Sold\"")
                        .status())
                .isEqualTo(404);
        assertThat(backend.socketServer.published()).isEmpty();
    }

    @Test
    void theNumbersOfTheRelayAreCounted() {
        backend.post(SOLD, "\"Sold\"");
        backend.socketServer.answersEventsWith(503, "");
        backend.post(SOLD, "\"Sold\"");

        assertThat(backend.get("/metrics").body())
                .contains("turnout_relay_requests_total{result=\"ok\",what=\"playerSoldUpdate\"} 1")
                .contains("turnout_relay_requests_total{result=\"broken\",what=\"playerSoldUpdate\"} 1");
    }
}
