package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.turnout.acceptance.kit.FakeBackend;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Viewer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Samples, snapshots and their delivery, with minutes of one second. */
@Order(2)
class SnapshotsTest {

    /** Fresh servers for each test: most tests kill or restart one. */
    @RegisterExtension
    final Product product = Product.withFakeBackend().shortMinutes();

    @Test
    void aSnapshotHasThePathTheKeyAndTheFixedFields() {
        String auction = product.newAuction();
        product.viewer().joins(auction);
        product.viewer().joins(auction).sees(2);
        product.fakeBackend().awaitAccepted(auction, 2);
        FakeBackend.Post post = product.fakeBackend().posts(auction).get(1);
        assertThat(post.path()).isEqualTo("/api/v1/auctions/" + auction + "/analytics/snapshot");
        assertThat(post.key()).isEqualTo(Product.KEY);
        assertThat(post.contentType()).startsWith("application/json");
        JsonNode minute = post.body();
        assertThat(Instant.parse(minute.path("timestamp").asText()).toEpochMilli() % 1_000)
                .isZero();
        assertThat(minute.path("viewerCount").asInt()).isEqualTo(2);
        assertThat(minute.path("avgViewers").isInt()).isTrue();
        assertThat(minute.path("peakViewers").asInt()).isEqualTo(2);
        assertThat(minute.path("minViewers").isInt()).isTrue();
        assertThat(minute.path("sampleCount").asInt()).isBetween(1, 10);
    }

    @Test
    void theOptionalFieldsAreConsistent() {
        String auction = product.newAuction();
        Viewer leaving = product.viewer().joins(auction);
        product.viewer().joins(auction).sees(2);
        product.fakeBackend().awaitAccepted(auction, 2);
        leaving.leaves();
        eventually(() -> assertThat(last(auction).path("viewerCount").asInt()).isEqualTo(1));
        int last = 0;
        String source = "";
        for (JsonNode minute : product.fakeBackend().accepted(auction)) {
            last += minute.path("joins").asInt() - minute.path("leaves").asInt();
            assertThat(minute.path("viewerCount").asInt()).isEqualTo(last);
            assertThat(minute.path("exactMin").asInt())
                    .isLessThanOrEqualTo(minute.path("avgViewers").asInt());
            assertThat(minute.path("exactPeak").asInt())
                    .isGreaterThanOrEqualTo(minute.path("avgViewers").asInt());
            assertThat(minute.path("observedSeconds").asDouble()).isBetween(0.001, 1.0);
            assertThat(minute.path("viewerSeconds").asDouble())
                    .isLessThanOrEqualTo(2 * minute.path("observedSeconds").asDouble());
            assertThat(minute.path("uniqueViewers").asInt()).isLessThanOrEqualTo(2);
            assertThat(source).isIn("", minute.path("source").asText());
            source = minute.path("source").asText();
        }
        assertThat(source).isNotEmpty();
        assertThat(last).isEqualTo(1);
    }

    @Test
    void anAuctionIsSampledForOneMoreMinuteAfterTheLastViewer() {
        String auction = product.newAuction();
        Viewer viewer = product.viewer().joins(auction);
        product.fakeBackend().awaitAccepted(auction, 1);
        viewer.leaves();
        eventually(() -> assertThat(last(auction).path("exactPeak").asInt(-1)).isZero());
        assertThat(last(auction).path("viewerCount").asInt(-1)).isZero();
        int ended = product.fakeBackend().accepted(auction).size();
        String other = product.newAuction();
        product.viewer().joins(other);
        product.fakeBackend().awaitAccepted(other, 3);
        assertThat(product.fakeBackend().accepted(auction)).hasSize(ended);
    }

    private JsonNode last(String auction) {
        List<JsonNode> minutes = product.fakeBackend().accepted(auction);
        return minutes.get(minutes.size() - 1);
    }

    // ---- delivery

    @Test
    void minutesWaitOnDiskWhileTheBackendIsAwayAndAreSentOnce() {
        String auction = product.newAuction();
        product.viewer().joins(auction);
        product.fakeBackend().awaitAccepted(auction, 1);
        product.fakeBackend().goesAway();
        double before = product.socketServer().metric("turnout_sampling_snapshots_total");
        eventually(() -> assertThat(product.socketServer().metric("turnout_sampling_snapshots_total"))
                .isGreaterThanOrEqualTo(before + 3));
        product.socketServer().kill();
        product.fakeBackend().comesBack();
        product.socketServer().restart();
        product.fakeBackend().awaitAccepted(auction, (int) before + 3);
        assertEachMinuteOnce(auction);
    }

    @Test
    void aKillLosesAtMostTheSamplesSinceTheLastOne() {
        String auction = product.newAuction();
        product.viewer().joins(auction);
        product.fakeBackend().awaitAccepted(auction, 1);
        for (int round = 0; round < 3; round++) {
            product.socketServer().kill();
            int before = product.fakeBackend().accepted(auction).size();
            product.socketServer().restart();
            product.viewer().joins(auction).sees(1);
            product.fakeBackend().awaitAccepted(auction, before + 2);
        }
        assertEachMinuteOnce(auction);
    }

