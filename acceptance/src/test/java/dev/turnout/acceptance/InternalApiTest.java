package dev.turnout.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.acceptance.kit.Http;
import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Viewer;
import dev.turnout.testkit.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The routes of socket-server for the backend, under the internal key. */
class InternalApiTest {

    private static final String NEW_KEY = "acceptance-key-new-987654";

    @RegisterExtension
    static final Product product = Product.withFakeBackend().socket("INTERNAL_API_KEY", NEW_KEY + "," + Product.KEY);

    @Test
    void publishingAnswersTheNumberOfSessions() {
        String auction = product.newAuction();
        assertThat(product.internalApi().publishes(auction, "playerSoldUpdate", Json.of("{}")))
                .isZero();
        Viewer one = product.viewer().joins(auction);
        Viewer two = product.viewer().joins(auction);
        product.viewer().joins(product.newAuction());
        JsonNode sold = Json.of("{'player':'A','price':7}");
        assertThat(product.internalApi().publishes(auction, "playerSoldUpdate", sold))
                .isEqualTo(2);
        one.receives("playerSoldUpdate", sold);
        two.receives("playerSoldUpdate", sold);
    }

    @Test
    void eventsArriveInTheOrderOfPublishing() {
        String auction = product.newAuction();
        Viewer viewer = product.viewer().joins(auction);
        for (int i = 0; i < 100; i++) {
            product.internalApi().publishes(auction, "n", Json.number(i));
        }
        viewer.receivesNumbers("n", 100);
    }

    @Test
    void viewersWhoWatchElsewhereAreAddedUntilTheyExpire() {
        String auction = product.newAuction();
        Viewer viewer = product.viewer().joins(auction).sees(1);
        Http.Answer answer =
                product.internalApi().addsExternalViewers(auction, "cdn", "{\"count\":500,\"ttlSeconds\":2}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        viewer.sees(501);
        product.internalApi().addsExternalViewers(auction, "youtube", "{\"count\":20}");
        viewer.sees(521);
        viewer.sees(21);
        product.internalApi().addsExternalViewers(auction, "youtube", "{\"count\":0}");
        viewer.sees(1);
    }

    @Test
    void everyRoomWithAViewerIsListed() {
        String auction = product.newAuction();
        Viewer leaving = product.viewer().withQuery("viewerId", "ann").joins(auction);
        product.viewer().withQuery("viewerId", "ann").joins(auction);
        product.viewer().withQuery("viewerId", "bob").joins(auction).sees(3);
        leaving.leaves();
        Eventually.eventually(() ->
                assertThat(product.internalApi().room(auction).path("current")).isEqualTo(Json.number(2)));
        JsonNode room = product.internalApi().room(auction);
        assertThat(room.path("peak")).isEqualTo(Json.number(3));
        assertThat(room.path("unique")).isEqualTo(Json.number(2));
        assertThat(product.internalApi().room(product.newAuction()).isMissingNode())
                .isTrue();
    }

    @Test
    void closingSendsTheStatusAndEndsTheSessionsOfTheRoom() {
        String auction = product.newAuction();
        Viewer viewer = product.viewer().joins(auction);
        Viewer other = product.viewer().joins(product.newAuction());
        product.internalApi().closes(auction);
        assertThat(viewer.disconnectReason()).isEqualTo("io server disconnect");
        JsonNode status = viewer.payloads("auctionStatusUpdate").get(0);
        assertThat(status.path("isLive").asBoolean(true)).isFalse();
        assertThat(status.has("startedAt")).isTrue();
        assertThat(status.has("endedAt")).isTrue();
        assertThat(product.internalApi().count(auction)).isZero();
        assertThat(other.isDisconnected()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/auctions/a/events",
        "PUT, /api/v1/auctions/a/external-viewers/cdn",
        "GET, /api/v1/auctions",
        "POST, /api/v1/auctions/a/close"
    })
    void aMissingAndAWrongKeyGetTheSame401(String method, String path) {
        Http http = product.socketServer().http();
        Http.Answer missing = http.send(method, path, "");
        Http.Answer wrong =
                http.with("X-Internal-Request", "wrong-key-0123456789").send(method, path, "");
        assertThat(missing.status()).isEqualTo(401);
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.body()).isEqualTo(missing.body());
    }

    @Test
    void eachOfTwoKeysIsAcceptedWhileOneReplacesTheOther() {
        Http http = product.socketServer().http();
        assertThat(http.with("X-Internal-Request", NEW_KEY)
                        .get("/api/v1/auctions")
                        .status())
                .isEqualTo(200);
        assertThat(http.with("X-Internal-Request", Product.KEY)
                        .get("/api/v1/auctions")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void badInputIsAClearError() {
        Http http = product.internalApi().http();
        assertThat(http.post("/api/v1/auctions/a/events", "{").status()).isEqualTo(400);
        assertThat(http.post("/api/v1/auctions/a/events", "{\"data\":1}").status())
                .isEqualTo(400);
        assertThat(http.post("/api/v1/auctions/a%20b/events", "{\"event\":\"x\",\"data\":1}")
                        .status())
                .isEqualTo(400);
        assertThat(http.put("/api/v1/auctions/a/external-viewers/cdn", "{\"count\":-1}")
                        .status())
                .isEqualTo(400);
        assertThat(http.send("PATCH", "/api/v1/auctions/a/events", "{}").status())
                .isEqualTo(405);
    }
}
