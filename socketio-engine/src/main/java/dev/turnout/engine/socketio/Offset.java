package dev.turnout.engine.socketio;

import dev.turnout.engine.EventId;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The last event of its namespace that a client has received. Sent as the last argument of every recoverable event, as
 * {@code "<room>"} or {@code "<room>.<own>"} in base 36, and with {@code "~<engine>~<position>[~<events>]"} behind it when
 * engines share a log and the number is no position in it.
 *
 * @param room sequence of the last event of the namespace's rooms
 * @param own number of the last event for a single session after it; 0 when there is none
 * @param shared what other engines continue from; null when the sequence is a position in the log that they share
 */
record Offset(long room, long own, @Nullable Shared shared) implements Comparable<Offset> {

    private static final Comparator<Offset> ORDER =
            Comparator.comparingLong(Offset::room).thenComparingLong(Offset::own);
    private static final int RADIX = 36;
    private static final String NUMBER = "([0-9a-z]{1,12})";
    private static final Pattern FORM = Pattern.compile(NUMBER + "(?:\\." + NUMBER + ")?" + "(?:~([0-9A-Za-z_-]{1,64})~"
            + NUMBER + "(?:~([0-9A-Za-z_:,;*-]{1,1100}))?)?");

    /**
     * What a client has received of the log that several engines share.
     *
     * @param engine that the sequence is of
     * @param position every event of the log up to it has been received
     * @param events further ones that have been received, and may be in the log after it
     */
    record Shared(String engine, long position, EventRanges events) {

        /** @param at position of the event in the log; {@link RecoveryLog#NO_POSITION} when it has none */
        boolean contains(long at, @Nullable EventId event) {
            return at <= position || (event != null && events.contains(event));
        }
    }

    Offset(long room, long own) {
        this(room, own, null);
    }

    static Offset ofRoomEvent(long sequence) {
        return new Offset(sequence, 0);
    }

    /** The offset of an event for a single session after this one. */
    Offset own(long number) {
        return new Offset(room, number, shared);
    }

    /** What other engines continue from. */
    Shared sharedOr(String engine) {
        return shared == null ? new Shared(engine, room, EventRanges.NONE) : shared;
    }

    static Optional<Offset> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long room = Long.parseLong(matcher.group(1), RADIX);
        long own = matcher.group(2) == null ? 0 : Long.parseLong(matcher.group(2), RADIX);
        if (matcher.group(3) == null) {
            return Optional.of(new Offset(room, own));
        }
        long position = Long.parseLong(matcher.group(4), RADIX);
        return (matcher.group(5) == null ? Optional.of(EventRanges.NONE) : EventRanges.parse(matcher.group(5)))
                .map(events -> new Offset(room, own, new Shared(matcher.group(3), position, events)));
    }

    @Override
    public int compareTo(Offset other) {
        return ORDER.compare(this, other);
    }

    /** What {@link #parse} reads. */
    String text() {
        String text = Long.toString(room, RADIX);
        return (own == 0 ? text : text + "." + Long.toString(own, RADIX)) + sharedText();
    }

    /** The JSON string that travels. */
    String json() {
        return "\"" + text() + "\"";
    }

    private String sharedText() {
        if (shared == null) {
            return "";
        }
        String text = "~" + shared.engine + "~" + Long.toString(shared.position, RADIX);
        return shared.events.isEmpty() ? text : text + "~" + shared.events.text();
    }
}