    /**
     * A kill between an answer and its record on disk repeats a POST. The backend stores (timestamp, source) once, so a
     * repetition must have the same content.
     */
    private void assertEachMinuteOnce(String auction) {
        Map<String, JsonNode> minutes = new HashMap<>();
        for (JsonNode minute : product.fakeBackend().accepted(auction)) {
            String key = minute.path("timestamp").asText() + " "
                    + minute.path("source").asText();
            JsonNode earlier = minutes.put(key, minute);
            assertThat(earlier == null || earlier.equals(minute)).as(key).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 408, 429})
    void anAnswerThatMayPassIsRetriedUntilAccepted(int status) {
        String auction = product.newAuction();
        product.fakeBackend().answers(status);
        product.viewer().joins(auction);
        eventually(() -> assertThat(product.fakeBackend().posts(auction)).hasSizeGreaterThan(1));
        product.fakeBackend().answers(200);
        product.fakeBackend().awaitAccepted(auction, 2);
        List<String> accepted = product.fakeBackend().accepted(auction).stream()
                .map(minute -> minute.path("timestamp").asText())
                .toList();
        String first = product.fakeBackend()
                .posts(auction)
                .get(0)
                .body()
                .path("timestamp")
                .asText();
        eventually(() -> assertThat(product.fakeBackend().accepted(auction))
                .extracting(minute -> minute.path("timestamp").asText())
                .contains(first));
        assertThat(accepted).doesNotHaveDuplicates();
    }

    @Test
    void aFinalAnswerIsLoggedOnceAndNotRepeated() {
        String auction = product.newAuction();
        product.fakeBackend().answers(post -> post.auction().equals(auction) ? 400 : 200);
        Viewer viewer = product.viewer().joins(auction);
        eventually(() -> assertThat(product.fakeBackend().posts(auction)).isNotEmpty());
        viewer.leaves();
        String other = product.newAuction();
        product.viewer().joins(other);
        product.fakeBackend().awaitAccepted(other, 4);
        assertThat(product.fakeBackend().posts(auction))
                .extracting(post -> post.body().path("timestamp").asText())
                .doesNotHaveDuplicates();
        assertThat(product.socketServer().log()).contains("400");
        assertThat(product.socketServer().log()).doesNotContain("viewerCount");
    }

    // ---- set aside

    @Test
    void snapshotsRefusedWith404AreShownAndComeBackWhenTheAuctionExists() {
        String auction = product.newAuction();
        product.fakeBackend().answers(404);
        product.viewer().joins(auction);
        eventually(() -> assertThat(setAside(404).path("snapshots").asInt()).isGreaterThanOrEqualTo(2));
        assertThat(setAside(404).path("auctions").asInt()).isEqualTo(1);
        assertThat(Instant.parse(setAside(404).path("oldest").asText())).isBefore(Instant.now());
        assertThat(product.internalApi()
                        .outbox()
                        .path("dropped")
                        .path("tooMany")
                        .asInt(-1))
                .isZero();
        List<String> refused = timestamps(auction);

        product.fakeBackend().answers(200);
        eventually(() -> assertThat(product.fakeBackend().accepted(auction))
                .extracting(minute -> minute.path("timestamp").asText())
                .containsAll(refused));
        eventually(() -> assertThat(setAside(404).isMissingNode()).isTrue());
    }

    @Test
    void otherRefusalsAreSentAgainByCommand() {
        String auction = product.newAuction();
        product.fakeBackend().answers(422);
        Viewer viewer = product.viewer().joins(auction);
        eventually(() -> assertThat(setAside(422).path("snapshots").asInt()).isPositive());
        viewer.leaves();
        List<String> refused = timestamps(auction);
        eventually(() -> assertThat(setAside(422).path("snapshots").asInt()).isGreaterThanOrEqualTo(refused.size()));
        product.fakeBackend().answers(200);

        assertThat(product.internalApi().retriesOutbox()).isPositive();
        eventually(() -> assertThat(product.fakeBackend().accepted(auction))
                .extracting(minute -> minute.path("timestamp").asText())
                .containsAll(refused));
    }

    @Test
    void aKeyThatTheBackendAcceptsLaterBringsTheMinutesBackWithoutARestart() {
        String auction = product.newAuction();
        product.fakeBackend().answers(401);
        product.viewer().joins(auction);
        eventually(() -> assertThat(setAside(401).path("snapshots").asInt()).isGreaterThanOrEqualTo(2));
        List<String> refused = timestamps(auction);

        product.fakeBackend().answers(200);
        eventually(() -> assertThat(product.fakeBackend().accepted(auction))
                .extracting(minute -> minute.path("timestamp").asText())
                .containsAll(refused));
    }

    private JsonNode setAside(int status) {
        for (JsonNode group : product.internalApi().outbox().path("setAside")) {
            if (group.path("status").asInt() == status) {
                return group;
            }
        }
        return MissingNode.getInstance();
    }

    private List<String> timestamps(String auction) {
        return product.fakeBackend().posts(auction).stream()
                .map(post -> post.body().path("timestamp").asText())
                .toList();
    }

    @Test
    void sendingNeverBlocksCounting() {
        product.fakeBackend().answers(500);
        String auction = product.newAuction();
        Viewer viewer = product.viewer().joins(auction).sees(1);
        long start = System.nanoTime();
        product.viewer().joins(auction);
        viewer.sees(2);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
}
