package dev.turnout.backend.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.Minute;
import dev.turnout.model.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which snapshots are read, in what order and in what detail. */
interface SnapshotReadContract extends StorageUnderTest {

    @Test
    default void aPeriodHoldsItsBeginningButNotItsEnd() {
        for (int minute = 0; minute < 5; minute++) {
            storage().store(RED, snapshot(minute, minute, "run"));
        }

        assertThat(kept(RED, new Period(minute(1), minute(3))))
                .extracting(Snapshot::viewerCount)
                .containsExactly(1, 2);
        assertThat(kept(RED, new Period(minute(1).plusMillis(1), minute(3).plusMillis(1))))
                .extracting(Snapshot::viewerCount)
                .containsExactly(2, 3);
        assertThat(kept(RED, Period.since(minute(4)))).hasSize(1);
    }

    @Test
    default void longStretchesAreReadWholeAndInOrderAcrossPages() {
        int minutes = 1_500; // of 2,250 snapshots; a page has 2,000
        for (int minute = minutes - 1; minute >= 0; minute--) {
            storage().store(RED, snapshot(minute, minute, "late"));
            if (minute % 2 == 0) {
                storage().store(RED, snapshot(minute, minute, "early"));
            }
        }

        List<Snapshot> all = kept(RED, Period.ALWAYS);
        assertThat(all)
                .hasSize(minutes + minutes / 2)
                .isSortedAccordingTo((a, b) -> a.timestamp().compareTo(b.timestamp()));
        assertThat(all.subList(0, 2)).extracting(Snapshot::source).containsExactly("late", "early");
        assertThat(all).doesNotHaveDuplicates();
    }

    @Test
    default void theNewestAreCountedByTimestampAndComeOldestFirst() {
        for (int minute = 0; minute < 5; minute++) {
            storage().store(RED, snapshot(minute, minute, "run"));
        }
        storage().store(RED, snapshot(4, 44, "other"));

        assertThat(storage().newestSnapshots(RED, Instant.EPOCH, 2))
                .extracting(Snapshot::viewerCount)
                .containsExactly(3, 4, 44);
        assertThat(storage().newestSnapshots(BLUE, Instant.EPOCH, 2)).isEmpty();
    }

    @Test
    default void aSketchIsReadOnlyOnRequestOrWhenItsMinuteHasSeveralSources() {
        storage().store(RED, Minute.steady(0, 5).source("a").unique(500, SKETCH).snapshot());
        storage().store(RED, Minute.steady(1, 5).source("a").unique(500, SKETCH).snapshot());
        storage().store(RED, Minute.steady(1, 5).source("b").unique(500, SKETCH).snapshot());

        List<Boolean> present = new ArrayList<>();
        storage().snapshots(RED, Period.ALWAYS, Storage.Detail.COUNTS, stored -> present.add(stored.sketch() != null));
        assertThat(present).containsExactly(false, true, true);
    }

    @Test
    default void countriesAreReadOnRequest() {
        storage().store(RED, Minute.steady(0, 5).countries(Map.of("CH", 5)).snapshot());

        Map<Storage.Detail, @Nullable Map<String, Integer>> read = new EnumMap<>(Storage.Detail.class);
        for (Storage.Detail detail : Storage.Detail.values()) {
            storage()
                    .snapshots(
                            RED,
                            Period.ALWAYS,
                            detail,
                            stored -> read.put(detail, stored.snapshot().countries()));
        }
        assertThat(read.get(Storage.Detail.COUNTS)).isNull();
        assertThat(read.get(Storage.Detail.COUNTS_AND_COUNTRIES)).isEqualTo(Map.of("CH", 5));
        assertThat(read.get(Storage.Detail.ALL)).isEqualTo(Map.of("CH", 5));
    }

    @Test
    default void minuteCountsOfAllAuctionsComeInOrder() {
        for (int minute = 0; minute < 3; minute++) {
            storage().store(RED, snapshot(minute, minute, "run"));
            storage().store(BLUE, snapshot(minute, 10 + minute, "run"));
        }

        List<String> counts = new ArrayList<>();
        storage()
                .minuteCounts(
                        new Period(minute(1), minute(3)), (auction, second, viewers) -> counts.add(auction + viewers));
        assertThat(counts).containsExactly("blue11", "blue12", "red1", "red2");
    }
}
