package dev.turnout.socket.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionId;
import dev.turnout.model.AuctionMinute;
import dev.turnout.model.Snapshot;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.CountBy;
import dev.turnout.socket.audience.Moments;
import dev.turnout.socket.audience.RecordingLease;
import dev.turnout.thread.ManualOwnerThread;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sessions whose lease runs out leave at that very millisecond in every field of their minutes. */
class LeasedMinutesTest {

    private static final AuctionId A = new AuctionId("a");
    private static final Intervals INTERVALS = new Intervals(Duration.ofSeconds(5), Duration.ofSeconds(60));

    private final ManualOwnerThread thread = new ManualOwnerThread(Instant.parse("2025-10-21T14:14:57.300Z"));
    private final Audience audience = new Audience(CountBy.SESSIONS);
    private final List<AuctionMinute> reported = new ArrayList<>();
    private final Sampler sampler;

    LeasedMinutesTest() {
        SnapshotSink sink = new SnapshotSink() {
            @Override
            public void finished(List<AuctionMinute> minutes) {
                reported.addAll(minutes);
            }

            @Override
            public void draft(List<AuctionMinute> minutes) {}
        };
        sampler = new Sampler(audience, thread, Moments.of(thread, thread::nanoTime), INTERVALS, () -> "run", sink);
        audience.addListener(sampler);
        sampler.start();
    }

    @Test
    void aRoomWithNobodyElseIsSampledUntilAMinuteAfterItEmptied() {
        join();
        thread.advance(Duration.ofMinutes(10));

        assertThat(reported).hasSize(3);
        Snapshot whole = minute("2025-10-21T14:15:00Z");
        assertThat(whole.sampleCount()).isEqualTo(12);
        assertThat(whole.viewerCount()).isEqualTo(1);
        assertThat(whole.exactMin()).isZero();
        assertThat(whole.viewerSeconds()).isEqualTo(57.3);
        assertThat(whole.leaves()).isZero();
        Snapshot after = minute("2025-10-21T14:16:00Z");
        assertThat(after.exactPeak()).isZero();
        assertThat(after.leaves()).isEqualTo(1);
        assertThat(after.sessionSeconds()).containsOnlyKeys("60");
        assertThat(audience.rooms()).isEmpty();
    }

    @Test
    void aSampleAtTheMomentOfTheExpiryDoesNotSeeTheSession() {
        thread.advance(Duration.ofMillis(7_700));
        join();
        thread.advance(Duration.ofMinutes(5));

        assertThat(minute("2025-10-21T14:15:00Z").sampleCount()).isEqualTo(11);
        Snapshot next = minute("2025-10-21T14:16:00Z");
        assertThat(next.viewerSeconds()).isEqualTo(5.0);
        assertThat(next.peakViewers()).isEqualTo(1);
        assertThat(next.avgViewers()).isZero();
        assertThat(next.viewerCount()).isZero();
    }

    @Test
    void pausesOfTheProcessChangeNothingThatIsReported() {
        script(Duration.ZERO);
        List<AuctionMinute> onTime = List.copyOf(reported);
        LeasedMinutesTest paused = new LeasedMinutesTest();
        paused.script(Duration.ofSeconds(13));

        assertThat(onTime).hasSizeGreaterThan(4);
        assertThat(paused.reported).isEqualTo(onTime);
    }

    /** Joins and signs of life in four minutes; between them the process stands still for so long at a time. */
    private void script(Duration pause) {
        RecordingLease stays = join();
        for (int i = 0; i < 9; i++) {
            passes(Duration.ofMillis(27_100), pause);
            join();
            if (i < 5) {
                audience.renew(
                        stays, false, Moments.of(thread, thread::nanoTime).now());
            }
        }
        passes(Duration.ofSeconds(50), pause);
        thread.advance(Duration.ofMinutes(5));
        sampler.stop();
    }

    private void passes(Duration time, Duration pause) {
        Duration left = time;
        while (!pause.isZero() && left.compareTo(pause) > 0) {
            thread.freeze(pause);
            thread.settle();
            left = left.minus(pause);
        }
        thread.advance(left);
    }

    @Test
    void aStopReportsSessionsThatExpiredBeforeIt() {
        join();
        thread.freeze(Duration.ofSeconds(63));
        sampler.stop();

        assertThat(minute("2025-10-21T14:16:00Z").exactPeak()).isZero();
        assertThat(minute("2025-10-21T14:15:00Z").viewerSeconds()).isEqualTo(57.3);
    }

    private RecordingLease join() {
        RecordingLease session = new RecordingLease(A, null, thread.nanoTime() + 1);
        audience.join(session, Moments.of(thread, thread::nanoTime).now());
        return session;
    }

    private Snapshot minute(String timestamp) {
        return reported.stream()
                .map(AuctionMinute::snapshot)
                .filter(snapshot -> snapshot.timestamp().equals(Instant.parse(timestamp)))
                .findFirst()
                .orElseThrow();
    }
}
