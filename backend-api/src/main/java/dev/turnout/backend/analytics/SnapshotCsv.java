package dev.turnout.backend.analytics;

import dev.turnout.backend.storage.Aggregate;
import dev.turnout.backend.storage.Aggregate.Dated;
import dev.turnout.backend.storage.StoredSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots as CSV (RFC 4180), one line for each timestamp; unknown figures are empty fields. Fields are numbers, times
 * and codes of countries, so no cell can be a formula.
 */
public final class SnapshotCsv {

    /**
     * @param zone null for instants in UTC with all their digits; else whole seconds of the local time, as spreadsheets
     *     read them, with the offset from UTC in a column of its own
     * @param byteOrderMark makes spreadsheets read the file as UTF-8
     */
    public record Format(@Nullable ZoneId zone, boolean byteOrderMark) {

        public static final Format UTC = new Format(null, false);
    }

    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final String HEADER = "timestamp,viewerCount,avgViewers,peakViewers,minViewers,sampleCount,"
            + "exactPeak,exactPeakAt,exactMin,viewerSeconds,joins,leaves,uniqueViewers,countries";
    private static final String OFFSET_HEADER = ",utcOffset";
    private static final String END_OF_LINE = "\r\n";

    /** Spreadsheets take a time with {@code T} or with an offset for text. */
    private static final DateTimeFormatter LOCAL_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    /** Begins with a letter, since a field that begins with a sign could be taken for a formula. */
    private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("'UTC'xxx", Locale.ROOT);

    /** Other names, which only a faulty sender has, are not written, since a spreadsheet could take one for a formula. */
    private static final Pattern COUNTRY = Pattern.compile("[A-Za-z]{1,20}");

    private final Writer out;
    private final @Nullable ZoneId zone;
    private final AggregateSum minutes = new AggregateSum();
    private @Nullable Aggregate pending;

    SnapshotCsv(Writer out, Format format) {
        this.out = out;
        this.zone = format.zone();
        write((format.byteOrderMark() ? BYTE_ORDER_MARK : "")
                + HEADER
                + (zone == null ? "" : OFFSET_HEADER)
                + END_OF_LINE);
    }

    /** Takes the next snapshot; several of one timestamp become one line. */
    void add(StoredSnapshot stored) {
        Aggregate next = minutes.toAggregate(stored);
        if (pending != null && pending.firstAt() == next.firstAt()) {
            pending = pending.plus(next);
        } else {
            finish();
            pending = next;
        }
    }

    /** Writes the line of the timestamp that was added last. */
    void finish() {
        if (pending != null) {
            write(line(Point.of(pending.firstAt(), pending), pending.countries()));
        }
    }

    private String line(Point point, @Nullable Dated countries) {
        Double viewerSeconds = point.viewerSeconds();
        return Stream.<@Nullable Object>of(
                                time(point.timestamp()),
                                point.viewerCount(),
                                point.avgViewers(),
                                point.peakViewers(),
                                point.minViewers(),
                                point.sampleCount(),
                                point.exactPeak(),
                                time(point.exactPeakAt()),
                                point.exactMin(),
                                viewerSeconds == null
                                        ? null
                                        : BigDecimal.valueOf(viewerSeconds).toPlainString(),
                                point.joins(),
                                point.leaves(),
                                point.uniqueViewers(),
                                countries == null ? null : text(countries.numbers()))
                        .map(field -> field == null ? "" : field.toString())
                        .collect(Collectors.joining(","))
                + offset(point.timestamp())
                + END_OF_LINE;
    }

    private String offset(Instant instant) {
        return zone == null ? "" : "," + OFFSET.format(instant.atZone(zone));
    }

    /** Such as {@code CH=400 unknown=75}, the largest first. */
    private static String text(Map<String, Integer> countries) {
        return countries.entrySet().stream()
                .filter(entry -> COUNTRY.matcher(entry.getKey()).matches())
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }

    private @Nullable String time(@Nullable Instant instant) {
        if (instant == null || zone == null) {
            return instant == null ? null : instant.toString();
        }
        return LOCAL_TIME.format(instant.atZone(zone));
    }

    private void write(String text) {
        try {
            out.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
