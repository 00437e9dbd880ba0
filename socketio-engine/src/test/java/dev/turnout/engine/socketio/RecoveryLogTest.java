package dev.turnout.engine.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.engineio.EngineCounters;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a recovery log keeps, drops and notices. An event of 750 bytes counts as 1,000. */
class RecoveryLogTest {

    private static final int EVENT = 750;
    private static final long MAX_AGE = 100;

    private final EngineCounters counters = new EngineCounters();
    private final RecoveryLog log = new RecoveryLog(5_000, MAX_AGE, counters);
    private final RecoveryLog.Partition one = new RecoveryLog.Partition(3_000);
    private final RecoveryLog.Partition two = new RecoveryLog.Partition(3_000);
    private long now;

    private void add(RecoveryLog.Partition partition, long sequence) {
        PacketEncoder.Encoded event = new PacketEncoder.Encoded(new byte[EVENT], List.of());
        log.add(partition, new Offset(sequence, 0), now, event, sequence, null);
    }

    private static List<Long> missed(RecoveryLog.Partition partition, long after) {
        List<RecoveryLog.Entry> entries = new ArrayList<>();
        return partition.collect(new Offset(after, 0), entries)
                ? entries.stream().map(entry -> entry.offset().room()).sorted().toList()
                : List.of(-1L);
    }

    @Test
    void eventsAfterTheOffsetAreMissed() {
        add(one, 1);
        add(two, 2);
        add(one, 3);

        assertThat(missed(one, 0)).containsExactly(1L, 3L);
        assertThat(missed(one, 1)).containsExactly(3L);
        assertThat(missed(one, 3)).isEmpty();
        assertThat(missed(two, 0)).containsExactly(2L);
    }

    @Test
    void aStreamDropsItsOldestAndKnowsExactlyFromWhereOnItIsComplete() {
        for (long sequence = 1; sequence <= 5; sequence++) {
            add(one, sequence);
        }

        assertThat(missed(one, 1)).as("2 was dropped").containsExactly(-1L);
        assertThat(missed(one, 2)).containsExactly(3L, 4L, 5L);
        assertThat(counters.recoveryEventsDropped()).isEqualTo(2);
        assertThat(counters.recoveryBytes()).isEqualTo(3_000);
    }

    @Test
    void theOldestEventOfAllPartitionsIsDroppedWhenTheTotalIsReached() {
        add(one, 1);
        add(one, 2);
        add(one, 3);
        add(two, 4);
        add(two, 5);
        add(two, 6);

        assertThat(missed(one, 0)).containsExactly(-1L);
        assertThat(missed(one, 1)).containsExactly(2L, 3L);
        assertThat(missed(two, 0)).containsExactly(4L, 5L, 6L);
        assertThat(counters.recoveryBytes()).isEqualTo(5_000);
    }

    @Test
    void anEventLargerThanTheBoundIsDroppedAtOnce() {
        RecoveryLog.Partition small = new RecoveryLog.Partition(500);
        add(small, 1);

        assertThat(missed(small, 0)).containsExactly(-1L);
        assertThat(missed(small, 1)).isEmpty();
        assertThat(counters.recoveryBytes()).isZero();
    }

    @Test
    void oldEventsAreDroppedWithoutCountingAsLost() {
        add(one, 1);
        now = MAX_AGE;
        add(two, 2);
        now = MAX_AGE + 1;
        log.dropExpired(now);

        assertThat(missed(one, 0)).containsExactly(-1L);
        assertThat(missed(two, 0)).containsExactly(2L);
        assertThat(counters.recoveryEventsDropped()).isZero();
    }

    @Test
    void aRemovedStreamLeavesTheOthersInOrder() {
        add(one, 1);
        add(two, 2);
        add(one, 3);
        add(two, 4);
        log.remove(one);
        add(two, 5);
        add(two, 6);

        assertThat(missed(two, 2)).as("2 was dropped by its own bound").containsExactly(4L, 5L, 6L);
        assertThat(counters.recoveryBytes()).isEqualTo(3_000);
    }
}
