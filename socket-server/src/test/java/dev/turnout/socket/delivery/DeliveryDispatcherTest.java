package dev.turnout.socket.delivery;

import static dev.turnout.socket.delivery.Minutes.minute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.socket.delivery.FakeBackend.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How snapshots are sent. */
class DeliveryDispatcherTest {

    private static final int IN_MEMORY = 50;

    @TempDir
    Path directory;

    private DeliveryFixture delivery;

    @BeforeEach
    void start() throws IOException {
        delivery = new DeliveryFixture(directory, 64 << 20, IN_MEMORY, new Random(1));
    }

    @Test
    void aMinuteIsPostedAndDeleted() {
        delivery.take(minute("a", 0), minute("b", 0));
        delivery.answerAll();
        assertThat(delivery.backend.rows.rows()).hasSize(2);
        delivery.assertCounts(2, 2, 0, 0, 0);
    }

    @Test
    void theMinutesOfAnAuctionAreSentInOrderOneAtATime() {
        for (int i = 0; i < 5; i++) {
            delivery.take(minute("a", i));
        }
        for (int i = 0; i < 5; i++) {
            assertThat(delivery.backend.inFlight()).isEqualTo(1);
            delivery.backend.answerOne();
            delivery.thread.settle();
        }
        assertThat(delivery.backend.requests).isSorted();
    }

    @Test
    void anAuctionWithALongBacklogTakesOneOfTheConcurrentRequests() {
        delivery.take(Minutes.ofAuctions(8, 0));
        delivery.answerAll();
        for (int i = 1; i < 40; i++) {
            delivery.take(minute("a0", i));
        }
        delivery.take(minute("a1", 40), minute("a2", 40));
        assertThat(delivery.backend.inFlight()).isEqualTo(3);
    }

    @Test
    void concurrentRequestsAreBounded() {
        delivery.take(Minutes.ofAuctions(40, 0));
        int most = 0;
        while (delivery.backend.inFlight() > 0) {
            most = Math.max(most, delivery.backend.inFlight());
            delivery.backend.answerOne();
            delivery.thread.settle();
        }
        delivery.thread.advance(DeliveryDispatcher.COMMIT_DELAY);
        assertThat(most).isEqualTo(8);
        delivery.assertCounts(40, 40, 0, 0, 0);
    }

    @Test
    void failedAttemptsAreRepeatedWithTheSameBytes() {
        delivery.backend.then(500);
        delivery.backend.then(FakeBackend.unreachable());
        delivery.backend.then(408);
        delivery.backend.then(302);
        delivery.take(minute("a", 0));
        delivery.run(Duration.ofMinutes(2));
        assertThat(delivery.backend.requests).hasSize(5);
        assertThat(delivery.backend.requests.stream().distinct()).hasSize(1);
        delivery.assertCounts(1, 1, 0, 0, 0);
        assertThat(delivery.counters().failedPosts()).isEqualTo(4);
    }

    @Test
    void anOutageIsProbedWithBackoff() {
        delivery.backend.otherwise = FakeBackend.unreachable();
        delivery.take(Minutes.ofAuctions(40, 0));
        delivery.run(Duration.ofMinutes(10));
        assertThat(delivery.counters().backendUnavailable()).isTrue();
        assertThat(delivery.backend.requests).hasSizeBetween(40, 150);
        delivery.assertCounts(40, 0, 40, 0, 0);
        delivery.backend.otherwise = (path, body) -> Reply.of(200);
        delivery.run(DeliveryFixture.CAP.multipliedBy(2));
        delivery.assertCounts(40, 40, 0, 0, 0);
        assertThat(delivery.counters().backendUnavailable()).isFalse();
    }

