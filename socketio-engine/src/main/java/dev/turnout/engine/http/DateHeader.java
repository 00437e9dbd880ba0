package dev.turnout.engine.http;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The value of the Date header (RFC 9110, section 5.6.7), formatted once per second. Any thread. */
final class DateHeader {

    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private record Formatted(long second, String text) {}

    private final InstantSource clock;
    private volatile Formatted formatted = new Formatted(Long.MIN_VALUE, "");

    DateHeader(InstantSource clock) {
        this.clock = clock;
    }

    String value() {
        long second = Math.floorDiv(clock.millis(), 1000L);
        Formatted last = formatted;
        if (last.second() != second) {
            last = new Formatted(second, FORMAT.format(Instant.ofEpochSecond(second)));
            formatted = last;
        }
        return last.text();
    }
}
