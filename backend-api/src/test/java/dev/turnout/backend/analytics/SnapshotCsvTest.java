package dev.turnout.backend.analytics;

import static dev.turnout.backend.analytics.Minutes.NOON;
import static dev.turnout.backend.analytics.Minutes.steady;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.Minute;
import dev.turnout.model.Snapshot;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SnapshotCsvTest {

    private static final String HEADER =
            "timestamp,viewerCount,avgViewers,peakViewers,minViewers,sampleCount,exactPeak,"
                    + "exactPeakAt,exactMin,viewerSeconds,joins,leaves,uniqueViewers,countries\r\n";

    private static final String HEADER_WITH_OFFSET = HEADER.replace("\r\n", ",utcOffset\r\n");

    @Test
    void withoutSnapshotsItIsTheHeaderAlone() {
        assertThat(csv()).isEqualTo(HEADER);
    }

    @Test
    void timesAreUtcUnknownIsEmptyAndNumbersArePlain() {
        assertThat(csv(
                        Minute.steady(0, 5)
                                .exactPeak(6, NOON.plusMillis(1_250))
                                .exactMin(4)
                                .watched(12_345_678.25)
                                .joins(2)
                                .leaves(1)
                                .snapshot(),
                        Minutes.of(NOON.plusSeconds(60), 4, 3, 5, 2, 12)))
                .isEqualTo(HEADER
                        + "2026-05-04T12:00:00Z,5,5,5,5,12,6,2026-05-04T12:00:01.250Z,4,12345678.25,2,1,,\r\n"
                        + "2026-05-04T12:01:00Z,4,3,5,2,12,,,,,,,,\r\n");
    }

    @Test
    void thePartsOfAMinuteAreOneLine() {
        assertThat(csv(Minutes.of(NOON, 10, 10, 12, 8, 6), Minutes.of(NOON, 2, 1, 2, 0, 6), steady(1, 2)))
                .isEqualTo(HEADER
                        + "2026-05-04T12:00:00Z,2,6,12,0,12,,,,,,,,\r\n"
                        + "2026-05-04T12:01:00Z,2,2,2,2,12,,,,,,,,\r\n");
    }

    @Test
    void timesOfAZoneAreWrittenAsSpreadsheetsReadThem() {
        SnapshotCsv.Format format = new SnapshotCsv.Format(ZoneId.of("Europe/Zurich"), true);
        Snapshot minute =
                Minute.steady(0, 5).exactPeak(6, NOON.plusMillis(1_250)).snapshot();

        assertThat(csv(format, minute))
                .isEqualTo("\uFEFF" + HEADER_WITH_OFFSET
                        + "2026-05-04 14:00:00,5,5,5,5,12,6,2026-05-04 14:00:01,,,,,,,UTC+02:00\r\n");
    }

    @Test
    void theHourThatComesTwiceDiffersByItsOffset() {
        SnapshotCsv.Format format = new SnapshotCsv.Format(ZoneId.of("Europe/Zurich"), false);
        Instant beforeTheClocksGoBack = Instant.parse("2026-10-25T00:30:00Z");

        assertThat(csv(
                        format,
                        Minutes.of(beforeTheClocksGoBack, 1, 1, 1, 1, 12),
                        Minutes.of(beforeTheClocksGoBack.plusSeconds(3_600), 2, 2, 2, 2, 12)))
                .isEqualTo(HEADER_WITH_OFFSET
                        + "2026-10-25 02:30:00,1,1,1,1,12,,,,,,,,,UTC+02:00\r\n"
                        + "2026-10-25 02:30:00,2,2,2,2,12,,,,,,,,,UTC+01:00\r\n");
    }

    @Test
    void countriesAreWrittenLargestFirstAndNamesThatAreNoneAreNot() {
        assertThat(csv(Minute.steady(0, 9)
                        .countries(Map.of("CH", 2, "SE", 5, "unknown", 2, "=1+1", 7))
                        .snapshot()))
                .isEqualTo(HEADER + "2026-05-04T12:00:00Z,9,9,9,9,12,,,,,,,,SE=5 CH=2 unknown=2\r\n");
    }

    private static String csv(Snapshot... snapshots) {
        return csv(SnapshotCsv.Format.UTC, snapshots);
    }

    private static String csv(SnapshotCsv.Format format, Snapshot... snapshots) {
        StringWriter out = new StringWriter();
        SnapshotCsv csv = new SnapshotCsv(out, format);
        List.of(snapshots).forEach(snapshot -> csv.add(Minutes.stored(snapshot)));
        csv.finish();
        return out.toString();
    }
}