    @Test
    void duringAnOutageThereIsAtMostOneRequestInFlight() {
        delivery.backend.otherwise = FakeBackend.unreachable();
        delivery.take(Minutes.ofAuctions(40, 0));
        while (!delivery.counters().backendUnavailable()) {
            delivery.thread.advance(Duration.ofSeconds(1));
            delivery.answerAll();
        }
        for (int i = 0; i < 600; i++) {
            delivery.thread.advance(Duration.ofSeconds(1));
            assertThat(delivery.backend.inFlight()).isLessThanOrEqualTo(1);
            if (i % 3 == 0 && delivery.backend.inFlight() > 0) {
                delivery.backend.answerOne();
                delivery.thread.settle();
            }
        }
    }

    @Test
    void auctionsForWhichTheBackendFailsDoNotDelayTheOthers() {
        delivery.backend.otherwise = (path, body) -> Reply.of(path.contains("/auctions/a1") ? 500 : 200);
        for (int i = 0; i < 10; i++) {
            delivery.take(Minutes.ofAuctions(40, i));
            delivery.run(Duration.ofMinutes(1));
        }
        // a1 and a10 to a19 fail, 29 do not.
        delivery.assertCounts(400, 290, 110, 0, 0);
        delivery.backend.otherwise = (path, body) -> Reply.of(200);
        delivery.run(Duration.ofMinutes(1));
        delivery.assertCounts(400, 400, 0, 0, 0);
    }

    @Test
    void aRequestWithoutAnAnswerDoesNotDelayOtherAuctions() {
        delivery.take(Minutes.ofAuctions(3, 0));
        delivery.answerAll();
        delivery.take(minute("a0", 1));
        delivery.thread.settle();
        assertThat(delivery.backend.inFlight()).isEqualTo(1);
        delivery.take(minute("a1", 1), minute("a2", 1));
        assertThat(delivery.backend.inFlight()).isEqualTo(3);
    }

    @Test
    void retryAfterIsWaitedForAndAfterItOneRequestProbes() {
        delivery.backend.then((path, body) -> new Reply(429, "120"));
        delivery.take(Minutes.ofAuctions(5, 0));
        delivery.answerAll();
        delivery.run(Duration.ofSeconds(119));
        assertThat(delivery.backend.requests).hasSize(1);
        delivery.thread.advance(Duration.ofSeconds(1));
        assertThat(delivery.backend.inFlight()).isEqualTo(1);
        delivery.answerAll();
        delivery.assertCounts(5, 5, 0, 0, 0);
    }

    @Test
    void retryAfterMayBeADateAndIsBounded() {
        delivery.backend.then((path, body) -> new Reply(503, "Tue, 21 Oct 2025 14:16:00 GMT"));
        delivery.take(minute("a", 0));
        delivery.answerAll();
        delivery.run(Duration.ofSeconds(59));
        assertThat(delivery.backend.requests).hasSize(1);
        delivery.backend.then((path, body) -> new Reply(503, "99999999999999999"));
        delivery.run(Duration.ofSeconds(1));
        assertThat(delivery.backend.requests).hasSize(2);
        delivery.run(Duration.ofMinutes(5).minusSeconds(1));
        assertThat(delivery.backend.requests).hasSize(2);
        delivery.run(Duration.ofSeconds(1));
        delivery.assertCounts(1, 1, 0, 0, 0);
    }

    @Test
    void anInvalidRetryAfterIsAFailureLikeAnyOther() {
        for (String value : List.of("0", "-5", "soon", "Tue, 21 Oct 1925 14:16:00 GMT")) {
            delivery.backend.then((path, body) -> new Reply(429, value));
        }
        delivery.take(minute("a", 0));
        delivery.answerAll();
        assertThat(delivery.backend.requests).as("not at once again").hasSize(1);
        delivery.run(Duration.ofMinutes(1));
        delivery.assertCounts(1, 1, 0, 0, 0);
        assertThat(delivery.backend.requests).hasSize(5);
    }

