package dev.turnout.socket.delivery;

import static dev.turnout.socket.delivery.Minutes.minute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionMinute;
import dev.turnout.socket.delivery.ScriptedBackend.Reply;
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

class CourierTest {

    private static final int IN_MEMORY = 50;

    @TempDir
    Path directory;

    private Rig rig;

    @BeforeEach
    void start() throws IOException {
        rig = new Rig(directory, 64 << 20, IN_MEMORY, new Random(1));
    }

    @Test
    void aMinuteIsPostedAndForgotten() {
        rig.take(minute("a", 0), minute("b", 0));
        rig.answerAll();
        assertThat(rig.backend.recorder.rows()).hasSize(2);
        assertCounts(2, 2, 0, 0, 0);
    }

    @Test
    void anAuctionsMinutesGoInOrderOneAtATime() {
        for (int i = 0; i < 5; i++) {
            rig.take(minute("a", i));
        }
        for (int i = 0; i < 5; i++) {
            assertThat(rig.backend.underWay()).isEqualTo(1);
            rig.backend.answerOne();
            rig.loop.turn();
        }
        assertThat(rig.backend.requests).isSorted();
    }

    @Test
    void aFewAuctionsGoTogetherAndNeverMoreThanAllowed() {
        rig.take(Minutes.ofAuctions(40, 0));
        int most = 0;
        while (rig.backend.underWay() > 0) {
            most = Math.max(most, rig.backend.underWay());
            rig.backend.answerOne();
            rig.loop.turn();
        }
        assertThat(most).isEqualTo(8);
        assertCounts(40, 40, 0, 0, 0);
    }

    @Test
    void whatTheBackendFailsAtIsSentAgainTheSameToTheByte() {
        rig.backend.then(500);
        rig.backend.then(ScriptedBackend.silent());
        rig.backend.then(408);
        rig.backend.then(302);
        rig.take(minute("a", 0));
        rig.run(Duration.ofMinutes(2));
        assertThat(rig.backend.requests).hasSize(5);
        assertThat(rig.backend.requests.stream().distinct()).hasSize(1);
        assertCounts(1, 1, 0, 0, 0);
        assertThat(rig.counts().failedPosts()).isEqualTo(4);
    }

    @Test
    void whatTheBackendRefusesIsSetAsideAndTheNextMinuteGoesOn() {
        for (int status : List.of(401, 403, 404, 413, 422)) {
            rig.backend.then(status);
        }
        for (int i = 0; i < 6; i++) {
            rig.take(minute("a", i));
        }
        rig.run(Duration.ofHours(1));
        assertThat(rig.backend.requests).hasSize(6);
        assertCounts(6, 1, 0, 5, 0);
    }

    @Test
    void anOutageIsProbedAndNotHammered() {
        rig.backend.otherwise = ScriptedBackend.silent();
        rig.take(Minutes.ofAuctions(40, 0));
        rig.run(Duration.ofMinutes(10));
        assertThat(rig.counts().backendAway()).isTrue();
        assertThat(rig.backend.requests).hasSizeBetween(40, 150);
        assertCounts(40, 0, 40, 0, 0);
        rig.backend.otherwise = (path, body) -> Reply.of(200);
        rig.run(Rig.CAP.multipliedBy(2));
        assertCounts(40, 40, 0, 0, 0);
        assertThat(rig.counts().backendAway()).isFalse();
    }

    @Test
    void whileTheBackendIsAwayOneProbeIsUnderWayAtMost() {
        rig.backend.otherwise = ScriptedBackend.silent();
        rig.take(Minutes.ofAuctions(40, 0));
        while (!rig.counts().backendAway()) {
            rig.loop.advance(Duration.ofSeconds(1));
            rig.answerAll();
        }
        for (int i = 0; i < 600; i++) {
            rig.loop.advance(Duration.ofSeconds(1));
            assertThat(rig.backend.underWay()).isLessThanOrEqualTo(1);
            if (i % 3 == 0 && rig.backend.underWay() > 0) {
                rig.backend.answerOne();
                rig.loop.turn();
            }
        }
    }

    @Test
    void auctionsThatTheBackendChokesOnDoNotHoldUpTheOthers() {
        rig.backend.otherwise = (path, body) -> Reply.of(path.contains("/auctions/a1") ? 500 : 200);
        for (int i = 0; i < 10; i++) {
            rig.take(Minutes.ofAuctions(40, i));
            rig.run(Duration.ofMinutes(1));
        }
        // a1 and a10 to a19 are choked on, 29 are not.
        assertCounts(400, 290, 110, 0, 0);
        rig.backend.otherwise = (path, body) -> Reply.of(200);
        rig.run(Duration.ofMinutes(1));
        assertCounts(400, 400, 0, 0, 0);
    }

    @Test
    void aHangingAuctionHoldsOnePlaceAndNoOtherAuction() {
        rig.take(Minutes.ofAuctions(3, 0));
        rig.answerAll();
        rig.take(minute("a0", 1));
        rig.loop.turn();
        assertThat(rig.backend.underWay()).isEqualTo(1);
        rig.take(minute("a1", 1), minute("a2", 1));
        assertThat(rig.backend.underWay()).isEqualTo(3);
    }

