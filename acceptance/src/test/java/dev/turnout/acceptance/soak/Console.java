package dev.turnout.acceptance.soak;

import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** What a long run reports. */
final class Console {

    private Console() {}

    /** A line with the time of day. */
    static void say(String what) {
        System.out.println(LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS) + "  " + what);
    }
}
