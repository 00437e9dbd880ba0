package dev.turnout.socket.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.turnout.model.AuctionId;
import dev.turnout.model.AuctionMinute;
import dev.turnout.model.Snapshot;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.CountBy;
import dev.turnout.socket.audience.Moments;
import dev.turnout.socket.audience.Presence;
import dev.turnout.socket.audience.ViewerId;
import dev.turnout.socket.audience.ViewerSession;
import dev.turnout.thread.ManualOwnerThread;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest {

    private static final AuctionId A = new AuctionId("a");
    private static final AuctionId B = new AuctionId("b");
    private static final Intervals INTERVALS = new Intervals(Duration.ofSeconds(5), Duration.ofSeconds(60));

    private final ManualOwnerThread thread = new ManualOwnerThread(Instant.parse("2025-10-21T14:14:57.300Z"));
    private final Audience audience = new Audience(CountBy.SESSIONS);
    private final List<AuctionMinute> reported = new ArrayList<>();
    private final List<AuctionMinute> draft = new ArrayList<>();
    private final Sampler sampler;
    private final Set<String> others = new HashSet<>();
    private int runs;

    SamplerTest() {
        SnapshotSink sink = new SnapshotSink() {
            @Override
            public void finished(List<AuctionMinute> minutes) {
                reported.addAll(minutes);
            }

            @Override
            public void draft(List<AuctionMinute> minutes) {
                draft.clear();
                draft.addAll(minutes);
            }

            @Override
            public boolean storesDraft(AuctionId auction, long start) {
                return !others.contains(auction + "@" + Instant.ofEpochMilli(start));
            }
        };
        sampler = new Sampler(
                audience, thread, Moments.of(thread, thread::nanoTime), INTERVALS, () -> "run-" + ++runs, sink);
        audience.addListener(sampler);
    }

    @BeforeEach
    void start() {
        sampler.start();
    }

    @Test
    void minutesThatDoNotBelongToTheDraftAreNotPassedOn() {
        others.add("a@2025-10-21T14:15:00Z");
        join(A);
        join(B);
        after(Duration.ofSeconds(60));
        assertThat(draft).extracting(AuctionMinute::auction).containsExactly(B);
        after(Duration.ofSeconds(10));
        assertThat(draft).extracting(AuctionMinute::auction).containsExactlyInAnyOrder(A, B);
    }

    @Test
    void everyAuctionWithAViewerHasItsMinute() {
        join(A);
        after(Duration.ofSeconds(5));
        join(B);
        join(B);
        after(Duration.ofSeconds(60));

        assertThat(reported).extracting(AuctionMinute::auction).containsExactlyInAnyOrder(A, A, B);
        Snapshot whole = last(A);
        assertThat(whole.timestamp()).isEqualTo("2025-10-21T14:15:00Z");
        assertThat(whole.sampleCount()).isEqualTo(12);
        assertThat(whole.source()).isEqualTo("run-1");
        assertThat(last(B).viewerCount()).isEqualTo(2);
    }

    @Test
    void samplingEndsAMinuteAfterTheLastHasLeftAndTheRoomIsForgotten() {
        ViewerSession session = join(A);
        after(Duration.ofSeconds(20));
        leave(session);
        after(Duration.ofMinutes(1));
        assertThat(audience.room(A)).isPresent();
        after(Duration.ofMinutes(10));

        assertThat(reported).hasSize(3);
        assertThat(last(A).timestamp()).isEqualTo("2025-10-21T14:16:00Z");
        assertThat(last(A).peakViewers()).isZero();
        assertThat(sampler.auctions()).isZero();
        assertThat(audience.room(A)).isEmpty();
    }

    @Test
    void aViewerThatComesBackAfterTheZeroMinuteBeginsANewOne() {
        leave(join(A));
        after(Duration.ofMinutes(5));
        int before = reported.size();
        join(A);
        after(Duration.ofMinutes(1));

        assertThat(reported).hasSize(before + 1);
        assertThat(last(A).joins()).isEqualTo(1);
        assertThat(last(A).viewerCount()).isEqualTo(1);
    }

    @Test
    void aPauseOfTheProcessOverTicksCostsNoSample() {
        join(A);
        after(Duration.ofSeconds(20));
        thread.freeze(Duration.ofSeconds(23));
        after(Duration.ofSeconds(60));

        assertThat(samples("2025-10-21T14:15:00Z")).isEqualTo(12);
    }

    @Test
    void aMachineThatSleptForAnHourLeavesAGap() {
        join(A);
        after(Duration.ofSeconds(20));
        thread.freeze(Duration.ofHours(1));
        after(Duration.ofMinutes(2));

        assertThat(reported)
                .extracting(minute -> minute.snapshot().timestamp().toString())
                .containsExactly(
                        "2025-10-21T14:14:00Z", "2025-10-21T14:15:00Z", "2025-10-21T15:15:00Z", "2025-10-21T15:16:00Z");
        assertThat(samples("2025-10-21T14:15:00Z")).isEqualTo(4);
    }

    @Test
    void aClockSetBackAMomentNeverReportsAMinuteTwice() {
        join(A);
        after(Duration.ofSeconds(70));
        thread.setClock(Duration.ofSeconds(-40));
        after(Duration.ofMinutes(3));

        assertThat(reported).extracting(minute -> minute.snapshot().timestamp()).doesNotHaveDuplicates();
        assertThat(reported)
                .extracting(minute -> minute.snapshot().sampleCount())
                .allMatch(samples -> samples <= 12);
        assertThat(last(A).source()).isEqualTo("run-1");
        assertThat(samples("2025-10-21T14:16:00Z")).isEqualTo(12);
    }

    @Test
    void aClockSetBackAnHourGoesOnUnderANewSource() {
        join(A);
        after(Duration.ofSeconds(70));
        thread.setClock(Duration.ofHours(-1));
        after(Duration.ofMinutes(2));
        leave(join(A));
        after(Duration.ofMinutes(62));

        assertThat(reported)
                .extracting(minute ->
                        minute.snapshot().timestamp() + " " + minute.snapshot().source())
                .doesNotHaveDuplicates()
                .contains("2025-10-21T14:16:00Z run-1", "2025-10-21T13:17:00Z run-2", "2025-10-21T14:15:00Z run-2");
        checkFlow();
    }

    @Test
    void aClockThatJumpsAboutNeverMakesAMinuteOfMoreThanTwelveSamplesNorTwoOfOneSource() {
        int[] jumpSeconds = {-3, 7, -40, 59, -61, 3_600, -7_200, 1, -1, 90, -90, 600};
        join(A);
        for (int seconds : jumpSeconds) {
            after(Duration.ofSeconds(47));
            thread.setClock(Duration.ofSeconds(seconds));
            leave(join(A));
            join(A);
        }
        after(Duration.ofMinutes(3));

        assertThat(reported)
                .extracting(minute ->
                        minute.snapshot().timestamp() + " " + minute.snapshot().source())
                .doesNotHaveDuplicates();
        assertThat(reported)
                .extracting(minute -> minute.snapshot().sampleCount())
                .allMatch(samples -> samples >= 1 && samples <= 12);
        checkFlow();
    }

    @Test
    void aClockSetForwardReportsTheMinuteSoFarAndNoMinuteThatNeverWas() {
        join(A);
        after(Duration.ofMillis(22_700));
        thread.setClock(Duration.ofMinutes(5));
        after(Duration.ofMinutes(1));
        assertThat(reported)
                .extracting(minute -> minute.snapshot().timestamp().toString())
                .containsExactly("2025-10-21T14:14:00Z", "2025-10-21T14:15:00Z", "2025-10-21T14:20:00Z");
        assertThat(samples("2025-10-21T14:15:00Z")).isEqualTo(6);
        assertThat(reported.get(1).snapshot().viewerSeconds())
                .as("until the next tick")
                .isEqualTo(25.0);
        assertThat(last(A).source()).isEqualTo("run-1");
        checkFlow();
    }

    @Test
    void aClockSetForwardWithinAMinuteInventsNoTime() {
        join(A);
        after(Duration.ofMillis(22_700));
        thread.setClock(Duration.ofSeconds(20));
        after(Duration.ofMinutes(1));
        assertThat(reported)
                .extracting(minute ->
                        minute.snapshot().timestamp() + " " + minute.snapshot().source())
                .containsExactly(
                        "2025-10-21T14:14:00Z run-1", "2025-10-21T14:15:00Z run-1", "2025-10-21T14:15:00Z run-2");
    }

    /** The integral of one viewer's count is the time that has passed, however often the clock is set forward. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void observedTimeIsTheTimeThatPassed(long seed) {
        Random random = new Random(seed);
        join(A);
        long passed = 0;
        for (int i = 0; i < 60; i++) {
            int pause = random.nextInt(40_000);
            passed += pause;
            after(Duration.ofMillis(pause));
            if (random.nextInt(3) == 0) {
                thread.setClock(Duration.ofMillis(1_001 + (long) random.nextInt(400_000)));
            }
            if (random.nextInt(3) == 0) {
                leave(join(A));
            }
        }
        sampler.stop();
        double seconds = reported.stream()
                .mapToDouble(minute -> Objects.requireNonNull(minute.snapshot().viewerSeconds()))
                .sum();
        assertThat(seconds).isCloseTo(passed / 1000.0, within(0.01));
        assertThat(reported)
                .extracting(minute ->
                        minute.snapshot().timestamp() + " " + minute.snapshot().source())
                .doesNotHaveDuplicates();
        checkFlow();
    }

    @Test
    void stoppingReportsThePartialMinutesAndNothingAfterThem() {
        join(A);
        join(B);
        after(Duration.ofSeconds(30));
        reported.clear();
        sampler.stop();
        join(A);
        after(Duration.ofMinutes(5));

        assertThat(reported).extracting(AuctionMinute::auction).containsExactlyInAnyOrder(A, B);
        assertThat(last(A).sampleCount()).isEqualTo(6);
    }

    @Test
    void theDraftIsAsOldAsTheLastSampleAtMost() {
        join(A);
        after(Duration.ofSeconds(31));
        assertThat(draft).hasSize(1);
        assertThat(draft.get(0).snapshot().timestamp()).isEqualTo("2025-10-21T14:15:00Z");
        assertThat(draft.get(0).snapshot().sampleCount()).isEqualTo(6);

        after(Duration.ofSeconds(5));
        assertThat(draft.get(0).snapshot().sampleCount()).isEqualTo(7);
    }

    @Test
    void aMinuteIsAlwaysFinishedOrInTheDraftAlsoWhenAChangeEndsItBeforeTheTick() {
        join(A);
        join(B);
        after(Duration.ofSeconds(60));
        thread.freeze(Duration.ofMillis(2_950));
        join(A);
        assertThat(reported).extracting(AuctionMinute::auction).containsExactly(A, B);
        assertThat(draft).extracting(minute -> minute.snapshot().sampleCount()).containsExactly(12, 12);

        after(Duration.ZERO);
        assertThat(reported).extracting(AuctionMinute::auction).containsExactlyInAnyOrder(A, B, A, B);
        assertThat(draft).extracting(minute -> minute.snapshot().sampleCount()).containsExactly(1, 1);
        assertThat(sampler.snapshots()).isEqualTo(4);
    }

    @Test
    void aStoppedRunLeavesNoDraft() {
        join(A);
        after(Duration.ofSeconds(30));
        sampler.stop();

        assertThat(draft).isEmpty();
    }

    private void checkFlow() {
        int last = 0;
        for (AuctionMinute minute : reported) {
            Snapshot snapshot = minute.snapshot();
            last += Objects.requireNonNull(snapshot.joins()) - Objects.requireNonNull(snapshot.leaves());
            assertThat(snapshot.viewerCount()).isEqualTo(last);
        }
    }

    private ViewerSession join(AuctionId id) {
        ViewerSession session = new ViewerSession(id, new ViewerId(null, thread.nanoTime()), null, Presence.NONE);
        audience.join(session, Moments.at(thread.millis()));
        return session;
    }

    private void leave(ViewerSession session) {
        audience.leave(session, Moments.at(thread.millis()));
    }

    private void after(Duration time) {
        thread.advance(time);
    }

    private Snapshot last(AuctionId id) {
        return reported.stream()
                .filter(minute -> minute.auction().equals(id))
                .reduce((first, second) -> second)
                .orElseThrow()
                .snapshot();
    }

    private int samples(String timestamp) {
        return reported.stream()
                .map(AuctionMinute::snapshot)
                .filter(snapshot -> snapshot.timestamp().equals(Instant.parse(timestamp)))
                .findFirst()
                .orElseThrow()
                .sampleCount();
    }
}
