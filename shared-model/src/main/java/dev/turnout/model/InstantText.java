package dev.turnout.model;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;

/**
 * The text of {@link Instant#toString()}, without its general formatter: a chart has thousands of instants, and formatting
 * them takes as long as all of its other values. Pure.
 */
final class InstantText {

    private static final long SECONDS_PER_DAY = 86_400;
    private static final long YEAR_10000 = LocalDate.of(10_000, 1, 1).toEpochDay() * SECONDS_PER_DAY;
    private static final int NANOS_PER_MILLI = 1_000_000;

    private InstantText() {}

    static String of(Instant instant) {
        long second = instant.getEpochSecond();
        int nano = instant.getNano();
        boolean usual = second >= 0 && second < YEAR_10000 && nano % NANOS_PER_MILLI == 0;
        return usual ? text(second, nano / NANOS_PER_MILLI) : instant.toString();
    }

    private static String text(long second, int milli) {
        LocalDate date = LocalDate.ofEpochDay(second / SECONDS_PER_DAY);
        int ofDay = (int) (second % SECONDS_PER_DAY);
        byte[] text = new byte[milli == 0 ? 20 : 24];
        digits(text, 0, 4, date.getYear());
        separated(text, 4, '-', date.getMonthValue());
        separated(text, 7, '-', date.getDayOfMonth());
        separated(text, 10, 'T', ofDay / 3_600);
        separated(text, 13, ':', ofDay / 60 % 60);
        separated(text, 16, ':', ofDay % 60);
        if (milli != 0) {
            text[19] = '.';
            digits(text, 20, 3, milli);
        }
        text[text.length - 1] = 'Z';
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static void separated(byte[] text, int at, char separator, int number) {
        text[at] = (byte) separator;
        digits(text, at + 1, 2, number);
    }

    private static void digits(byte[] text, int at, int count, int number) {
        int rest = number;
        for (int i = at + count - 1; i >= at; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