    @Test
    void theNextRunContinuesWhereTheLastOneStopped() throws IOException {
        delivery.take(Minutes.ofAuctions(10, 0));
        delivery.backend.answerOne();
        delivery.thread.settle();
        delivery.killAndStart();
        delivery.answerAll();
        delivery.assertCounts(10, 10, 0, 0, 0);
        assertThat(delivery.backend.rows.rows()).hasSize(10);
    }

    @Test
    void realAuctionsDoNotWaitBehindThousandsOfMadeUpOnes() {
        delivery.backend.otherwise = (path, body) -> Reply.of(path.contains("/auctions/real/") ? 200 : 404);
        delivery.take(minute("real", 0));
        delivery.answerAll();
        delivery.take(Minutes.ofAuctions(3_000, 1));
        delivery.take(minute("real", 1));
        int before = delivery.backend.requests.size();
        for (int i = 0; i < 10; i++) {
            delivery.backend.answerOne();
            delivery.thread.settle();
        }
        assertThat(delivery.backend.requests.subList(before, before + 10))
                .anyMatch(request -> request.contains("/auctions/real/"));
        delivery.run(Duration.ofSeconds(5));
        delivery.assertCounts(3_002, 2, 0, 3_000, 0);
    }

    @Test
    void resultsThatTheDiskRefusesAreKeptAndNotSentAgain() {
        delivery.take(Minutes.ofAuctions(30, 0));
        delivery.disk.fault = FailingDisk.Fault.FULL;
        delivery.run(Duration.ofMinutes(2));
        assertThat(delivery.backend.requests).hasSize(30);
        delivery.assertCounts(30, 0, 30, 0, 0);
        delivery.disk.fault = FailingDisk.Fault.NONE;
        delivery.run(DeliveryFixture.CAP);
        delivery.assertCounts(30, 30, 0, 0, 0);
        assertThat(delivery.backend.requests).hasSize(30);
    }

    @Test
    void aStopSendsWhatTheBackendTakes() {
        AtomicBoolean stopped = new AtomicBoolean();
        delivery.take(Minutes.ofAuctions(20, 0));
        delivery.dispatcher().stop(() -> stopped.set(true));
        assertThat(stopped).isFalse();
        delivery.answerAll();
        assertThat(stopped).isTrue();
        delivery.assertCounts(20, 20, 0, 0, 0);
    }

    @Test
    void aStopDoesNotWaitForAnUnavailableBackend() throws IOException {
        AtomicBoolean stopped = new AtomicBoolean();
        delivery.backend.otherwise = FakeBackend.unreachable();
        delivery.take(Minutes.ofAuctions(20, 0));
        delivery.run(Duration.ofMinutes(1));
        delivery.dispatcher().stop(() -> stopped.set(true));
        delivery.answerAll();
        assertThat(stopped).isTrue();
        delivery.assertCounts(20, 0, 20, 0, 0);
        delivery.backend.otherwise = (path, body) -> Reply.of(200);
        delivery.killAndStart();
        delivery.answerAll();
        delivery.assertCounts(20, 20, 0, 0, 0);
    }

    @Test
    void aStopThatIsCutShortLeavesRequestsInFlightToTheNextRun() throws IOException {
        List<String> ends = new ArrayList<>();
        delivery.take(minute("a", 0));
        delivery.dispatcher().stop(() -> ends.add("end"));
        delivery.dispatcher().stopNow();
        delivery.answerAll();
        assertThat(ends).hasSize(1);
        delivery.assertCounts(1, 0, 1, 0, 0);
        delivery.killAndStart();
        delivery.answerAll();
        delivery.assertCounts(1, 1, 0, 0, 0);
        assertThat(delivery.backend.rows.rows()).hasSize(1);
    }

    @Test
    void thousandsOfAuctionsPerMinuteAreDelivered() {
        for (int i = 0; i < 3; i++) {
            delivery.take(Minutes.ofAuctions(2_000, i));
        }
        delivery.answerAll();
        delivery.assertCounts(6_000, 6_000, 0, 0, 0);
        assertThat(delivery.backend.rows.rows()).hasSize(6_000);
    }
}