    @Test
    void retryAfterIsWaitedForAndAfterItOneRequestProbes() {
        rig.backend.then((path, body) -> new Reply(429, "120"));
        rig.take(Minutes.ofAuctions(5, 0));
        rig.answerAll();
        rig.run(Duration.ofSeconds(119));
        assertThat(rig.backend.requests).hasSize(1);
        rig.loop.advance(Duration.ofSeconds(1));
        assertThat(rig.backend.underWay()).isEqualTo(1);
        rig.answerAll();
        assertCounts(5, 5, 0, 0, 0);
    }

    @Test
    void retryAfterMayBeADateAndIsBounded() {
        rig.backend.then((path, body) -> new Reply(503, "Tue, 21 Oct 2025 14:16:00 GMT"));
        rig.take(minute("a", 0));
        rig.answerAll();
        rig.run(Duration.ofSeconds(59));
        assertThat(rig.backend.requests).hasSize(1);
        rig.backend.then((path, body) -> new Reply(503, "99999999999999999"));
        rig.run(Duration.ofSeconds(1));
        assertThat(rig.backend.requests).hasSize(2);
        rig.run(Duration.ofMinutes(5).minusSeconds(1));
        assertThat(rig.backend.requests).hasSize(2);
        rig.run(Duration.ofSeconds(1));
        assertCounts(1, 1, 0, 0, 0);
    }

    @Test
    void retryAfterThatSaysNothingIsAFailureLikeAnyOther() {
        for (String value : List.of("0", "-5", "soon", "Tue, 21 Oct 1925 14:16:00 GMT")) {
            rig.backend.then((path, body) -> new Reply(429, value));
        }
        rig.take(minute("a", 0));
        rig.answerAll();
        assertThat(rig.backend.requests).as("not at once again").hasSize(1);
        rig.run(Duration.ofMinutes(1));
        assertCounts(1, 1, 0, 0, 0);
        assertThat(rig.backend.requests).hasSize(5);
    }

    @Test
    void aDiskThatRefusesIsTriedAgainAndNothingIsSentBefore() {
        rig.disk.fault = FragileDisk.Fault.FULL;
        rig.take(minute("a", 0), minute("b", 0));
        rig.run(Duration.ofMinutes(5));
        rig.take(minute("a", 1));
        assertThat(rig.backend.requests).isEmpty();
        assertCounts(3, 0, 3, 0, 0);
        assertThat(rig.counts().inMemory()).isEqualTo(3);
        assertThat(rig.counts().failedWrites()).isGreaterThan(10);
        rig.disk.fault = FragileDisk.Fault.NONE;
        rig.run(Rig.CAP);
        assertThat(rig.counts().inMemory()).isZero();
        assertCounts(3, 3, 0, 0, 0);
    }

    @Test
    void whenMemoryIsFullTooTheOldestAreDroppedAndCounted() throws IOException {
        rig.disk.fault = FragileDisk.Fault.FORCE_FAILS;
        rig.take(Minutes.ofAuctions(IN_MEMORY, 0));
        rig.take(minute("b", 1), minute("b", 2));
        assertCounts(IN_MEMORY + 2, 0, IN_MEMORY, 0, 2);
        rig.disk.fault = FragileDisk.Fault.NONE;
        rig.run(Duration.ofMinutes(1));
        assertCounts(IN_MEMORY + 2, IN_MEMORY, 0, 0, 2);
        assertThat(rig.backend.requests).noneMatch(request -> request.contains("/a0/"));
        rig.killAndStart();
        assertCounts(IN_MEMORY + 2, IN_MEMORY, 0, 0, 2);
    }

    @Test
    void aSnapshotThatCannotBeKeptIsCountedAsDropped() {
        AuctionMinute huge = minute("a", 0, "x".repeat(Entry.MAX_BODY), 12);
        rig.take(huge, minute("a", 1));
        rig.answerAll();
        assertCounts(2, 1, 0, 0, 1);
    }

    @Test
    void whatNobodyHadRoomToHoldIsCountedToo() throws IOException {
        rig.courier().take(List.of(minute("a", 0)), 7);
        rig.answerAll();
        assertCounts(8, 1, 0, 0, 7);
        rig.killAndStart();
        assertCounts(8, 1, 0, 0, 7);
    }

    @Test
    void theNextRunGoesOnWhereTheLastOneStopped() throws IOException {
        rig.take(Minutes.ofAuctions(10, 0));
        rig.backend.answerOne();
        rig.loop.turn();
        rig.killAndStart();
        rig.answerAll();
        assertCounts(10, 10, 0, 0, 0);
        assertThat(rig.backend.recorder.rows()).hasSize(10);
    }

