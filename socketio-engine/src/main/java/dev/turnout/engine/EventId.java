package dev.turnout.engine;

import java.util.regex.Pattern;

/**
 * Identifies an event in a log that several engines share, see {@link Endpoint#shareLog}.
 *
 * @param engine name of the engine that the event was published on
 * @param number that this engine gave it, ascending
 */
public record EventId(String engine, long number) {

    private static final Pattern ENGINE = Pattern.compile("[0-9A-Za-z_-]{1,64}");

    public EventId {
        if (!isEngine(engine)) {
            throw new IllegalArgumentException("not the name of an engine: " + engine);
        }
        if (number < 0) {
            throw new IllegalArgumentException("a number is not negative: " + number);
        }
    }

    /** Whether an engine can have this name: 1 to 64 letters, digits, underscores and hyphens. */
    public static boolean isEngine(String name) {
        return ENGINE.matcher(name).matches();
    }
}
