package dev.turnout.backend.analytics;

/** The keys of {@code sessionSeconds}: upper bounds in seconds, or {@code +Inf}. */
final class SessionLengths {

    private static final String INFINITE = "+Inf";
    private static final double MAX_SECONDS = 1e9;

    private SessionLengths() {}

    static boolean isBound(String text) {
        if (text.equals(INFINITE)) {
            return true;
        }
        try {
            double seconds = Double.parseDouble(text);
            return seconds >= 0 && seconds <= MAX_SECONDS;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    static double seconds(String bound) {
        return bound.equals(INFINITE) ? Double.POSITIVE_INFINITY : Double.parseDouble(bound);
    }
}