    @Test
    void aKilledMinuteIsDeliveredAsFarAsItWasSampled() throws IOException {
        rig.courier().draft(List.of(minute("a", 0, "run-1", 5), minute("b", 0, "run-1", 5)));
        rig.killAndStart();
        rig.answerAll();
        assertThat(rig.backend.requests)
                .hasSize(2)
                .allSatisfy(request -> assertThat(request).contains("\"sampleCount\":5"));
        rig.killAndStart();
        rig.answerAll();
        assertThat(rig.backend.requests).hasSize(2);
        assertCounts(2, 2, 0, 0, 0);
    }

    @Test
    void aDraftIsForgottenOnceItsMinuteIsInTheOutbox() throws IOException {
        rig.courier().draft(List.of(minute("a", 0, "run-1", 11)));
        rig.take(minute("a", 0, "run-1", 12));
        rig.answerAll();
        rig.killAndStart();
        rig.answerAll();
        assertThat(rig.backend.requests).hasSize(1);
        assertCounts(1, 1, 0, 0, 0);
    }

    @Test
    void aWrongKeyIsTriedOnceAtTheNextStartAndAllFollowWhenItIsRight() throws IOException {
        rig.backend.otherwise = (path, body) -> Reply.of(401);
        for (int i = 0; i < 20; i++) {
            rig.take(minute("a", i));
        }
        rig.answerAll();
        assertCounts(20, 0, 0, 20, 0);
        rig.killAndStart();
        rig.answerAll();
        assertThat(rig.backend.requests).as("one probe").hasSize(21);
        assertCounts(20, 0, 0, 20, 0);
        rig.backend.otherwise = (path, body) -> Reply.of(200);
        rig.killAndStart();
        rig.answerAll();
        assertCounts(20, 20, 0, 0, 0);
    }

    @Test
    void aRefusalForAnotherReasonProvesTheKeyToo() throws IOException {
        rig.backend.then(401);
        rig.backend.then(401);
        rig.take(minute("a", 0), minute("b", 0));
        rig.answerAll();
        rig.backend.then(404);
        rig.killAndStart();
        rig.answerAll();
        assertCounts(2, 1, 0, 1, 0);
    }

    @Test
    void otherRefusalsAreTriedAgainOnlyWhenAnOperatorSaysSo() throws IOException {
        rig.backend.then(404);
        rig.take(minute("a", 0));
        rig.answerAll();
        rig.killAndStart();
        rig.answerAll();
        assertCounts(1, 0, 0, 1, 0);
        rig.courier().retrySetAside();
        rig.answerAll();
        assertCounts(1, 1, 0, 0, 0);
    }

    @Test
    void aStopSendsWhatTheBackendTakes() {
        AtomicBoolean stopped = new AtomicBoolean();
        rig.take(Minutes.ofAuctions(20, 0));
        rig.courier().stop(() -> stopped.set(true));
        assertThat(stopped).isFalse();
        rig.answerAll();
        assertThat(stopped).isTrue();
        assertCounts(20, 20, 0, 0, 0);
    }

    @Test
    void aStopDoesNotWaitForABackendThatIsAway() throws IOException {
        AtomicBoolean stopped = new AtomicBoolean();
        rig.backend.otherwise = ScriptedBackend.silent();
        rig.take(Minutes.ofAuctions(20, 0));
        rig.run(Duration.ofMinutes(1));
        rig.courier().stop(() -> stopped.set(true));
        rig.answerAll();
        assertThat(stopped).isTrue();
        assertCounts(20, 0, 20, 0, 0);
        rig.backend.otherwise = (path, body) -> Reply.of(200);
        rig.killAndStart();
        rig.answerAll();
        assertCounts(20, 20, 0, 0, 0);
    }

    @Test
    void aStopThatIsCutShortLeavesWhatIsUnderWayToTheNextRun() throws IOException {
        List<String> ends = new ArrayList<>();
        rig.take(minute("a", 0));
        rig.courier().stop(() -> ends.add("end"));
        rig.courier().stopNow();
        rig.answerAll();
        assertThat(ends).hasSize(1);
        assertCounts(1, 0, 1, 0, 0);
        rig.killAndStart();
        rig.answerAll();
        assertCounts(1, 1, 0, 0, 0);
        assertThat(rig.backend.recorder.rows()).hasSize(1);
    }

    @Test
    void thousandsOfAuctionsAMinuteAreNoTrouble() {
        for (int i = 0; i < 3; i++) {
            rig.take(Minutes.ofAuctions(2_000, i));
        }
        rig.answerAll();
        assertCounts(6_000, 6_000, 0, 0, 0);
        assertThat(rig.backend.recorder.rows()).hasSize(6_000);
    }

    private void assertCounts(long sampled, long posted, long waiting, long setAside, long dropped) {
        DeliveryCounts counts = rig.counts();
        assertThat(List.of(counts.sampled(), counts.posted(), counts.waiting(), counts.setAside(), counts.dropped()))
                .as("sampled, posted, waiting, set aside, dropped")
                .containsExactly(sampled, posted, waiting, setAside, dropped);
        assertThat(counts.unaccounted()).isZero();
    }
}
