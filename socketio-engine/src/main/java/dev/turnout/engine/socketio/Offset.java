package dev.turnout.engine.socketio;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last event of its namespace that a client has received. Sent as the last argument of every recoverable event, as
 * {@code "<room>"} or {@code "<room>.<own>"} in base 36.
 *
 * @param room sequence of the last event of the namespace's rooms
 * @param own number of the last event for a single session after it; 0 when there is none
 */
record Offset(long room, long own) implements Comparable<Offset> {

    private static final Comparator<Offset> ORDER =
            Comparator.comparingLong(Offset::room).thenComparingLong(Offset::own);
    private static final int RADIX = 36;
    private static final Pattern FORM = Pattern.compile("([0-9a-z]{1,12})(?:\\.([0-9a-z]{1,12}))?");

    static Offset ofRoomEvent(long sequence) {
        return new Offset(sequence, 0);
    }

    static Optional<Offset> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long own = matcher.group(2) == null ? 0 : Long.parseLong(matcher.group(2), RADIX);
        return Optional.of(new Offset(Long.parseLong(matcher.group(1), RADIX), own));
    }

    @Override
    public int compareTo(Offset other) {
        return ORDER.compare(this, other);
    }

    /** The JSON string that travels. */
    String json() {
        String text = Long.toString(room, RADIX);
        return "\"" + (own == 0 ? text : text + "." + Long.toString(own, RADIX)) + "\"";
    }
}
